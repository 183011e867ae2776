"""Jointly Gaussian vectors: both closed forms agree, and what has no finite value is refused."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.theory import gaussian_pair_information, joint_gaussian_information


def pair_covariance(rho, dimension):
    return np.kron([[1.0, rho], [rho, 1.0]], np.eye(dimension))


@given(rho=st.floats(-0.999, 0.999), dimension=st.integers(1, 5))
def test_pairs_are_a_covariance_in_blocks(rho, dimension):
    found = joint_gaussian_information(pair_covariance(rho, dimension), dimension)
    assert found == pytest.approx(gaussian_pair_information(rho, dimension), abs=1e-9)


@given(seed=st.integers(0, 10**6), x_dimension=st.integers(1, 4), y_dimension=st.integers(1, 4))
def test_it_is_the_log_det_of_the_covariance(seed, x_dimension, y_dimension):
    factor = np.random.default_rng(seed).normal(size=(x_dimension + y_dimension, 12))
    covariance = factor @ factor.T
    parts = (covariance[:x_dimension, :x_dimension], covariance[x_dimension:, x_dimension:], covariance)
    of_x, of_y, of_both = (np.linalg.slogdet(each)[1] for each in parts)
    assert joint_gaussian_information(covariance, x_dimension) == pytest.approx((of_x + of_y - of_both) / 2)


def test_weak_correlations_keep_their_digits():
    assert gaussian_pair_information(1e-9) == pytest.approx(5e-19, rel=1e-6)


def test_coordinates_that_tell_nothing_more_are_allowed():
    mixing = np.array([[1.0, 0], [2.0, 0], [0, 0], [0, 1.0]])
    covariance = mixing @ pair_covariance(0.5, 1) @ mixing.T
    assert joint_gaussian_information(covariance, 3) == pytest.approx(gaussian_pair_information(0.5))
    assert joint_gaussian_information(np.diag([1.0, 0.0]), 1) == 0.0


def test_scales_change_nothing():
    scale = np.diag([1e-100, 1e100])
    covariance = scale @ pair_covariance(0.5, 1) @ scale
    assert joint_gaussian_information(np.diag([1e-60, 1.0]), 1) == 0.0
    assert covariance[0, 1] == 0.5


@pytest.mark.parametrize("rho", [1, -1.0, 1.5, float("nan")])
def test_a_correlation_of_one_or_more_is_refused(rho):
    with pytest.raises(ProblemError, match="rho: expected a finite number > -1 and < 1, found"):
        gaussian_pair_information(rho, 3)


def test_no_dimension_is_refused():
    with pytest.raises(ProblemError, match="dimension: expected a whole number >= 1, found 0"):
        gaussian_pair_information(0.5, 0)


@pytest.mark.parametrize(
    ("covariance", "x_dimension", "message"),
    [
        ([[1, 1], [1, 1]], 1, "no combination of X that is one of Y: the information is infinite"),
        ([[1, 0.5], [0.5, 1]], 2, r"x_dimension: expected fewer coordinates than the 2 of \(X, Y\), found 2"),
        ([[1, 0.5], [0.5, 1]], 0, "x_dimension: expected a whole number >= 1, found 0"),
        ([1, 2], 1, r"covariance: expected a matrix, shape \(d, d\), found an array of 1 axes"),
        ([[1, 2], [3]], 1, "covariance: expected"),
        ([[1, 2], [2, 1]], 1, "covariance: expected no negative eigenvalue"),
        ([[1, 2], [0, 1]], 1, "covariance: expected a symmetric matrix"),
    ],
    ids=str,
)
def test_a_covariance_is_refused(covariance, x_dimension, message):
    with pytest.raises(ProblemError, match=message):
        joint_gaussian_information(covariance, x_dimension)


def test_the_information_of_a_sum_with_noise_is_known():
    # Y = X + Z with variances 1 and 1/3: ½ ln(1 + 3).
    covariance = [[1, 1], [1, 4 / 3]]
    assert joint_gaussian_information(covariance, 1) == pytest.approx(log(4) / 2)
