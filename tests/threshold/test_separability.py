"""Separability of dichotomies: four routes to one verdict, each with a certificate."""

import pytest
import strategies as own
from certificates import certifies
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.problem import Neuron, cube
from ibsolve.threshold import PointSet, threshold_functions

ROUTES = ["separation", "separation_by_programme", "separation_in_rationals"]


@pytest.mark.parametrize("variables", [1, 2, 3])
@pytest.mark.parametrize("route", ROUTES)
def test_every_route_certifies_its_verdict_on_every_dichotomy_of_the_cube(variables, route):
    """All 4, 16 and 256 dichotomies, against the table (and by it the circuits: test_circuits)."""
    points = PointSet(cube(variables))
    for mask in range(2 ** len(points.points)):
        certificate = getattr(points, route)(mask)
        assert certifies(certificate, points.points, mask)
        assert isinstance(certificate, Neuron) == (mask in threshold_functions(variables))


@pytest.mark.slow
def test_linear_programmes_certify_the_table_of_four_variables():
    """All 65,536 dichotomies."""
    points = PointSet(cube(4))
    table = threshold_functions(4)
    for mask in range(2**16):
        certificate = points.separation_by_programme(mask)
        assert isinstance(certificate, Neuron) == (mask in table)
        assert certifies(certificate, points.points, mask)


@given(own.dichotomies(min_variables=5, max_variables=8, max_points=20))
def test_programmes_and_exact_simplex_agree_beyond_the_tables(given_pair):
    points, mask = given_pair
    proposed = PointSet(points).separation_by_programme(mask)
    exact = PointSet(points).separation_in_rationals(mask)
    assert type(proposed) is type(exact)
    assert certifies(proposed, points, mask)
    assert certifies(exact, points, mask)
    assert PointSet(points).is_separable(mask) == isinstance(exact, Neuron)


@given(st.data(), st.integers(5, 8))
def test_what_a_neuron_does_is_separable(data, variables):
    neuron = data.draw(own.neurons(variables, largest=30))
    points = data.draw(st.lists(own.codes(variables), min_size=1, max_size=25, unique=True))
    mask = sum(neuron.fires(point) << i for i, point in enumerate(points))
    assert certifies(PointSet(points).separation(mask), points, mask)
    assert PointSet(points).is_separable(mask)


@given(own.dichotomies(max_variables=4, max_points=16))
def test_the_table_of_a_set_of_points_has_a_neuron_for_each_separable_dichotomy(given_pair):
    points, mask = given_pair
    point_set = PointSet(points)
    assert all(certifies(neuron, points, each) for each, neuron in point_set.table.items())
    exact = point_set.separation_in_rationals(mask)
    assert (mask in point_set.table) == isinstance(exact, Neuron) == point_set.is_separable(mask)


@settings(max_examples=30)
@given(own.dichotomies(min_variables=2, max_variables=7))
def test_one_programme_serves_all_dichotomies_in_any_order(given_pair):
    points, mask = given_pair
    reused = PointSet(points)
    others = [0, (1 << len(points)) - 1, mask ^ 1, mask]
    for each in others:
        fresh = PointSet(points).separation_by_programme(each)
        assert type(reused.separation_by_programme(each)) is type(fresh)


@pytest.mark.parametrize("variables", range(2, 8))
def test_parity_is_refused_by_one_face_of_the_cube_or_another_circuit(variables):
    points = cube(variables)
    mask = sum((sum(point) % 2) << i for i, point in enumerate(points))
    assert certifies(PointSet(points).circuit(mask), points, mask)


def test_a_neuron_of_exponential_weights_is_found():
    """x > y for 4-bit numbers: weights 1, 2, 4, 8 against each other."""
    points = cube(8)
    mask = sum((point[:4] > point[4:]) << i for i, point in enumerate(points))
    neuron = PointSet(points).separation(mask)
    assert certifies(neuron, points, mask)
    assert max(map(abs, neuron.weights)) >= 8


def test_the_positive_side_of_a_circuit_is_where_the_neuron_would_have_to_fire():
    square = PointSet(cube(2))
    assert str(square.separation(0b0110)) == "01 + 10 = 00 + 11"
    assert str(square.separation(0b1001)) == "00 + 11 = 01 + 10"


def test_classes_are_told_by_the_bits_of_the_dichotomy():
    ones, zeros = PointSet(cube(2)).classes(0b0010)
    assert (ones, zeros) == ([(0, 1)], [(0, 0), (1, 0), (1, 1)])


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([], r"expected one point or more, all of the same length >= 1, found \[\]"),
        ([()], "all of the same length >= 1"),
        ([(0,), (0, 1)], "all of the same length >= 1"),
        ([(0, 1), (0, 1)], "expected distinct points, found a repeated point"),
        ([(0, 1), (0, 2)], r"expected tuples of bits 0 and 1, found \(0, 2\)"),
        ([[0, 1]], r"expected tuples of bits 0 and 1, found \[0, 1\]"),
    ],
)
def test_points_are_distinct_codes_of_one_length(points, message):
    with pytest.raises(ProblemError, match=f"points: .*{message}"):
        PointSet(points)


@pytest.mark.parametrize("mask", [16, -1])
@pytest.mark.parametrize("variables", [2, 5])
def test_a_mask_of_other_points_is_refused(mask, variables):
    points = PointSet(cube(variables)[:4])
    for question in (points.separation, points.is_separable):
        with pytest.raises(ProblemError, match=f"dichotomy: expected a bitmask of 4 points, found {mask}"):
            question(mask)
