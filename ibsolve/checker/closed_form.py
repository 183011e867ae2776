"""Closed forms of information figures as text, such as `2 - 3/4*log2(3)`."""

from __future__ import annotations

import re
from fractions import Fraction

from ibsolve.checker.logarithms import LogSum

# Bounded digits: Python reads no decimal integer of more than 4300.
_NATURAL = r"(?:0|[1-9][0-9]{0,3999})"
_RATIONAL = rf"{_NATURAL}(?:/{_NATURAL})?"
_TERM = rf"(?:(?P<factor>{_RATIONAL})\*)?log2\((?P<base>{_NATURAL})\)|(?P<constant>{_RATIONAL})"
_SIGNED_TERM = re.compile(rf"(?P<sign>-| \+ | - |)(?:{_TERM})", re.ASCII)


def read_closed_form(text: str) -> LogSum | None:
    """The number that a closed form stands for; None where the text is not a closed form.

    Terms are joined by ` + ` and ` - `, the first may carry a leading `-`. A term is a rational
    `2` or `3/4`, a logarithm `log2(b)` of an integer b >= 2, or `q*log2(b)` with q rational.

    >>> closed_form(read_closed_form("2 - 3/4*log2(3)"))
    '2 - 3/4*log2(3)'
    >>> read_closed_form("2-log2(3)") is None
    True
    """
    terms: list[tuple[int, Fraction]] = []
    place = 0
    while place < len(text) or not terms:
        match = _SIGNED_TERM.match(text, place)
        if not match or match["sign"] not in ((" + ", " - ") if terms else ("", "-")):
            return None
        base = int(match["base"] or 2)
        try:
            factor = Fraction(match["constant"] or match["factor"] or 1)
        except ZeroDivisionError:
            return None
        if base < 2:
            return None
        terms.append((base, -factor if "-" in match["sign"] else factor))
        place = match.end()
    return LogSum.of(terms)


def closed_form(value: LogSum) -> str:
    """The number as text, a rational first, then the bases ascending.

    >>> closed_form(LogSum.of([(3, -1), (2, Fraction(1, 2))]))
    '1/2 - log2(3)'
    """
    text = ""
    for base, coefficient in value.terms:
        size = abs(coefficient)
        logarithm = f"log2({base})" if size == 1 else f"{size}*log2({base})"
        sign = "-" if coefficient < 0 else "+"
        joint = f" {sign} " if text else sign.strip("+")
        text += joint + (str(size) if base == 2 else logarithm)
    return text or "0"
