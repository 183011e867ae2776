"""Entropies as scaled integers, to guide the solver. No decision rests on them.

With P = k/N an entropy is −Σ P log2 P. The solver maximises Σ P log2 P, a convex function of each
mass P, in units of 1/SCALE bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

SCALE = 1 << 32
"""Units a bit."""


def scaled_term(mass: float) -> int:
    """P log2 P in units of 1/SCALE bit, rounded to the nearest.

    >>> scaled_term(0.5) == -SCALE // 2
    True
    """
    return round(SCALE * mass * math.log2(mass)) if mass > 0 else 0


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
