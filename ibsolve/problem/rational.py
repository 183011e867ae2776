"""Exact rational numbers read from what users write: probabilities and distortion bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from operator import index
from typing import Any

from ibsolve.errors import Faults, ProblemError, shown

# Bounded digits and exponent: "1e999999999" is short to write and would fill the memory.
_NUMERAL = re.compile(
    r"[+-]?(?:\d{1,3000}(?:/\d{1,3000})?|(?:\d{1,1000}\.\d{0,1000}|\.\d{1,1000})(?:[eE][+-]?\d{1,3})?"
    r"|\d{1,1000}[eE][+-]?\d{1,3})",
    re.ASCII,
)
# What is accepted is also printed as p/q, and read again: 3000 digits hold every numeral above.
_LARGEST = 10**3000
_FLOAT_SUM_TOLERANCE = 1e-9
_LONGEST_PRINTED = 10**40


def exact_rational(value: object) -> Fraction:
    """The value as an exact fraction.

    value: int, Fraction, str such as "1/10", "0.1" or "1e-9", or a finite float, which is taken
    as the decimal that Python prints for it (0.1 means 1/10).
    Raises ProblemError for anything else, NaN and infinities included.

    >>> exact_rational("0.1"), exact_rational(0.1)
    (Fraction(1, 10), Fraction(1, 10))
    """
    if isinstance(value, bool) or not isinstance(value, (str, Real)):
        raise _not_a_number(value)
    if isinstance(value, str):
        if not _NUMERAL.fullmatch(value.strip()):
            raise _not_a_number(value)
        try:
            return Fraction(value.strip())
        except ZeroDivisionError:
            raise _not_a_number(value) from None
    if isinstance(value, Rational):
        if max(abs(int(value.numerator)), int(value.denominator)) >= _LARGEST:
            raise _not_a_number(value)
        return Fraction(int(value.numerator), int(value.denominator))
    if not math.isfinite(value):
        raise _not_a_number(value)
    return Fraction(repr(float(value)))


def _not_a_number(value: object) -> ProblemError:
    faults = Faults()
    faults.add(
        "number",
        expected='a finite number such as 1, "1/10", "0.1" or "1e-9"',
        found=shown(value),
    )
    return ProblemError(*faults.found)


def whole_number(value: Any) -> int:
    """The value as an int; numpy's own scalars, truth values among them, count as Python's.

    Raises TypeError or ValueError for what is no integer.
    """
    return index(value.item() if hasattr(value, "item") else value)


def integer_weights(values: Sequence[object], *, where: str, total_is_free: bool = False) -> list[int]:
    """Non-negative integers without a common divisor, in the proportion of `values`.

    values: probabilities (int, str, Fraction or float). If all are integers they are weights and
    any positive sum will do; otherwise they must sum to exactly 1, or to 1 within 1e-9 where
    floats are among them. `total_is_free` lifts the demand on the sum.
    Raises ProblemError with every fault found, each placed at `where`.

    >>> integer_weights(["7/10", "0.1", "1/10", "1/10"], where="probability")
    [7, 1, 1, 1]
    """
    faults = Faults()
    fractions: list[Fraction] = []
    for place, value in enumerate(values):
        with faults.gathered(prefix=f"{where}[{place}], "):
            fraction = exact_rational(value)
            if fraction < 0:
                faults.add(f"{where}[{place}]", expected="a probability >= 0", found=shown(value))
            fractions.append(fraction)
    faults.raise_if_any(ProblemError)
    total = sum(fractions, Fraction(0))
    are_weights = all(isinstance(value, Integral) for value in values)
    has_floats = any(isinstance(value, Real) and not isinstance(value, Rational) for value in values)
    if total == 0:
        faults.add(where, expected="a positive sum", found="only zeros")
    elif not (are_weights or total_is_free) and total != 1:
        # As a decimal a sum is short however many digits it has, and whatever its size.
        is_short = max(total.numerator, total.denominator) < _LONGEST_PRINTED
        decimal = Decimal(total.numerator) / Decimal(total.denominator)
        if not has_floats:
            faults.add(
                where,
                expected="probabilities that sum to exactly 1",
                found=f"a sum of {total if is_short else decimal}",
            )
        elif abs(total - 1) > _FLOAT_SUM_TOLERANCE:
            faults.add(where, expected="probabilities that sum to 1 within 1e-9", found=f"a sum of {decimal}")
    faults.raise_if_any(ProblemError)
    common = math.lcm(*(fraction.denominator for fraction in fractions))
    weights = [int(fraction * common) for fraction in fractions]
    divisor = math.gcd(*weights)
    return [weight // divisor for weight in weights]
