"""Partitions of a finite set of points, in canonical form."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of the points 0 … n−1 as a restricted growth string.

    block_of: the block of each point, shape (n,); block numbers appear in the order 0, 1, 2, …
    Two partitions are equal exactly when these strings are. Build one with `Partition.of`.
    """

    block_of: tuple[int, ...]

    def __post_init__(self) -> None:
        highest = -1
        for block in self.block_of:
            assert 0 <= block <= highest + 1, f"not a restricted growth string: {self.block_of}"
            highest = max(highest, block)

    @classmethod
    def of(cls, values: Iterable[Hashable]) -> Partition:
        """Points with equal values share a block.

        >>> Partition.of(["b", "a", "b"])
        Partition(block_of=(0, 1, 0))
        """
        number: dict[Hashable, int] = {}
        return cls(tuple(number.setdefault(value, len(number)) for value in values))

    def __len__(self) -> int:
        """The number of blocks."""
        return max(self.block_of, default=-1) + 1

    def blocks(self) -> list[list[int]]:
        """The points of each block, ascending.

        >>> Partition.of([5, 7, 5]).blocks()
        [[0, 2], [1]]
        """
        blocks: list[list[int]] = [[] for _ in range(len(self))]
        for point, block in enumerate(self.block_of):
            blocks[block].append(point)
        return blocks

    def refines(self, other: Partition) -> bool:
        """Whether every block of this partition lies inside a block of the other.

        >>> Partition.of([0, 1, 2]).refines(Partition.of([0, 0, 1]))
        True
        """
        return len(self.join(other)) == len(self)

    def join(self, other: Partition) -> Partition:
        """The coarsest partition that refines both: points stay together if both keep them so."""
        return Partition.of(zip(self.block_of, other.block_of, strict=True))
