"""MINE with noise, and the bias of a logarithm over few samples."""

from math import log

import numpy as np
import pytest

from ibsolve.errors import ProblemError
from ibsolve.estimators import MINE, Concern, Labels

SMALL = {"steps": 150, "hidden": (32,), "batch": 64, "learning_rate": 0.005}


def test_noise_makes_the_information_of_a_copy_finite_and_known():
    x = np.random.default_rng(0).normal(size=1000)
    truth = 0.5 * log(1 + 1 / 0.5**2)
    estimate = MINE(noise=0.5, **SMALL).estimate(x, x)
    assert estimate.parameters["noise"] == 0.5
    assert not estimate.has(Concern.VACUOUS)
    assert estimate.value <= truth + 4 * estimate.parameters["standard_error"]
    assert estimate.value >= 0.7 * truth


def test_noise_is_in_the_units_of_y():
    x = np.random.default_rng(1).normal(size=400)
    small, large = (MINE(noise=scale, steps=40).estimate(x, scale * x) for scale in (1.0, 1000.0))
    assert large.value == pytest.approx(small.value, abs=1e-3)


def test_noise_on_a_constant_is_only_noise():
    x = np.random.default_rng(2).normal(size=400)
    assert MINE(noise=1.0, steps=40).estimate(x, np.ones(400)).value == pytest.approx(0, abs=0.05)


def test_the_bias_of_the_logarithm_is_told_and_in_the_interval():
    x = np.random.default_rng(3).normal(size=(200, 2))
    estimate = MINE(noise=0.3, steps=60).estimate(x, x)
    bias = estimate.parameters["upward_bias"]
    assert bias > 0
    below = estimate.value - estimate.interval.lower
    assert below == pytest.approx(estimate.interval.upper - estimate.value + bias)


@pytest.mark.parametrize("noise", [0, -1.0, float("nan"), "much"])
def test_noise_is_above_zero(noise):
    with pytest.raises(ProblemError, match="noise: expected a finite number > 0"):
        MINE(noise=noise)


def test_noise_needs_numbers():
    expected = "noise: expected y of numbers, which noise can be added to, found labels"
    with pytest.raises(ProblemError, match=expected):
        MINE(noise=1.0).estimate(np.arange(40.0), Labels([0, 1] * 20))
