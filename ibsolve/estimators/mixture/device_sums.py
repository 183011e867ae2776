"""Sums over the centres of a mixture by torch, in blocks on a device."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Centres, Codes
from ibsolve.estimators.mixture.sums import LEAST_EXPONENT, AbstractSums, Precision, Sums

_ENTRIES = {"cpu": 2**18, "cuda": 2**24}
"""Exponents in memory at once."""
_NARROW = 100.0
"""Range in units of β up to which |x|²/2 + |m|²/2 − x·m loses less than 1e-11; beyond, differences."""


class DeviceSums(AbstractSums):
    """Sums on the device of a tensor; queries come from main memory, and sums go back to it."""

    def __init__(self, centres: Centres, device: Any, precision: Precision = Precision.FLOAT64) -> None:
        import torch

        self._torch = torch
        self._device = device
        self._kind = getattr(torch, str(precision))
        self._least = LEAST_EXPONENT[precision]
        self._centres = centres
        self._is_narrow = centres.range <= _NARROW
        self._places = self._sent(centres.places)
        self._counts = self._sent(centres.counts)
        self._logs = self._counts.log()
        self._group = torch.as_tensor(centres.group_of_centre, device=device)
        self._entries = _ENTRIES.get(getattr(device, "type", "cpu"), 2**22)
        self._buffer = torch.empty(0, dtype=self._kind, device=device)

    def centre_sums(self, points: Floats, shifts: Floats, span: tuple[Codes, Codes] | None = None) -> Sums:
        return self._sums(points, shifts, span, by_group=False)

    def group_sums(self, points: Floats, shifts: Floats) -> Sums:
        return self._sums(points, shifts, None, by_group=True)

    def affinities(self, span: tuple[Codes, Codes] | None = None) -> tuple[Floats, Floats]:
        lower, upper = np.empty(self._centres.size), np.empty(self._centres.size)
        for rows, columns, exponents, outside in self._blocks(self._centres.places, span):
            roots = exponents.div_(4).clamp_(min=self._least / 4).exp_()
            if outside is not None:
                roots.masked_fill_(outside, 0)
            lower[rows] = self._fetched(roots @ self._counts[columns])
            upper[rows] = self._fetched(roots.pow_(4) @ self._counts[columns])
        return lower, upper

    def largest_exponents(self, points: Floats) -> Floats:
        largest = np.empty(len(points))
        for rows, _, exponents, _ in self._blocks(points, None):
            largest[rows] = self._fetched(exponents.add_(self._logs).amax(dim=1))
        return largest

    def _sums(
        self, points: Floats, shifts: Floats, span: tuple[Codes, Codes] | None, *, by_group: bool
    ) -> Sums:
        sums = Sums(np.empty(len(points)), np.empty(len(points)))
        for rows, columns, exponents, outside in self._blocks(points, span):
            exponents.add_(self._logs[columns]).add_(self._sent(shifts[rows])[:, None])
            exponents.clamp_(min=self._least)
            if outside is not None:
                exponents.masked_fill_(outside, self._least)
            if by_group:
                weights = self._torch.zeros(
                    (len(exponents), self._centres.groups), dtype=self._kind, device=self._device
                )
                weights.index_add_(1, self._group, exponents.exp_())
                sums.weights[rows] = self._fetched(weights.sum(dim=1))
                sums.moments[rows] = self._fetched(self._torch.special.xlogy(weights, weights).sum(dim=1))
            else:
                weights = exponents.exp()
                sums.weights[rows] = self._fetched(weights.sum(dim=1))
                sums.moments[rows] = self._fetched(weights.mul_(exponents).sum(dim=1))
        return sums

    def _blocks(
        self, points: Floats, span: tuple[Codes, Codes] | None
    ) -> Iterator[tuple[slice, slice, Any, Any]]:
        """Rows, columns, −|point − centre|²/2, and which of them lie outside the span, block by block."""
        low = 0
        while low < len(points):
            high, columns = self._extent(low, len(points), span)
            rows = slice(low, high)
            exponents = self._exponents(self._sent(points[rows]), self._places[columns])
            outside = None
            if span is not None:
                place = self._torch.arange(columns.start, columns.stop, device=self._device)
                first, last = (self._torch.as_tensor(each[rows], device=self._device) for each in span)
                if (span[0][rows] > columns.start).any() or (span[1][rows] < columns.stop).any():
                    outside = (place < first[:, None]) | (place >= last[:, None])
            yield rows, columns, exponents, outside
            low = high

    def _extent(self, low: int, end: int, span: tuple[Codes, Codes] | None) -> tuple[int, slice]:
        """The next rows, as many as the buffer holds with the columns of their spans, and these columns."""
        size = self._centres.size
        if span is None:
            return min(end, low + max(1, self._entries // size)), slice(0, size)
        start = int(span[0][low])
        reach = span[1][low:] - start
        entries = reach * np.arange(1, len(reach) + 1)
        rows = max(1, int(np.searchsorted(entries, self._entries, side="right")))
        return low + rows, slice(start, start + int(reach[rows - 1]))

    def _exponents(self, points: Any, places: Any) -> Any:
        if not self._is_narrow:
            mode = "donot_use_mm_for_euclid_dist"
            return self._torch.cdist(points, places, compute_mode=mode).square_().div_(-2)
        entries = len(points) * len(places)
        if len(self._buffer) < entries:
            self._buffer = self._torch.empty(
                max(entries, self._entries), dtype=self._kind, device=self._device
            )
        out = self._buffer[:entries].view(len(points), len(places))
        self._torch.addmm(places.square().sum(dim=1) / -2, points, places.T, out=out)
        return out.sub_((points.square().sum(dim=1) / 2)[:, None])

    def _sent(self, values: Floats) -> Any:
        return self._torch.as_tensor(values, dtype=self._kind, device=self._device)

    @staticmethod
    def _fetched(values: Any) -> Floats:
        return np.asarray(values.double().cpu().numpy())
