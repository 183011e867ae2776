"""Exact numbers from what users write, and integer weights from probabilities."""

from decimal import Decimal
from fractions import Fraction
from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.problem import exact_rational, integer_weights


@given(st.fractions())
def test_a_written_fraction_is_read_exactly(value):
    assert exact_rational(str(value)) == exact_rational(value) == value


@given(st.decimals(-1000, 1000, places=12, allow_nan=False))
def test_a_decimal_string_means_that_decimal(value):
    assert exact_rational(f"{value:f}") == Fraction(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_means_the_decimal_that_python_prints(value):
    assert exact_rational(value) == Fraction(Decimal(repr(value)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-9", Fraction(1, 10**9)),
        (" +1.5E2 ", Fraction(150)),
        (".5", Fraction(1, 2)),
        ("3.", Fraction(3)),
        (np.int64(7), Fraction(7)),
        (np.float64(0.1), Fraction(1, 10)),
    ],
)
def test_other_ways_to_write_a_number(text, value):
    assert exact_rational(text) == value


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            " ",
            ".",
            "one",
            "--1",
            "1/",
            "1 / 2",
            "1/-2",
            "1/0",
            "0.1/2",
            "1_000",
            "0x10",
            "١",
            "nan",
            "-inf",
        ),
        *(float("nan"), float("inf"), np.float64("nan"), True, np.True_, None, 1j, b"1", [1], Decimal(1)),
    ],
)
def test_anything_else_is_refused(value):
    with pytest.raises(ProblemError, match=r"number: expected a finite number such as 1, .1/10.*, found "):
        exact_rational(value)


@pytest.mark.parametrize(
    "text", ["1e999999999", "1e-999999999", "9" * 3001, "1/" + "9" * 3001, 10**3000, Fraction(1, 10**3000)]
)
@pytest.mark.timeout(5)
def test_a_number_that_would_fill_the_memory_is_refused_before_it_is_built(text):
    with pytest.raises(ProblemError, match="expected a finite number") as caught:
        exact_rational(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["9" * 3000 + "/7", "." + "3" * 1000 + "e-999", "9" * 1000 + ".1e999"])
def test_what_is_accepted_is_short_enough_to_be_printed_and_read_again(text):
    assert exact_rational(str(exact_rational(text))) == exact_rational(text)


@given(st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_weights_keep_their_proportions_in_lowest_terms(values):
    weights = integer_weights(values, where="p")
    assert gcd(*weights) == 1
    assert [w * sum(values) for w in weights] == [v * sum(weights) for v in values]


@given(st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_probabilities_as_fractions_strings_and_integers_mean_the_same_law(values):
    total = sum(values)
    fractions = [Fraction(value, total) for value in values]
    assert (
        integer_weights(values, where="p")
        == integer_weights(fractions, where="p")
        == integer_weights([str(f) if f.denominator > 1 else f for f in fractions], where="p")
    )


def test_strings_are_probabilities_even_when_they_hold_integers():
    assert integer_weights(["1", "0"], where="p") == [1, 0]
    with pytest.raises(
        ProblemError, match="p: expected probabilities that sum to exactly 1, found a sum of 2"
    ):
        integer_weights(["1", "1"], where="p")


def test_floats_within_1e_9_of_one_are_taken_in_their_own_proportions():
    third = 0.3333333333
    assert integer_weights([third] * 3, where="p") == [1, 1, 1]
    assert integer_weights([0.1] * 10, where="p") == [1] * 10


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1/2", "0.4"], r"p: expected probabilities that sum to exactly 1, found a sum of 9/10"),
        ([Fraction(1, 2), 1], r"found a sum of 3/2"),
        (
            [0.5, 0.499999998],
            r"p: expected probabilities that sum to 1 within 1e-9, found a sum of 0.99999999",
        ),
        ([0, 0], r"p: expected a positive sum, found only zeros"),
        ([], r"p: expected a positive sum, found only zeros"),
        ([2, -1], r"p\[1\]: expected a probability >= 0, found -1"),
        (["0.5", float("nan")], r"p\[1\], number: expected a finite number .*, found nan"),
    ],
)
def test_a_law_that_is_none_is_refused(values, message):
    with pytest.raises(ProblemError, match=message):
        integer_weights(values, where="p")


def test_every_faulty_weight_is_named_at_once():
    with pytest.raises(ProblemError, match=r"p\[0\].*\n.*p\[2\].*\n.*p\[3\]") as caught:
        integer_weights([-1, 2, "x", True], where="p")
    assert len(caught.value.faults) == 3


def test_a_free_total_is_only_asked_to_be_positive():
    assert integer_weights([0.5, 1.5, "1/4"], where="p", total_is_free=True) == [2, 6, 1]
    with pytest.raises(ProblemError, match="a positive sum"):
        integer_weights([0.0], where="p", total_is_free=True)


@pytest.mark.parametrize("values", [[1e308, 1e308], ["1e999", "0.5"], ["1/" + "7" * 1999 + d for d in "123"]])
def test_a_sum_too_large_or_too_long_to_print_is_still_one_clear_fault(values):
    with pytest.raises(ProblemError, match="p: expected probabilities that sum to") as caught:
        integer_weights(values, where="p")
    assert len(str(caught.value)) < 200
