"""The optimum of a problem by plain enumeration of every network, layer by layer.

Points are the support inputs; sets of points are bit masks, bit i for the i-th input. A neuron is
known by the points on which it fires, a layer by its neurons' masks. Nothing is cut but completed
layers that already lose more than epsilon, which no later layer can undo: the distortion never
decreases along the layers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from ibsolve.checker.dichotomies import TABLE_DIMENSION, dichotomies, dichotomy_bound
from ibsolve.checker.figures import Figures
from ibsolve.checker.logarithms import LogSum
from ibsolve.problem import Code, Problem, Readout

STEP_LIMIT = 8_000_000
"""Steps, each the trial of one layer, after which the enumeration gives up: half a minute or so."""

_SEPARABILITY_STEPS = 100
"""What one linear programme costs, in steps."""

_KEEPING_STEPS = 10
"""What keeping a layer costs, in steps: it bounds the memory."""

Layer = tuple[int, ...]
"""The neurons of a layer as ascending masks, without duplicates, constants and complements.

Nothing is lost by leaving those out. A duplicate's weight can move to its twin, a constant's into
the threshold, and 1 − x for x changes a weight's sign and the threshold: the next layer can do
the same either way, and the partition of the inputs is the same. Order does not matter to either.
So each mask is the one of the two complements that leaves out the first point.
"""

Blocks = tuple[int, ...]
"""A partition of the points, as masks."""

Spread = tuple[int, ...]
"""Weights > 1 of all blocks of all layers so far, ascending: ΣH(X_i) = n log2 N − (1/N) Σ k log2 k."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """What the enumeration of all networks found.

    objective: the largest value of eq. (28) of paper 000, None if no network keeps the bound.
    optima: distinct tuples of partitions that reach it. steps: the work done.
    """

    objective: LogSum | None
    optima: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge:
    """The enumeration would need more than STEP_LIMIT steps: `steps` once layer `layer` is reached."""

    layer: int
    steps: int


def enumerated_optimum(problem: Problem) -> Optimum | TooLarge:
    """The optimum over every network of the problem's widths, or how large the enumeration would be.

    >>> from ibsolve.problem import Problem
    >>> found = enumerated_optimum(Problem.from_truth_table("0110", [2, 1]))
    >>> float(found.objective), found.optima
    (1.5, 2)
    """
    return _Enumeration(problem).optimum()


@dataclass
class _Reached:
    """The cheapest ways to a layer: its spread, and the partitions of the layers on each such way."""

    spread: Spread
    ways: set[tuple[Blocks, ...]]


class _StepLimitReached(Exception):  # noqa: N818  # an answer on its way out, not an error
    def __init__(self, steps: int) -> None:
        self.steps = steps


@dataclass
class _Enumeration:
    problem: Problem
    steps: int = 0

    def optimum(self) -> Optimum | TooLarge:
        inputs = zip(*self.problem.table.inputs, strict=True)
        reached = {self._layer(_mask(bits) for bits in inputs): _Reached((), {()})}
        *hidden, last = self.problem.widths
        number = 1
        try:
            for width in hidden:
                reached = self._above(reached, width)
                number += 1
            best = self._last(reached, last)
        except _StepLimitReached as stop:
            return TooLarge(layer=number, steps=stop.steps)
        if best is None:
            return Optimum(objective=None, optima=0, steps=self.steps)
        return Optimum(objective=self._objective(best.spread), optima=len(best.ways), steps=self.steps)

    def _above(self, reached: dict[Layer, _Reached], width: int) -> dict[Layer, _Reached]:
        """The layers of this width that keep the bound, each with the cheapest ways to it."""
        above: dict[Layer, _Reached] = {}
        for below, neurons in self._choices(reached, width).items():
            here = reached[below]
            for layer, blocks in _layers(neurons, width, (self._all,)):
                if self._keeps_bound(blocks):
                    way = self._extended(here, blocks)
                    known = above.get(layer)
                    if known is None:
                        self._spend(_KEEPING_STEPS)
                    above[layer] = way if known is None else _cheapest(known, way)
        return above

    def _last(self, reached: dict[Layer, _Reached], width: int) -> _Reached | None:
        """The cheapest ways through the last layer, of which only the partition matters."""
        best: _Reached | None = None
        is_free = self.problem.readout is Readout.ANY
        for below, neurons in self._choices(reached, width if is_free else 0).items():
            layers = _layers(neurons, width, (self._all,)) if is_free else self._target_layer(neurons)
            for _, blocks in layers:
                if self._keeps_bound(blocks):
                    way = self._extended(reached[below], blocks)
                    best = way if best is None else _cheapest(best, way)
        return best

    def _target_layer(self, neurons: Sequence[int]) -> Iterator[tuple[Layer, Blocks]]:
        """The layer whose neurons are the target bits, if the layer below allows it.

        Complements cost nothing here either: a neuron is possible iff its complement is.
        """
        target = self._layer(_mask(bits) for bits in zip(*self.problem.table.target_bits(), strict=True))
        if set(target) <= set(neurons):
            blocks: Blocks = (self._all,)
            for mask in target:
                blocks = _split(blocks, mask)
            yield target, blocks

    def _choices(self, reached: dict[Layer, _Reached], width: int) -> dict[Layer, list[int]]:
        """The possible neurons above each layer, once the work on sets of `width` of them is affordable."""
        images = {layer: self._image(layer) for layer in reached}
        self._spend(sum(_dichotomy_steps(image, len(layer)) for layer, image in images.items()))
        choices = {layer: self._neurons(image) for layer, image in images.items()}
        self._spend(
            sum(math.comb(len(neurons), size) for neurons in choices.values() for size in range(width + 1))
        )
        return choices

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > STEP_LIMIT:
            raise _StepLimitReached(self.steps)

    def _image(self, layer: Layer) -> dict[Code, int]:
        """The codes that the layer takes, ascending, each with the points that it stands for."""
        image: dict[Code, int] = {}
        for point in range(len(self.problem.table.inputs)):
            code = tuple([mask >> point & 1 for mask in layer])
            image[code] = image.get(code, 0) | 1 << point
        return dict(sorted(image.items()))

    def _neurons(self, image: dict[Code, int]) -> list[int]:
        """Every neuron that can read the layer, without constants and complements, as point masks."""
        cells = [(1 << number, cell) for number, cell in enumerate(image.values())]
        return list(
            self._layer(
                sum([cell for bit, cell in cells if fired & bit]) for fired in dichotomies(tuple(image))
            )
        )

    def _layer(self, masks: Iterator[int]) -> Layer:
        return tuple(sorted({self._all ^ mask if mask & 1 else mask for mask in masks} - {0}))

    def _extended(self, here: _Reached, blocks: Blocks) -> _Reached:
        weights = [weight for block in blocks if (weight := sum(self._cell(block))) > 1]
        partition = tuple(sorted(blocks))
        return _Reached(tuple(sorted([*here.spread, *weights])), {(*way, partition) for way in here.ways})

    def _objective(self, spread: Spread) -> LogSum:
        total = self.problem.table.total
        entropies = LogSum.of(
            [(total, self.problem.depth), *((weight, Fraction(-weight, total)) for weight in spread)]
        )
        return self._figures.H_X * self.problem.depth - entropies

    @cached_property
    def _all(self) -> int:
        return (1 << len(self.problem.table.inputs)) - 1

    @cached_property
    def _figures(self) -> Figures:
        return Figures.of(self.problem.table)

    @cached_property
    def _class_of(self) -> list[int]:
        """The class of T* that holds each point, as a mask."""
        classes = self.problem.table.minimal_sufficient_partition
        masks = [sum(1 << point for point in block) for block in classes.blocks()]
        return [masks[block] for block in classes.block_of]

    @cached_property
    def _cells(self) -> dict[int, tuple[int, ...]]:
        """Joint weights with each label, ascending labels, of the blocks met so far."""
        return {}

    def _cell(self, block: int) -> tuple[int, ...]:
        known = self._cells.get(block)
        if known is None:
            rows = [row for point, row in enumerate(self.problem.table.counts) if block >> point & 1]
            known = tuple(map(sum, zip(*rows, strict=True)))
            self._cells[block] = known
        return known

    def _keeps_bound(self, blocks: Blocks) -> bool:
        """Whether I(X;Y|block) <= epsilon; at epsilon = 0, whether no block mixes classes of T*."""
        if not self.problem.epsilon:
            return not any(block & ~self._class_of[(block & -block).bit_length() - 1] for block in blocks)
        cells = tuple(sorted(map(self._cell, blocks)))
        known = self._kept.get(cells)
        if known is None:
            terms = self._terms(cells, self.problem.epsilon.denominator)
            known = self._kept[cells] = LogSum.of([*terms, *self._allowed]).sign() <= 0
        return known

    @staticmethod
    def _terms(cells: Sequence[Sequence[int]], scale: int) -> list[tuple[int, int]]:
        """N·H(Y|T) times the scale, of blocks with these joint weights: Σ m log2 m − Σ k log2 k."""
        masses = [(mass, scale * mass) for mass in map(sum, cells)]
        return masses + [(k, -scale * k) for cell in cells for k in cell if k]

    @cached_property
    def _allowed(self) -> list[tuple[int, Fraction | int]]:
        """−N·(H(Y|X) + epsilon) times epsilon's denominator: all are integers, which are quick."""
        table, epsilon = self.problem.table, self.problem.epsilon
        given = self._terms(table.counts, -epsilon.denominator)
        return list(LogSum.of([*given, (2, -table.total * epsilon.numerator)]).terms)

    @cached_property
    def _kept(self) -> dict[tuple[tuple[int, ...], ...], bool]:
        """What is known of the bound, by the joint weights of the blocks, on which alone it depends."""
        return {}


