"""The Gaussian estimator: no bias at any N, log det and canonical correlations alike, what it is not."""

from math import e, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, Gaussian
from ibsolve.theory import gaussian_pair_information


def pairs(n, dimension, rho, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, dimension))
    return x, rho * x + sqrt(1 - rho**2) * rng.normal(size=(n, dimension))


def log_det(values):
    return np.linalg.slogdet(np.atleast_2d(np.cov(values, rowvar=False)))[1]


@given(
    seed=st.integers(0, 10**6),
    x_dimension=st.integers(1, 4),
    y_dimension=st.integers(1, 4),
    spare=st.integers(1, 20),
)
def test_without_correction_it_is_the_log_det_of_covariances(seed, x_dimension, y_dimension, spare):
    rng = np.random.default_rng(seed)
    n = x_dimension + y_dimension + 1 + spare
    x = rng.normal(size=(n, x_dimension))
    y = rng.normal(size=(n, y_dimension)) + 0.5 * x[:, :1]
    plain = (log_det(x) + log_det(y) - log_det(np.hstack([x, y]))) / 2
    found = Gaussian(bias_correction=False).estimate(x, y)
    assert found.value == pytest.approx(plain, abs=1e-9)
    assert Gaussian().estimate(x, y).value == pytest.approx(Gaussian().estimate(y, x).value, abs=1e-9)


@pytest.mark.parametrize(
    ("dimension", "n", "rho", "repeats"),
    [(1, 10, 0.5, 300), (3, 9, 0.9, 300), (10, 40, 0.5, 100), (50, 150, 0.3, 20)],
)
def test_nothing_remains_of_the_bias_however_few_the_samples(dimension, n, rho, repeats):
    # Four standard errors of the mean; uncorrected, the bias is many of them.
    found = [Gaussian().estimate(*pairs(n, dimension, rho, seed)).value for seed in range(repeats)]
    error = np.std(found, ddof=1) / sqrt(repeats)
    assert abs(np.mean(found) - gaussian_pair_information(rho, dimension)) < 4 * error


@pytest.mark.parametrize(("dimension", "n"), [(1, 500), (10, 500), (100, 600)])
def test_one_estimate_is_within_three_of_its_own_standard_errors(dimension, n):
    found = Gaussian().estimate(*pairs(n, dimension, 0.7, seed=dimension))
    error = found.interval.width / 2 / 1.959964
    assert abs(found.value - gaussian_pair_information(0.7, dimension)) < 3 * error


@pytest.mark.parametrize(("dimension", "n", "rho"), [(3, 60, 0.8), (5, 50, 0.0), (20, 80, 0.5)])
def test_its_interval_covers_the_truth(dimension, n, rho):
    # 95 % of 100 are 95; below 86 is four binomial deviations off.
    truth = gaussian_pair_information(rho, dimension)
    found = [Gaussian().estimate(*pairs(n, dimension, rho, seed)) for seed in range(100)]
    assert sum(truth in each.interval for each in found) >= 86


def test_the_entropy_has_no_bias_and_its_interval_covers():
    # Eight dimensions, twelve samples: four standard errors; below 86 of 100 is four binomial deviations off.
    truth = 8 * (log(2 * pi * e) / 2 + log(3))
    found = [Gaussian().entropy(3 * pairs(12, 8, 0, seed)[0]) for seed in range(100)]
    values = [each.value for each in found]
    assert abs(np.mean(values) - truth) < 4 * np.std(values, ddof=1) / 10
    assert sum(truth in each.interval for each in found) >= 86


def test_strong_correlations_do_not_cancel():
    x = np.random.default_rng(0).normal(size=1000)
    noise = np.random.default_rng(1).normal(size=1000)
    weak = Gaussian().estimate(x, x + 1e-3 * noise).value
    strong = Gaussian().estimate(x, x + 1e-9 * noise).value
    assert strong - weak == pytest.approx(6 * log(10), rel=1e-5)


@given(seed=st.integers(0, 10**6))
def test_invertible_maps_of_x_change_nothing(seed):
    rng = np.random.default_rng(seed)
    x, y = pairs(30, 3, 0.6, seed)
    mixed = x @ (np.eye(3) + 0.3 * rng.uniform(-1, 1, size=(3, 3))) * [1e-6, 1.0, 1e6]
    assert Gaussian().estimate(mixed, y).value == pytest.approx(Gaussian().estimate(x, y).value, abs=1e-6)


def test_features_that_tell_nothing_more_are_left_out_and_told():
    x, y = pairs(100, 2, 0.6, seed=0)
    padded = np.hstack([x, x[:, :1] - 2 * x[:, 1:], np.ones((100, 1))])
    found = Gaussian().estimate(padded, y)
    assert found.value == pytest.approx(Gaussian().estimate(x, y).value, abs=1e-9)
    assert found.has(Concern.CONSTANT)
    assert found.parameters["ranks"] == [2, 2]
    alone = Gaussian().estimate(np.ones(100), y)
    assert alone.value == 0.0
    assert alone.has(Concern.CONSTANT)


def test_a_law_that_is_not_gaussian_is_told():
    x = np.random.default_rng(0).normal(size=2000)
    square = Gaussian().estimate(x, x**2)
    assert abs(square.value) < 0.1
    assert square.has(Concern.NOT_GAUSSIAN)
    assert not any(Gaussian().estimate(*pairs(200, 3, 0.5, s)).has(Concern.NOT_GAUSSIAN) for s in range(20))


def test_an_infinite_information_is_refused():
    x, y = pairs(50, 2, 0.5, seed=0)
    message = "x and y: expected no combination of x that is one of y: the information is infinite"
    with pytest.raises(ProblemError, match=message):
        Gaussian().estimate(x, np.hstack([y, x[:, :1] + x[:, 1:]]))


def test_too_few_samples_are_refused():
    with pytest.raises(
        ProblemError, match=r"x and y: expected at least 7 samples for .* 6 features, found 6"
    ):
        Gaussian().estimate(*pairs(6, 3, 0.5, seed=0))
    with pytest.raises(ProblemError, match=r"x: expected at least 4 samples for .* 3 features, found 3"):
        Gaussian().entropy(pairs(3, 3, 0.5, seed=0)[0])


def test_an_entropy_of_minus_infinity_is_refused():
    x = pairs(50, 2, 0.5, seed=0)[0]
    with pytest.raises(
        ProblemError, match=r"x: expected features that vary.* found one value alone in column 2"
    ):
        Gaussian().entropy(np.hstack([x, np.ones((50, 1))]))
    with pytest.raises(ProblemError, match=r"x: expected features none of which follows.* found 1 that do"):
        Gaussian().entropy(np.hstack([x, x[:, :1] + x[:, 1:]]))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"bias_correction": 1}, "bias_correction: expected True or False, found 1"),
        ({"confidence": 0}, "confidence: expected a finite number > 0 and < 1, found 0"),
    ],
    ids=str,
)
def test_gaussian_refuses(parameters, message):
    with pytest.raises(ProblemError, match=message):
        Gaussian(**parameters)
