"""Information figures of a joint law and its partitions, in bits and exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from ibsolve.checker.logarithms import LogSum
from ibsolve.problem import JointTable


def entropy(weights: Iterable[int]) -> LogSum:
    """The entropy of the law with these integer weights: log2 N − (1/N) Σ k log2 k, N = Σ k.

    Zero weights are allowed and add nothing.

    >>> float(entropy([2, 1, 1]))
    1.5
    """
    positive = [weight for weight in weights if weight]
    total = sum(positive)
    return LogSum.of([(total, 1), *((weight, Fraction(-weight, total)) for weight in positive)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a joint law, and of what partitions T of its support keep of it."""

    table: JointTable
    H_X: LogSum
    H_Y: LogSum
    H_XY: LogSum

    @classmethod
    def of(cls, table: JointTable) -> Self:
        """The figures of this law."""
        return cls(
            table=table,
            H_X=entropy(table.input_counts),
            H_Y=entropy(table.label_counts),
            H_XY=entropy(count for row in table.counts for count in row),
        )

    @property
    def equivocation(self) -> LogSum:
        """H(X|Y)."""
        return self.H_XY - self.H_Y

    @property
    def information(self) -> LogSum:
        """I(X;Y)."""
        return self.H_X + self.H_Y - self.H_XY

    def cells(self, blocks: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
        """The joint weights p(T, Y)·N of a partition: one row a block, one entry a label."""
        return [
            tuple(map(sum, zip(*(self.table.counts[point] for point in block), strict=True)))
            for block in blocks
        ]

    def conditional_entropy_of(self, cells: Iterable[Sequence[int]]) -> LogSum:
        """H(T|Y) of a partition with these joint weights."""
        return entropy(count for cell in cells for count in cell) - self.H_Y

    def information_of(self, cells: Sequence[Sequence[int]]) -> LogSum:
        """I(T;Y) of a partition with these joint weights."""
        return entropy(map(sum, cells)) - self.conditional_entropy_of(cells)