def _mask(bits: Sequence[int]) -> int:
    return sum(bit << point for point, bit in enumerate(bits))


def _split(blocks: Blocks, mask: int) -> Blocks:
    return tuple([half for block in blocks for half in (block & ~mask, block & mask) if half])


def _layers(neurons: Sequence[int], width: int, blocks: Blocks) -> Iterator[tuple[Layer, Blocks]]:
    """Every set of at most `width` neurons, with the partition that it makes of these blocks."""
    yield (), blocks
    if width:
        for number, mask in enumerate(neurons):
            finer = _split(blocks, mask)
            if width == 1:
                yield (mask,), finer
                continue
            for others, finest in _layers(neurons[number + 1 :], width - 1, finer):
                yield (mask, *others), finest


def _dichotomy_steps(image: dict[Code, int], dimension: int) -> int:
    bound = dichotomy_bound(len(image), dimension)
    return bound if dimension <= TABLE_DIMENSION else bound * _SEPARABILITY_STEPS


def _cheapest(one: _Reached, other: _Reached) -> _Reached:
    """The cheaper of the two, or both together where they cost the same."""
    sign = _spread_sign(one.spread, other.spread)
    if sign == 0:
        one.ways |= other.ways
        return one
    return one if sign > 0 else other


@lru_cache(maxsize=1 << 20)
def _spread_sign(one: Spread, other: Spread) -> int:
    """The sign of Σ k log2 k over one spread less the other; the larger sum has the less entropy."""
    if one == other:
        return 0
    return LogSum.of([*((k, k) for k in one), *((k, -k) for k in other)]).sign()
