"""Circuits of the cube: all of them, minimal, and enough to tell what is separable."""

from itertools import combinations

import numpy as np
import pytest
import strategies as own
from certificates import is_circuit
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import LimitError
from ibsolve.problem import cube
from ibsolve.threshold import Circuit, circuits_within, cube_circuits, threshold_functions


def support(circuit):
    return frozenset([*circuit.positive, *circuit.negative])


@pytest.mark.parametrize(("variables", "count"), list(enumerate([0, 0, 1, 20, 1348])))
def test_the_cube_has_this_many_circuits(variables, count):
    """vector 000_threshold_counts for 2 and 3 variables; design.md for 4."""
    assert len(cube_circuits(variables)) == count


def test_the_three_cube_has_circuits_of_four_and_of_five_points():
    """mathematics.md 1.3(b): 12 and 8."""
    sizes = [len(support(circuit)) for circuit in cube_circuits(3)]
    assert (sizes.count(4), sizes.count(5)) == (12, 8)


@pytest.mark.parametrize("variables", [2, 3, 4])
def test_every_circuit_is_a_minimal_dependency_and_occurs_once(variables):
    circuits = cube_circuits(variables)
    assert all(is_circuit(circuit) for circuit in circuits)
    assert len({support(circuit) for circuit in circuits}) == len(circuits)


@pytest.mark.parametrize("variables", [2, 3, 4])
def test_no_circuit_is_missing(variables):
    """A second route: dependent sets of points that are independent without any one, by ranks."""
    points = np.array([(*code, 1) for code in cube(variables)])
    found = set()
    for size in range(3, variables + 3):
        chosen = np.array(list(combinations(range(len(points)), size)))
        dependent = chosen[np.linalg.matrix_rank(points[chosen]) == size - 1]
        less_one = np.stack([np.delete(dependent, i, axis=1) for i in range(size)], axis=1)
        minimal = (np.linalg.matrix_rank(points[less_one]) == size - 1).all(axis=1)
        found |= {frozenset(tuple(points[i, :-1].tolist()) for i in row) for row in dependent[minimal]}
    assert found == {support(circuit) for circuit in cube_circuits(variables)}


@pytest.mark.parametrize("variables", [1, 2, 3, 4])
def test_a_dichotomy_of_the_cube_violates_a_circuit_exactly_when_no_threshold_function_is_it(variables):
    """The theorem of mathematics.md 1.3(b), on all 4, 16, 256 and 65,536 dichotomies."""
    place = {code: 1 << i for i, code in enumerate(cube(variables))}
    masks = np.arange(2 ** len(place))
    forbidden = np.zeros(len(masks), dtype=bool)
    for circuit in cube_circuits(variables):
        positive, negative = (sum(place[c] for c in side) for side in (circuit.positive, circuit.negative))
        inside = masks & (positive | negative)
        forbidden |= (inside == positive) | (inside == negative)
    assert set(masks[~forbidden].tolist()) == set(threshold_functions(variables))


@given(st.lists(own.codes(3), min_size=1, unique=True))
def test_the_circuits_within_a_set_are_those_that_use_no_other_point(points):
    assert circuits_within(points) == [c for c in cube_circuits(3) if support(c) <= set(points)]


def test_a_circuit_forbids_both_ways_round():
    square = cube_circuits(2)[0]
    equal, unequal = [(0, 0), (1, 1)], [(0, 1), (1, 0)]
    assert square.forbids(equal, unequal)
    assert square.forbids(unequal, equal)
    assert not square.forbids([*equal, (0, 1)], [(1, 0)])
    assert not square.forbids([], [])


def test_a_circuit_is_written_as_an_equation_of_codes():
    corner = Circuit(
        positive={(0, 0, 0): 2, (1, 1, 1): 1}, negative={(1, 0, 0): 1, (0, 1, 0): 1, (0, 0, 1): 1}
    )
    assert str(corner) == "2·000 + 111 = 001 + 010 + 100"
    assert corner in cube_circuits(3)


@pytest.mark.parametrize(
    ("positive", "negative", "message"),
    [
        ({(0,): 1}, {(1,): 1}, "not a dependency"),
        ({(0,): 2}, {(0,): 1}, "the sides weigh differently"),
        ({(0, 0): 1, (1, 1): 1, (0, 1): 0}, {(0, 1): 1, (1, 0): 1}, "coefficients must be positive"),
    ],
)
def test_what_is_no_dependency_cannot_be_a_circuit(positive, negative, message):
    with pytest.raises(AssertionError, match=message):
        Circuit(positive=positive, negative=negative)


def test_the_circuits_of_five_variables_are_refused_with_a_way_out():
    with pytest.raises(
        LimitError, match=r"at most 4 to list all circuits of the cube, found 5 \(test single"
    ):
        cube_circuits(5)
