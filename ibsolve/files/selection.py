"""Choosing among named outputs by name or position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from ibsolve.errors import CaseFileError, Faults, shown


def selected(names: Sequence[str], targets: Sequence[str | int], *, where: str) -> list[int]:
    """The positions of the chosen names, in the order chosen; all of them when `targets` is empty.

    targets: names, or positions from 0 as integers or digits; a name wins over a position.
    Raises CaseFileError for a target that does not exist or is chosen twice.

    >>> selected(["sum", "carry"], ["carry", 0], where="targets")
    [1, 0]
    """
    faults = Faults()
    positions: list[int] = []
    for target in targets:
        position = _position(names, target)
        if position is None:
            faults.add(
                where,
                expected=f"one of {', '.join(names)}, or a position from 0 to {len(names) - 1}",
                found=shown(target),
                remedy=did_you_mean(str(target), names),
            )
        elif position in positions:
            faults.add(where, expected="every target once", found=f"{names[position]} again")
        else:
            positions.append(position)
    faults.raise_if_any(CaseFileError)
    return positions if targets else list(range(len(names)))


def did_you_mean(word: str, known: Sequence[str]) -> str | None:
    """A remedy that names the closest known word, if one is close."""
    close = get_close_matches(word, known, n=1)
    return f'did you mean "{close[0]}"?' if close else None


def repeated(names: Sequence[str]) -> list[str]:
    """The names that occur more than once, in the order of their first occurrence."""
    return [name for name, count in Counter(names).items() if count > 1]


def _position(names: Sequence[str], target: str | int) -> int | None:
    if isinstance(target, str):
        if target in names:
            return names.index(target)
        # Longer numbers are no position, and int() refuses to read thousands of digits.
        if not (target.isascii() and target.isdecimal() and len(target) < 10):
            return None
    elif isinstance(target, bool):
        return None
    position = int(target)
    return position if 0 <= position < len(names) else None
