"""Separability by the exact simplex method, against tables of threshold functions."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.checker.dichotomies import (
    dichotomies,
    dichotomy_bound,
    extended_dichotomies,
    threshold_functions,
)
from ibsolve.checker.separability import is_separable, separator
from ibsolve.problem import cube


@pytest.mark.parametrize(("dimension", "count"), list(enumerate([2, 4, 14, 104, 1882])))
def test_the_tables_are_complete(dimension, count):
    """Numbers of threshold functions: OEIS A000609."""
    assert len(threshold_functions(dimension)) == count


@pytest.mark.parametrize("dimension", range(4))
def test_growing_dichotomies_point_by_point_gives_the_same_tables(dimension):
    assert extended_dichotomies(cube(dimension)) == threshold_functions(dimension)


@pytest.mark.slow
def test_growing_dichotomies_of_the_four_cube_gives_the_same_table():
    assert extended_dichotomies(cube(4)) == threshold_functions(4)


point = st.tuples(*[st.integers(-4, 4)] * 3)
points = st.lists(point, min_size=1, max_size=10, unique=True)


@given(points, st.randoms(use_true_random=False))
def test_a_separator_separates(chosen, random):
    sides = [random.random() < 0.5 for _ in chosen]
    ones = [p for p, side in zip(chosen, sides, strict=True) if side]
    zeros = [p for p, side in zip(chosen, sides, strict=True) if not side]
    found = separator(ones, zeros)
    if found is not None:
        weights, threshold = found
        assert all(sum(w * x for w, x in zip(weights, p, strict=True)) > threshold for p in ones)
        assert all(sum(w * x for w, x in zip(weights, p, strict=True)) < threshold for p in zeros)


@given(points, st.tuples(*[st.integers(-3, 3)] * 3), st.fractions(-5, 5, max_denominator=2))
def test_what_a_hyperplane_cuts_is_separable(chosen, weights, threshold):
    level = threshold + Fraction(1, 3)  # no point lies on it
    values = [sum(w * x for w, x in zip(weights, p, strict=True)) for p in chosen]
    ones = [p for p, v in zip(chosen, values, strict=True) if v > level]
    zeros = [p for p, v in zip(chosen, values, strict=True) if v < level]
    assert is_separable(ones, zeros)


@given(point, point, st.integers(1, 5), st.integers(1, 5))
def test_a_point_between_two_others_cannot_be_cut_off_from_them(p, q, a, b):
    between = tuple(a * x + b * y for x, y in zip(p, q, strict=True))
    ends = [tuple((a + b) * x for x in end) for end in (p, q)]
    assert not is_separable([between], ends)
    assert not is_separable(ends, [between])


@pytest.mark.parametrize("dimension", range(2, 9))
def test_parity_is_never_separable_but_majority_is(dimension):
    vertices = cube(dimension)
    parity = [[v for v in vertices if sum(v) % 2 == side] for side in (1, 0)]
    assert not is_separable(*parity)
    majority = [[v for v in vertices if (2 * sum(v) > dimension) == side] for side in (True, False)]
    assert is_separable(*majority)


def test_dichotomies_of_part_of_a_cube_respect_the_counting_bound():
    for size in range(1, 7):
        for dimension in (3, 5):
            chosen = tuple(cube(dimension)[:: 2**dimension // 8][:size])
            found = dichotomies(chosen)
            assert len(found) <= dichotomy_bound(size, dimension)
            full = (1 << size) - 1
            assert {0, full} <= found
            assert {full ^ mask for mask in found} == found


def test_points_in_general_position_allow_every_dichotomy():
    simplex = ((0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 1))
    assert len(dichotomies(simplex)) == 2**5


def test_the_same_dichotomies_come_from_the_table_and_from_growing():
    for kept in product((False, True), repeat=8):
        chosen = tuple(vertex for vertex, keep in zip(cube(3), kept, strict=True) if keep)
        if 1 <= len(chosen) <= 5:
            assert dichotomies(chosen) == extended_dichotomies(chosen)
