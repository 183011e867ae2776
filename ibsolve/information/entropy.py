"""Entropies of partitions of the support, in bits: float routines over arrays, and their exact twins.

An array of partitions has shape (B, n): one row a partition, one block number a support point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ibsolve.information.logform import LogForm
from ibsolve.problem import JointTable, Partition

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def exact_entropy(counts: Iterable[int]) -> LogForm:
    """Entropy of the law counts / sum(counts), bits; zero counts contribute nothing.

    Source: N·H = N log2 N − Σ k log2 k (paper 000, Definition 2, with P = k/N).

    >>> str(exact_entropy([3, 1]))
    '2 - 3/4*log2(3)'
    """
    positive = [count for count in counts if count]
    total = sum(positive)
    coefficients: dict[int, Fraction] = {}
    for count in positive:
        if count > 1:
            coefficients[count] = coefficients.get(count, Fraction(0)) - Fraction(count, total)
    if total > 1:
        coefficients[total] = coefficients.get(total, Fraction(0)) + 1
    return LogForm(coefficients={base: c for base, c in coefficients.items() if c})


def exact_joint_entropy(table: JointTable, partition: Partition) -> LogForm:
    """H(T, Y) of the block T of a partition of the support, bits."""
    return exact_entropy(count for row in block_counts(table, partition) for count in row)


def exact_partition_entropy(table: JointTable, partition: Partition) -> LogForm:
    """H(T) of the block T of a partition of the support, bits."""
    return exact_entropy(map(sum, block_counts(table, partition)))


def exact_conditional_entropy(table: JointTable, partition: Partition) -> LogForm:
    """H(T|Y), bits."""
    return exact_joint_entropy(table, partition) - exact_entropy(table.label_counts)


def exact_information(table: JointTable, partition: Partition) -> LogForm:
    """I(T;Y), bits."""
    return exact_partition_entropy(table, partition) - exact_conditional_entropy(table, partition)


def exact_distortion(table: JointTable, partition: Partition) -> LogForm:
    """I(X;Y|T) = H(Y|T) − H(Y|X), bits (paper 000, eq. (18))."""
    # N·H(Y|T) = Σ m log2 m − Σ k log2 k over blocks of mass m: integers, which are far quicker.
    surplus: dict[int, int] = {}
    for rows, sign in ((block_counts(table, partition), 1), (table.counts, -1)):
        for row in rows:
            mass = sum(row)
            surplus[mass] = surplus.get(mass, 0) + sign * mass
            for count in row:
                surplus[count] = surplus.get(count, 0) - sign * count
    return LogForm(coefficients={k: Fraction(c, table.total) for k, c in surplus.items() if c and k > 1})


def keeps_distortion(table: JointTable, partition: Partition, epsilon: Fraction) -> bool:
    """Whether I(X;Y|T) <= epsilon, decided exactly; at epsilon = 0 by structure alone."""
    if epsilon == 0:
        return partition.refines(table.minimal_sufficient_partition)
    return exact_distortion(table, partition) <= epsilon


def finest_partition(table: JointTable) -> Partition:
    """Every support point alone: the partition of the input itself."""
    return Partition(tuple(range(len(table.inputs))))


def block_counts(table: JointTable, partition: Partition) -> list[list[int]]:
    """Counts of (block, label), shape (blocks, labels)."""
    return [
        [sum(column) for column in zip(*(table.counts[point] for point in block), strict=True)]
        for block in partition.blocks()
    ]


def partition_entropies(
    partitions: Sequence[Sequence[int]] | NDArray[np.int_], table: JointTable
) -> NDArray[np.float64]:
    """H(T) of every partition, bits, shape (B,).

    partitions: block numbers >= 0, shape (B, n).
    """
    import numpy as np

    return _row_entropies(_block_masses(np.asarray(partitions), np.asarray(table.input_counts, dtype=float)))


def partition_distortions(
    partitions: Sequence[Sequence[int]] | NDArray[np.int_], table: JointTable
) -> NDArray[np.float64]:
    """I(X;Y|T) of every partition, bits, shape (B,): H(Y|T) − H(Y|X).

    partitions: block numbers >= 0, shape (B, n).
    """
    import numpy as np

    blocks = np.asarray(partitions)
    columns = [np.asarray(column, dtype=float) for column in zip(*table.counts, strict=True)]
    joint = np.concatenate([_block_masses(blocks, column) for column in columns], axis=1)
    block_given = _row_entropies(joint) - partition_entropies(blocks, table)
    input_given = float(
        exact_joint_entropy(table, finest_partition(table)) - exact_entropy(table.input_counts)
    )
    return block_given - input_given


def _block_masses(blocks: NDArray[np.int_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Total weight of each block, shape (B, most blocks)."""
    import numpy as np

    rows = len(blocks)
    width = int(blocks.max(initial=0)) + 1
    flat = blocks + width * np.arange(rows)[:, None]
    masses = np.bincount(flat.ravel(), weights=np.tile(weights, rows), minlength=rows * width)
    return np.asarray(masses.reshape(rows, width), dtype=float)


def _row_entropies(masses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Entropy of each row taken as weights, bits."""
    import numpy as np

    law = masses / masses.sum(axis=1, keepdims=True)
    logs = np.log2(law, out=np.zeros_like(law), where=law > 0)
    return np.asarray(-(law * logs).sum(axis=1) + 0.0)
