"""One layer to choose: the codes underneath it with their joint counts, a smaller problem like the whole."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from ibsolve.problem import JointTable, Readout


class Stage:
    """The codes underneath a layer, as the inputs of a table; sets of them are masks.

    sufficient: whether every layer must keep all information about the target (epsilon = 0).
    parts: the classes of T* then, else all points as one part. targets: the columns that the output
    layer consists of, up to complements, where they are known.
    """

    def __init__(self, table: JointTable, *, sufficient: bool, readout: Readout) -> None:
        self.table = table
        self.readout = readout
        self.sufficient = sufficient
        self.points = len(table.inputs)
        self.everything = as_mask(range(self.points))
        blocks = table.minimal_sufficient_partition.blocks() if sufficient else [range(self.points)]
        self.parts = [as_mask(block) for block in blocks]
        self.targets = self._targets()

    def _targets(self) -> list[int]:
        if self.readout is Readout.EQUAL:
            canonical = {self.everything & ~c if c & 1 else c for c in self.target_columns()}
            return sorted(canonical - {0})
        return self.parts[1:] if self.sufficient and len(self.parts) == 2 else []

    def must_output_targets(self, width: int) -> bool:
        """Whether an output layer of this width is the targets: read as such, or one lossless neuron."""
        return self.readout is Readout.EQUAL or (width == 1 and bool(self.targets))

    def target_columns(self) -> tuple[int, ...]:
        """The target bits themselves, in their order and not complemented."""
        bits = zip(*self.table.target_bits(), strict=True)
        return tuple(as_mask(i for i, bit in enumerate(column) if bit) for column in bits)

    def mass(self, mask: int) -> int:
        """The count of a set of points."""
        return sum(self.table.input_counts[i] for i in points_of(mask))

    def label_counts(self, mask: int) -> list[int]:
        """The count of each label in a set of points."""
        return [
            sum(row[label] for row in map(self.table.counts.__getitem__, points_of(mask)))
            for label in range(len(self.table.labels))
        ]


def as_mask(points: Iterable[int]) -> int:
    """The mask of points as the value that an int64 holds.

    >>> as_mask([0, 2]), as_mask([63]) == -(2**63)
    (5, True)
    """
    mask = sum(1 << point for point in points)
    return mask - 2**64 if mask >= 2**63 else mask


def points_of(mask: int) -> list[int]:
    """The points of a mask, ascending."""
    return [point for point in range(64) if mask >> point & 1]


def union(masks: Iterable[int]) -> int:
    """The points of all the masks."""
    return reduce(or_, masks, 0)


def refined(blocks: list[int], columns: Iterable[int]) -> list[int]:
    """The intersections of masks with columns and their complements, empty ones included."""
    for column in columns:
        blocks = [part for block in blocks for part in (block & ~column, block & column)]
    return blocks
