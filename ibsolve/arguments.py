"""Row 0: what numerical functions are given — numbers, counts, names, arrays, all faults at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.errors import Faults, ProblemError, shown

Floats = NDArray[np.float64]

LARGEST = 1e150
"""Largest number taken: the product of two such numbers is still a float."""

LARGEST_SEED = 2**63 - 1
"""Of torch's generators, which take no larger ones."""

_Choice = TypeVar("_Choice", bound=StrEnum)


class Arguments:
    """Reads the arguments of one call and collects what is wrong with them.

    A method returns a stand-in for an argument at fault: nothing is computed before `check`.
    """

    def __init__(self) -> None:
        self.faults = Faults()

    def number(
        self,
        where: str,
        value: Any,
        *,
        at_least: float = -LARGEST,
        above: float = -math.inf,
        at_most: float = LARGEST,
        below: float = math.inf,
    ) -> float:
        """The value as a float within the range."""
        number = _as_float(value)
        if at_least <= number <= at_most and above < number < below:
            return number
        limits = [
            f">= {at_least:g}" if at_least > -LARGEST else "",
            f"> {above:g}" if above > -math.inf else "",
            f"<= {at_most:g}" if at_most < LARGEST or number > at_most else "",
            f"< {below:g}" if below < math.inf else "",
        ]
        wanted = " and ".join(limit for limit in limits if limit)
        self.faults.add(where, expected=f"a finite number {wanted}".rstrip(), found=shown(value))
        return 1.0

    def count(self, where: str, value: Any, *, at_least: int = 1) -> int:
        """The value as an int, no less than `at_least`."""
        if isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= at_least:
            return int(value)
        self.faults.add(where, expected=f"a whole number >= {at_least}", found=shown(value))
        return at_least

    def seed(self, where: str, value: Any) -> int:
        """The value as a seed that every generator takes."""
        if isinstance(value, Integral) and int(value) > LARGEST_SEED:
            self.faults.add(where, expected=f"a seed <= {LARGEST_SEED}", found=shown(value))
            return 0
        return self.count(where, value, at_least=0)

    def flag(self, where: str, value: Any) -> bool:
        """The value, True or False."""
        if isinstance(value, bool):
            return value
        self.faults.add(where, expected="True or False", found=shown(value))
        return False

    def text(self, where: str, value: Any) -> str:
        """The value as text that is not empty."""
        if isinstance(value, str) and value:
            return value
        self.faults.add(where, expected="text", found=shown(value))
        return "unnamed"

    def counts(self, where: str, values: Any, *, at_least: int = 1) -> tuple[int, ...]:
        """One whole number or more, each no less than `at_least`."""
        return tuple(
            self.count(f"{where}[{place}]", value, at_least=at_least)
            for place, value in enumerate(self.items(where, values))
        )

    def items(self, where: str, values: Any) -> list[Any]:
        """The members of a sequence that is not empty."""
        # An array of no dimension has the method of iterables and refuses to be one.
        is_text_or_number = isinstance(values, str) or getattr(values, "ndim", 1) == 0
        listed = list(values) if isinstance(values, Iterable) and not is_text_or_number else []
        if not listed:
            way_out = f"in a list: [{shown(values)}]" if isinstance(values, str) and values else None
            self.faults.add(where, expected="one value or more", found=shown(values), remedy=way_out)
        return listed

    def choice(self, where: str, value: Any, kind: type[_Choice]) -> _Choice:
        """The member of an enumeration, given itself or by its text."""
        members = list(kind)
        if isinstance(value, str) and value in members:
            return kind(value)
        listed = ", ".join(f'"{member}"' for member in members)
        self.faults.add(where, expected=f"one of {listed}", found=shown(value))
        return members[0]

    def check(self) -> None:
        """Raise ProblemError with every fault found."""
        self.faults.raise_if_any(ProblemError)


def real_array(values: Any) -> Floats | None:
    """The values as an array of floats, or None for what is no array of real numbers."""
    try:
        array = np.asarray(values)
        return None if np.iscomplexobj(array) else array.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None


def _as_float(value: Any) -> float:
    """The value as a float; NaN, which fails every comparison, for what is none."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
