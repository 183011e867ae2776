import json
from math import e, exp, log, pi, sqrt

import numpy as np
import pytest
import torch
from mixtures import random_layer
from quadrature import noisy_entropy, noisy_information

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, Covers, Labels, Quantity, SamplePropagation
from ibsolve.theory import (
    bias_bound,
    entropy_risk_bound,
    mixture_information,
    noise_entropy,
    sample_propagation_risk_bound,
)

REPEATS, CONFIDENCE = 400, 0.95
RNG = np.random.default_rng(5)
SQUARE = np.array([[0.0, 0.0], [0.5, 0.1], [-0.2, 0.6], [0.4, 0.4]])
SCATTER = RNG.normal(size=(30, 2))
PAIRS = np.repeat(np.arange(6), 4)
NOISY_PAIRS = SCATTER[PAIRS] + 0.3 * RNG.normal(size=(24, 2))
CLASSES = np.arange(30) % 3
LINE = np.outer([-1.0, 0.2, 1.0], [0.6, 0.0, 0.8])
REPEATED = np.concatenate([SQUARE, SQUARE[:1], SQUARE[:1], 5 + SQUARE])


def of_inputs(rows, beta):
    return mixture_information(rows, np.full(len(rows), 1 / len(rows)), beta)


def of_groups(rows, codes, beta):
    parts = [rows[codes == code] for code in np.unique(codes)]
    return of_inputs(rows, beta) - sum(len(part) / len(rows) * of_inputs(part, beta) for part in parts)


