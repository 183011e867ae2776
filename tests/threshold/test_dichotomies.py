"""All separable dichotomies of a set of points, and Cover's bound on their number."""

import numpy as np
import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import LimitError
from ibsolve.problem import Neuron, cube
from ibsolve.threshold import (
    PointSet,
    dichotomy_bound,
    restricted_functions,
    separable_dichotomies,
    sign_patterns,
    threshold_functions,
    threshold_masks,
)


@settings(max_examples=40)
@given(st.integers(3, 6).flatmap(lambda m: st.lists(own.codes(m), min_size=1, max_size=7, unique=True)))
def test_the_dichotomies_listed_are_those_that_the_exact_simplex_method_separates(codes):
    points = PointSet(codes)
    by_brute_force = [
        mask for mask in range(2 ** len(codes)) if isinstance(points.separation_in_rationals(mask), Neuron)
    ]
    assert separable_dichotomies(points) == by_brute_force
    assert len(by_brute_force) <= dichotomy_bound(len(codes), points.variables)


def grown(codes):
    """The plain twin: separable on all points only if on the first ones, one programme a candidate."""
    masks = [0]
    for size in range(1, len(codes) + 1):
        first = PointSet(codes[:size])
        masks = [m | bit for m in masks for bit in (0, 1 << (size - 1)) if first.is_separable(m | bit)]
    return sorted(masks)


@settings(max_examples=40)
@given(st.integers(2, 8).flatmap(lambda m: st.lists(own.codes(m), min_size=1, max_size=9, unique=True)))
def test_the_dichotomies_listed_are_those_that_grow_point_by_point(codes):
    assert separable_dichotomies(PointSet(codes)) == grown(codes)


@pytest.mark.slow
@pytest.mark.parametrize(("variables", "points"), [(6, 14), (7, 13), (9, 12)])
def test_many_dichotomies_are_those_that_grow_point_by_point(variables, points):
    rng = np.random.default_rng(variables)
    codes = [cube(variables)[i] for i in rng.choice(2**variables, points, replace=False)]
    assert separable_dichotomies(PointSet(codes)) == grown(codes)


@given(st.integers(1, 4).flatmap(lambda m: st.lists(own.codes(m), min_size=1, max_size=16, unique=True)))
def test_restricted_functions_are_the_dichotomies_of_the_table(codes):
    assert restricted_functions(PointSet(codes)).tolist() == sorted(PointSet(codes).table)


@settings(max_examples=40)
@given(st.lists(own.codes(5), min_size=1, max_size=9, unique=True))
def test_restricting_functions_of_five_variables_and_contracting_points_agree(codes):
    lifted = [(*code, 1) for code in codes]
    assert restricted_functions(PointSet(codes)).tolist() == sign_patterns(lifted).tolist()


def test_six_variables_are_not_restricted():
    with pytest.raises(LimitError, match="at most 5 to list all threshold functions, found 6"):
        restricted_functions(PointSet(cube(6)))


@pytest.mark.parametrize("width", [3, 6])
def test_a_cube_has_the_same_dichotomies_wherever_it_lies(width):
    """Three variables written twice, the second time complemented: an affine image of the 3-cube."""
    image = [(*code, *(1 - bit for bit in code))[:width] for code in cube(3)]
    assert separable_dichotomies(PointSet(image)) == separable_dichotomies(PointSet(cube(3)))


@pytest.mark.parametrize("variables", [2, 3, 4, 5, 6])
def test_points_in_general_position_meet_cover_s_bound(variables):
    units = [tuple(int(i == j) for j in range(variables)) for i in range(variables)]
    points = [(0,) * variables, *units, (1,) * variables]
    assert len(separable_dichotomies(PointSet(points))) == dichotomy_bound(len(points), variables)


@given(st.integers(1, 20), st.integers(7, 12))
def test_cover_s_recursion(points, variables):
    """Cover 1965: C(n + 1, m) = C(n, m) + C(n, m − 1), with C(1, m) = 2."""
    assert dichotomy_bound(1, variables) == 2
    assert dichotomy_bound(points + 1, variables) == dichotomy_bound(points, variables) + dichotomy_bound(
        points, variables - 1
    )


def test_too_many_dichotomies_are_refused_with_a_way_out():
    message = (
        r"points: expected at most 5 variables, or so few points that they have at most 500000 .*"
        r"found 64 points in 6 variables, up to \d+ dichotomies \(only engine cpsat"
    )
    with pytest.raises(LimitError, match=message):
        separable_dichotomies(PointSet(cube(6)))


def test_all_dichotomies_of_the_five_cube_are_its_threshold_functions():
    assert separable_dichotomies(PointSet(cube(5))) == threshold_masks(5).tolist()


def test_the_four_cube_in_five_dimensions_has_the_dichotomies_of_the_four_cube():
    lifted = [(*code, code[0] ^ 1) for code in cube(4)]
    assert separable_dichotomies(PointSet(lifted)) == sorted(threshold_functions(4))


def test_the_five_cube_in_eight_dimensions_has_the_dichotomies_of_the_five_cube():
    lifted = [(0, *code, code[0] ^ 1, code[4]) for code in cube(5)]
    assert separable_dichotomies(PointSet(lifted)) == threshold_masks(5).tolist()


def test_one_point_has_two_dichotomies_in_any_dimension():
    assert separable_dichotomies(PointSet([(1,) * 9])) == [0, 1]
