"""Water-filling: laws of the curve MMI(F), its inverse, the weights that attain it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import LimitError, ProblemError
from ibsolve.theory import Unit, least_budget, least_width, maximising_weights, reach, water_filling

eigenvalues = st.lists(st.sampled_from([0.0, 0.01, 0.3, 1.0, 1.0, 2.5, 7.0, 40.0]), min_size=1, max_size=6)
budgets = st.sampled_from([0.0, 0.01, 0.2, 1.0, 3.7, 50.0, 1e4])
noises = st.sampled_from([0.1, 1.0, 3.0])
widths = st.integers(1, 7)


def gaussian_information(weights, covariance, noise):
    """½ ln det(I + WΣWᵀ/σ²), nats."""
    return np.linalg.slogdet(np.eye(len(weights)) + weights @ covariance @ weights.T / noise)[1] / 2


def printed_formula(values, noise, width, budget):
    """Eq. (2) and (9) of paper 003 as printed, with k found by looking at every one."""
    kept = sorted((value for value in values if value > 0), reverse=True)[:width]
    best = 0.0
    for k in range(1, len(kept) + 1):
        inverse = sum(1 / value for value in kept[:k])
        if noise * (k / kept[k - 1] - inverse) <= budget:
            level = (budget + noise * inverse) / k
            best = k / 2 * np.log(level / noise) + np.log(kept[:k]).sum() / 2
    return best


@given(eigenvalues, noises, widths, budgets)
def test_it_is_the_printed_formula(values, noise, width, budget):
    filling = water_filling(values, noise=noise, width=width)
    assert filling.information(budget) == pytest.approx(
        printed_formula(values, noise, width, budget), abs=1e-11
    )


@given(eigenvalues, noises, widths)
def test_breakpoints_are_the_printed_ones(values, noise, width):
    kept = np.array(sorted((value for value in values if value > 0), reverse=True)[:width])
    k = np.arange(1, len(kept) + 1)
    expected = noise * (k / kept - np.cumsum(1 / kept))
    found = water_filling(values, noise=noise, width=width).breakpoints
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert (np.diff(found) >= 0).all()


@given(eigenvalues, noises, widths)
def test_information_grows_with_the_budget_and_ever_more_slowly(values, noise, width):
    curve = water_filling(values, noise=noise, width=width).information(np.linspace(0, 20, 200))
    assert curve[0] == 0
    assert (np.diff(curve) >= 0).all()
    assert (np.diff(curve, 2) <= 1e-12).all()


@given(eigenvalues, noises, widths)
def test_the_slope_has_no_jump_at_a_breakpoint(values, noise, width):
    filling = water_filling(values, noise=noise, width=width)
    inner = filling.breakpoints[filling.breakpoints > 0]
    step = 1e-9 * np.maximum(inner, 1e-3)
    assert filling.slope(inner - step) == pytest.approx(filling.slope(inner + step), rel=1e-6)
    assert filling.information(inner - step) == pytest.approx(filling.information(inner + step), rel=1e-6)


@given(eigenvalues, noises, widths, st.sampled_from([0.01, 0.2, 1.0, 3.7, 50.0]))
def test_the_slope_is_the_derivative(values, noise, width, budget):
    filling = water_filling(values, noise=noise, width=width)
    step = 1e-6 * budget
    difference = filling.information(budget + step) - filling.information(budget - step)
    assert filling.slope(budget) == pytest.approx(float(difference) / (2 * step), rel=1e-5)


def test_the_second_derivative_is_what_jumps():
    filling = water_filling([4, 2, 1], noise=1, width=3)
    step = 1e-6

    def second_derivative(budget):
        return (filling.slope(budget + step / 2) - filling.slope(budget - step / 2)) / step

    assert filling.level(0.25) == pytest.approx(0.5, abs=1e-9)
    assert second_derivative(0.25 - step) == pytest.approx(-2, rel=1e-4)
    assert second_derivative(0.25 + step) == pytest.approx(-1, rel=1e-4)


@given(eigenvalues, noises, widths, budgets)
def test_the_power_uses_the_budget_up(values, noise, width, budget):
    filling = water_filling(values, noise=noise, width=width)
    power = filling.power(budget)
    assert (power >= 0).all()
    assert len(power) == filling.active(budget)
    if len(power):
        assert power.sum() == pytest.approx(budget, rel=1e-9, abs=1e-9)


@given(eigenvalues, noises, widths, budgets, st.sampled_from(Unit))
def test_the_least_budget_is_the_inverse(values, noise, width, budget, unit):
    filling = water_filling(values, noise=noise, width=width)
    reached = float(filling.information(budget, unit=unit))
    found = least_budget(values, noise=noise, width=width, target=reached, unit=unit)
    if any(values):
        assert found == pytest.approx(budget, rel=1e-6, abs=1e-9)
    else:
        assert found == 0


@given(eigenvalues, noises, budgets)
def test_information_by_width_is_that_of_each_width(values, noise, budget):
    found = water_filling(values, noise=noise, width=len(values)).information_by_width(budget)
    for width in range(1, len(values) + 1):
        alone = float(water_filling(values, noise=noise, width=width).information(budget))
        expected = found[min(width, len(found)) - 1] if len(found) else 0.0
        assert alone == pytest.approx(float(expected), rel=1e-12)


@given(eigenvalues, noises, budgets, st.sampled_from([0.0, 0.3, 1.0, 2.0, 5.0]))
def test_the_least_width_reaches_the_target_and_one_less_does_not(values, noise, budget, target):
    found = least_width(values, noise=noise, budget=budget, target=target)

    def reached(width):
        return float(water_filling(values, noise=noise, width=width).information(budget))

    if found is None:
        assert reached(len(values)) < target
    else:
        assert reached(found) >= target * (1 - 1e-9)
        assert found == 1 or reached(found - 1) < target


@given(
    eigenvalues,
    noises,
    widths,
    budgets,
    st.tuples(st.sampled_from([0.0, 0.3, 1.0, 2.0, 5.0]), st.sampled_from(Unit)),
)
def test_reach_puts_least_budget_and_least_width_together(values, noise, width, budget, wanted):
    target, unit = wanted
    found = reach(values, noise=noise, width=width, budget=budget, target=target, unit=unit)
    assert found.budget == least_budget(values, noise=noise, width=width, target=target, unit=unit)
    assert found.width == least_width(values, noise=noise, budget=budget, target=target, unit=unit)
    told = float(water_filling(values, noise=noise, width=width).information(budget, unit=unit))
    assert found.is_reached == (told >= target * (1 - 1e-12))


@given(eigenvalues, noises, widths, budgets, st.sampled_from([0.5, 3.0]))
def test_only_ratios_count(values, noise, width, budget, factor):
    reference = water_filling(values, noise=noise, width=width).information(budget)
    louder = water_filling(values, noise=noise * factor, width=width).information(budget * factor)
    larger = water_filling([v * factor for v in values], noise=noise, width=width).information(
        budget / factor
    )
    assert louder == pytest.approx(float(reference), abs=1e-10)
    assert larger == pytest.approx(float(reference), abs=1e-10)


@st.composite
def covariances(draw):
    """Covariances of up to five inputs and any rank."""
    n = draw(st.integers(1, 5))
    shape = (n, draw(st.integers(0, n)))
    factor = np.random.default_rng(draw(st.integers(0, 10))).normal(size=shape)
    return factor @ factor.T


@given(covariances(), noises, widths, budgets)
def test_the_maximising_weights_attain_the_maximum_within_the_budget(covariance, noise, width, budget):
    weights = maximising_weights(covariance, noise=noise, width=width, budget=budget)
    assert weights.shape == (width, len(covariance))
    assert (weights**2).sum() <= budget * (1 + 1e-9)
    maximum = water_filling(covariance, noise=noise, width=width).information(budget)
    assert gaussian_information(weights, covariance, noise) == pytest.approx(float(maximum), abs=1e-8)


@given(eigenvalues, noises, widths, budgets, st.integers(0, 10))
def test_a_matrix_counts_by_its_eigenvalues(values, noise, width, budget, seed):
    rotation = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))[0]
    covariance = rotation @ np.diag(values) @ rotation.T
    by_matrix = water_filling(covariance, noise=noise, width=width).information(budget)
    by_values = water_filling(values, noise=noise, width=width).information(budget)
    assert by_matrix == pytest.approx(float(by_values), abs=1e-8)


def test_arrays_of_budgets_keep_their_shape():
    filling = water_filling([4, 2, 1], noise=1, width=3)
    grid = np.arange(6.0).reshape(2, 3)
    for method in (filling.information, filling.slope, filling.level, filling.active):
        assert method(grid).shape == (2, 3)
        assert method(grid)[1, 2] == method(5.0)


def test_a_covariance_of_zeros_carries_nothing():
    filling = water_filling([0, 0], noise=1, width=2)
    assert (float(filling.information(7)), float(filling.slope(7)), len(filling.power(7))) == (0, 0, 0)
    assert least_budget([0, 0], noise=1, width=2, target=1) is None
    assert least_width([0, 0], noise=1, budget=7, target=1) is None


def test_what_no_float_budget_reaches_is_said():
    assert least_budget([4, 2, 1], noise=1, width=1, target=100) == pytest.approx(np.exp(200) / 4)
    with pytest.raises(LimitError, match=r"target: expected information that a budget up to 1e\+150 carries"):
        least_budget([4, 2, 1], noise=1, width=1, target=500)


def test_components_far_below_the_largest_are_no_trouble():
    filling = water_filling([1.0, 1e-100, 1e-320], noise=1, width=3)
    assert float(filling.information(1.0)) == pytest.approx(np.log(2) / 2)
    assert filling.active(1.0) == 1


@pytest.mark.parametrize("budget", [-1, np.nan, np.inf, [1, -0.5], "much", None])
def test_budgets_below_zero_are_refused(budget):
    with pytest.raises(ProblemError, match=r"budgets: expected numbers >= 0 and <= 1e\+150, found"):
        water_filling([1], noise=1, width=1).information(budget)
