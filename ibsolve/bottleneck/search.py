"""The search for partitions T of the values of X that no other beats in both H(T) and I(T;Y)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats
from ibsolve.bottleneck import kernel
from ibsolve.bottleneck.agglomerative import greedy_blocks
from ibsolve.bottleneck.joint import Joint
from ibsolve.problem import Partition

_NODES_A_CALL = 200_000
"""Nodes between two looks at the limits: some hundredths of a second."""

_WEIGHTS = (None, *np.geomspace(0.5, 64, 9))
"""Of I(T;Y) against H(T) in the mergers that the search starts from; the first look at I(T;Y) alone."""


class PartitionSearch:
    """The points found so far, and runs that prove which are missing.

    Points are (H(T), I(T;Y)) in bits, by rising entropy. Values that differ by 1e-12 or less are equal.
    most_blocks: how many blocks T may have. stops: asked now and then; once it says so searches end.
    """

    def __init__(self, joint: Joint, *, most_blocks: int, stops: Callable[[], bool] = lambda: False) -> None:
        self.nodes = 0
        self._stops = stops
        self._joint = joint
        self._most_blocks = most_blocks
        # Falling p(x), and equal rows side by side.
        keys = [*joint.law.T[::-1], joint.p_x]
        self._order = np.lexsort(keys)[::-1]
        self._law = np.ascontiguousarray(joint.law[self._order])
        starts = np.ones(len(self._law), dtype=bool)
        starts[1:] = (np.diff(self._law, axis=0) != 0).any(axis=1)
        self._runs = np.cumsum(starts) - 1
        self._rest_mass = _sums_from(joint.p_x[self._order])
        self._rest_purity = _sums_from(np.array([kernel.purity(row) for row in self._law]))
        self._size = 0
        self._entropies = self._informations = np.empty(0)
        self._labels = np.empty((0, len(self._law)), dtype=int)
        self._grow(1024)
        self._start()

    @property
    def entropies(self) -> Floats:
        """H(T), shape (points,)."""
        return self._entropies[: self._size].copy()

    @property
    def informations(self) -> Floats:
        """I(T;Y), shape (points,)."""
        return self._informations[: self._size].copy()

    @property
    def partitions(self) -> NDArray[np.int_]:
        """The block of each x, numbered as they occur, shape (points, n)."""
        labels = np.empty((self._size, len(self._order)), dtype=int)
        labels[:, self._order] = self._labels[: self._size]
        return np.array([Partition.of(row).block_of for row in labels.tolist()])

    def run(self, *, least: float, enough: float) -> bool:
        """Find every point with at least `least` bits of information; of those with `enough`, the first.

        Returns whether nothing is missing.
        """
        state = self._fresh_state()
        counters = np.array([0, self._size, 0])
        verdict = kernel.PAUSED
        while verdict != kernel.COMPLETE:
            if self._stops():
                break
            verdict = kernel.search(
                self._law, self._runs, self._runs[-1] + 1 < len(self._law), self._joint.H_Y,
                self._rest_mass, self._rest_purity, self._most_blocks, least, enough, counters,
                *state, self._entropies, self._informations, self._labels, _NODES_A_CALL,
            )  # fmt: skip
            self._size = int(counters[kernel.SIZE])
            if verdict == kernel.FULL:
                self._grow(2 * self._size)
        self.nodes += int(counters[kernel.NODES])
        return bool(verdict == kernel.COMPLETE)

    def cheapest(self, information: float) -> tuple[NDArray[np.int_] | None, bool]:
        """A partition of least entropy among those of at least so much information, bits, or None.

        None where none is known; the second value tells whether what is returned is proved.
        """
        is_complete = self.run(least=information, enough=information)
        place = int(np.searchsorted(self._informations[: self._size], information - kernel.TOLERANCE))
        return (self.partitions[place] if place < self._size else None), is_complete

    def add(self, partition: NDArray[np.int_]) -> None:
        """Take a partition into account, given as the block of each x, shape (n,)."""
        merged = self._joint.merged(partition)
        if len(merged) > self._most_blocks:
            return
        entropy = float(-sum(kernel.x_log_x(mass) for mass in merged.sum(axis=1)))
        information = self._joint.H_Y + sum(kernel.purity(row) for row in merged)
        place = kernel.last_within(self._entropies, self._size, entropy + kernel.TOLERANCE)
        if place >= 0 and self._informations[place] >= information - kernel.TOLERANCE:
            return
        if self._size == len(self._entropies):
            self._grow(2 * self._size)
        label = partition[self._order]
        self._size = kernel.insert(
            self._entropies, self._informations, self._labels, self._size, entropy, information, label
        )

    def _start(self) -> None:
        """Points of greedy mergers: what good points cut is never looked at."""
        points = len(self._law)
        self.add(np.zeros(points, dtype=int))
        self.add(self._joint.classes)
        for weight in _WEIGHTS:
            if self._stops():
                return
            for row in greedy_blocks(self._joint.law, weight=weight)[max(0, points - self._most_blocks) :]:
                self.add(row)

    def _fresh_state(self) -> list[NDArray[Any]]:
        """What the kernel keeps between calls, at the root."""
        points, kinds = self._law.shape
        is_copy = np.zeros((points + 1, points), dtype=bool)
        is_copy[0, 1:] = True
        sums = np.zeros((points + 1, 4))
        return [
            np.zeros(points, dtype=int),  # label
            np.zeros(points + 1, dtype=int),  # trial
            np.zeros(points + 1, dtype=int),  # blocks
            np.zeros((points + 1, points), dtype=int),  # counts
            is_copy,
            np.zeros((points, kinds)),  # mass
            np.zeros(points),  # total
            np.zeros(points),  # purities
            np.zeros(points),  # spreads
            np.zeros((points, kinds)),  # old_mass
            np.zeros((points, 3)),  # old_values
            sums,
        ]

    def _grow(self, capacity: int) -> None:
        """Room for so many points."""
        more = capacity - len(self._entropies)
        self._entropies = np.append(self._entropies, np.empty(more))
        self._informations = np.append(self._informations, np.empty(more))
        self._labels = np.concatenate([self._labels, np.empty((more, len(self._law)), dtype=int)])


def _sums_from(values: Floats) -> Floats:
    """Σ of the values from each place on, and 0 behind the last, shape (n + 1,)."""
    return np.append(np.cumsum(values[::-1])[::-1], 0.0)
