"""Numbers of paper 003: its closed forms evaluated, and by direct optimisation or integration (nats)."""

import numpy as np
import pytest
from quadrature import gaussian_mixture, noisy_information

from ibsolve.theory import (
    Unit,
    convolutional,
    fully_connected,
    information_loss_bound,
    relu_gap_bound,
    shared_block,
)

HARMONIC = 1 / np.arange(1, 101)
EXPONENTIAL = np.exp(-0.1 * np.arange(100))
BLOCK = [[2.0, 0.5, 0.0], [0.5, 1.0, 0.2], [0.0, 0.2, 0.5]]


@pytest.mark.parametrize(
    (
        "eigenvalues",
        "noise",
        "budget",
        "width",
        "maximum",
        "active",
        "level",
        "breakpoints",
        "power",
        "slope",
    ),
    [
        (
            [10, 1, 0.1, 0.01],
            0.2,
            0.19,
            4,
            1.1759851590873944,
            2,
            0.205,
            [0, 0.18, 3.78, 57.78],
            [0.185, 0.005],
            2.4390243902439024,
        ),
        (
            [10, 1, 0.1, 0.01],
            0.2,
            3,
            3,
            3.2369646379274952,
            2,
            1.61,
            [0, 0.18, 3.78],
            [1.59, 1.41],
            0.3105590062111801,
        ),
        (
            [10, 1, 0.1, 0.01],
            0.2,
            3,
            4,
            3.2369646379274952,
            2,
            1.61,
            [0, 0.18, 3.78, 57.78],
            [1.59, 1.41],
            0.3105590062111801,
        ),
        ([1, 1, 1, 1], 0.5, 2, 2, 1.0986122886681098, 2, 1.5, [0, 0], [1, 1], 1 / 3),
        ([4, 2, 0], 1, 5, 3, 2.0957734450892316, 2, 2.875, [0, 0.25], [2.625, 2.375], 0.17391304347826086),
        ([4, 2, 1], 1, 0.1, 3, 0.16823611831060636, 1, 0.35, [0, 0.25, 1.25], [0.1], 1.4285714285714286),
        ([4, 2, 1], 1, 0.25, 3, 0.3465735902799726, 2, 0.5, [0, 0.25, 1.25], [0.25, 0], 1),
        (
            [4, 2, 1],
            1,
            1,
            3,
            0.9061893782153952,
            2,
            0.875,
            [0, 0.25, 1.25],
            [0.625, 0.375],
            0.5714285714285714,
        ),
        ([4, 2, 1], 1, 1.25, 3, 1.0397207708399179, 3, 1.0, [0, 0.25, 1.25], [0.75, 0.5, 0], 0.5),
        ([4, 2, 1], 1, 5, 1, 1.5222612188617113, 1, 5.25, [0], [5], 0.09523809523809523),
        ([4, 2, 1], 1, 5, 2, 2.0957734450892316, 2, 2.875, [0, 0.25], [2.625, 2.375], 0.17391304347826086),
        (
            [4, 2, 1],
            1,
            5,
            7,
            2.256116095164411,
            3,
            2.25,
            [0, 0.25, 1.25],
            [2, 1.75, 1.25],
            0.2222222222222222,
        ),
    ],
)
def test_fully_connected(
    *, eigenvalues, noise, budget, width, maximum, active, level, breakpoints, power, slope
):
    found = fully_connected(eigenvalues, noise=noise, budget=budget, width=width)
    point = found.operating_point
    assert found.value == pytest.approx(maximum, abs=1e-10)
    assert (point.active, point.level, point.slope) == pytest.approx((active, level, slope), abs=1e-10)
    assert point.filling.breakpoints == pytest.approx(breakpoints, abs=1e-9)
    assert point.filling.power(budget) == pytest.approx(power, abs=1e-10)
    bits = fully_connected(eigenvalues, noise=noise, budget=budget, width=width, unit=Unit.BITS).value
    assert bits == pytest.approx(maximum / np.log(2), abs=1e-10)


@pytest.mark.parametrize(
    ("spectrum", "budget", "maximum", "active"),
    [
        (EXPONENTIAL, 100, 11.342777774448379, 21),
        (EXPONENTIAL, 1000, 33.58393559121639, 37),
        (EXPONENTIAL, 2000, 43.78503692461264, 42),
        (EXPONENTIAL, 5000, 60.05662332339355, 49),
        (HARMONIC, 100, 6.1920579552927055, 14),
        (HARMONIC, 1000, 21.198776862829845, 45),
    ],
)
def test_the_setting_of_figure_1(spectrum, budget, maximum, active):
    found = fully_connected(spectrum, width=50, budget=budget, noise=1)
    assert (found.value, found.operating_point.active) == pytest.approx((maximum, active), abs=1e-9)


@pytest.mark.parametrize(
    ("spectrum", "second", "last"),
    [(EXPONENTIAL, 0.10517091807564771, 5312.8357344715405), (HARMONIC, 1, 1225)],
)
def test_the_breakpoints_of_figure_1(spectrum, second, last):
    breakpoints = fully_connected(spectrum, width=50, budget=1, noise=1).operating_point.filling.breakpoints
    assert (breakpoints[1], breakpoints[49]) == pytest.approx((second, last), rel=1e-12)


@pytest.mark.parametrize(
    ("filters", "budget", "maximum"), [(3, 0.2, 0.979115312744341), (5, 4.0, 6.614347559422564)]
)
def test_convolution(filters, budget, maximum):
    block = shared_block(np.kron(np.eye(4), BLOCK), size=3)
    found = convolutional(block, inputs=12, filters=filters, budget=budget, noise=0.7)
    assert found.value == pytest.approx(maximum, abs=1e-9)


@pytest.mark.parametrize(
    ("binds", "maximum"),
    [("shared filter", 3.8268268050967916), ("block-diagonal matrix", 1.5625353144029357)],
)
def test_the_two_readings_of_the_budget_of_a_convolution(binds, maximum):
    found = convolutional(BLOCK, inputs=12, filters=3, budget=1.5, noise=0.7, binds=binds)
    assert found.value == pytest.approx(maximum, abs=1e-9)


@pytest.mark.parametrize("bias", [0.0, 2.0, 3.0, 4.0])
def test_relu_with_a_finite_bias(bias):
    expected = {
        0.0: 0.1429698162497388,
        2.0: 0.33625316155572627,
        3.0: 0.3459431677899625,
        4.0: 0.3465584939275881,
    }
    points, weights = gaussian_mixture([bias], 1.0, kinks=[0.0])
    found = noisy_information(np.maximum(points, 0), weights, 1.0)
    linear = fully_connected([1], width=1, budget=1, noise=1, activation="relu").value
    assert found == pytest.approx(expected[bias], abs=1e-8)
    assert linear == pytest.approx(0.34657359027997264, abs=1e-12)
    assert 0 < linear - found <= relu_gap_bound([bias], [1], noise=1)


def test_the_information_loss_bound():
    bound = information_loss_bound(information=2, total_variation=0.05)
    assert bound == pytest.approx(0.5970304866917452, abs=1e-12)


def test_the_printed_approximation_for_large_networks_is_not_the_maximum():
    """½ Σ ln(λ_i · mean(1/λ)) drops a term that is not small where the theorem holds: here F = ρ_3."""
    eigenvalues = np.array([4, 2, 1])
    approximation = np.log(eigenvalues * (1 / eigenvalues).mean()).sum() / 2
    exact = fully_connected(eigenvalues, width=3, budget=1.25, noise=1).value
    assert (approximation, exact) == pytest.approx((0.2312, 1.0397), abs=5e-5)
