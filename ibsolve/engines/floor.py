"""What no layer can go below: the least entropy of a partition that keeps the distortion bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.search import PartitionSearch
from ibsolve.engines.allowance import Allowance
from ibsolve.information import LogForm, exact_entropy, exact_partition_entropy
from ibsolve.problem import JointTable, Partition

_POINT_LIMIT = 64
"""Most support inputs whose partitions are searched."""

_CALLS = 20
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
    if points > _POINT_LIMIT:
        return universal
    joint = Joint.of_table(table)
    search = PartitionSearch(joint, most_blocks=min(2 ** min(widths), points))
    calls = count()
    information = float(wanted) - _DISTORTION_MARGIN
    found, is_complete = search.cheapest(information, stops=lambda: next(calls) >= _CALLS)
    if not is_complete:
        return universal
    if found is None:
        return None
    least = exact_partition_entropy(table, Partition.of(found.tolist()))
    if table.total > _TOLD_APART:
        least -= _ENTROPY_MARGIN
    return max(universal, least)
