"""I(X;T_1) of one noisy neuron: printed numbers, other routes of integration, laws, refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quadrature import noisy_information
from scipy.integrate import quad

from ibsolve.errors import ProblemError
from ibsolve.theory import first_layer_information, monte_carlo_mse_bound

INPUTS = np.array([-3.0, -1.0, 1.0, 3.0])
QUARTERS = [0.25] * 4
PRINTED = {
    0.01: [0, 1.38629436, 1.38471434, 1.04412794, 0.65079283, 0.56233823],
    0.1: [0, 0.78920844, 1.00852161, 0.69153953, 0.56333678, 0.56233518],
}


@st.composite
def laws(draw):
    values = draw(st.lists(st.floats(-3, 3) | st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=6))
    weights = draw(st.lists(st.integers(0, 9), min_size=len(values), max_size=len(values)).filter(any))
    return np.array(values), np.array(weights) / sum(weights)


betas = st.sampled_from([0.03, 0.2, 1.0, 7.0])


@pytest.mark.parametrize(
    ("beta", "weight", "printed"),
    [
        (beta, weight, printed)
        for beta, row in PRINTED.items()
        for weight, printed in zip([0, 0.1, 0.5, 1, 2, 4], row, strict=True)
    ],
)
def test_the_single_neuron_of_the_paper(beta, weight, printed):
    """Paper 001, Section 4: tanh(wX − 2.3w) of four inputs."""
    values = np.tanh(weight * INPUTS - 2.3 * weight)
    assert first_layer_information(values, QUARTERS, beta) == pytest.approx(printed, abs=5.1e-9)


def test_two_points_are_the_binary_input_channel():
    assert first_layer_information([-1, 1], [0.5, 0.5], 1) == pytest.approx(0.3368308203469188, abs=1e-12)


@given(laws(), betas)
def test_another_trapezoid_agrees(law, beta):
    values, probabilities = law
    expected = noisy_information(values, probabilities, beta)
    assert first_layer_information(values, probabilities, beta) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("gap", [0.5, 2.0, 5.0, 9.0, 15.0, 18.9, 19.1, 30.0])
def test_adaptive_integration_agrees_on_either_side_of_the_gap_that_splits(gap):
    def integrand(z):
        return (
            np.exp(-(z**2) / 2)
            / np.sqrt(2 * np.pi)
            * sum(
                p * -np.log(p + (1 - p) * np.exp(-gap * sign * z - gap**2 / 2))
                for p, sign in ((0.3, 1), (0.7, -1))
            )
        )

    pieces = np.linspace(-38, 38, 77)
    expected = sum(quad(integrand, a, b, epsabs=1e-14)[0] for a, b in itertools.pairwise(pieces))
    assert first_layer_information([0, gap], [0.3, 0.7], 1) == pytest.approx(expected, abs=1e-11)


def test_a_simulation_agrees():
    """200 000 draws of −ln g(T) given each value, seed 0: within 5 standard errors, of variance at most 1."""
    values, draws = np.array([-1.0, 0.2, 0.5]), 200_000
    noise = np.random.default_rng(0).normal(size=(3, draws))
    shifted = values[:, None, None] + noise[:, :, None] - values
    density = np.exp(-(shifted**2) / 2).mean(axis=2) / np.sqrt(2 * np.pi)
    found = float(-np.log(density).mean()) - np.log(2 * np.pi * np.e) / 2
    error = np.sqrt(monte_carlo_mse_bound(components=3, draws=draws, dimension=1))
    assert abs(first_layer_information(values, [1 / 3] * 3, 1) - found) < 5 * error


@given(laws(), betas)
def test_it_lies_between_0_and_the_entropy_of_the_values(law, beta):
    values, probabilities = law
    merged = [probabilities[values == value].sum() for value in set(values.tolist())]
    entropy = -sum(p * np.log(p) for p in merged if p)
    assert 0 <= first_layer_information(values, probabilities, beta) <= entropy + 1e-12


@given(laws(), betas)
def test_it_stays_below_that_of_a_gaussian_input(law, beta):
    values, probabilities = law
    variance = probabilities @ (values - probabilities @ values) ** 2
    ceiling = np.log1p(variance / beta**2) / 2
    assert first_layer_information(values, probabilities, beta) <= ceiling + 1e-12


@given(laws())
def test_more_noise_tells_less(law):
    told = [first_layer_information(*law, beta) for beta in (0.01, 0.1, 0.3, 1, 3, 10)]
    assert all(less <= more + 1e-11 for more, less in itertools.pairwise(told))


@given(laws(), betas, st.sampled_from([1e-30, 0.5, 1e30]))
def test_only_ratios_count(law, beta, scale):
    values, probabilities = law
    scaled = first_layer_information(values * scale, probabilities, beta * scale)
    assert scaled == pytest.approx(first_layer_information(values, probabilities, beta), abs=1e-10)


@given(laws(), betas)
def test_equal_values_count_as_one(law, beta):
    values, probabilities = law
    split = first_layer_information([*values, *values], [*(probabilities / 2)] * 2, beta)
    assert split == pytest.approx(first_layer_information(values, probabilities, beta), abs=1e-12)


def test_many_values_are_carried():
    values = np.random.default_rng(0).normal(size=3000)
    expected = noisy_information(values, np.full(3000, 1 / 3000), 0.01)
    assert first_layer_information(values, np.full(3000, 1 / 3000), 0.01) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("beta", [5e-324, 1e-150, 1e-9])
def test_with_hardly_any_noise_it_is_the_entropy(beta):
    found = first_layer_information([-1e150, 0, 1e150, 0], [0.25, 0.25, 0.25, 0.25], beta)
    assert found == pytest.approx(1.5 * np.log(2), abs=1e-12)


def test_bits_are_nats_by_ln_2():
    nats, bits = (
        first_layer_information([0, 1, 3], [0.2, 0.3, 0.5], 0.7, unit=unit) for unit in ("nats", "bits")
    )
    assert nats / bits == pytest.approx(np.log(2))


def test_a_value_of_hardly_any_probability_is_no_trouble():
    assert first_layer_information([0, 1e9], [1, 1e-310], 1) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "probabilities", "beta", "message"),
    [
        ([0, 1], [0.5, 0.5], 0, "beta: expected a finite number > 0, found 0"),
        ([0, 1], [0.5, 0.5], -1, "beta: expected a finite number > 0"),
        ([0, 1], [0.5, 0.5], float("nan"), "beta: expected a finite number > 0, found nan"),
        ([0, np.nan], [0.5, 0.5], 1, r"values: expected one number or more within ±1e\+150"),
        ([], [], 1, r"values: expected one number or more .*found \[\]"),
        ([[0, 1]], [0.5, 0.5], 1, "values: expected one number or more"),
        ("ab", [0.5, 0.5], 1, "values: expected one number or more"),
        ([0, 1], [1.0], 1, "probabilities: expected 2 numbers >= 0, one for each value"),
        ([0, 1], [1.5, -0.5], 1, "probabilities: expected 2 numbers >= 0"),
        ([0, 1], [0.5, np.nan], 1, "probabilities: expected 2 numbers >= 0"),
        ([0, 1], [0.5, 0.4], 1, "probabilities: expected a sum of 1 within 1e-9, found 0.9"),
    ],
)
def test_what_is_no_noisy_neuron_is_refused(values, probabilities, beta, message):
    with pytest.raises(ProblemError, match=message):
        first_layer_information(values, probabilities, beta)


def test_wrong_arguments_are_refused_together():
    with pytest.raises(ProblemError, match=r"probabilities: .*\nbeta: .*\nunit: expected one of"):
        first_layer_information([0, 1], [1], 0, unit="bans")
