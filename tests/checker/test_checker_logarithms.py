"""Exact signs of sums of logarithms, against decimals of high precision and against known ties."""

from decimal import Context, Decimal
from fractions import Fraction
from math import gcd, prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ibsolve.checker.closed_form import closed_form, read_closed_form
from ibsolve.checker.logarithms import LogSum, coprime_basis, log2_bounds

bases = st.integers(1, 10**6)
rationals = st.fractions(min_value=-50, max_value=50, max_denominator=60)
sums = st.lists(st.tuples(bases, rationals), max_size=6).map(LogSum.of)
exact = Context(prec=120)


def decimal(value):
    total = Decimal(0)
    for base, coefficient in value.terms:
        log = exact.divide(exact.ln(Decimal(base)), exact.ln(Decimal(2)))
        term = exact.divide(
            exact.multiply(log, Decimal(coefficient.numerator)), Decimal(coefficient.denominator)
        )
        total = exact.add(total, term)
    return total


@given(st.integers(1, 10**40), st.integers(0, 9))
def test_bounds_of_a_logarithm_enclose_it(number, precision):
    low, high = log2_bounds(number, precision)
    assert 2**low <= number ** (2**precision) <= 2**high
    assert high - low <= 1


@given(st.integers(1, 10**40), st.integers(0, 300), st.integers(0, 300))
def test_bounds_of_more_precision_lie_within_those_of_less(number, precision, more):
    low, high = log2_bounds(number, precision)
    lower, higher = log2_bounds(number, precision + more)
    assert low << more <= lower <= higher <= high << more


@given(sums)
def test_the_sign_agrees_with_decimals(value):
    approximation = decimal(value)
    if abs(approximation) > Decimal(10) ** -80:
        assert value.sign() == (1 if approximation > 0 else -1)
    else:
        assert value.is_zero()
        assert value.sign() == 0


@given(st.lists(st.tuples(st.integers(2, 30), st.integers(-4, 4)), min_size=1, max_size=5))
def test_a_product_of_powers_is_the_sum_of_their_logarithms(powers):
    top = prod(base**power for base, power in powers if power > 0)
    bottom = prod(base**-power for base, power in powers if power < 0)
    value = LogSum.of(powers) - LogSum.of([(top, 1)]) + LogSum.of([(bottom, 1)])
    assert value.is_zero()
    assert (value + LogSum.of([(top + 1, 1)]) - LogSum.of([(top, 1)])).sign() == 1


def test_different_block_sizes_can_have_exactly_the_same_entropy():
    """{4,1,1,1,1} and {2,2,2,2} of 8: Σ k log2 k is 8 for both."""
    assert LogSum.of([(4, 4), (2, -2), (2, -2), (2, -2), (2, -2)]).sign() == 0


def test_a_difference_far_below_double_precision_has_a_sign():
    large = 10**60
    assert LogSum.of([(large + 1, 1), (large, -1)]).sign() == 1
    assert not LogSum.of([(large + 1, 1), (large, -1)]).is_zero()


def test_numbers_next_to_a_power_of_two_are_told_from_it():
    for power in (10, 64, 200, 1000):
        assert LogSum.of([(2**power - 1, 1), (2, -power)]).sign() == -1
        assert LogSum.of([(2**power + 1, 1), (2, -power)]).sign() == 1


@given(st.integers(2, 10**9), st.fractions(max_denominator=10**6))
def test_within_is_decided_at_the_edge(base, tolerance):
    tolerance = abs(tolerance)
    value = LogSum.of([(2, Fraction(3, 7))])
    assert value.is_within(Fraction(3, 7) + tolerance, tolerance)
    assert value.is_within(Fraction(3, 7) - tolerance, tolerance)
    assert not value.is_within(Fraction(3, 7) + tolerance + Fraction(1, base), tolerance)


@given(st.lists(st.integers(1, 10**6), max_size=8))
def test_a_coprime_basis_is_coprime_and_generates(numbers):
    basis = coprime_basis(numbers)
    assert all(gcd(a, b) == 1 for i, a in enumerate(basis) for b in basis[:i])
    for number in numbers:
        rest = number
        for part in basis:
            while rest % part == 0:
                rest //= part
        assert rest == 1


@given(sums)
def test_a_closed_form_reads_back(value):
    assert (read_closed_form(closed_form(value)) - value).is_zero()


@given(sums, sums, rationals)
def test_sums_form_a_vector_space(one, other, factor):
    assert ((one + other) * factor - one * factor - other * factor).is_zero()
    assume(one.terms)
    assert (one - other).sign() == -(other - one).sign()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("3/2", 1.5),
        ("-3/2", -1.5),
        ("2 - 3/4*log2(3)", 0.8112781244591328),
        ("log2(3)", 1.584962500721156),
        ("-log2(3) + 2", 0.41503749927884376),
        ("-1/2*log2(4)", -1.0),
    ],
)
def test_closed_forms_that_are_read(text, value):
    assert float(read_closed_form(text)) == pytest.approx(value, abs=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1.5", "1e3", "01", "٣", "1" + "0" * 5000, "1/0", "1/0*log2(3)", "2*3", "1 2"),
        *("log2(1)", "log2(0)", "log2(-3)", "log(3)", "log2(3)*2", "2 log2(3)", "log2(3) ", " 1"),
        *("+1", "- 1", "--1", "1 +", "1 + ", "1+2", "1 -2", "1 + -2"),
    ],
)
def test_closed_forms_that_are_not(text):
    assert read_closed_form(text) is None
