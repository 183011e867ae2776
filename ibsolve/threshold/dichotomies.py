"""All separable dichotomies of a set of points: what one neuron can do on the codes below it."""

from __future__ import annotations

import math

from ibsolve.errors import Fault, LimitError
from ibsolve.threshold.functions import TABLE_LIMIT
from ibsolve.threshold.separability import PointSet

DICHOTOMY_LIMIT = 20_000
"""Most dichotomies, by Cover's bound, that are enumerated beyond the table of threshold functions."""


def separable_dichotomies(points: PointSet) -> list[int]:
    """Every linearly separable dichotomy of the points, as ascending bitmasks; constants included.

    Raises LimitError beyond TABLE_LIMIT variables when there may be more than DICHOTOMY_LIMIT.

    >>> len(separable_dichotomies(PointSet([(0, 0), (0, 1), (1, 0), (1, 1)])))
    14
    """
    if points.variables <= TABLE_LIMIT:
        return sorted(points.table)
    most = dichotomy_bound(len(points.points), points.variables)
    if most > DICHOTOMY_LIMIT:
        raise LimitError(
            Fault(
                where="points",
                expected=f"at most {TABLE_LIMIT} variables, or so few points that they have at most "
                f"{DICHOTOMY_LIMIT} separable dichotomies",
                found=f"{len(points.points)} points in {points.variables} variables, "
                f"up to {most} dichotomies",
                remedy="use engine cpsat, which does not list them",
            )
        )
    # A dichotomy is separable only if its restriction to the first points is: grow them in step.
    grown = [0]
    for size in range(1, len(points.points) + 1):
        first = PointSet(points.points[:size])
        bits = (0, 1 << (size - 1))
        grown = [mask | bit for mask in grown for bit in bits if first.is_separable(mask | bit)]
    return sorted(grown)


def dichotomy_bound(points: int, variables: int) -> int:
    """Cover's bound 2 Σ_{i <= m} C(n−1, i) on the separable dichotomies of n points in m variables.

    Source: Cover 1965, with equality in general position.

    >>> dichotomy_bound(4, 2)
    14
    """
    return 2 * sum(math.comb(points - 1, i) for i in range(variables + 1))