SETTINGS = {
    "four points of the plane": (SQUARE, SQUARE, 0.3, 2, of_inputs(SQUARE, 0.3)),
    "a line in space, one draw": (LINE, LINE, 0.5, 1, of_inputs([-1.0, 0.2, 1.0], 0.5)),
    "thirty points, odd draws": (SCATTER, SCATTER, 0.4, 3, of_inputs(SCATTER, 0.4)),
    "equal points and clusters": (np.arange(10), REPEATED, 0.2, 4, of_inputs(REPEATED, 0.2)),
    "a second layer": (PAIRS, NOISY_PAIRS, 0.3, 2, of_groups(NOISY_PAIRS, PAIRS, 0.3)),
    "labels": (Labels(CLASSES), SCATTER, 0.4, 2, of_groups(SCATTER, CLASSES, 0.4)),
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.filterwarnings("error")
def test_the_certified_interval_covers_the_truth(setting):
    """400 repeats against quadrature; margin: three standard errors of a binomial share."""
    x, y, beta, draws, truth = SETTINGS[setting]
    method = SamplePropagation(beta, draws=draws, confidence=CONFIDENCE)
    rng = np.random.default_rng(0)
    found = [method.estimate(x, y, rng=rng) for _ in range(REPEATS)]
    margin = 3 * sqrt(CONFIDENCE * (1 - CONFIDENCE) / REPEATS)
    assert np.mean([truth in each.interval for each in found]) >= CONFIDENCE - margin
    values = np.array([each.value for each in found])
    means = np.array([each.parameters["monte_carlo_mean"] for each in found])
    assert abs(means.mean() - truth) < 5 * means.std() / sqrt(REPEATS)
    for each in found:
        assert 0 <= each.interval.lower <= each.value <= each.interval.upper <= log(each.n) + 1e-12
        assert each.interval.covers is Covers.MONTE_CARLO
    assert values.std() <= means.std()


def test_the_sandwich_holds_on_200_random_mixtures():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rows = random_layer(rng)
        beta = 10 ** rng.uniform(-1.5, 0.5)
        x = Labels(rng.integers(3, size=len(rows))) if seed % 3 == 0 else np.arange(len(rows))
        found = SamplePropagation(beta, draws=2).estimate(x, rows, rng=rng)
        lower, upper = found.parameters["lower_bound"], found.parameters["upper_bound"]
        assert 0 <= lower <= found.interval.lower <= found.value <= found.interval.upper <= upper
        assert upper <= log(len(rows)) + 1e-9


def test_one_dimension_is_integrated():
    """Two independent quadratures; the second layer subtracts that of each input."""
    rng = np.random.default_rng(0)
    codes = np.repeat(np.arange(4), 3)
    rows = np.tanh(rng.normal(size=12))
    found = SamplePropagation(0.2).estimate(codes, rows)
    whole = noisy_information(rows, np.full(12, 1 / 12), 0.2)
    parts = [noisy_information(rows[codes == code], np.full(3, 1 / 3), 0.2) for code in range(4)]
    assert found.value == pytest.approx(whole - np.mean(parts), abs=1e-9)
    assert found.interval.covers is Covers.NUMERICAL
    assert (found.interval.confidence, found.parameters["drawn"]) == (1.0, 0)
    assert found.interval.width < 1e-9


def test_draws_agree_with_the_integral_of_the_same_points_in_space():
    """Constant features say nothing: the same information by another route."""
    values = np.tanh(np.random.default_rng(1).normal(size=40))
    spread = values[:, None] * [1.0, 0.0, 0.0]
    truth = SamplePropagation(0.1).estimate(values, values).value
    found = SamplePropagation(0.1, draws=500).estimate(values, spread)
    assert truth in found.interval
    assert found.value == pytest.approx(truth, abs=0.01)


def test_equal_inputs_with_equal_activations_are_a_first_layer():
    x = np.array([0, 0, 1, 2, 2, 2])
    found = SamplePropagation(0.3).estimate(x, SQUARE[x])
    law = np.bincount(x) / 6
    assert mixture_information(SQUARE[:3], law, 0.3) in found.interval
    assert found.ceiling == log(3)


def test_the_tolerance_is_met_and_certified():
    found = SamplePropagation(0.4, tol=0.05).estimate(SCATTER, SCATTER)
    assert max(found.value - found.interval.lower, found.interval.upper - found.value) <= 0.05
    assert of_inputs(SCATTER, 0.4) in found.interval
    assert found.parameters["drawn"] > 8
    assert not found.warnings


def test_a_tolerance_out_of_reach_is_said():
    found = SamplePropagation(0.4, draws=1, tol=1e-4, most_draws=3).estimate(SCATTER, SCATTER)
    assert [each.concern for each in found.warnings] == [Concern.NOT_CONVERGED]
    assert "3 draws of each sample leave" in found.warnings[0].reason
    assert found.parameters["drawn"] == 3


def test_the_plain_form_keeps_within_its_mse_bound():
    """200 repeats: the squared error's mean, with three standard errors, against d/(n n_MC) and Theorem 6."""
    truth = of_inputs(SQUARE, 0.3)
    rng = np.random.default_rng(0)
    method = SamplePropagation(0.3, draws=5, form="plain")
    found = [method.estimate(SQUARE, SQUARE, rng=rng) for _ in range(200)]
    errors = np.array([each.value - truth for each in found])
    assert found[0].parameters["mse_bound"] == 2 / (4 * 5)
    assert found[0].parameters["printed_mse_bound"] > 2 / (4 * 5)
    assert (errors**2).mean() < 2 / (4 * 5) + 3 * (errors**2).std() / sqrt(200)
    assert abs(errors.mean()) < 4 * errors.std() / sqrt(200)
    assert np.mean([truth in each.interval for each in found]) >= 0.95


def test_the_plain_form_has_no_ceiling():
    method = SamplePropagation(0.1, draws=1, form="plain")
    found = [method.estimate(SQUARE, SQUARE, rng=seed) for seed in range(20)]
    assert max(each.value for each in found) > log(len(SQUARE))
    assert found[0].ceiling is None
    assert method.entropy(SQUARE).ceiling is None


def test_the_plain_form_of_a_second_layer():
    truth = of_groups(NOISY_PAIRS, PAIRS, 0.3)
    found = SamplePropagation(0.3, draws=400, form="plain").estimate(PAIRS, NOISY_PAIRS)
    assert found.value == pytest.approx(truth, abs=4 * sqrt(2 * 2 / (24 * 400)))
    assert truth in found.interval


def test_the_rao_blackwell_form_varies_less():
    spread = {
        form: np.std(
            [
                SamplePropagation(0.3, form=form, draws=1).estimate(SCATTER, SCATTER, rng=s).value
                for s in range(60)
            ]
        )
        for form in ("plain", "rao-blackwell")
    }
    assert spread["rao-blackwell"] < spread["plain"] / 2


def test_the_entropy_is_that_of_the_noise_and_of_the_information():
    found = SamplePropagation(0.3, draws=200).entropy(SQUARE)
    truth = of_inputs(SQUARE, 0.3) + noise_entropy(dimension=2, beta=0.3)
    assert found.quantity is Quantity.DIFFERENTIAL_ENTROPY
    assert truth in found.interval
    assert found.parameters["lower_bound"] <= truth <= found.parameters["upper_bound"]
    line = SamplePropagation(0.3).entropy([0.1, 0.2, 0.9])
    assert line.value == pytest.approx(noisy_entropy([0.1, 0.2, 0.9], np.full(3, 1 / 3), 0.3), abs=1e-9)


def test_samples_apart_in_the_plane():
    rng = np.random.default_rng(3)
    conditional = NOISY_PAIRS.reshape(6, 4, 2)
    truth = of_inputs(SCATTER[:6], 0.3) - np.mean([of_inputs(each, 0.3) for each in conditional])
    for form in ("rao-blackwell", "plain"):
        method = SamplePropagation(0.3, draws=400, form=form)
        found = method.estimate_apart(SCATTER[:6], conditional, rng=rng)
        assert truth in found.interval
        assert found.value == pytest.approx(truth, abs=0.1)


def test_samples_apart_may_say_less_than_nothing():
    found = SamplePropagation(0.2).estimate_apart([[0.1, 0.0]], [[[-0.4, 0.0], [0.6, 0.0]]])
    assert -log(2) <= found.interval.lower <= found.value < -0.5
    assert [each.concern for each in found.warnings] == [Concern.BIASED, Concern.NEGATIVE]


@pytest.mark.parametrize(("dimension", "spread"), [(2, 2.0), (3, 1.5), (300, 0.2)])
def test_few_repeats_make_the_value_too_large_and_say_by_how_much(dimension, spread):
    """S does not depend on x, so that the truth is 0; 400 inputs, one seed.

    Margin: the draws' interval, and three standard errors of ln det of the covariance, each at most
    √(d / 2 · 400 (n_x − 1)).
    """
    rng = np.random.default_rng(3)
    samples, many = rng.normal(size=(400, dimension)), rng.normal(size=(400, 64, dimension))
    method = SamplePropagation(1 / spread)
    most = dimension / 2 * log(1 + spread**2)
    found = [method.estimate_apart(samples, many[:, :repeats]) for repeats in (2, 4, 64)]
    assert [each.has(Concern.BIASED) for each in found] == [True, True, dimension == 300]
    assert found[0].value > found[1].value > found[2].value > 0
    for each, repeats in zip(found, (2, 4, 64), strict=True):
        margin = 3 * sqrt(dimension / (2 * 400 * (repeats - 1)))
        bias = each.parameters["bias_at_most"]
        assert each.interval.lower - margin < bias
        assert most - log(repeats) - margin < bias < most + margin
    assert f"4 samples given each input show at most {log(4):.4g} nats" in str(found[1].warnings[0])
    assert "the value too large" in str(found[1].warnings[0])


def test_repeats_that_hardly_move_a_layer_bring_no_caution():
    repeated = SQUARE[:, None] + 1e-3 * np.random.default_rng(0).normal(size=(4, 4, 2))
    found = SamplePropagation(0.3).estimate_apart(SQUARE, repeated)
    assert not found.warnings
    assert 0 <= found.parameters["bias_at_most"] < 1e-4


def test_one_sample_each_apart_is_a_first_layer():
    found = SamplePropagation(0.3, draws=50).estimate_apart(SQUARE, SQUARE[:, None])
    assert of_inputs(SQUARE, 0.3) in found.interval


def test_worst_cases_are_told_where_activations_lie_in_their_box():
    found = SamplePropagation(0.3).estimate(SQUARE, SQUARE).parameters
    given = {"samples": 4, "dimension": 2, "beta": 0.3}
    assert found["worst_case_risk"] == sample_propagation_risk_bound(**given)
    assert found["worst_case_entropy_risk"] == entropy_risk_bound(**given)
    assert "worst_case_risk" not in SamplePropagation(0.3).estimate(SCATTER, 9 * SCATTER).parameters
    assert "worst_case_risk" not in SamplePropagation(0.3).estimate(Labels([0, 0, 1, 1]), SQUARE).parameters
    small = SamplePropagation(0.05).estimate(SQUARE, SQUARE).parameters
    assert small["worst_case_bias"] == bias_bound(samples=4, dimension=2, beta=0.05).bias


def test_parameters_can_be_written_as_json():
    for x, y in ((SQUARE, SQUARE), (PAIRS, NOISY_PAIRS), ([1.0, 2.0], [0.1, 0.2])):
        parameters = SamplePropagation(0.3, tol=0.5).estimate(x, y).parameters
        assert json.loads(json.dumps(parameters)) == parameters


def test_worst_cases_beyond_floats_are_none():
    rows = np.random.default_rng(0).uniform(-1, 1, size=(3, 400))
    found = SamplePropagation(1e-3).estimate(rows, rows)
    assert found.parameters["worst_case_risk"] is None
    assert found.value == pytest.approx(log(3))


@pytest.mark.parametrize("form", ["rao-blackwell", "plain"])
@pytest.mark.parametrize("kind", [torch.float64, torch.float32])
def test_tensors_give_what_arrays_give(form, kind):
    rows = torch.tensor(SCATTER, dtype=kind)
    method = SamplePropagation(0.4, form=form)
    expected = method.estimate(rows.double().numpy(), rows.double().numpy())
    assert method.estimate(rows, rows).value == expected.value


def test_float32_exponentials_agree_where_they_are_allowed():
    exact = SamplePropagation(0.4).estimate(SCATTER, SCATTER)
    found = SamplePropagation(0.4, precision="float32").estimate(SCATTER, SCATTER)
    assert found.value == pytest.approx(exact.value, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "beta"),
    [(SCATTER, 0.01), (np.random.default_rng(0).normal(size=(5, 61)), 1.0)],
)
def test_float32_is_refused_where_it_is_unsafe(rows, beta):
    with pytest.raises(
        ProblemError, match=r"precision: expected float64 for .* 50 β or d > 60, found float32"
    ):
        SamplePropagation(beta, precision="float32").estimate(rows, rows)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([[0.3, 0.4]], [[1.0, 2.0]]),
        ([[0.0], [1.0], [2.0]], np.full((3, 2), 7.0)),
        (Labels([1, 1, 1, 1]), SQUARE),
        ([1.0, 2.0], [5.0, 5.0]),
    ],
)
def test_one_sample_equal_activations_and_one_label_tell_nothing(x, y):
    found = SamplePropagation(0.1).estimate(x, y)
    assert (found.value, found.interval.lower) == (0, 0)
    assert found.interval.upper < 1e-9


