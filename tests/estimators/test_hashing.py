"""EDGE: cells and weights, no cap, what it says of too narrow cells, refusals."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import EDGE, Concern, Labels, PlugIn
from ibsolve.estimators.hashing import _cells
from ibsolve.theory import gaussian_pair_information


def correlated(n, dimension, rho, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, dimension))
    return x, rho * x + sqrt(1 - rho**2) * rng.normal(size=(n, dimension))


@given(seed=st.integers(0, 10**6), dimension=st.integers(1, 4), width=st.sampled_from([1e-9, 0.3, 2.0, 50.0]))
def test_samples_of_one_code_lie_in_one_cell_and_no_others(seed, dimension, width):
    values = np.random.default_rng(seed).normal(size=(30, dimension))
    codes = _cells(values, width, np.random.default_rng(seed + 1))
    offsets = np.random.default_rng(seed + 1).uniform(0, width, dimension)
    corners = np.floor((values + offsets) / width)
    together = (corners[:, None] == corners[None]).all(axis=2)
    np.testing.assert_array_equal(codes[:, None] == codes[None], together)


@pytest.mark.parametrize("miller_madow", [False, True])
def test_numbers_in_cells_of_their_own_are_labels(miller_madow):
    rng = np.random.default_rng(0)
    x = rng.integers(3, size=400)
    y = np.where(rng.uniform(size=400) < 0.6, x, rng.integers(3, size=400))
    found = EDGE(widths=(0.3,), miller_madow=miller_madow).estimate(x * 1.0, y * 1.0)
    plug_in = PlugIn(miller_madow=miller_madow).estimate(Labels(x), Labels(y))
    assert found.value == pytest.approx(plug_in.value, abs=1e-12)


def test_the_weights_sum_to_one_and_balance_the_bias():
    widths, weights = np.linspace(0.3, 0.9, 10), EDGE()._weights(np.linspace(0.3, 0.9, 10), 2, 10**6)
    assert weights.sum() == pytest.approx(1)
    assert (weights < 0).any()
    assert abs(weights @ widths) < 0.1 * widths.mean()
    assert EDGE(weights="uniform")._weights(widths, 2, 10**6).tolist() == [0.1] * 10


@pytest.mark.parametrize(("rho", "tolerance"), [(0.0, 0.06), (0.6, 0.06), (0.95, 0.1)])
def test_pairs_of_gaussians_come_near_the_truth(rho, tolerance):
    # Ten sets of 2000: four standard errors of their mean, beside the bias that these widths leave.
    found = [EDGE().estimate(*correlated(2000, 1, rho, seed), rng=seed).value for seed in range(10)]
    error = np.std(found, ddof=1) / sqrt(10)
    assert abs(np.mean(found) - gaussian_pair_information(rho)) < 4 * error + tolerance


def test_values_above_ten_bits_are_not_cut():
    # 12.3 bits, which the source's program cuts at ten.
    x = np.random.default_rng(0).permutation(5000) * 1.0
    found = EDGE(widths=(1e-6,), miller_madow=False).estimate(x, x, unit="bits")
    assert found.value == pytest.approx(log(5000) / log(2))
    assert found.ceiling == pytest.approx(log(5000) / log(2))
    assert found.has(Concern.SATURATED)


def test_no_samples_give_more_than_the_ceiling():
    for dimension in (1, 2, 5):
        found = EDGE().estimate(*correlated(300, dimension, 0.99, seed=0))
        assert found.value <= found.ceiling


def test_cells_too_narrow_for_the_samples_are_told():
    assert EDGE().estimate(*correlated(1000, 5, 0.6, seed=0)).has(Concern.SATURATED)
    assert EDGE(widths=(1.0, 1.2)).estimate(*correlated(1000, 2, 0.0, seed=0)).warnings == ()
    assert EDGE(widths=(0.5,)).estimate(*correlated(1000, 2, 0.0, seed=0)).has(Concern.BIASED)


def test_a_function_is_called_vacuous_and_noise_is_not():
    x, y = correlated(1000, 1, 0.9, seed=0)
    assert EDGE().estimate(x, x**2).has(Concern.VACUOUS)
    assert not EDGE().estimate(x, y).has(Concern.VACUOUS)


def test_the_answer_depends_on_the_seed_alone():
    x, y = correlated(300, 1, 0.5, seed=0)
    assert EDGE().estimate(x, y, rng=1).value == EDGE().estimate(x, y, rng=1).value
    assert EDGE().estimate(x, y, rng=1).value != EDGE().estimate(x, y, rng=2).value


def test_scales_change_nothing():
    x, y = correlated(300, 2, 0.5, seed=0)
    assert EDGE().estimate(1e140 * x, 1e-9 * y).value == pytest.approx(EDGE().estimate(x, y).value, abs=0.05)


def test_features_of_one_value_are_left_out_and_told():
    x, y = correlated(300, 1, 0.5, seed=0)
    found = EDGE().estimate(np.hstack([x, np.ones((300, 1))]), y)
    assert found.value == EDGE().estimate(x, y).value
    assert found.has(Concern.CONSTANT)
    assert EDGE().estimate(np.ones(300), y).value == 0.0


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"widths": ()}, r"widths: expected one value or more, found \(\)"),
        ({"widths": (1.0, 0.0)}, r"widths\[1\]: expected a finite number > 0, found 0.0"),
        ({"weights": "median"}, 'weights: expected one of "optimal", "uniform", found \'median\''),
        ({"miller_madow": 1}, "miller_madow: expected True or False, found 1"),
    ],
    ids=str,
)
def test_edge_refuses(parameters, message):
    with pytest.raises(ProblemError, match=message):
        EDGE(**parameters)


def test_a_width_below_the_rounding_of_floats_is_refused():
    with pytest.raises(
        ProblemError, match=r"widths: expected at least .* deviations, where cells can be numbered"
    ):
        EDGE(widths=(1e-17,)).estimate(*correlated(30, 1, 0.5, seed=0))


def test_labels_are_cells_as_they_are():
    """Two classes far apart: all that the label tells, ln 2; and less than vectors at their place would."""
    labels = np.random.default_rng(0).integers(0, 2, 400)
    y = labels[:, None] * 10 + np.random.default_rng(1).normal(size=(400, 1))
    found = EDGE(widths=(1.0, 2.0)).estimate(Labels(labels), y)
    assert found.value == pytest.approx(log(2), abs=0.02)
    shuffled = EDGE(widths=(1.0, 2.0)).estimate(Labels(np.random.default_rng(2).permutation(labels)), y)
    assert abs(shuffled.value) < 0.05
