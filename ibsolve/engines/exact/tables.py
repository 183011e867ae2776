"""A stage as the arrays of bitmasks, masses and entropies that the compiled search reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.columns import canonical_functions, neuron_columns
from ibsolve.engines.exact.orbits import column_orbits
from ibsolve.engines.exact.stage import Stage, as_mask
from ibsolve.engines.symmetry import automorphisms
from ibsolve.threshold import MASK_LIMIT

_TABULATED_POINTS = 16
"""Up to so many points the surprise of every mask is tabulated."""

_KEY_LIMIT = 2**62
"""Masses below it tell blocks of unequal mass apart; beyond it every mask counts as a mass of its own."""

_LABEL_LIMIT = 64
"""Most labels whose renaming is looked at for symmetries."""

_BITS = np.arange(256)[:, None] >> np.arange(8) & 1
_NONE = np.zeros(0, dtype=np.int64)


class Tables(NamedTuple):
    """What the kernel reads of a stage. Masks are int64; tables by bytes have shape (…, chunks, 256).

    columns: candidate neurons, those first that split the parts least. orbits: columns with equal
    numbers are images of each other under an automorphism of the stage. parts: the classes that a
    layer must tell apart, or one part. targets: what neurons above must be able to output;
    disagreements: in how many points at least a column differs from each and from its complement.
    functions: threshold functions of the layer's codes. everything: the mask of all points. measure:
    −p log2 p of every mask, or one 0. masses: p by bytes. doubts: p·H(Y|·) of every mask, or one 0;
    label_masses: p(·, y) by bytes for each label y. At epsilon = 0 neither is needed.
    keys: counts by bytes; joint_keys: the counts of all labels as the digits of one number.
    """

    columns: NDArray[np.int64]
    orbits: NDArray[np.int64]
    parts: NDArray[np.int64]
    targets: NDArray[np.int64]
    disagreements: NDArray[np.int64]
    functions: NDArray[np.int64]
    everything: NDArray[np.int64]
    measure: NDArray[np.float64]
    masses: NDArray[np.float64]
    doubts: NDArray[np.float64]
    label_masses: NDArray[np.float64]
    keys: NDArray[np.int64]
    joint_keys: NDArray[np.int64]

    def for_size(self, size: int) -> Tables:
        """The tables for a layer of `size` neurons."""
        return self._replace(functions=canonical_functions(size) if size <= MASK_LIMIT else _NONE)


def search_tables(stage: Stage, *, tabulated: int = _TABULATED_POINTS, symmetries: bool = True) -> Tables:
    """The arrays of a stage.

    tabulated: up to so many points the surprise of every mask is listed. symmetries: whether columns
    that are images of each other may stand for one another.
    """
    table, points = stage.table, stage.points
    parts = np.array(stage.parts)
    law = _law(table.input_counts, table.total)
    masses = _by_bytes(law)
    is_tabulated = points <= tabulated
    measure = _surprises(law) if is_tabulated else np.zeros(1)
    columns = neuron_columns(table.inputs)
    columns = columns[np.argsort(kernel.refined_costs(columns, parts, measure, masses), kind="stable")]
    gaps = [np.bitwise_count((columns ^ target).view(np.uint64)).astype(int) for target in stage.targets]
    label_masses = (
        [] if stage.sufficient else [_law(row, table.total) for row in zip(*table.counts, strict=True)]
    )
    return Tables(
        columns=columns,
        orbits=column_orbits(columns, _automorphisms(stage)) if symmetries else np.arange(len(columns)),
        parts=parts,
        targets=np.array(stage.targets, dtype=np.int64),
        disagreements=np.array([np.minimum(gap, points - gap).min() for gap in gaps], dtype=np.int64),
        functions=_NONE,
        everything=np.array([stage.everything]),
        measure=measure,
        masses=masses,
        doubts=sum(map(_surprises, label_masses)) - measure if is_tabulated and label_masses else np.zeros(1),
        label_masses=np.array([_by_bytes(row) for row in label_masses]).reshape(-1, *masses.shape),
        keys=_keys_by_bytes(table.input_counts if has_mass_keys(stage) else None, points),
        joint_keys=_keys_by_bytes(_joint_counts(stage) if _has_joint_keys(stage) else None, points),
    )


def has_mass_keys(stage: Stage) -> bool:
    """Whether the keys of the kernel's questions are counts; else they are masks."""
    return stage.table.total < _KEY_LIMIT


def masses_of(stage: Stage, keys: Sequence[int]) -> list[int]:
    """The counts of blocks, from the kernel's keys."""
    return list(keys) if has_mass_keys(stage) else [stage.mass(mask) for mask in keys]


def label_counts_of(stage: Stage, keys: Sequence[int]) -> list[list[int]]:
    """The counts of every label in blocks, from the kernel's keys."""
    if not _has_joint_keys(stage):
        return [stage.label_counts(mask) for mask in keys]
    base = stage.table.total + 1
    return [[key // base**y % base for y in range(len(stage.table.labels))] for key in keys]


def _has_joint_keys(stage: Stage) -> bool:
    digits: int = (stage.table.total + 1) ** len(stage.table.labels)
    return digits < _KEY_LIMIT


def _joint_counts(stage: Stage) -> list[int]:
    base = stage.table.total + 1
    return [sum(count * base**y for y, count in enumerate(row)) for row in stage.table.counts]


def _automorphisms(stage: Stage) -> NDArray[np.int64]:
    """The symmetries that keep what a layer is worth and what it must be."""
    labels: list[tuple[int, ...]] = list(zip(*stage.table.counts, strict=True))
    if len(labels) > _LABEL_LIMIT:
        return np.arange(stage.points)[None, :]
    if stage.sufficient:
        # Only the classes count then, and the targets with their complements.
        kept = [*stage.parts, *stage.targets, *(stage.everything & ~target for target in stage.targets)]
        labels = [tuple(mask >> i & 1 for i in range(stage.points)) for mask in kept]
    return automorphisms(stage.table.inputs, [[stage.table.input_counts], labels])


def _law(counts: Sequence[int], total: int) -> list[float]:
    return [count / total for count in counts]


def _surprises(law: Sequence[float]) -> NDArray[np.float64]:
    """−p log2 p of the mass p of every mask."""
    sums = np.zeros(1)
    for p in law:
        sums = np.concatenate([sums, sums + p])
    return np.asarray(-sums * np.log2(sums, out=np.zeros_like(sums), where=sums > 0))


def _by_bytes(weights: Sequence[float]) -> NDArray[np.float64]:
    """Sums of the weights of the points of every byte, shape (chunks, 256)."""
    chunks = -(-len(weights) // 8)
    padded = np.zeros(8 * chunks)
    padded[: len(weights)] = weights
    return np.ascontiguousarray(padded.reshape(chunks, 8) @ _BITS.T)


def _keys_by_bytes(weights: Sequence[int] | None, points: int) -> NDArray[np.int64]:
    """As _by_bytes in integers; without weights the masks themselves."""
    chunks = -(-points // 8)
    padded = np.zeros(8 * chunks, dtype=np.int64)
    padded[:points] = [as_mask([i]) for i in range(points)] if weights is None else weights
    return np.ascontiguousarray(padded.reshape(chunks, 8) @ _BITS.T)
