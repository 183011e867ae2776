"""Linear forms in logarithms: exact signs, equality and closed forms."""

import math
import re
from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.information import LogForm, exact_entropy

BIG_PRIMES = [1009, 1013, 1019, 999983, 2**61 - 1]

rationals = st.fractions(-20, 20, max_denominator=60)
bases = st.one_of(st.integers(2, 60), st.integers(2, 10**12))
forms = st.builds(LogForm, rationals, st.dictionaries(bases, rationals, max_size=4))
small_forms = st.builds(LogForm, rationals, st.dictionaries(st.integers(2, 60), rationals, max_size=4))


def value_of(form, digits=80):
    with mpmath.workdps(digits):
        return sum(
            (
                mpmath.mpf(c.numerator) / c.denominator * mpmath.log(b, 2)
                for b, c in form.coefficients.items()
            ),
            mpmath.mpf(form.constant.numerator) / form.constant.denominator,
        )


def read_closed_form(text):
    """The form that a printed text stands for."""
    term = re.compile(r"(-?)(?:(\d+(?:/\d+)?)(?:\*|$))?(?:log2\((\d+)\))?")
    total = LogForm()
    for part in text.replace(" - ", " + -").split(" + "):
        minus, factor, base = term.fullmatch(part).groups()
        assert factor or base
        logarithm = LogForm.log2(int(base)) if base else LogForm(Fraction(1))
        total += logarithm * (Fraction(factor or 1) * (-1 if minus else 1))
    return total


@given(forms)
def test_the_sign_agrees_with_eighty_digits(form):
    value = value_of(form)
    assert form.sign() == (0 if abs(value) < 1e-60 else mpmath.sign(value))


@given(forms)
def test_a_form_is_rounded_to_the_nearest_floats(form):
    size = 1 + sum(abs(float(c)) * math.log2(b) for b, c in form.coefficients.items())
    assert float(form) == pytest.approx(float(value_of(form)), abs=1e-14 * size)


@given(st.dictionaries(st.integers(2, 40), rationals, max_size=4), st.integers(2, 10**6))
def test_taking_a_common_factor_into_every_base_changes_nothing(coefficients, factor):
    form = LogForm(coefficients=coefficients)
    taken = LogForm(
        coefficients={base * factor: coefficient for base, coefficient in coefficients.items()}
    ) - LogForm.log2(factor) * sum(coefficients.values())
    assert taken == form
    assert not taken < form


def test_different_counts_may_have_one_entropy():
    """mathematics.md 1.3(h): 2 bits each."""
    assert exact_entropy([4, 1, 1, 1, 1]) == exact_entropy([2, 2, 2, 2]) == 2


@given(
    st.lists(st.tuples(st.sampled_from([2, 3, 997, *BIG_PRIMES]), st.integers(1, 3)), min_size=1, max_size=4)
)
def test_the_logarithm_of_a_product_is_the_sum_of_the_logarithms(powers):
    product = math.prod(prime**power for prime, power in powers)
    total = LogForm.total(LogForm.log2(prime) * power for prime, power in powers)
    assert LogForm.log2(product) == total
    assert LogForm.log2(product + 1) > total


def test_products_of_big_primes_are_split_by_their_common_divisors():
    p, q, r = BIG_PRIMES[:3]
    cycle = LogForm.log2(p * q) + LogForm.log2(q * r) + LogForm.log2(r * p)
    assert cycle == 2 * LogForm.log2(p * q * r)
    assert LogForm.log2(p**2 * q) - 2 * LogForm.log2(p) == LogForm.log2(q)
    assert LogForm.log2(p**3) != LogForm.log2(p**2) + LogForm.log2(q)


def test_forms_beyond_floats_are_told_apart():
    """The convergents of log2(3) lie on its two sides in turn, each closer than the one before."""
    with mpmath.workdps(400):
        rest, convergents = mpmath.log(3, 2), [(0, 1), (1, 0)]
        for _ in range(150):
            whole = int(mpmath.floor(rest))
            convergents.append(
                tuple(whole * new + old for old, new in zip(convergents[-2], convergents[-1], strict=True))
            )
            rest = 1 / (rest - whole)
    errors = [q * LogForm.log2(3) - p for p, q in convergents[2:]]
    assert [error.sign() for error in errors] == [1, -1] * 75
    assert all(abs_of(near) < abs_of(far) for far, near in pairwise(errors))


def abs_of(form):
    return form * form.sign()


@pytest.mark.parametrize("exponent", [400, -400, 3000])
def test_a_rational_beyond_the_range_of_floats_is_still_compared(exponent):
    bound = Fraction(10) ** exponent
    assert (LogForm.log2(3) < bound) == (exponent > 0)
    assert (LogForm.log2(3) * bound > bound) is True
    assert (-1 * LogForm.log2(3) < -bound) == (exponent < 0)


