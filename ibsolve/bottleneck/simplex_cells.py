"""How large Σ_x exp(b_x) Π_y s_y^(W_xy) gets on a simplex, from above: branch and bound over cells.

A cell is a simplex, given by its corners. For any τ > 0, by the inequality of arithmetic and geometric
means and by Bernoulli's, with w_x = Σ_y W_xy and L_x(s) = Σ_y (W_xy/w_x) s_y/τ_y,

    Π_y (s_y/τ_y)^(W_xy) <= L_x^(w_x), and <= 1 + w_x(L_x − 1) where w_x <= 1.

Both are convex in s (the first where w_x >= 1), so that the sum of such bounds is largest at a corner. τ_y is
the middle of the values that s_y takes on the cell: then the bound exceeds the sum by O(size²). Cells
that do not yet keep to the wanted bound are halved, the highest first, across the edge that contributes
most to that excess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats

_BATCH = 1 << 20
"""Exponentials computed at once."""
_MEMORY = 1 << 24
"""Coordinates of corners held at once: cells of many corners run into this before their own limit."""
_LARGEST_EXPONENT = 600.0
_LEAST = 1e-300
_NOISE = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellSearch:
    """What a search over cells has shown.

    bound: the logarithm of the sum is no larger anywhere on the simplex. above: points at which it
    exceeds the target, shape (points, k); with some of them the search has stopped early.
    cells: how many were bounded.
    """

    bound: float
    above: Floats
    cells: int


def search_cells(
    logs: Floats,
    exponents: Floats,
    corners: Floats,
    *,
    target: float,
    most_cells: int,
    stops: Callable[[], bool] = lambda: False,
) -> CellSearch:
    """Bound the logarithm of the sum by the target, or as well as the limit on cells allows.

    logs: b, shape (n,). exponents: W >= 0, shape (n, k). corners: of the simplex, entries >= 0,
    shape (m, k). It stops once no cell exceeds the target, once the sum itself is found to exceed
    it, after `most_cells`, or once `stops` says so.

    s(1 − s) on the interval is at most ¼:

    >>> found = search_cells(np.zeros(1), np.ones((1, 2)), np.eye(2), target=-1.386, most_cells=1000)
    >>> round(found.bound, 3), len(found.above)
    (-1.386, 0)
    """
    wanted = provable = float(np.exp(target))
    noise = _NOISE * (1 + np.abs(logs).max() + exponents.sum(axis=1).max())
    cells = _Cells.of(corners[None], logs, exponents)
    pending = cells.kept(cells.bounds > wanted)
    count, size = 1, max(1, _BATCH // (len(corners) * len(logs)))
    most_cells = min(most_cells, _MEMORY // corners.size)
    above = cells.centres[cells.values > wanted]
    while len(pending.bounds) and not len(above) and count < most_cells and not stops():
        first = np.ones(len(pending.bounds), dtype=bool)
        if len(first) > size:
            first[np.argpartition(pending.bounds, -size)[:-size]] = False
        cells = _Cells.of(pending.kept(first).halves(), logs, exponents)
        count += len(cells.bounds)
        above = cells.centres[cells.values > wanted]
        # Where a bound exceeds the sum by rounding alone, halving does not lower it.
        provable = max(provable, float(cells.bounds[cells.excesses < noise].max(initial=0.0)))
        pending = pending.kept(~first).joined(cells)
        pending = pending.kept(pending.bounds > provable)
    largest = max(provable, float(pending.bounds.max(initial=0.0)))
    return CellSearch(bound=float(np.log(largest)), above=above, cells=count)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """Cells with the bound on each, the edge to halve, and the value at the centre.

    excesses: about what the bound exceeds the sum by along that edge, relative to the sum.
    """

    corners: Floats
    bounds: Floats
    excesses: Floats
    edges: NDArray[np.int_]
    centres: Floats
    values: Floats

    @classmethod
    def of(cls, corners: Floats, logs: Floats, exponents: Floats) -> _Cells:
        count, m, _ = corners.shape
        middle = np.maximum((corners.min(axis=1) + corners.max(axis=1)) / 2, _LEAST)
        relative = corners / middle[:, None]
        total = exponents.sum(axis=1)
        means = relative @ (exponents / np.maximum(total, _LEAST)[:, None]).T
        powers = np.where(
            total >= 1,
            total * np.log(np.maximum(means, _LEAST)),
            np.log(np.maximum(1 + total * (means - 1), _LEAST)),
        )
        terms = (logs + np.log(middle) @ exponents.T)[:, None] + powers
        # A bound cut at e^600 still exceeds every target.
        sums = np.exp(np.minimum(terms, _LARGEST_EXPONENT)).sum(axis=2)
        centres = corners.mean(axis=1)
        at_centre = logs + np.log(np.maximum(centres, _LEAST)) @ exponents.T
        highest = terms.max(axis=1)
        shares = np.exp(highest - highest.max(axis=1, keepdims=True))
        curvature = shares @ exponents
        edges = np.zeros((count, 2), dtype=int)
        widest = np.full(count, -1.0)
        for v, w in combinations(range(m), 2):
            spread = (shares * (terms[:, v] - terms[:, w]) ** 2).sum(axis=1)
            spread += (curvature * (relative[:, v] - relative[:, w]) ** 2).sum(axis=1)
            wider = spread > widest
            edges[wider], widest[wider] = (v, w), spread[wider]
        return cls(
            corners=corners,
            bounds=sums.max(axis=1),
            excesses=widest,
            edges=edges,
            centres=centres,
            values=np.exp(np.minimum(at_centre, _LARGEST_EXPONENT)).sum(axis=1),
        )

    def kept(self, which: NDArray[np.bool_]) -> _Cells:
        return _Cells(
            corners=self.corners[which],
            bounds=self.bounds[which],
            excesses=self.excesses[which],
            edges=self.edges[which],
            centres=self.centres[which],
            values=self.values[which],
        )

    def joined(self, others: _Cells) -> _Cells:
        return _Cells(
            corners=np.concatenate([self.corners, others.corners]),
            bounds=np.concatenate([self.bounds, others.bounds]),
            excesses=np.concatenate([self.excesses, others.excesses]),
            edges=np.concatenate([self.edges, others.edges]),
            centres=np.concatenate([self.centres, others.centres]),
            values=np.concatenate([self.values, others.values]),
        )

    def halves(self) -> Floats:
        """The corners of both halves of every cell."""
        each = np.arange(len(self.corners))
        v, w = self.edges.T
        middle = (self.corners[each, v] + self.corners[each, w]) / 2
        with_v, with_w = self.corners.copy(), self.corners.copy()
        with_v[each, w] = middle
        with_w[each, v] = middle
        return np.concatenate([with_v, with_w])
