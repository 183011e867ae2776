"""Linear forms in logarithms: the exact values of entropies.

With probabilities k/N every entropy is a rational combination of log2 of integers. Such numbers
are added and scaled without error, tested for equality through pairwise coprime bases, ordered by
logarithms of growing precision, and printed in closed form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import total_ordering
from itertools import count
from typing import Final

_SMALL_PRIMES: Final = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, math.isqrt(n) + 1)))
# Far above the error of a float sum of rounded logarithms, some 1e-15 of the sum of magnitudes.
_FLOAT_MARGIN: Final = 1e-12
_LN2: Final = Decimal(2).ln(Context(prec=40))


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class LogForm:
    """constant + Σ coefficients[b]·log2(b), in bits; b >= 2 integers, all numbers rational.

    Compares exactly with other forms and with rational numbers; `float` rounds it.

    >>> LogForm(Fraction(2), {3: Fraction(-3, 4)}) == LogForm(Fraction(2), {9: Fraction(-3, 8)})
    True
    """

    constant: Fraction = Fraction(0)
    coefficients: Mapping[int, Fraction] = field(default_factory=dict)

    __hash__ = None  # type: ignore[assignment]  # equal forms may carry different bases

    @classmethod
    def log2(cls, argument: int) -> LogForm:
        """log2 of an integer >= 1."""
        return cls(coefficients={argument: Fraction(1)} if argument > 1 else {})

    @classmethod
    def total(cls, forms: Iterable[LogForm]) -> LogForm:
        """The sum of the forms."""
        constant = Fraction(0)
        coefficients: dict[int, Fraction] = {}
        for form in forms:
            constant += form.constant
            for base, coefficient in form.coefficients.items():
                coefficients[base] = coefficients.get(base, Fraction(0)) + coefficient
        return cls(constant, {b: c for b, c in coefficients.items() if c})

    def __add__(self, other: LogForm | Fraction | int) -> LogForm:
        if isinstance(other, LogForm):
            return LogForm.total([self, other])
        return LogForm(self.constant + other, self.coefficients)

    def __sub__(self, other: LogForm | Fraction | int) -> LogForm:
        return self + other * -1

    def __mul__(self, factor: Fraction | int) -> LogForm:
        return LogForm(
            self.constant * factor,
            {b: c * factor for b, c in self.coefficients.items()} if factor else {},
        )

    __rmul__ = __mul__

    def __float__(self) -> float:
        """The value to within a few units in the last place, also where its terms nearly cancel."""
        terms = self._float_terms()
        value = math.fsum(terms)
        if abs(value) > 0.1 * math.fsum(map(abs, terms)):
            return value
        reduced = self.reduced()
        if not reduced.constant and not reduced.coefficients:
            return 0.0
        return float(_by_intervals([*reduced.coefficients.items(), (2, reduced.constant)]) / _LN2)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (LogForm, Fraction, int)):
            return NotImplemented
        return (self - other).sign() == 0

    def __lt__(self, other: LogForm | Fraction | int) -> bool:
        return (self - other).sign() < 0

    def __le__(self, other: LogForm | Fraction | int) -> bool:
        return (self - other).sign() <= 0

    def sign(self) -> int:
        """−1, 0 or 1, decided exactly.

        >>> (3 * LogForm.log2(3) - LogForm.log2(27)).sign()
        0
        """
        return self._float_sign() or self._exact_sign()

    def _float_sign(self) -> int:
        """The sign where floats are sure of it, else 0."""
        try:
            terms = self._float_terms()
            value = math.fsum(terms)
            if abs(value) > _FLOAT_MARGIN * (1 + math.fsum(map(abs, terms))):
                return 1 if value > 0 else -1
        except (OverflowError, ValueError):
            pass  # a coefficient beyond the range of floats, such as an epsilon of "1e400"
        return 0

    def _exact_sign(self) -> int:
        reduced = self.reduced()
        # Powers of coprime integers never multiply to 1, so only the empty form is zero.
        if not reduced.constant and not reduced.coefficients:
            return 0
        return 1 if _by_intervals([*reduced.coefficients.items(), (2, reduced.constant)]) > 0 else -1

    def _float_terms(self) -> list[float]:
        logs = [float(c) * math.log2(b) for b, c in self.coefficients.items()]
        return [float(self.constant), *logs]

    def reduced(self) -> LogForm:
        """The same number over pairwise coprime odd bases, in which only zero has no terms."""
        constant = self.constant
        coefficients: dict[int, Fraction] = {}
        large: list[tuple[int, Fraction]] = []
        for base, coefficient in self.coefficients.items():
            rest = base
            for prime in _SMALL_PRIMES:
                exponent = 0
                while rest % prime == 0:
                    rest //= prime
                    exponent += 1
                if exponent:
                    coefficients[prime] = coefficients.get(prime, Fraction(0)) + exponent * coefficient
                if rest == 1:
                    break
            if rest > 1:
                large.append((rest, coefficient))
        for base, coefficient in _over_coprime_bases(large):
            coefficients[base] = coefficients.get(base, Fraction(0)) + coefficient
        constant += coefficients.pop(2, Fraction(0))
        return LogForm(constant, {b: c for b, c in sorted(coefficients.items()) if c})

    def __str__(self) -> str:
        """Closed form in ASCII.

        >>> str(LogForm(Fraction(2), {3: Fraction(-3, 4)}))
        '2 - 3/4*log2(3)'
        """
        reduced = self.reduced()
        terms = [(reduced.constant, "")] if reduced.constant else []
        terms += [(coefficient, f"log2({base})") for base, coefficient in reduced.coefficients.items()]
        text = ""
        for coefficient, logarithm in terms:
            joint = (" - " if coefficient < 0 else " + ") if text else ("-" if coefficient < 0 else "")
            size = abs(coefficient)
            factor = f"{size}*" if logarithm and size != 1 else "" if logarithm else f"{size}"
            text += joint + factor + logarithm
        return text or "0"


def _by_intervals(terms: list[tuple[int, Fraction]]) -> Decimal:
    """Σ c·ln(b), known not to be zero, to 17 digits, from logarithms of doubling precision."""
    for doubling in count():
        digits = 40 * 2**doubling
        context = Context(prec=digits)
        value, size = Decimal(0), Decimal(0)
        for base, coefficient in terms:
            product = context.multiply(context.ln(Decimal(base)), Decimal(coefficient.numerator))
            term = context.divide(product, Decimal(coefficient.denominator))
            value = context.add(value, term)
            size = context.add(size, term.copy_abs())
        # Each term carries at most three roundings and each sum one, of 10^(1-digits) relative.
        error = context.multiply(size, Decimal(len(terms) + 4).scaleb(2 - digits, context))
        if value.copy_abs() > error.scaleb(17, context):
            return value
    raise AssertionError("unreachable: a non-zero form has a value")


def _over_coprime_bases(powers: list[tuple[int, Fraction]]) -> list[tuple[int, Fraction]]:
    """Rewrite Π b^c with pairwise coprime bases, splitting bases by their common divisors."""
    coprime: dict[int, Fraction] = {}
    waiting = list(powers)
    while waiting:
        base, exponent = waiting.pop()
        clash = next((b for b in coprime if math.gcd(b, base) > 1), None)
        if base == 1 or not exponent:
            continue
        if clash is None:
            coprime[base] = exponent
        elif clash == base:
            coprime[base] += exponent
        else:
            divisor = math.gcd(base, clash)
            other = coprime.pop(clash)
            waiting += [(divisor, exponent + other), (base // divisor, exponent), (clash // divisor, other)]
    return list(coprime.items())
