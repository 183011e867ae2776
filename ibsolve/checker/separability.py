"""Whether a hyperplane separates two finite sets of points: an exact simplex method."""

from __future__ import annotations

import math
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
            (side, point)
            for side, point in signed
            if side * (sum(w * x for w, x in zip(weights, point, strict=True)) - threshold) <= 0
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
    inverse = [[Fraction(int(row == column)) for column in range(size)] for row in range(size)]
    values = [Fraction(0)] * (size - 1) + [Fraction(1)]
    # Variables below len(columns) are the λ; the others are artificial, cost 1 and never come back.
    basis = list(range(len(columns), len(columns) + size))
    while True:
        artificial = [inverse[row] for row in range(size) if basis[row] >= len(columns)]
        multipliers = [sum(entries, Fraction(0)) for entries in zip(*artificial, strict=True)]
        entering = next(
            (
                number
                for number, column in enumerate(columns)
                if artificial and sum(y * a for y, a in zip(multipliers, column, strict=True) if a) > 0
            ),
            None,
        )
        if entering is None:
            return _integer_separator(multipliers) if artificial and multipliers[-1] > 0 else None
        direction = [sum(b * a for b, a in zip(row, columns[entering], strict=True) if a) for row in inverse]
        _, _, leaving = min(
            (values[row] / direction[row], basis[row], row) for row in range(size) if direction[row] > 0
        )
        pivot = direction[leaving]
        inverse[leaving] = [entry / pivot for entry in inverse[leaving]]
        values[leaving] /= pivot
        for row in range(size):
            factor = direction[row]
            if row != leaving and factor:
                pairs = zip(inverse[row], inverse[leaving], strict=True)
                inverse[row] = [entry - factor * pivotal for entry, pivotal in pairs]
                values[row] -= factor * values[leaving]
        basis[leaving] = entering


def _integer_separator(multipliers: Sequence[Fraction]) -> tuple[Point, int]:
    scale = math.lcm(*(multiplier.denominator for multiplier in multipliers))
    threshold, *weights = (int(multiplier * scale) for multiplier in multipliers[:-1])
    return tuple(-weight for weight in weights), threshold