@pytest.mark.parametrize("dimension", [2, 500])
def test_samples_far_apart_beside_the_noise_tell_all(dimension):
    rows = np.random.default_rng(0).normal(size=(20, dimension))
    found = SamplePropagation(1e-6).estimate(rows, rows)
    assert found.value == pytest.approx(log(20), abs=1e-9)
    assert found.interval.width < 1e-9
    assert [each.concern for each in found.warnings] == [Concern.SATURATED]


def test_a_thousand_dimensions_of_overlap():
    rows = np.random.default_rng(0).normal(size=(20, 1000)) / 40
    found = SamplePropagation(1.0, draws=20).estimate(rows, rows)
    assert 0.2 < found.interval.lower < found.interval.upper < 1.0


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"beta": 0.0}, "beta: expected a finite number > 0, found 0.0"),
        ({"beta": -1}, "beta: expected a finite number > 0, found -1"),
        ({"beta": 0.1, "draws": 0}, "draws: expected a whole number >= 1, found 0"),
        ({"beta": 0.1, "tol": 0.0}, "tol: expected a finite number > 0, found 0.0"),
        ({"beta": 0.1, "tol": 0.1, "draws": 9, "most_draws": 4}, "most_draws: expected at least draws = 9"),
        ({"beta": 0.1, "confidence": 1.0}, "confidence: expected a finite number > 0 and < 1, found 1.0"),
        ({"beta": 0.1, "form": "exact"}, 'form: expected one of "rao-blackwell", "plain"'),
        ({"beta": 0.1, "precision": "half"}, 'precision: expected one of "float64", "float32"'),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, message):
    with pytest.raises(ProblemError, match=message):
        SamplePropagation(**parameters)


