"""NPN classes: their numbers, their representatives, and what must not depend on the member taken."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orbits import orbits

from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import cube
from ibsolve.threshold import (
    npn_canonical,
    npn_class_size,
    npn_classes,
    npn_table,
    threshold_functions,
    threshold_masks,
)


def members(mask, variables):
    """The NPN class of a function, by its definition."""
    codes = cube(variables)
    found = set()
    for order in permutations(range(variables)):
        for flips in product((0, 1), repeat=variables):
            moved = [
                codes.index(tuple(code[i] ^ flip for i, flip in zip(order, flips, strict=True)))
                for code in codes
            ]
            image = sum((mask >> place & 1) << i for i, place in enumerate(moved))
            found |= {image, image ^ (1 << len(codes)) - 1}
    return found


@pytest.mark.parametrize(("variables", "count"), list(enumerate([1, 2, 4, 14, 222])))
def test_there_are_this_many_classes_and_they_share_out_all_functions(variables, count):
    """OEIS A000370."""
    classes = npn_classes(variables)
    assert len(classes) == count
    assert sum(classes.values()) == 2**2**variables
    assert list(classes) == sorted(classes)


@pytest.mark.parametrize("variables", range(4))
def test_the_classes_are_those_of_the_definition(variables):
    for mask in range(2**2**variables):
        expected = members(mask, variables)
        assert npn_canonical(mask, variables) == min(expected) == npn_table(variables)[mask]
        assert npn_class_size(mask, variables) == len(expected) == npn_classes(variables)[min(expected)]


@given(st.integers(0, 2**16 - 1))
def test_table_and_canonical_form_agree_on_four_variables(mask):
    assert npn_table(4)[mask] == npn_canonical(mask, 4)
    assert npn_classes(4)[npn_canonical(mask, 4)] == npn_class_size(mask, 4)


@st.composite
def functions_with_relabelling(draw):
    variables = draw(st.integers(4, 6))
    size = 2**variables
    return (
        variables,
        draw(st.integers(0, 2**size - 1)),
        draw(st.permutations(range(variables))),
        draw(st.tuples(*[st.integers(0, 1)] * variables)),
        draw(st.booleans()),
    )


@given(functions_with_relabelling())
def test_the_canonical_form_does_not_depend_on_names_and_signs(given_tuple):
    variables, mask, order, flips, is_complemented = given_tuple
    codes = cube(variables)
    place = {code: i for i, code in enumerate(codes)}
    relabelled = sum(
        (mask >> place[tuple(code[i] ^ flip for i, flip in zip(order, flips, strict=True))] & 1) << number
        for number, code in enumerate(codes)
    )
    if is_complemented:
        relabelled ^= (1 << len(codes)) - 1
    assert npn_canonical(relabelled, variables) == npn_canonical(mask, variables)


@given(st.integers(0, 5).flatmap(lambda m: st.tuples(st.integers(0, 2**2**m - 1), st.just(m))))
def test_a_canonical_form_is_its_own_and_no_larger(pair):
    mask, variables = pair
    canonical = npn_canonical(mask, variables)
    assert npn_canonical(canonical, variables) == canonical <= mask


@pytest.mark.parametrize(("variables", "count"), list(enumerate([1, 2, 3, 6, 15, 63])))
def test_the_classes_of_threshold_functions_share_them_out(variables, count):
    """All members of the class of a threshold function are threshold functions.

    Muroga 1971 counts the classes; OEIS A000609 the functions.
    """
    functions = threshold_masks(variables).tolist()
    classes = orbits(functions, variables)
    assert len(classes) == count
    assert sorted(mask for members in classes.values() for mask in members) == functions
    for smallest, members in classes.items():
        assert npn_canonical(max(members), variables) == smallest
        assert npn_class_size(smallest, variables) == len(members)


def test_the_two_classes_of_two_inputs_that_are_no_threshold_function_and_the_others():
    assert {mask: mask in threshold_functions(2) for mask in npn_classes(2)} == {
        0b0000: True,
        0b0001: True,
        0b0011: True,
        0b0110: False,
    }


def test_tables_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        npn_table(2)[0] = 1
    with pytest.raises(TypeError, match="does not support item assignment"):
        npn_classes(2)[0] = 1


@pytest.mark.parametrize("mask", [16, -1])
def test_a_function_of_another_cube_is_refused(mask):
    with pytest.raises(ProblemError, match=f"bitmask of the 4 codes of 2 variables, found {mask}"):
        npn_canonical(mask, 2)


def test_all_classes_of_five_variables_are_refused_with_a_way_out():
    for question in (npn_classes, npn_table):
        with pytest.raises(LimitError, match=r"at most 4 to list all NPN classes, found 5 \(ask for"):
            question(5)


def test_the_canonical_form_of_seven_variables_is_refused():
    with pytest.raises(LimitError, match="at most 6 to list all symmetries of the cube, found 7"):
        npn_canonical(0, 7)
