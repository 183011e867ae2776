"""Symmetries of separability, and the alternative of Farkas."""

import numpy as np
import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.problem import Neuron
from ibsolve.threshold import PointSet, cube_symmetries, moved, separable_dichotomies, threshold_masks
from ibsolve.threshold.simplex import basic_solution

small_and_large = st.one_of(
    own.dichotomies(max_points=16), own.dichotomies(min_variables=5, max_variables=7, max_points=14)
)


def separable(points, mask):
    return PointSet(points).is_separable(mask)


@given(small_and_large)
def test_a_dichotomy_and_its_complement_are_separable_together(given_pair):
    points, mask = given_pair
    assert separable(points, mask) == separable(points, mask ^ ((1 << len(points)) - 1))


@given(small_and_large, st.data())
def test_flipping_coordinates_preserves_separability(given_pair, data):
    points, mask = given_pair
    flip = data.draw(own.codes(len(points[0])))
    flipped = [tuple(a ^ b for a, b in zip(point, flip, strict=True)) for point in points]
    assert separable(points, mask) == separable(flipped, mask)


@given(small_and_large, st.data())
def test_permuting_coordinates_preserves_separability(given_pair, data):
    points, mask = given_pair
    order = data.draw(st.permutations(range(len(points[0]))))
    assert separable(points, mask) == separable([tuple(p[i] for i in order) for p in points], mask)


@given(small_and_large, st.data())
def test_the_order_of_the_points_does_not_matter(given_pair, data):
    points, mask = given_pair
    order = data.draw(st.permutations(range(len(points))))
    moved = sum((mask >> i & 1) << place for place, i in enumerate(order))
    assert separable(points, mask) == separable([points[i] for i in order], moved)


@given(small_and_large)
def test_what_is_separable_stays_so_on_fewer_points(given_pair):
    points, mask = given_pair
    if len(points) > 1 and separable(points, mask):
        assert separable(points[:-1], mask & ((1 << (len(points) - 1)) - 1))


@given(small_and_large, st.data())
def test_another_coordinate_never_makes_a_separable_dichotomy_inseparable(given_pair, data):
    points, mask = given_pair
    more = data.draw(st.lists(st.integers(0, 1), min_size=len(points), max_size=len(points)))
    if separable(points, mask):
        assert separable([(*p, bit) for p, bit in zip(points, more, strict=True)], mask)


@given(small_and_large)
def test_there_is_a_witness_exactly_when_there_is_no_farkas_vector(given_pair):
    """Fact B of mathematics.md 1.3: Σ λ_a a = Σ μ_b b with λ, μ >= 0, Σ λ = Σ μ = 1."""
    points, mask = given_pair
    columns = [
        [*p, 0, 1, 0] if mask >> i & 1 else [*(-bit for bit in p), 0, 0, 1] for i, p in enumerate(points)
    ]
    convex_combination, _ = basic_solution(columns, [0] * (len(points[0]) + 1) + [1, 1])
    assert isinstance(PointSet(points).separation(mask), Neuron) == (convex_combination is None)


@pytest.mark.parametrize("variables", range(6))
def test_symmetries_of_the_cube_permute_the_threshold_functions(variables):
    """Facts of mathematics.md 1.3: there are 2, 4, 14, 104, 1882, 94572, and B_m acts on them."""
    functions = threshold_masks(variables)
    symmetries = cube_symmetries(variables)
    for symmetry in symmetries[:: max(1, len(symmetries) // 48)]:
        assert np.array_equal(np.sort(moved(functions, symmetry)), functions)


@settings(max_examples=40)
@given(
    st.integers(2, 7).flatmap(lambda m: st.lists(own.codes(m), min_size=2, max_size=10, unique=True)),
)
def test_a_further_point_adds_a_dichotomy_for_each_that_a_hyperplane_through_it_makes(codes):
    """Cover 1965: the dichotomies that go on to the new point both ways, counted one by one."""
    before = separable_dichotomies(PointSet(codes[:-1]))
    after = set(separable_dichotomies(PointSet(codes)))
    bit = 1 << (len(codes) - 1)
    both = [mask for mask in before if {mask, mask | bit} <= after]
    assert len(after) == len(before) + len(both)
    assert {mask & ~bit for mask in after} == set(before)


@settings(max_examples=40)
@given(own.dichotomies(min_variables=2, max_variables=7, max_points=10))
def test_a_dichotomy_is_separable_exactly_when_it_is_listed(given_pair):
    points, mask = given_pair
    assert separable(points, mask) == (mask in separable_dichotomies(PointSet(points)))
