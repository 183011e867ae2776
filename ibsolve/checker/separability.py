"""Whether a hyperplane separates two finite sets of points: an exact simplex method."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Point = tuple[int, ...]

_BATCH = 8
"""Misplaced points taken up at a time."""


def separator(ones: Sequence[Point], zeros: Sequence[Point]) -> tuple[Point, int] | None:
    """Integer weights w and a threshold t with w·x > t on `ones` and w·x < t on `zeros`, or None.

    The points share one dimension; either set may be empty. Only points that the current
    hyperplane misplaces enter the linear programme, so large sets cost little more than small ones.

    >>> separator([(0, 1), (1, 0)], [(0, 0), (1, 1)]) is None
    True
    """
    signed = [(1, point) for point in ones] + [(-1, point) for point in zeros]
    taken: list[tuple[int, Point]] = []
    misplaced = signed[:1] + signed[-1:]
    weights: Point = ()
    threshold = 0
    while misplaced:
        taken += misplaced[: _BATCH // 2] + misplaced[_BATCH // 2 :][-_BATCH // 2 :]
        found = _separator_of(taken)
        if found is None:
            return None
        weights, threshold = found
        misplaced = [
            (side, point) for side, point in signed if side * (_product(weights, point) - threshold) <= 0
        ]
    return weights, threshold


def is_separable(ones: Sequence[Point], zeros: Sequence[Point]) -> bool:
    """Whether some hyperplane has all of `ones` strictly on one side and all of `zeros` on the other."""
    return separator(ones, zeros) is not None


def _separator_of(signed: Sequence[tuple[int, Point]]) -> tuple[Point, int] | None:
    """Phase 1 of the revised simplex method, with Bland's rule, on the Farkas system.

    λ >= 0, Σ λ_i s_i (1, x_i) = 0, Σ λ_i = 1 has a solution iff no hyperplane separates; otherwise
    the final multipliers y satisfy y·(s_i, s_i x_i, 1) <= 0 < y_last, which is a separator.
    """
    columns = [(side, *(side * x for x in point), 1) for side, point in signed]
    size = len(columns[0])
    # The inverse of the basis is inverse/scale and the basic solution values/scale, all integers:
    # with Edmonds' pivots every division by the old scale leaves no remainder.
    scale = 1
    inverse = [[int(row == column) for column in range(size)] for row in range(size)]
    values = [0] * (size - 1) + [1]
    # Variables below len(columns) are the λ; the others are artificial, cost 1 and never come back.
    basis = list(range(len(columns), len(columns) + size))
    while artificial := [inverse[row] for row in range(size) if basis[row] >= len(columns)]:
        multipliers = [sum(entries) for entries in zip(*artificial, strict=True)]
        entering = next(
            (number for number, column in enumerate(columns) if _product(multipliers, column) > 0), None
        )
        if entering is None:
            threshold, *weights, excess = multipliers
            return (tuple(-weight for weight in weights), threshold) if excess > 0 else None
        direction = [_product(row, columns[entering]) for row in inverse]
        _, _, leaving = min(
            (Fraction(values[row], direction[row]), basis[row], row)
            for row in range(size)
            if direction[row] > 0
        )
        pivot = direction[leaving]
        for row in range(size):
            if row != leaving:
                pairs = zip(inverse[row], inverse[leaving], strict=True)
                inverse[row] = [(pivot * a - direction[row] * b) // scale for a, b in pairs]
                values[row] = (pivot * values[row] - direction[row] * values[leaving]) // scale
        basis[leaving] = entering
        scale = pivot
    return None


def _product(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))
