"""Circuits of four points, and that up to eight variables nothing else makes a function inseparable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dichotomies

from ibsolve.problem import cube
from ibsolve.threshold import (
    FUNCTION_COUNTS,
    Parallelograms,
    PointSet,
    cube_circuits,
    cube_parallelograms,
)


@pytest.mark.parametrize("variables", [2, 3, 4])
def test_they_are_the_circuits_of_four_points(variables):
    points = Parallelograms(cube(variables))
    found = {
        frozenset([*circuit.positive, *circuit.negative])
        for circuit in map(points.circuit, points.circuits())
    }
    known = {frozenset([*c.positive, *c.negative]) for c in cube_circuits(variables)}
    assert found == {support for support in known if len(support) == 4}


@pytest.mark.parametrize("variables", [1, 2, 3, 4])
def test_functions_of_the_cube_without_one_are_exactly_the_threshold_functions(variables):
    functions = np.arange(2 ** (2**variables), dtype=np.int64)
    bits = functions[:, None] >> np.arange(2**variables) & 1
    asummable = np.ones(len(functions), dtype=bool)
    for a, b, c, d in cube_parallelograms(variables):
        ones, zeros = bits[:, a] & bits[:, b], bits[:, a] | bits[:, b]
        asummable &= ~(
            (ones & ~(bits[:, c] | bits[:, d]) & 1) | (~zeros & bits[:, c] & bits[:, d] & 1)
        ).astype(bool)
    assert asummable.sum() == FUNCTION_COUNTS[variables]


@given(st.sampled_from([5, 6, 7]), st.data())
def test_a_function_near_a_threshold_function_violates_one_iff_it_is_inseparable(variables, data):
    weights = data.draw(st.lists(st.integers(-5, 5), min_size=variables, max_size=variables))
    threshold = data.draw(st.integers(-5, 5))
    flipped = data.draw(st.integers(0, 2**variables - 1))
    fires = (sum(w * x for w, x in zip(weights, code, strict=True)) >= threshold for code in cube(variables))
    function = sum(bit << i for i, bit in enumerate(fires)) ^ (1 << flipped)
    violated = Parallelograms(cube(variables)).violated(function, most=3)
    assert bool(violated) != PointSet(cube(variables)).is_separable(function)


@given(dichotomies())
def test_what_is_given_for_a_dichotomy_is_violated_by_it(drawn):
    points, dichotomy = drawn
    ones, zeros = PointSet(points).classes(dichotomy)
    for circuit in Parallelograms(points).violated(dichotomy, most=5):
        assert circuit.positive.keys() <= set(ones)
        assert circuit.negative.keys() <= set(zeros)


def test_no_more_are_given_than_asked_for():
    parity = sum((sum(code) % 2) << i for i, code in enumerate(cube(6)))
    assert len(Parallelograms(cube(6)).violated(parity, most=7)) == 7
