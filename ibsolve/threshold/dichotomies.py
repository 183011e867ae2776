"""All separable dichotomies of a set of points: what one neuron can do on the codes below it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, LimitError
from ibsolve.threshold.functions import FUNCTION_COUNTS, MASK_LIMIT, threshold_masks
from ibsolve.threshold.separability import PointSet
from ibsolve.threshold.sign_patterns import sign_patterns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DICHOTOMY_LIMIT = 500_000
"""Most dichotomies, by Cover's bound, that are enumerated beyond the table of threshold functions."""


def separable_dichotomies(points: PointSet) -> list[int]:
    """Every linearly separable dichotomy of the points, as ascending bitmasks; constants included.

    Raises LimitError when the points span more than MASK_LIMIT dimensions and there may be more than
    DICHOTOMY_LIMIT.

    >>> len(separable_dichotomies(PointSet([(0, 0), (0, 1), (1, 0), (1, 1)])))
    14
    """
    if points.variables > MASK_LIMIT:
        # On these points the other variables are affine functions of the chosen ones.
        chosen = _independent_variables(points)
        points = PointSet([tuple(point[i] for i in chosen) or (0,) for point in points.points])
    if points.variables <= MASK_LIMIT:
        return list(map(int, restricted_functions(points)))
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
    return list(map(int, sign_patterns([(*point, 1) for point in points.points])))


def restricted_functions(points: PointSet) -> NDArray[np.uint64]:
    """The threshold functions of the whole cube restricted to the points, as ascending bitmasks.

    These are the separable dichotomies of the points: bit i is the output on points[i].
    Raises LimitError above MASK_LIMIT variables.

    >>> restricted_functions(PointSet([(0, 0), (0, 1), (1, 1)])).tolist()
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    import numpy as np

    functions = threshold_masks(points.variables)
    restricted = np.zeros_like(functions)
    for i, point in enumerate(points.points):
        place = np.uint32(int("".join(map(str, point)), 2))
        restricted |= (functions >> place & np.uint32(1)) << np.uint32(i)
    # Sorting and comparing is ten times as fast as np.unique here.
    restricted.sort()
    is_first = np.append(True, restricted[1:] != restricted[:-1])
    return np.asarray(restricted[is_first], dtype=np.uint64)


def dichotomy_bound(points: int, variables: int) -> int:
    """At most how many separable dichotomies n points have in m variables.

    Cover's bound 2 Σ_{i <= m} C(n−1, i) (Cover 1965), and no more than there are threshold functions
    of m variables where their number is tabulated.

    >>> dichotomy_bound(4, 2), dichotomy_bound(8, 3)
    (14, 104)
    """
    cover = 2 * sum(math.comb(points - 1, i) for i in range(variables + 1))
    return min(cover, FUNCTION_COUNTS[variables]) if variables <= MASK_LIMIT else cover


def _independent_variables(points: PointSet) -> list[int]:
    """The variables that are, on the points, no affine function of those before them."""
    import numpy as np

    columns = np.array([(1, *point) for point in points.points])
    # By exact elimination in the Gram matrix: a column depends on those before it iff its pivot is 0.
    rows = [[Fraction(entry) for entry in row] for row in (columns.T @ columns).tolist()]
    independent = []
    for j, pivot_row in enumerate(rows):
        if pivot_row[j]:
            independent.append(j - 1)
            for row in rows[j + 1 :]:
                factor = row[j] / pivot_row[j]
                row[:] = [value - factor * other for value, other in zip(row, pivot_row, strict=True)]
    return independent[1:]
