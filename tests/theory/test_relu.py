"""ReLU layers against exact integration: never above linear, how far below, which biases suffice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quadrature import gaussian_mixture, noisy_entropy, noisy_information
from scipy.special import expit

from ibsolve.theory import fully_connected, relu_bias, relu_gap_bound

ACTIVATIONS = {
    "relu": lambda s: np.maximum(s, 0),
    "leaky relu": lambda s: np.maximum(s, s / 10),
    "tanh": np.tanh,
    "sigmoid": expit,
    "softplus": lambda s: np.logaddexp(0, s),
    "hardtanh": lambda s: np.clip(s, -1, 1),
}


def relu_information(bias, deviation, sigma):
    points, weights = gaussian_mixture([bias], deviation, kinks=[0.0])
    return noisy_information(np.maximum(points, 0), weights, sigma)


def linear_information(deviation, sigma):
    return np.log1p((deviation / sigma) ** 2) / 2


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(
    st.lists(st.sampled_from([-3.0, -0.5, 0.0, 1.0, 4.0]), min_size=1, max_size=3),
    st.sampled_from([0.3, 1.0]),
)
def test_a_nondecreasing_contraction_never_adds_entropy(name, means, sigma):
    """For every S, not only a Gaussian one: the statement of Lemma 2, whose printed proof fails."""
    points, weights = gaussian_mixture(means, 0.7, kinks=[-1.0, 0.0, 1.0])
    before = noisy_entropy(points, weights, sigma)
    assert noisy_entropy(ACTIVATIONS[name](points), weights, sigma) <= before + 1e-9


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("deviation", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("bias", [-1.0, 0.0, 1.5, 4.0])
def test_the_gap_at_a_finite_bias_lies_between_0_and_its_bound(bias, deviation, sigma):
    gap = linear_information(deviation, sigma) - relu_information(bias, deviation, sigma)
    assert -1e-9 <= gap <= relu_gap_bound([bias], [deviation], noise=sigma**2) + 1e-9


def test_no_finite_bias_attains_the_supremum():
    """So the printed (20), I_relu >= I_linear at some finite bias, is false; the gap only tends to 0."""
    gaps = [linear_information(1, 1) - relu_information(bias, 1, 1) for bias in (0, 2, 4)]
    assert gaps == pytest.approx([2.04e-1, 1.03e-2, 1.51e-5], rel=5e-3)
    assert min(gaps) > 0
    supremum = fully_connected([1], width=1, budget=1, noise=1, activation="relu")
    assert supremum.value == pytest.approx(linear_information(1, 1))


def test_the_bound_adds_up_over_neurons_and_knows_units():
    single = relu_gap_bound([1], [2], noise=0.5)
    assert relu_gap_bound([1, 1], [2, 2], noise=0.5) == pytest.approx(2 * single)
    assert relu_gap_bound([1], [2], noise=0.5, unit="bits") == pytest.approx(single / np.log(2))
    assert relu_gap_bound([60], [1], noise=1) == 0


@given(st.integers(1, 4), st.sampled_from([0.5, 0.05, 1e-6]), st.integers(0, 50))
def test_the_bias_keeps_pre_activations_positive_but_for_the_tolerance(width, tolerance, seed):
    from scipy.special import ndtr

    rng = np.random.default_rng(seed)
    covariance = np.diag([4.0, 2.0, 1.0])
    bias = relu_bias(covariance, width=width, budget=3, tolerance=tolerance)
    weights = rng.normal(size=(width, 3))
    weights *= np.sqrt(3) / np.linalg.norm(weights)
    deviations = np.sqrt(np.diag(weights @ covariance @ weights.T))
    assert ndtr(-bias / deviations).sum() <= tolerance * (1 + 1e-9)


def test_without_variance_or_budget_no_bias_is_needed():
    assert relu_bias([0, 0], width=1, budget=3, tolerance=0.1) == 0
    assert relu_bias([1], width=1, budget=0, tolerance=0.1) == 0
    assert relu_bias([1], width=1, budget=1, tolerance=0.9) == 0
