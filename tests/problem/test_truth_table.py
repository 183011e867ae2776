"""Truth tables as bits and as hexadecimal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.problem import truth_table_bits


@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.integers(0, 1), min_size=2**n, max_size=2**n)))
def test_hexadecimal_and_bits_tell_the_same_table(bits):
    text = "".join(map(str, bits))
    hexadecimal = f"0x{int(text, 2):0{len(bits) // 4}x}"
    assert (
        truth_table_bits(text)
        == truth_table_bits(hexadecimal)
        == truth_table_bits(hexadecimal.upper())
        == bits
    )


@pytest.mark.parametrize(
    ("text", "variables", "bits"),
    [
        ("01", None, [0, 1]),
        ("0x4", 1, [0, 1]),
        ("0xC", 1, [1, 1]),
        ("0x4", 2, [0, 1, 0, 0]),
        ("0x4", None, [0, 1, 0, 0]),  # one digit used in full: two variables
        ("0x80", None, [1, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_the_leftmost_digit_belongs_to_the_inputs_that_start_with_zeros(text, variables, bits):
    assert truth_table_bits(text, variables=variables) == bits


def test_a_table_of_sixteen_variables_is_read_and_of_seventeen_refused():
    assert len(truth_table_bits("0x" + "f" * 2**14)) == 2**16
    with pytest.raises(ProblemError, match="n = 17 variables, 1 <= n <= 16, found 131072 in"):
        truth_table_bits("0" * 2**17)


@pytest.mark.parametrize(
    ("text", "variables", "message"),
    [
        ("", None, "expected bits 0 and 1, found ''"),
        ("0120", None, "expected bits 0 and 1, found '0120'"),
        ("0x", None, "expected hexadecimal digits after \"0x\", found '0x'"),
        ("0x0g", None, "expected hexadecimal digits"),
        ("011", None, "expected as many bits, 2.n for n = 1 variables.*, found 3 in '011'"),
        ("1", None, "for n = 0 variables, 1 <= n <= 16, found 1"),
        ("0110", 3, "for n = 3 variables.*, found 4 in '0110'"),
        ("0x666", None, "as many hexadecimal digits, ⌈2.n / 4⌉ for n = 3 variables.*, found 3"),
        ("0x66", 2, "for n = 2 variables.*, found 2"),
        ("0x6", 1, "zeros after the 2 bits of 1 variables, found '0x6'"),
        ("01", -1, "for n = -1 variables"),
        (6, None, "truth_table: expected bits 0 and 1, .* found 6"),
    ],
)
def test_other_texts_are_refused(text, variables, message):
    with pytest.raises(ProblemError, match=message):
        truth_table_bits(text, variables=variables)
