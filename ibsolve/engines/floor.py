"""What no layer can go below: the least entropy of a partition that keeps the distortion bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

import numpy as np
from numpy.typing import NDArray

from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.search import PartitionSearch
from ibsolve.engines.allowance import Allowance
from ibsolve.information import LogForm, exact_entropy, exact_partition_entropy
from ibsolve.problem import JointTable, Partition

_POINT_LIMIT = 64
"""Most support inputs whose partitions are searched."""

_LARGEST_TOTAL = 10**300
"""Floats hold every probability up to this total."""

_BIPARTITION_LIMIT = 20
"""Most points whose 2^(n−1) bipartitions are all looked at."""

_EXACT_FLOATS = 2**53
"""Sums of counts up to this are exact in floats."""

_CALLS = 25
"""Looks at the limit before a search is given up: four million partial partitions, less than a second."""

_DISTORTION_MARGIN = 1e-10
"""Bits that rounding may add to a distortion. A partition that loses so much more counts as one that keeps
the bound: the floor may be lower for it, never too high."""

_TOLD_APART = 72
"""Up to this total the entropies of integer counts that differ do so by 4e-9 bits or more, as a list
of all of them shows, and the search tells 1e-12 apart."""

_ENTROPY_MARGIN = Fraction(1, 10**9)
"""What is taken off where entropies may lie closer together."""


def layer_floor(table: JointTable, allowed: Allowance, *, widths: Sequence[int]) -> LogForm | None:
    """A lower bound on the entropy of every layer of a feasible network, bits; None if none is feasible.

    The last layer is a function of every other, so it is a partition of the support with at most
    2^(least width) blocks that loses no more than is allowed: the least entropy of such partitions
    bounds all layers (R2). Where their search takes too long the universal floor stands (R8).
    """
    if allowed.is_lossless:
        return exact_partition_entropy(table, table.minimal_sufficient_partition)
    wanted = exact_entropy(table.label_counts) - allowed.equivocation
    universal = max(LogForm(), wanted)
    points = len(table.inputs)
    if points > _POINT_LIMIT or table.total > _LARGEST_TOTAL:
        return universal
    blocks = min(2 ** min(widths), points)
    if blocks == 2 and points <= _BIPARTITION_LIMIT and table.total <= _EXACT_FLOATS:
        bipartition = _least_bipartition_entropy(table, float(allowed.equivocation))
        return None if bipartition is None else max(universal, bipartition)
    calls = count()
    search = PartitionSearch(Joint.of_table(table), most_blocks=blocks, stops=lambda: next(calls) >= _CALLS)
    found, is_complete = search.cheapest(float(wanted) - _DISTORTION_MARGIN)
    if not is_complete:
        return universal
    if found is None:
        return None
    least = exact_partition_entropy(table, Partition.of(found.tolist()))
    if table.total > _TOLD_APART:
        least -= _ENTROPY_MARGIN
    return max(universal, least)


def _least_bipartition_entropy(table: JointTable, equivocation: float) -> LogForm | None:
    """Least entropy of a bipartition T with H(Y|T) up to the given value, bits; None if there is none.

    Exact for every total: the entropy falls with the lighter block, whose mass is an integer.
    """
    masses = _subset_sums(table.input_counts)
    smaller = np.minimum(masses, table.total - masses)
    lost = np.zeros(len(masses))
    for row, label_total in zip(zip(*table.counts, strict=True), table.label_counts, strict=True):
        inside = _subset_sums(row)
        lost -= _spread(inside) + _spread(label_total - inside)
    lost += _spread(masses) + _spread(table.total - masses)
    keeps = lost / table.total <= equivocation + _DISTORTION_MARGIN
    if not keeps.any():
        return None
    least = int(smaller[keeps].min())
    return exact_entropy([least, table.total - least])


def _subset_sums(weights: tuple[int, ...]) -> NDArray[np.float64]:
    """The sum of the weights of every set of points without the first."""
    sums = np.zeros(1)
    for weight in weights[1:]:
        sums = np.concatenate([sums, sums + weight])
    return sums


def _spread(masses: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(masses * np.log2(masses, out=np.zeros_like(masses), where=masses > 0))
