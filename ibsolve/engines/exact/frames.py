"""The memory of the compiled search: its stack, and the verdicts of exact arithmetic."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.stage import Stage
from ibsolve.engines.exact.tables import Tables

VERDICTS = 1024
"""Room for verdicts at first."""

_MOST_VERDICTS = 1 << 16
"""Verdicts remembered at a time: more than one candidate layer can ask for, or the search would not end."""


class Frames(NamedTuple):
    """The stack of the kernel: a frame for each number of neurons chosen, in the kernel's order."""

    cells: NDArray[np.int64]
    blocks: NDArray[np.int64]
    counts: NDArray[np.int64]
    costs: NDArray[np.float64]
    equivocations: NDArray[np.float64]
    lists: NDArray[np.int64]
    rows: NDArray[np.int64]
    positions: NDArray[np.int64]
    lengths: NDArray[np.int64]
    done: NDArray[np.uint8]
    mixed: NDArray[np.int64]
    wanted: NDArray[np.int64]
    scratch: NDArray[np.int64]
    unions: NDArray[np.int64]


class Verdicts(NamedTuple):
    """What exact arithmetic has said: sorted masses and the sign of their value minus the cut."""

    rows: NDArray[np.int64]
    lengths: NDArray[np.int64]
    signs: NDArray[np.int64]
    distortion_rows: NDArray[np.int64]
    distortion_lengths: NDArray[np.int64]
    distortion_signs: NDArray[np.int64]
    counts: NDArray[np.int64]
    pair: NDArray[np.int64]
    question: NDArray[np.int64]


def first_frames(stage: Stage, tables: Tables, size: int) -> Frames:
    """The frame of the empty layer: one cell, its parts, all candidates."""
    points, parts, columns = stage.points, tables.parts, tables.columns
    most = 1 << size
    frames = Frames(
        cells=np.zeros((size + 1, most), dtype=np.int64),
        blocks=np.zeros((size + 1, points + 2), dtype=np.int64),
        counts=np.zeros(size + 1, dtype=np.int64),
        costs=np.zeros(size + 1),
        equivocations=np.zeros(size + 1),
        lists=np.zeros((size, len(columns)), dtype=np.int64),
        rows=np.zeros(size, dtype=np.int64),
        positions=np.zeros(size, dtype=np.int64),
        lengths=np.zeros(size, dtype=np.int64),
        done=np.zeros(max(1, len(columns)), dtype=np.uint8),
        mixed=np.zeros(most + len(tables.targets), dtype=np.int64),
        wanted=np.zeros(most + len(tables.targets), dtype=np.int64),
        scratch=np.zeros(points + 4, dtype=np.int64),
        unions=np.zeros((max(1, most // 8), 256), dtype=np.int64),
    )
    frames.cells[0, 0] = stage.everything
    frames.blocks[0, : len(parts)] = parts
    frames.counts[0] = len(parts)
    frames.costs[0] = sum(kernel.surprise(part, tables.measure, tables.masses) for part in parts)
    if len(tables.label_masses):
        frames.equivocations[0] = kernel.equivocation(stage.everything, tables.doubts, tables.label_masses)
    frames.lists[0] = np.arange(len(columns))
    frames.lengths[0] = len(columns)
    return frames


def no_verdicts() -> Verdicts:
    """Room for verdicts, with none in it."""

    def rows() -> NDArray[np.int64]:
        return np.zeros((VERDICTS, kernel.QUESTION_WIDTH), dtype=np.int64)

    def entries() -> NDArray[np.int64]:
        return np.zeros(VERDICTS, dtype=np.int64)

    return Verdicts(
        rows=rows(),
        lengths=entries(),
        signs=entries(),
        distortion_rows=rows(),
        distortion_lengths=entries(),
        distortion_signs=entries(),
        counts=np.zeros(2, dtype=np.int64),
        pair=np.zeros(2, dtype=np.int64),
        question=np.zeros(kernel.QUESTION_WIDTH, dtype=np.int64),
    )


def with_room(verdicts: Verdicts, kind: int) -> Verdicts:
    """The verdicts with room for more of a kind; beyond 65,536 those so far are forgotten."""
    first = 3 * kind
    known = len(verdicts[first])
    if known >= _MOST_VERDICTS:
        verdicts.counts[kind] = 0
        return verdicts
    grown = [np.concatenate([array, np.zeros_like(array)]) for array in verdicts[first : first + 3]]
    names = Verdicts._fields[first : first + 3]
    return verdicts._replace(**dict(zip(names, grown, strict=True)))
