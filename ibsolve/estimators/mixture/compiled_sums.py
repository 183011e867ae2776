"""Sums over the centres of a mixture on one core, by compiled code."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Centres, Codes
from ibsolve.estimators.mixture.sums import LEAST_EXPONENT, AbstractSums, Precision, Sums


class CompiledSums(AbstractSums):
    """Sums on one core, by compiled code. Exponents err by some 2⁻⁵³ of themselves and of range/β."""

    def __init__(self, centres: Centres, precision: Precision = Precision.FLOAT64) -> None:
        self._kind = np.dtype(str(precision))
        self._least = self._kind.type(LEAST_EXPONENT[precision])
        self._centres = centres
        self._columns = np.ascontiguousarray((centres.places * sqrt(0.5)).T.astype(self._kind))
        self._logs = np.log(centres.counts).astype(self._kind)

    def centre_sums(self, points: Floats, shifts: Floats, span: tuple[Codes, Codes] | None = None) -> Sums:
        from ibsolve.estimators.mixture.kernel import add_posterior_sums

        queries = len(points)
        if span is None:
            span = np.zeros(queries, dtype=np.int64), np.full(queries, self._centres.size, dtype=np.int64)
        sums = Sums(np.zeros(queries), np.zeros(queries))
        add_posterior_sums(*self._read(points, shifts), *span, self._least, *sums)
        return sums

    def group_sums(self, points: Floats, shifts: Floats) -> Sums:
        from ibsolve.estimators.mixture.kernel import add_group_sums

        sums = Sums(np.zeros(len(points)), np.zeros(len(points)))
        add_group_sums(*self._read(points, shifts), self._centres.starts, self._least, *sums)
        return sums

    def affinities(self, span: tuple[Codes, Codes]) -> tuple[Floats, Floats]:
        from ibsolve.estimators.mixture.kernel import add_affinities

        places = self._centres.places * sqrt(0.5)
        lower, upper = np.zeros(len(places)), np.zeros(len(places))
        add_affinities(places, np.ascontiguousarray(places.T), self._centres.counts, span[1], lower, upper)
        return lower, upper

    def largest_exponents(self, points: Floats) -> Floats:
        from ibsolve.estimators.mixture.kernel import raise_to_largest

        largest = np.full(len(points), -np.inf)
        columns = self._columns.astype(np.float64)
        raise_to_largest(points * sqrt(0.5), columns, np.log(self._centres.counts), largest)
        return largest

    def _read(self, points: Floats, shifts: Floats) -> tuple[Any, Any, Any, Any]:
        scaled = np.ascontiguousarray(points * sqrt(0.5), dtype=self._kind)
        return scaled, shifts.astype(self._kind), self._columns, self._logs
