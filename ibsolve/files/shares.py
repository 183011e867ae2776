"""Probabilities as a case file writes them: strings that sum to 1, or integer weights."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ibsolve.errors import CaseFileError, Faults, ProblemError, shown
from ibsolve.files.document import key_text
from ibsolve.problem import exact_rational


def exact_shares(given: Mapping[str, object], *, where: str) -> dict[str, Fraction]:
    """The given shares as exact fractions that sum to 1.

    given: every value a string, a probability, the sum exactly 1; or every value an integer >= 0,
    a weight to be divided by the positive sum of all.
    Raises CaseFileError with every fault found.

    >>> exact_shares({"0": 3, "1": 1}, where="table") == exact_shares({"0": "0.75", "1": "1/4"}, where="")
    True
    """
    faults = Faults()
    shares: dict[str, Fraction] = {}
    for key, value in given.items():
        with faults.gathered():
            shares[key] = _share(value, where=f"{where}.{key_text(key)}")
    kinds = {type(value) for value in given.values()}
    total = sum(shares.values(), Fraction(0))
    if kinds == {str, int}:
        faults.add(
            where,
            expected="only strings (probabilities) or only integers (weights)",
            found="both",
            remedy="write all of them in one way",
        )
    elif not faults and kinds == {str} and total != 1:
        faults.add(where, expected="probabilities that sum to exactly 1", found=_shown_sum(total))
    elif not faults and total == 0:
        faults.add(where, expected="a positive sum", found="only zeros" if given else "no entry")
    faults.raise_if_any(CaseFileError)
    return {key: share / total for key, share in shares.items()}


def _shown_sum(total: Fraction) -> str:
    """The sum as a fraction, or the side of 1 it is on where the fraction is too long to read."""
    if max(total.numerator, total.denominator) < 10**20:
        return f"a sum of {total}"
    return f"a sum {'above' if total > 1 else 'below'} 1"


def _share(value: object, *, where: str) -> Fraction:
    faults = Faults()
    share = Fraction(0)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        faults.add(
            where,
            expected='a quoted probability such as "1/10" or "0.1", or an integer weight',
            found=shown(value),
            remedy=f'quote it: "{value!r}"' if isinstance(value, float) else None,
        )
    else:
        try:
            share = exact_rational(value)
        except ProblemError:
            faults.add(where, expected='a finite number such as "1/10" or "0.1"', found=shown(value))
        if share < 0:
            faults.add(where, expected="a number >= 0", found=shown(value))
    faults.raise_if_any(CaseFileError)
    return share
