"""The smallest integer weights: the table, plain enumeration and CP-SAT give one neuron."""

from itertools import product

import pytest
import strategies as own
from certificates import realises
from hypothesis import given, settings
from hypothesis import strategies as st
from orbits import orbits

from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import Neuron, cube
from ibsolve.threshold import PointSet, small_neuron, smallest_neuron, threshold_masks


def first_by_size(points, mask, bound):
    """The plain twin: all weights up to the bound in order of size, the first that do."""
    ones = [point for i, point in enumerate(points) if mask >> i & 1]
    zeros = [point for i, point in enumerate(points) if not mask >> i & 1]
    every = product(range(-bound, bound + 1), repeat=len(points[0]))
    sizes = {weights: [abs(w) for w in weights] for weights in every}
    for weights in sorted(sizes, key=lambda w: (max(sizes[w]), sum(sizes[w]), tuple(-x for x in w))):
        lowest, highest = (
            [sum(w * x for w, x in zip(weights, p, strict=True)) for p in side] for side in (ones, zeros)
        )
        threshold = max(highest) + 1 if zeros else 0
        if min(lowest, default=threshold) >= threshold:
            return Neuron(weights=weights, threshold=threshold)
    raise AssertionError("no weights within the bound")


@st.composite
def separable(draw, min_variables, max_variables, largest, max_points=16):
    """Distinct points and what some neuron does on them."""
    variables = draw(st.integers(min_variables, max_variables))
    neuron = draw(own.neurons(variables, largest=largest))
    most = min(max_points, 2**variables)
    points = draw(st.lists(own.codes(variables), min_size=1, max_size=most, unique=True))
    return points, sum(neuron.fires(point) << i for i, point in enumerate(points))


@settings(max_examples=25)
@given(separable(5, 6, largest=2))
def test_the_neuron_is_the_first_by_size(given_pair):
    points, mask = given_pair
    assert smallest_neuron(PointSet(points), mask) == first_by_size(points, mask, 2)


@settings(max_examples=40)
@given(separable(1, 4, largest=4), st.integers(1, 4))
def test_table_and_search_give_one_neuron(given_pair, idle):
    """Variables that never change have weight 0, and take the points beyond the tables."""
    points, mask = given_pair
    neuron = smallest_neuron(PointSet(points), mask)
    padding = max(5 - len(points[0]), idle)
    searched = smallest_neuron(PointSet([(*point, *[0] * padding) for point in points]), mask)
    assert searched == Neuron(weights=neuron.weights + (0,) * padding, threshold=neuron.threshold)
    assert neuron == first_by_size(points, mask, 3)


@settings(max_examples=40)
@given(separable(5, 9, largest=9, max_points=40))
def test_what_is_found_does_what_it_should_and_is_no_larger_than_any_other(given_pair):
    points, mask = given_pair
    neuron = smallest_neuron(PointSet(points), mask)
    some = PointSet(points).separation(mask)
    assert realises(neuron, points, mask)
    assert small_neuron(PointSet(points), mask) == neuron
    assert max(map(abs, neuron.weights)) <= max(map(abs, some.weights))


@given(separable(1, 8, largest=9))
def test_the_threshold_is_the_least_that_works(given_pair):
    points, mask = given_pair
    neuron = smallest_neuron(PointSet(points), mask)
    lower = Neuron(weights=neuron.weights, threshold=neuron.threshold - 1)
    assert not realises(lower, points, mask) or mask == (1 << len(points)) - 1


@pytest.mark.parametrize("variables", [2, 4, 6, 8])
def test_and_or_not_and_constants_read_as_in_a_textbook(variables):
    points = PointSet(cube(variables))
    ones = (1,) * variables
    everything = (1 << 2**variables) - 1
    last = 1 << 2**variables - 1
    first_is_off = (1 << 2 ** (variables - 1)) - 1
    zeros = (0,) * variables
    assert smallest_neuron(points, last) == Neuron(weights=ones, threshold=variables)
    assert smallest_neuron(points, everything - 1) == Neuron(weights=ones, threshold=1)
    assert smallest_neuron(points, first_is_off) == Neuron(weights=(-1, *zeros[1:]), threshold=0)
    assert smallest_neuron(points, 0) == Neuron(weights=zeros, threshold=1)
    assert smallest_neuron(points, everything) == Neuron(weights=zeros, threshold=0)


@pytest.mark.parametrize(("variables", "largest"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 5)])
def test_the_largest_weight_that_some_function_needs(variables, largest):
    """Muroga 1971: 1, 1, 2, 3, 5. One function of each NPN class does: weights keep their sizes."""
    points = PointSet(cube(variables))
    classes = orbits(threshold_masks(variables).tolist(), variables)
    needed = [smallest_neuron(points, mask).weights for mask in classes]
    assert max(abs(w) for weights in needed for w in weights) == largest


def test_comparing_numbers_of_four_bits_takes_the_powers_of_two():
    points = cube(8)
    mask = sum((point[:4] > point[4:]) << i for i, point in enumerate(points))
    assert smallest_neuron(PointSet(points), mask) == Neuron(
        weights=(8, 4, 2, 1, -8, -4, -2, -1), threshold=1
    )


def test_an_inseparable_dichotomy_is_refused_with_the_circuit():
    for idle in (0, 3):
        points = PointSet([(*code, *[0] * idle) for code in cube(2)])
        for question in (smallest_neuron, small_neuron):
            with pytest.raises(ProblemError, match=r"expected a separable one, found one that violates 0"):
                question(points, 0b0110)


def test_a_mask_of_other_points_is_refused():
    with pytest.raises(ProblemError, match="dichotomy: expected a bitmask of 4 points, found 16"):
        smallest_neuron(PointSet(cube(2)), 16)


def test_without_effort_nothing_is_sought():
    with pytest.raises(ProblemError, match="effort: expected a number above 0, found 0"):
        smallest_neuron(PointSet(cube(2)), 0b1000, effort=0)


def test_a_proof_beyond_the_effort_is_refused_and_a_small_neuron_is_not():
    points = cube(8)
    mask = sum((point[:4] > point[4:]) << i for i, point in enumerate(points))
    with pytest.raises(
        LimitError, match=r"within an effort of 1e-09, found 256 points in 8 variables \(allow"
    ):
        smallest_neuron(PointSet(points), mask, effort=1e-9)


def test_where_nothing_is_proved_the_neuron_in_hand_is_returned(monkeypatch):
    monkeypatch.setattr("ibsolve.threshold.smallest_weights.EFFORT", 1e-9)
    points = cube(6)
    mask = sum((2 * sum(point) + point[0] > 6) << i for i, point in enumerate(points))
    neuron = small_neuron(PointSet(points), mask)
    assert realises(neuron, points, mask)
    assert small_neuron(PointSet(points), mask) == neuron
