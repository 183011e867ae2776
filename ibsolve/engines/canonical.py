"""Canonical codes of layers: one representative of all relabellings that change nothing.

Permuting the neurons of a layer or complementing their outputs keeps its partition, and with it
every entropy; and the next layer can undo it, since threshold functions stay threshold functions
when inputs are permuted or flipped (mathematics: the hyperoctahedral group B_m).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ibsolve.engines.interface import LayerCodes
from ibsolve.problem import Code, Problem, Readout


def canonical_columns(columns: Iterable[int], points: int) -> tuple[int, ...]:
    """Neuron outputs as sorted masks that are 0 at the first point.

    columns: one mask a neuron, bit i the output on support point i. points: number of points.
    Sorted as the words f(0)f(1)…, so that later points come to larger codes.
    """
    everything = (1 << points) - 1
    normalised = (column ^ everything if column & 1 else column for column in columns)
    return tuple(sorted(normalised, key=lambda column: _word(column, points)))


def _word(column: int, points: int) -> str:
    return f"{column:0{points}b}"[::-1]


def canonical_codes(problem: Problem, layers: Sequence[Sequence[Code]]) -> LayerCodes:
    """The same layers with canonical codes; an output layer read bit by bit stays as it is."""
    canonical: list[tuple[Code, ...]] = []
    for number, codes in enumerate(layers, start=1):
        if number == problem.depth and problem.readout is Readout.EQUAL:
            canonical.append(tuple(codes))
        else:
            columns = (as_column(bits) for bits in zip(*codes, strict=True))
            canonical.append(codes_of(canonical_columns(columns, len(codes)), len(codes)))
    return tuple(canonical)


def as_column(bits: Iterable[int]) -> int:
    """The mask with bit i set where bits[i] is."""
    return sum(bit << i for i, bit in enumerate(bits))


def codes_of(columns: Sequence[int], points: int) -> tuple[Code, ...]:
    """The code of every point, from one mask a neuron."""
    return tuple(zip(*(_bits(column, points) for column in columns), strict=True))


@lru_cache(maxsize=1 << 16)
def _bits(column: int, points: int) -> tuple[int, ...]:
    return tuple(column >> i & 1 for i in range(points))
