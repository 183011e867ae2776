from math import log

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mixtures import random_layer

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, Covers, KDEBounds, Labels
from ibsolve.theory import mixture_information

RNG = np.random.default_rng(0)
CLUSTERS = RNG.integers(4, size=80)
ROWS = RNG.normal(size=(4, 2))[CLUSTERS] + 0.2 * RNG.normal(size=(80, 2))
INPUTS = np.arange(80)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.floats(0.01, 10))
def test_the_bounds_hold_for_inputs_and_for_labels(seed, sigma2):
    rng = np.random.default_rng(seed)
    rows = random_layer(rng, samples=12, dimension=2)
    labels = rng.integers(3, size=12)
    beta = sigma2**0.5
    whole = mixture_information(rows, np.full(12, 1 / 12), beta)
    parts = [rows[labels == label] for label in np.unique(labels)]
    given_label = sum(
        len(part) / 12 * mixture_information(part, np.full(len(part), 1 / len(part)), beta) for part in parts
    )
    of_inputs = KDEBounds(sigma2).estimate(np.arange(12), rows).interval
    of_labels = KDEBounds(sigma2).estimate(Labels(labels), rows).interval
    assert of_inputs.lower - 1e-9 <= whole <= of_inputs.upper + 1e-9
    assert of_labels.lower - 1e-9 <= whole - given_label <= of_labels.upper + 1e-9


def test_the_value_is_the_side_that_was_asked_for():
    for x in (INPUTS, Labels(CLUSTERS)):
        upper, lower = (KDEBounds(side=side).estimate(x, ROWS) for side in ("upper", "lower"))
        assert upper.interval == lower.interval
        assert (lower.value, upper.value) == (upper.interval.lower, upper.interval.upper)
        assert (upper.interval.covers, upper.interval.confidence) == (Covers.CERTAIN, 1.0)


def test_upper_less_upper_is_said_to_be_no_bound():
    found = KDEBounds(side="saxe").estimate(Labels(CLUSTERS), ROWS)
    assert [each.concern for each in found.warnings] == [Concern.BIASED]
    assert "is no bound" in str(found.warnings[0])
    assert found.parameters["upper_minus_upper"] == found.value
    of_inputs = KDEBounds(side="saxe").estimate(INPUTS, ROWS)
    assert of_inputs.value == pytest.approx(KDEBounds().estimate(INPUTS, ROWS).value, abs=1e-11)
    assert Concern.BIASED not in [each.concern for each in of_inputs.warnings]


@given(st.floats(1e-3, 1e3))
def test_noise_adapted_to_the_largest_activation_does_not_see_the_scale(scale):
    method = KDEBounds(sigma2=0.01, adapt="largest")
    expected = method.estimate(INPUTS, ROWS)
    found = method.estimate(INPUTS, scale * ROWS)
    assert found.value == pytest.approx(expected.value, abs=1e-9)
    assert found.parameters["noise_deviation"] == pytest.approx(0.1 * scale * np.abs(ROWS).max())


def test_fixed_noise_sees_the_scale():
    assert KDEBounds().estimate(INPUTS, 9 * ROWS).value > KDEBounds().estimate(INPUTS, ROWS).value


def test_bounds_stop_at_the_number_of_centres_and_say_so():
    rows = np.random.default_rng(0).normal(size=(512, 10))
    found = KDEBounds(sigma2=1e-4).estimate(rows, rows)
    assert found.value == pytest.approx(log(512))
    assert [each.concern for each in found.warnings] == [Concern.SATURATED]


def test_labels_that_are_told_in_full_are_no_saturation():
    found = KDEBounds(sigma2=1e-4).estimate(Labels([0, 0, 1, 1]), [[0.0], [0.0], [1.0], [1.0]])
    assert found.value == pytest.approx(log(2))
    assert not found.warnings


@pytest.mark.parametrize("adapt", [None, "largest"])
@pytest.mark.parametrize(("x", "y"), [([1.0], [0.3]), ([1.0, 2.0], [5.0, 5.0]), ([1.0, 2.0], [0.0, 0.0])])
def test_one_sample_and_equal_activations_tell_nothing(x, y, adapt):
    found = KDEBounds(adapt=adapt).estimate(x, y)
    assert found.value <= 1e-11
    assert found.interval.lower == 0


def test_equal_activations_tell_nothing_where_noise_adapted_to_them_vanishes():
    tiny = np.full((5, 2), 1e-300)
    assert KDEBounds(1e-200, adapt="largest").estimate(np.arange(5), tiny).value == 0.0


def test_tensors_give_what_arrays_give():
    rows = torch.tensor(ROWS)
    assert KDEBounds().estimate(rows, rows).interval == KDEBounds().estimate(ROWS, ROWS).interval


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"sigma2": 0}, "sigma2: expected a finite number > 0, found 0"),
        ({"sigma2": -0.1}, "sigma2: expected a finite number > 0, found -0.1"),
        ({"adapt": "smallest"}, "adapt: expected one of \"largest\", found 'smallest'"),
        ({"side": "middle"}, 'side: expected one of "upper", "lower", "saxe"'),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, message):
    with pytest.raises(ProblemError, match=message):
        KDEBounds(**parameters)


def test_noise_too_small_for_floats_is_refused():
    with pytest.raises(ProblemError, match="noise: expected a standard deviation of at least"):
        KDEBounds(sigma2=1e-290).estimate([0.0, 1.0], [0.0, 1e10])
