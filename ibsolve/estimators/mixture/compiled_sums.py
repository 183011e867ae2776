"""Sums over the centres of a mixture on one core, by compiled code."""

from __future__ import annotations

from functools import cached_property
from math import log, sqrt
from typing import Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Centres, Codes
from ibsolve.estimators.mixture.sums import LEAST_EXPONENT, AbstractSums, Precision, Sums

_NEGLIGIBLE = 50.0
"""Weights below e^−50 of the largest, all together, are less than rounding of their sum."""
_AXES = 16
"""Axes of which the one is chosen along which centres are sorted."""


class CompiledSums(AbstractSums):
    """Sums on one core, by compiled code. Exponents err by some 2⁻⁵³ of themselves and of range/β.

    Sums over all centres leave out what is negligible: centres are sorted along an axis, and a distance is
    no less than the one along it.
    """

    def __init__(self, centres: Centres, precision: Precision = Precision.FLOAT64) -> None:
        self._kind = np.dtype(str(precision))
        self._least = self._kind.type(LEAST_EXPONENT[precision])
        self._centres = centres
        self._columns = np.ascontiguousarray((centres.places * sqrt(0.5)).T.astype(self._kind))
        self._logs = np.log(centres.counts).astype(self._kind)

    def centre_sums(self, points: Floats, shifts: Floats, span: tuple[Codes, Codes] | None = None) -> Sums:
        from ibsolve.estimators.mixture.kernel import add_posterior_sums

        sums = Sums(np.zeros(len(points)), np.zeros(len(points)))
        read = self._read(points, shifts)
        if span is None:
            axis, order = self._sorted
            far = np.sqrt(2 * np.maximum(shifts + self._far, 0.0))
            span = _within(self._centres.places[order, axis], points[:, axis], far)
            read = (*read[:2], *self._in_order)
        add_posterior_sums(*read, *span, self._least, *sums)
        return sums

    def group_sums(self, points: Floats, shifts: Floats) -> Sums:
        from ibsolve.estimators.mixture.kernel import add_group_sums

        sums = Sums(np.zeros(len(points)), np.zeros(len(points)))
        add_group_sums(*self._read(points, shifts), self._centres.starts, self._least, *sums)
        return sums

    def affinities(self, span: tuple[Codes, Codes] | None = None) -> tuple[Floats, Floats]:
        from ibsolve.estimators.mixture.kernel import add_affinities

        places, counts, order = self._centres.places, self._centres.counts, None
        if span is None:
            axis, order = self._sorted
            places, counts = places[order], counts[order]
            span = _within(places[:, axis], places[:, axis], np.full(len(places), sqrt(8 * self._far)))
        rows = places * sqrt(0.5)
        lower, upper = np.zeros(len(rows)), np.zeros(len(rows))
        add_affinities(rows, np.ascontiguousarray(rows.T), counts, span[1], lower, upper)
        if order is None:
            return lower, upper
        found = np.empty((2, len(rows)))
        found[:, order] = lower, upper
        return found[0], found[1]

    def largest_exponents(self, points: Floats) -> Floats:
        from ibsolve.estimators.mixture.kernel import raise_to_largest

        largest = np.full(len(points), -np.inf)
        columns = self._columns.astype(np.float64)
        raise_to_largest(points * sqrt(0.5), columns, np.log(self._centres.counts), largest)
        return largest

    @property
    def _far(self) -> float:
        """By how much an exponent is below the largest where all such weights together are negligible."""
        return _NEGLIGIBLE + log(self._centres.n)

    @cached_property
    def _sorted(self) -> tuple[int, Codes]:
        """The axis along which the fewest centres are near one another, and their order along it."""
        places, found = self._centres.places, []
        for axis in np.argsort(-places.std(axis=0))[:_AXES].tolist():
            order = np.argsort(places[:, axis], kind="stable")
            line = places[order, axis]
            first, last = _within(line, line, np.full(len(line), sqrt(2 * self._far)))
            found.append((int((last - first).sum()), axis, order))
        _, axis, order = min(found, key=lambda each: each[:2])
        return axis, order

    @cached_property
    def _in_order(self) -> tuple[Any, Any]:
        order = self._sorted[1]
        return np.ascontiguousarray(self._columns[:, order]), self._logs[order]

    def _read(self, points: Floats, shifts: Floats) -> tuple[Any, Any, Any, Any]:
        scaled = np.ascontiguousarray(points * sqrt(0.5), dtype=self._kind)
        return scaled, shifts.astype(self._kind), self._columns, self._logs


def _within(line: Floats, places: Floats, far: Floats) -> tuple[Codes, Codes]:
    """The first and the last (excluded) of ascending numbers that are no farther from each place."""
    first, last = np.searchsorted(line, places - far), np.searchsorted(line, places + far, side="right")
    return first.astype(np.int64), last.astype(np.int64)