def test_noise_too_small_for_floats_is_refused():
    with pytest.raises(ProblemError, match=r"noise: .* at least 5\.83e-148"):
        SamplePropagation(1e-200).estimate(SQUARE, SQUARE * 833.3333)


@pytest.mark.parametrize(
    ("samples", "conditional", "message"),
    [
        (np.zeros((0, 2)), np.zeros((0, 1, 2)), "samples: expected shape"),
        (SQUARE, np.zeros((3, 2, 2)), r"conditional: expected shape \(4, n_x, 2\).*found shape \(3, 2, 2\)"),
        (SQUARE, np.zeros((4, 2)), r"conditional: expected shape \(4, n_x, 2\)"),
        (SQUARE, [[1.0], [2.0, 3.0]], r"conditional: expected shape \(4, n_x, 2\)"),
        (SQUARE, np.full((4, 1, 2), np.nan), r"conditional\[0, 0\]: expected finite numbers"),
        (Labels([0, 1]), np.zeros((2, 1)), "samples: expected numbers, found labels"),
    ],
)
def test_samples_apart_of_wrong_shape_are_refused(samples, conditional, message):
    with pytest.raises(ProblemError, match=message):
        SamplePropagation(0.1).estimate_apart(samples, conditional)


def test_labels_for_activations_and_no_samples_are_refused():
    with pytest.raises(ProblemError, match="y: expected vectors for sample-propagation, found labels"):
        SamplePropagation(0.1).estimate([1.0, 2.0], Labels([0, 1]))
    with pytest.raises(ProblemError, match="y: expected shape"):
        SamplePropagation(0.1).estimate(np.zeros((0, 1)), np.zeros((0, 1)))


def test_a_gaussian_layer_is_bounded_by_its_covariance():
    """h(T) <= ½ ln det 2πe Cov T for every mixture."""
    rows = np.random.default_rng(0).normal(size=(200, 3))
    found = SamplePropagation(0.5).entropy(rows)
    covariance = np.cov(rows.T, ddof=0) + 0.25 * np.eye(3)
    assert found.interval.upper < log(np.linalg.det(2 * pi * e * covariance)) / 2
    assert exp(found.value) > 0
