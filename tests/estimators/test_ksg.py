"""KSG: the printed formulas on the same samples, Gaussian truth, what it says of itself, what it refuses."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nearest_twins import ksg
from scipy.special import psi

from ibsolve.errors import ProblemError
from ibsolve.estimators import KSG, Concern, mutual_information
from ibsolve.theory import gaussian_pair_information


def correlated(n, dimension, rho, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, dimension))
    return x, rho * x + sqrt(1 - rho**2) * rng.normal(size=(n, dimension))


@pytest.mark.parametrize("variant", [1, 2])
@pytest.mark.parametrize(("dimension", "k"), [(1, 1), (1, 4), (2, 3), (10, 4)])
def test_both_variants_are_the_printed_formulas_on_the_same_samples(dimension, k, variant):
    x, y = correlated(120, dimension, 0.7, seed=k)
    assert KSG(k=k, variant=variant).estimate(x, y).value == pytest.approx(ksg(x, y, k, variant), abs=1e-12)


def test_it_is_what_another_library_finds():
    """infomeasure 0.6.3, approach "ksg", k = 4, without its noise."""
    place = np.arange(1, 301)[:, None]
    x = np.modf(place * np.sqrt([2.0, 3.0]))[0]
    y = x[:, :1] ** 2 + 0.2 * np.modf(place * sqrt(5.0))[0]
    assert KSG(k=4).estimate(x, y).value == pytest.approx(1.2517279683349938, abs=1e-6)


def test_many_samples_on_a_line_go_by_a_tree_to_the_same_number():
    x, y = correlated(1700, 1, 0.7, seed=0)
    assert KSG().estimate(x, y).value == pytest.approx(ksg(x, y, 4, 1), abs=1e-12)


def test_repeated_values_are_counted_strictly_as_printed():
    rng = np.random.default_rng(0)
    x, y = rng.integers(8, size=(90, 1)).astype(float), rng.integers(8, size=(90, 1)).astype(float)
    found = KSG().estimate(x, y)
    assert found.value == pytest.approx(ksg(x, y, 4, 1), abs=1e-12)
    assert found.value <= found.ceiling


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
def test_the_mean_over_samples_is_the_gaussian_truth(rho):
    # Twenty sets of 400: the standard error of their mean, four of which are allowed.
    found = [KSG().estimate(*correlated(400, 1, rho, seed)).value for seed in range(20)]
    error = np.std(found, ddof=1) / sqrt(20)
    assert abs(np.mean(found) - gaussian_pair_information(rho)) < 4 * error


def test_its_interval_covers_what_it_estimates():
    # 95 % of 60 are 57; below 50 is four binomial deviations off. About the mean, as bias is not covered.
    found = [KSG().estimate(*correlated(250, 2, 0.6, seed), rng=seed) for seed in range(60)]
    mean = np.mean([each.value for each in found])
    assert sum(mean in each.interval for each in found) >= 50


@given(seed=st.integers(0, 10**6), n=st.integers(6, 40), variant=st.sampled_from([1, 2]))
def test_x_and_y_change_places_without_a_change(seed, n, variant):
    x, y = correlated(n, 2, 0.5, seed)
    estimator = KSG(variant=variant)
    assert estimator.estimate(x, y).value == pytest.approx(estimator.estimate(y, x).value, abs=1e-12)


@given(seed=st.integers(0, 10**6), n=st.integers(6, 40), variant=st.sampled_from([1, 2]))
def test_no_samples_give_more_than_the_ceiling(seed, n, variant):
    rng = np.random.default_rng(seed)
    x, y = correlated(n, 1, 0.99, seed)
    if seed % 2:
        x, y = np.round(3 * x), rng.integers(4, size=(n, 1)).astype(float)
    found = KSG(variant=variant).estimate(x, y)
    assert found.value <= found.ceiling + 1e-12


@pytest.mark.parametrize(("variant", "less"), [(1, 0.0), (2, 0.25)])
def test_equal_variables_meet_the_ceiling(variant, less):
    x = np.random.default_rng(0).normal(size=300)
    found = KSG(variant=variant).estimate(x, x)
    assert found.value == pytest.approx(psi(300) - psi(4) - less)
    assert found.ceiling == pytest.approx(found.value)
    assert found.has(Concern.SATURATED)


def smooth_functions():
    weights = np.random.default_rng(7).normal(size=(2, 2))
    return {
        "itself": (500, 1, lambda x: x),
        "square": (500, 1, lambda x: x**2),
        "sine": (1000, 1, lambda x: np.sin(3 * x)),
        "tanh layer": (3000, 2, lambda x: np.tanh(x @ weights)),
    }


@pytest.mark.parametrize("name", smooth_functions())
def test_a_continuous_function_is_called_vacuous(name):
    n, dimension, function = smooth_functions()[name]
    x = np.random.default_rng(1).normal(size=(n, dimension))
    for first, second in ((x, function(x)), (function(x), x)):
        warned = [each for each in KSG().estimate(first, second).warnings if each.concern is Concern.VACUOUS]
        assert len(warned) == 1
        assert "I(X;Y) of a deterministic continuous relation is infinite" in warned[0].reason


@pytest.mark.parametrize("n", [100, 300, 1000])
@pytest.mark.parametrize(("rho", "dimension"), [(0.999, 1), (0.99, 2), (0.9, 1), (0.6, 10)])
def test_noise_is_not_called_vacuous(n, rho, dimension):
    for seed in range(5):
        assert not KSG().estimate(*correlated(n, dimension, rho, seed)).has(Concern.VACUOUS)


def test_an_estimate_that_rises_with_the_samples_is_told():
    assert KSG().estimate(*correlated(300, 2, 0.999, seed=0)).has(Concern.NOT_CONVERGED)
    assert not KSG().estimate(*correlated(1000, 1, 0.6, seed=0)).has(Concern.NOT_CONVERGED)


def test_many_dimensions_are_told_where_the_value_is_not_small():
    found = KSG().estimate(*correlated(500, 16, 0.5, seed=0))
    assert found.value < 0.5 * gaussian_pair_information(0.5, 16)
    assert found.has(Concern.HIGH_DIMENSION)
    assert not KSG().estimate(*correlated(500, 16, 0.0, seed=0)).has(Concern.HIGH_DIMENSION)
    assert not KSG().estimate(*correlated(500, 2, 0.5, seed=0)).has(Concern.HIGH_DIMENSION)


def test_repeated_samples_are_told_and_jitter_parts_them():
    x, y = correlated(300, 1, 0.9, seed=0)
    rounded = np.round(x, 1)
    assert KSG().estimate(rounded, y).has(Concern.TIES)
    parted = KSG(jitter=1e-3).estimate(rounded, y, rng=1)
    assert not parted.has(Concern.TIES)
    assert parted.value == KSG(jitter=1e-3).estimate(rounded, y, rng=1).value


def test_features_of_one_value_change_nothing_and_are_told():
    x, y = correlated(200, 2, 0.5, seed=0)
    padded = np.hstack([x, np.full((200, 1), 3.0)])
    found = KSG().estimate(padded, y)
    assert found.has(Concern.CONSTANT)
    assert found.value == KSG().estimate(x, y).value
    alone = KSG().estimate(np.ones(200), y)
    assert alone.value == 0.0
    assert alone.has(Concern.CONSTANT)


def test_few_samples_have_no_interval():
    x, y = correlated(30, 1, 0.5, seed=0)
    assert KSG().estimate(x, y).interval is None


def test_torch_tensors_give_the_same_number():
    torch = pytest.importorskip("torch")
    x, y = correlated(100, 3, 0.5, seed=0)
    assert KSG().estimate(torch.tensor(x), torch.tensor(y)).value == KSG().estimate(x, y).value


def test_numbers_go_to_ksg_by_themselves():
    assert mutual_information(*correlated(50, 1, 0.5, seed=0)).estimator == "ksg"
    x, y = correlated(50, 1, 0.5, seed=0)
    bits = mutual_information(x, y, unit="bits")
    assert bits.value * log(2) == pytest.approx(KSG().estimate(x, y).value)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"k": 0}, "k: expected a whole number >= 1, found 0"),
        ({"variant": 3}, "variant: expected 1 or 2, found 3"),
        ({"variant": np.array([1, 2])}, "variant: expected 1 or 2, found"),
        ({"jitter": -1}, "jitter: expected a finite number >= 0, found -1"),
        ({"confidence": 1}, "confidence: expected a finite number > 0 and < 1, found 1"),
    ],
    ids=str,
)
def test_ksg_refuses(parameters, message):
    with pytest.raises(ProblemError, match=message):
        KSG(**parameters)


def test_as_many_neighbours_as_samples_are_refused():
    with pytest.raises(ProblemError, match="k: expected fewer neighbours than the 4 samples, found 4"):
        KSG().estimate([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0])


def test_one_sample_is_refused():
    with pytest.raises(ProblemError, match="x: expected at least 2 samples for ksg, found 1"):
        KSG().estimate([1.0], [2.0])