@given(small_forms, small_forms, small_forms)
def test_the_order_is_total_and_respects_sums(a, b, c):
    assert [a < b, a == b, a > b].count(True) == 1
    assert (a - b).sign() == -(b - a).sign()
    assert (a < b) == (a + c < b + c)
    assert (a <= b) == (b >= a) == (2 * a <= 2 * b)
    if a <= b <= c:
        assert a <= c


@given(small_forms, rationals)
def test_forms_compare_with_rationals(form, number):
    assert (form < number) == (number > form) == (form < LogForm(number))
    assert (form == number) == (number == form) == (form == LogForm(number))
    assert form + number - number == form


@given(small_forms, small_forms, rationals)
def test_forms_are_a_vector_space(a, b, factor):
    assert factor * (a + b) == a * factor + b * factor
    assert a - a == a * 0 == LogForm() == 0
    assert LogForm.total([a, b, a]) == 2 * a + b


def test_a_form_is_no_text_and_has_no_hash():
    assert LogForm() != "0"
    with pytest.raises(TypeError, match="unhashable"):
        hash(LogForm())


@given(forms)
def test_a_printed_form_is_read_back_exactly(form):
    assert read_closed_form(str(form)) == form


@given(small_forms, small_forms)
def test_forms_of_small_bases_print_alike_exactly_when_they_are_equal(a, b):
    assert (str(a) == str(b)) == (a == b)
    assert str(a + b - b) == str(a)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ([1], "0"),
        ([1, 1], "1"),
        ([1, 3], "2 - 3/4*log2(3)"),
        ([1, 2], "-2/3 + log2(3)"),
        ([3, 5], "3 - 3/8*log2(3) - 5/8*log2(5)"),
    ],
)
def test_closed_forms_in_ascii(counts, text):
    assert str(exact_entropy(counts)) == text


def integer_partitions(total, largest=None):
    if total == 0:
        yield []
        return
    for part in range(min(total, largest or total), 0, -1):
        for rest in integer_partitions(total - part, part):
            yield [part, *rest]


# Vectors 000_entropy_gap_N*: N, partitions of N, ties, gap in bits, and a closest pair.
GAPS = [
    (6, 11, 0, 0.08170416594551067, [3, 3], [4, 2]),
    (10, 42, 3, 0.004184397996641831, [5, 4, 1], [7, 1, 1, 1]),
    (12, 77, 9, 0.003486998330534785, [5, 4, 2, 1], [7, 2, 1, 1, 1]),
    (16, 231, 42, 0.000915486731407622, [9, 3, 3, 1], [11, 1, 1, 1, 1, 1]),
    (28, 3718, 1608, 1.743839511680889e-05, [18, 7, 2, 1], [19, 4, 4, 1]),
    (32, 8349, 4202, 1.156700677462652e-06, [13, 13, 3, 2, 1], [14, 11, 5, 1, 1]),
    (36, 17977, 10180, 5.347619467244158e-07, [19, 13, 1, 1, 1, 1], [15, 15, 5, 1]),
]


@pytest.mark.parametrize("row", GAPS, ids=lambda row: f"N{row[0]}")
def test_ties_and_gaps_of_the_entropies_of_all_partitions_of_a_number(row):
    """A tie is a pair of neighbours, in order of entropy, that are exactly equal."""
    total, partitions, ties, gap, one, other = row
    counts = list(integer_partitions(total))
    assert len(counts) == partitions
    ordered = sorted((exact_entropy(parts) for parts in counts), key=float)
    steps = [above - below for below, above in pairwise(ordered)]
    signs = [step.sign() for step in steps]
    assert signs.count(0) == ties
    assert -1 not in signs
    least = min(float(step) for step, sign in zip(steps, signs, strict=True) if sign)
    assert least == pytest.approx(gap, abs=1e-12)
    assert abs(float(exact_entropy(one) - exact_entropy(other))) == pytest.approx(gap, abs=1e-12)
    # A second route: N·H = N·log2 N − log2 Π k^k, so entropies are equal iff these integers are.
    assert len({math.prod(k**k for k in parts) for parts in counts}) == partitions - ties


@pytest.mark.parametrize("heavy", [10**15, 2**59, 10**30])
def test_the_float_of_a_tiny_entropy_is_right_in_every_digit(heavy):
    counts = [heavy, 1, 3, 7]
    total = sum(counts)
    with mpmath.workdps(120):
        true = -mpmath.fsum(mpmath.mpf(k) / total * mpmath.log(mpmath.mpf(k) / total, 2) for k in counts)
    assert float(exact_entropy(counts)) == pytest.approx(float(true), rel=1e-14)
