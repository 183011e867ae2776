"""A ReLU layer's information: printed numbers, other integrations, and what it can never exceed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quadrature import gaussian_mixture, noisy_information, normal

from ibsolve.errors import LimitError, ProblemError
from ibsolve.networks import gaussian_information, relu_information
from ibsolve.theory import relu_gap_bound

entries = st.sampled_from([-2.0, -0.7, 0.0, 0.1, 1.0, 3.0])
biases = st.sampled_from([-1.0, 0.0, 0.5, 2.0, 4.0])
COVARIANCE = [[2.0, 0.5], [0.5, 1.0]]


def relu(weights, bias, *, covariance=COVARIANCE, noise=1.0, device="cpu"):
    return relu_information(weights, covariance, bias=bias, noise=noise, device=device)


@pytest.mark.parametrize(
    ("bias", "nats"),
    [
        (-2, 0.0028368),
        (0, 0.1429698),
        (1, 0.2775773),
        (2, 0.3362532),
        (3, 0.3459432),
        (4, 0.3465585),
        (5, 0.34657345),
    ],
)
def test_one_neuron_is_as_tabulated(bias, nats, device):
    found = relu([[1]], bias, covariance=[1], device=device)
    assert found.value == pytest.approx(nats, abs=6e-8)
    assert found.upper - found.lower < 1e-9


@pytest.mark.parametrize("bias", [-1.0, 0.0, 1.5])
@pytest.mark.parametrize(("deviation", "sigma"), [(0.4, 0.5), (3.0, 0.5), (3.0, 2.0)])
def test_one_neuron_agrees_with_an_integral_over_pre_activations(bias, deviation, sigma):
    points, weights = gaussian_mixture([bias], deviation, kinks=[0.0])
    expected = noisy_information(np.maximum(points, 0), weights, sigma)
    found = relu([[deviation]], bias, covariance=[1], noise=sigma**2)
    assert found.value == pytest.approx(expected, abs=1e-8)


def information_by_nodes(matrix, bias):
    """I(X;Z) of two neurons with σ = 1, from the density summed over a fine grid of X itself."""
    x = np.arange(-7, 7.001, 0.02)
    first, second = (np.maximum(bias + row[0] * x[:, None] + row[1] * x, 0).ravel() for row in matrix)
    law = np.outer(normal(x, 0, 1), normal(x, 0, 1)).ravel() * 0.02**2
    z = np.arange(-6, max(first.max(), second.max()) + 6, 0.5)
    density = sum(
        (normal(z[:, None], one, 1) * part) @ normal(z[:, None], two, 1).T
        for one, two, part in zip(*(np.array_split(v, 200) for v in (first, second, law)), strict=True)
    )
    return float(-(density * np.log(np.maximum(density, 1e-300))).sum() * 0.5**2) - np.log(2 * np.pi * np.e)


@pytest.mark.parametrize(
    ("matrix", "bias"),
    [([[1, 0.3], [-0.4, 0.8]], 0.5), ([[1, 0], [-1, 0]], 0.0), ([[1, 0], [-0.5, 0.01]], 1.0)],
    ids=["two directions", "one direction, opposite", "nearly one direction"],
)
def test_two_neurons_agree_with_a_sum_over_inputs(matrix, bias):
    expected = information_by_nodes(np.array(matrix, dtype=float), bias)
    assert relu(matrix, bias, covariance=[1, 1]).value == pytest.approx(expected, abs=2e-5)


@given(biases, st.sampled_from([0.3, 1.0, 3.0]))
def test_two_neurons_that_see_independent_inputs_tell_the_sum(bias, deviation):
    both = relu([[deviation, 0], [0, 1]], bias, covariance=[1, 1])
    apart = [relu([[size]], bias, covariance=[1]).value for size in (deviation, 1)]
    assert both.value == pytest.approx(sum(apart), abs=1e-9)


@given(st.lists(entries, min_size=4, max_size=4), biases)
def test_it_is_never_above_the_linear_layer_and_no_further_below_than_the_bound(listed, bias):
    weights = np.reshape(listed, (2, 2))
    linear = gaussian_information(weights, COVARIANCE, noise=1)
    found = relu(weights, bias)
    assert found.lower <= linear.upper
    deviations = np.sqrt(np.diag(weights @ COVARIANCE @ weights.T))
    used = deviations[deviations > 0]
    bound = relu_gap_bound([bias] * len(used), used, noise=1) if len(used) else 0
    assert linear.lower - found.upper <= bound + 1e-12


@given(st.lists(entries, min_size=4, max_size=4), biases)
def test_neither_the_order_of_neurons_nor_a_greater_bias_loses_information(listed, bias):
    weights = np.reshape(listed, (2, 2))
    found, swapped, raised = relu(weights, bias), relu(weights[::-1], bias), relu(weights, bias + 0.5)
    assert swapped.lower <= found.upper
    assert found.lower <= swapped.upper
    assert raised.upper >= found.lower


@given(st.lists(entries, min_size=4, max_size=4), biases)
def test_only_weights_and_bias_beside_the_noise_matter(listed, bias):
    weights = np.reshape(listed, (2, 2))
    scaled = relu(weights * 3, bias * 3, noise=9)
    assert scaled.value == pytest.approx(relu(weights, bias).value, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": [[1, 2], [3, 4], [5, 6]]}, r"weights: expected finite numbers of shape \(1 or 2, 2\)"),
        ({"weights": [[1]]}, r"weights: expected finite numbers of shape \(1 or 2, 2\), found \[\[1\]\]"),
        ({"weights": [[1, float("nan")]]}, "weights: expected finite numbers"),
        ({"bias": float("nan")}, "bias: expected a finite number, found nan"),
        ({"noise": 0}, "noise: expected a finite number > 0, found 0"),
    ],
)
def test_it_refuses(change, message):
    given = {"weights": [[1, 0]], "covariance": COVARIANCE, "bias": 0, "noise": 1, "device": "cpu"}
    with pytest.raises(ProblemError, match=message):
        relu_information(**(given | change))


@pytest.mark.parametrize(
    ("weights", "bias", "message"),
    [
        ([[11.0]], 0, None),
        ([[11.0], [0.0]], 0, r"budget: expected F·λ_1 of at most 100·σ² for a ReLU layer of 2, found 121·σ²"),
        ([[1001.0]], 0, r"at most 1e\+06·σ² for a ReLU layer of 1"),
        ([[1.0]], 1e7, r"bias: expected \|b\| <= 1e\+06·σ, found 1e\+07·σ"),
    ],
)
def test_what_no_grid_holds_is_beyond_the_limit(weights, bias, message):
    if message is None:
        assert relu(weights, bias, covariance=[1]).value > 1
        return
    with pytest.raises(LimitError, match=message):
        relu(weights, bias, covariance=[1])
