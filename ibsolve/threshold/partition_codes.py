"""Whether a layer of threshold neurons can tell just the blocks of a partition apart."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Partition
from ibsolve.threshold.circuits import Circuit
from ibsolve.threshold.separability import PointSet

BLOCK_LIMIT = 10
"""Most blocks: each of the 2^(blocks − 1) ways to part them is one neuron."""


def partition_circuits(points: PointSet, partition: Partition, width: int) -> tuple[Circuit, ...] | None:
    """Why no layer of `width` neurons on the points has the partition for its codes; None if one has.

    A neuron of such a layer parts the blocks, so it is one of 2^(blocks − 1) dichotomies. Each circuit
    rules out some that are not separable; those that are separable tell not all blocks apart, or not so
    few of them. No circuits: all are separable, and `width` is too small.
    Raises LimitError above BLOCK_LIMIT blocks.

    >>> square = PointSet([(0, 0), (0, 1), (1, 0), (1, 1)])
    >>> [str(circuit) for circuit in partition_circuits(square, Partition((0, 1, 1, 0)), 2)]
    ['01 + 10 = 00 + 11']
    >>> partition_circuits(square, Partition((0, 1, 1, 2)), 2) is None
    True
    """
    blocks = partition.blocks()
    if len(blocks) > BLOCK_LIMIT:
        expected = f"at most {BLOCK_LIMIT} blocks"
        raise LimitError(Fault(where="partition", expected=expected, found=str(len(blocks))))
    masks = [sum(1 << point for point in block) for block in blocks]
    neurons: list[int] = []
    circuits: dict[str, Circuit] = {}
    # The first block is where the neuron does not fire: complements are as separable.
    for chosen in range(1, 2 ** (len(blocks) - 1)):
        fires = chosen << 1
        dichotomy = sum(mask for block, mask in enumerate(masks) if fires >> block & 1)
        if points.is_separable(dichotomy):
            neurons.append(fires)
        else:
            circuit = points.circuit(dichotomy)
            circuits.setdefault(str(circuit), circuit)
    if _tell_apart(neurons, len(blocks), width):
        return None
    return tuple(circuits.values())


def _tell_apart(neurons: Sequence[int], blocks: int, width: int) -> bool:
    """Whether some `width` of the neurons, bitmasks over the blocks, give every block its own code."""

    def extended(cells: frozenset[int], left: int) -> bool:
        """Whether `left` neurons more can split the cells, bitmasks of blocks, into single blocks."""
        largest = max(cells, key=int.bit_count)
        if largest.bit_count() == 1:
            return True
        if largest.bit_count() > 2**left or (cells, left) in hopeless:
            return False
        for neuron in neurons:
            # The largest cell has to be split by one of them: the order of neurons does not matter.
            if largest & neuron and largest & ~neuron:
                split = {part for cell in cells for part in (cell & neuron, cell & ~neuron) if part}
                if extended(frozenset(split), left - 1):
                    return True
        hopeless.add((cells, left))
        return False

    hopeless: set[tuple[frozenset[int], int]] = set()
    return extended(frozenset([2**blocks - 1]), min(width, blocks))
