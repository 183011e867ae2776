"""The symmetries of the cube, and what they do to functions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import LimitError
from ibsolve.problem import cube
from ibsolve.threshold import cube_symmetries, moved


@pytest.mark.parametrize("variables", range(6))
def test_there_are_two_to_the_m_times_m_factorial_symmetries_and_each_permutes_the_codes(variables):
    symmetries = cube_symmetries(variables)
    assert symmetries.shape == (2**variables * math.factorial(variables), 2**variables)
    assert len(np.unique(symmetries, axis=0)) == len(symmetries)
    assert (np.sort(symmetries, axis=1) == np.arange(2**variables)).all()


@pytest.mark.parametrize("variables", range(1, 5))
def test_symmetries_are_exactly_the_permutations_that_keep_distances(variables):
    """As many as there are (test above), and each keeps in how many bits two codes differ."""
    codes = np.array(cube(variables))
    distances = (codes[:, None] != codes).sum(axis=2)
    for symmetry in cube_symmetries(variables):
        assert (distances[np.ix_(symmetry, symmetry)] == distances).all()


def test_the_identity_comes_first():
    assert cube_symmetries(3)[0].tolist() == list(range(8))


@st.composite
def functions_with_symmetry(draw):
    variables = draw(st.integers(0, 5))
    masks = draw(st.lists(st.integers(0, 2**2**variables - 1), min_size=1, max_size=4))
    symmetries = cube_symmetries(variables)
    return masks, symmetries[draw(st.integers(0, len(symmetries) - 1))]


@given(functions_with_symmetry())
def test_a_moved_function_takes_its_outputs_where_the_symmetry_says(given_pair):
    masks, symmetry = given_pair
    images = moved(np.array(masks, dtype=np.uint64), symmetry).tolist()
    assert images == [sum((mask >> int(p) & 1) << i for i, p in enumerate(symmetry)) for mask in masks]


@given(functions_with_symmetry())
def test_functions_and_symmetries_are_moved_in_bulk_as_one_by_one(given_pair):
    masks, _ = given_pair
    symmetries = cube_symmetries(2)
    functions = np.array(masks, dtype=np.uint64) & np.uint64(15)
    table = moved(functions[:, None], symmetries)
    assert table.shape == (len(masks), 8)
    for j, symmetry in enumerate(symmetries):
        assert table[:, j].tolist() == moved(functions, symmetry).tolist()


def test_the_symmetries_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        cube_symmetries(2)[0, 0] = 1


def test_seven_variables_are_refused():
    with pytest.raises(LimitError, match="at most 6 to list all symmetries of the cube, found 7"):
        cube_symmetries(7)
