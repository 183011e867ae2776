"""All separable dichotomies of a set of points: what one neuron can do on the codes below it."""

from __future__ import annotations

import math

from ibsolve.errors import Fault, LimitError
from ibsolve.threshold.functions import FUNCTION_COUNTS, MASK_LIMIT, TABLE_LIMIT, threshold_masks
from ibsolve.threshold.separability import PointSet

DICHOTOMY_LIMIT = 20_000
"""Most dichotomies, by Cover's bound, that are enumerated beyond the table of threshold functions."""


def separable_dichotomies(points: PointSet) -> list[int]:
    """Every linearly separable dichotomy of the points, as ascending bitmasks; constants included.

    Raises LimitError beyond MASK_LIMIT variables when there may be more than DICHOTOMY_LIMIT.

    >>> len(separable_dichotomies(PointSet([(0, 0), (0, 1), (1, 0), (1, 1)])))
    14
    """
    if points.variables <= TABLE_LIMIT:
        return sorted(points.table)
    if points.variables <= MASK_LIMIT:
        return _restricted_masks(points)
    most = dichotomy_bound(len(points.points), points.variables)
    if most > DICHOTOMY_LIMIT:
        raise LimitError(
            Fault(
                where="points",
                expected=f"at most {MASK_LIMIT} variables, or so few points that they have at most "
                f"{DICHOTOMY_LIMIT} separable dichotomies",
                found=f"{len(points.points)} points in {points.variables} variables, "
                f"up to {most} dichotomies",
                remedy="only engine cpsat does without their list",
            )
        )
    # A dichotomy is separable only if its restriction to the first points is: grow them in step.
    grown = [0]
    for size in range(1, len(points.points) + 1):
        first = PointSet(points.points[:size])
        bits = (0, 1 << (size - 1))
        grown = [mask | bit for mask in grown for bit in bits if first.is_separable(mask | bit)]
    return sorted(grown)


def _restricted_masks(points: PointSet) -> list[int]:
    """The threshold functions of the whole cube, restricted to the points."""
    import numpy as np

    functions = threshold_masks(points.variables).astype(np.uint64)
    restricted = np.zeros_like(functions)
    for i, point in enumerate(points.points):
        place = np.uint64(int("".join(map(str, point)), 2))
        restricted |= (functions >> place & np.uint64(1)) << np.uint64(i)
    return [int(mask) for mask in np.unique(restricted)]


def dichotomy_bound(points: int, variables: int) -> int:
    """At most how many separable dichotomies n points have in m variables.

    Cover's bound 2 Σ_{i <= m} C(n−1, i) (Cover 1965), and no more than there are threshold functions
    of m variables where their number is tabulated.

    >>> dichotomy_bound(4, 2), dichotomy_bound(8, 3)
    (14, 104)
    """
    cover = 2 * sum(math.comb(points - 1, i) for i in range(variables + 1))
    return min(cover, FUNCTION_COUNTS[variables]) if variables <= MASK_LIMIT else cover
