"""What no layer can go below: the least entropy of a partition that keeps the distortion bound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.allowance import Allowance
from ibsolve.information import LogForm, exact_entropy, exact_partition_entropy
from ibsolve.problem import JointTable

_BIPARTITION_LIMIT = 20
"""Most points whose 2^(n−1) bipartitions are all looked at."""

_EXACT_FLOATS = 2**53
"""Sums of counts up to this are exact in floats."""

_MARGIN = 1e-10


def layer_floor(table: JointTable, allowed: Allowance, *, outputs: int) -> LogForm | None:
    """A lower bound on the entropy of every layer of a feasible network, bits; None if none is feasible.

    outputs: width of the last layer. Where it is one neuron and distortion is allowed, the last layer is
    a bipartition of the support, and all others have no less entropy (R2); elsewhere the universal
    floor (R8).
    """
    if allowed.is_lossless:
        return exact_partition_entropy(table, table.minimal_sufficient_partition)
    floor = max(LogForm(), exact_entropy(table.label_counts) - allowed.equivocation)
    if outputs > 1 or len(table.inputs) > _BIPARTITION_LIMIT or table.total > _EXACT_FLOATS:
        return floor
    least = _least_bipartition_entropy(table, float(allowed.equivocation))
    return None if least is None else max(floor, least)


def _least_bipartition_entropy(table: JointTable, equivocation: float) -> LogForm | None:
    """Least entropy of a bipartition T with H(Y|T) up to the given value, bits; None if there is none."""
    masses = _subset_sums(table.input_counts)
    smaller = np.minimum(masses, table.total - masses)
    lost = np.zeros(len(masses))
    for row, label_total in zip(zip(*table.counts, strict=True), table.label_counts, strict=True):
        inside = _subset_sums(row)
        lost -= _spread(inside) + _spread(label_total - inside)
    lost += _spread(masses) + _spread(table.total - masses)
    keeps = lost / table.total <= equivocation + _MARGIN
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
