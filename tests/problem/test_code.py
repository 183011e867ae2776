"""Codes: tuples of bits and their texts."""

import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import CUBE_LIMIT, as_code, code_text, cube


@given(st.integers(0, 8).flatmap(own.codes))
def test_a_code_is_read_back_from_its_text(code):
    assert as_code(code_text(code), width=len(code)) == code


@pytest.mark.parametrize("variables", range(6))
def test_the_cube_counts_in_binary(variables):
    assert [int(f"0{code_text(code)}", 2) for code in cube(variables)] == list(range(2**variables))


def test_the_largest_cube_has_65536_inputs_and_the_next_is_refused():
    assert len(cube(CUBE_LIMIT)) == 65536
    with pytest.raises(LimitError, match=r"at most 16 .* found 17, that is 2\^17 inputs \(give the law"):
        cube(CUBE_LIMIT + 1)


@pytest.mark.parametrize(
    "value",
    ["01", (0, 1), [False, True], ["0", "1"], np.array([0, 1]), np.array([False, True]), iter([0, 1])],
)
def test_bits_come_in_many_clothes(value):
    assert as_code(value) == (0, 1)


@pytest.mark.parametrize(
    "value",
    ["012", "0 1", (0, 2), (-1, 0), (0.0, 1.0), np.array([0.0, 1.0]), ["01"], ["0", ""], [None], None, 3],
)
def test_what_is_no_sequence_of_bits_is_refused(value):
    with pytest.raises(ProblemError, match="code: expected bits 0 and 1, found "):
        as_code(value)


def test_a_code_of_another_length_is_refused():
    with pytest.raises(ProblemError, match="key: expected 3 bits, each 0 or 1, found '01'"):
        as_code("01", width=3, where="key")
