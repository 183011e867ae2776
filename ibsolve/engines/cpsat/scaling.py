"""Entropies as scaled integers, to guide the solver. No decision rests on them."""

from __future__ import annotations

import math
from collections.abc import Iterable

SCALE = 1 << 32
"""Units a bit."""


def scaled_mass_term(mass: int, total: int) -> int:
    """(k/N) log2 k in units of 1/SCALE bit, rounded to the nearest; ΣH = log2 N − Σ of these."""
    return round(SCALE * (mass / total) * math.log2(mass)) if mass else 0


def rounding_error(terms: int) -> int:
    """Units by which a sum of `terms` scaled terms may miss the true value."""
    # Half a unit a term, and the float error of a term below 64 bits: 64·2^-50·SCALE < 1 unit.
    return 2 * terms + 2


def subset_sums(counts: Iterable[int], most: int) -> list[int] | None:
    """All sums of sub-multisets of the counts, ascending; None once there are more than `most`.

    >>> subset_sums([2, 2, 1], most=10)
    [0, 1, 2, 3, 4, 5]
    """
    sums = {0}
    for count in counts:
        sums |= {count + value for value in sums}
        if len(sums) > most:
            return None
    return sorted(sums)
