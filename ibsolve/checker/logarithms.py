"""Rational combinations of base-2 logarithms of integers: their exact signs.

Every information figure of a law with integer counts has this form, so every comparison of such
figures is decided here, by integers alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count
from typing import Self

_FIRST_PRECISION = 64


@dataclass(frozen=True, slots=True, eq=False)
class LogSum:
    """The number Σ coefficient · log2(base).

    terms: (base, coefficient) pairs, bases ascending, 2 or odd and > 2, coefficients not 0. A
    rational r is r·log2(2). Different terms may be the same number; `is_zero` of the difference tells.
    Sums of integer coefficients stay integers, which are far quicker than fractions.

    >>> three_halves = LogSum.of([(2, Fraction(3, 2))])
    >>> (LogSum.of([(8, Fraction(1, 2))]) - three_halves).is_zero()
    True
    """

    terms: tuple[tuple[int, Fraction | int], ...]

    @classmethod
    def of(cls, terms: Iterable[tuple[int, Fraction | int]]) -> Self:
        """The sum of coefficient · log2(base) over (base, coefficient) pairs; bases may repeat.

        >>> LogSum.of([(6, 2), (1, 5), (3, -1)]).terms
        ((2, 2), (3, 1))
        """
        merged: dict[int, Fraction | int] = {2: 0}
        for base, coefficient in terms:
            twos = (base & -base).bit_length() - 1
            merged[2] += coefficient * twos
            merged[base >> twos] = merged.get(base >> twos, 0) + coefficient
        return cls(tuple((base, merged[base]) for base in sorted(merged) if base > 1 and merged[base]))

    @classmethod
    def rational(cls, value: Fraction | int) -> Self:
        """A rational number."""
        return cls.of([(2, value)])

    def __add__(self, other: LogSum) -> LogSum:
        return LogSum.of([*self.terms, *other.terms])

    def __sub__(self, other: LogSum) -> LogSum:
        return self + other * -1

    def __mul__(self, factor: Fraction | int) -> LogSum:
        return LogSum.of((base, coefficient * factor) for base, coefficient in self.terms)

    def bounds(self, precision: int) -> tuple[Fraction, Fraction]:
        """Rationals between which the number lies, closing in on it as `precision` (bits) grows."""
        low, high = self._scaled_bounds(precision)
        return Fraction(low, 2**precision), Fraction(high, 2**precision)

    def _scaled_bounds(self, precision: int) -> tuple[Fraction | int, Fraction | int]:
        """The bounds times 2^precision."""
        low: Fraction | int = 0
        high: Fraction | int = 0
        for base, coefficient in self.terms:
            least, most = log2_bounds(base, precision)
            if coefficient < 0:
                least, most = most, least
            low += coefficient * least
            high += coefficient * most
        return low, high

    def is_zero(self) -> bool:
        """Whether the number is exactly 0."""
        low, high = self._scaled_bounds(_FIRST_PRECISION)
        return low <= 0 <= high and self._vanishes()

    def _vanishes(self) -> bool:
        """Whether the number is 0, without a look at its size.

        Logarithms of pairwise coprime integers > 1 are independent over the rationals, so after
        writing every base in a coprime basis the number is 0 iff each coefficient is.
        """
        bases = [base for base, _ in self.terms]
        return all(
            sum(coefficient * _multiplicity(part, base) for base, coefficient in self.terms) == 0
            for part in coprime_basis(bases)
        )

    def sign(self) -> int:
        """-1, 0 or 1, decided exactly.

        >>> LogSum.of([(4, 4), (2, -8)]).sign(), LogSum.of([(3, 12), (2, -19)]).sign()
        (0, 1)
        """
        low, high = self._scaled_bounds(_FIRST_PRECISION)
        if low <= 0 <= high and self._vanishes():
            return 0
        for doublings in count(1):
            if low > 0 or high < 0:
                break
            low, high = self._scaled_bounds(_FIRST_PRECISION << doublings)
        return 1 if low > 0 else -1

    def is_within(self, value: Fraction, tolerance: Fraction) -> bool:
        """Whether the number differs from `value` by `tolerance` at most, decided exactly."""
        gap = self - LogSum.rational(value)
        slack = LogSum.rational(tolerance)
        return (gap - slack).sign() <= 0 <= (gap + slack).sign()

    def __float__(self) -> float:
        """For display only: nothing is decided by it."""
        low, high = self.bounds(_FIRST_PRECISION)
        return float((low + high) / 2)


@lru_cache(maxsize=100_000)
def log2_bounds(number: int, precision: int) -> tuple[int, int]:
    """Integers low <= 2^precision · log2(number) <= high, at most 1 apart in all but freak cases.

    number >= 1. The binary digits of the logarithm are read off by squaring: squaring m in [1, 2)
    doubles its logarithm, whose next digit is 1 iff the square reaches 2. A lower and an upper
    bound of m are squared side by side, so that a digit counts only where both agree on it.

    >>> log2_bounds(8, 4), log2_bounds(3, 4)
    ((48, 48), (25, 26))
    """
    whole = number.bit_length() - 1
    if number == 1 << whole:
        return whole << precision, whole << precision
    # Each squaring doubles the relative error, so `precision` of them use up as many bits.
    fraction_bits = 2 * precision + 32
    two = 2 << fraction_bits
    low = (number << fraction_bits) >> whole
    high = low + 1
    digits, known = whole, 0
    while known < precision:
        low = low * low >> fraction_bits
        high = (high * high >> fraction_bits) + 1
        if low < two < high:
            break
        digit = int(low >= two)
        digits, known = 2 * digits + digit, known + 1
        low, high = low >> digit, (high >> digit) + digit
    return digits << (precision - known), (digits + 1) << (precision - known)


def coprime_basis(numbers: Iterable[int]) -> list[int]:
    """Pairwise coprime integers > 1 of which every given number (>= 1) is a product of powers.

    >>> sorted(coprime_basis([12, 18]))
    [2, 3]
    """
    basis: list[int] = []
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number == 1:
            continue
        for place, part in enumerate(basis):
            common = math.gcd(number, part)
            if common > 1:
                del basis[place]
                waiting += [common, part // common, number // common]
                break
        else:
            basis.append(number)
    return basis


def _multiplicity(part: int, number: int) -> int:
    """How often `part` divides `number`."""
    times = 0
    while number % part == 0:
        number //= part
        times += 1
    return times
