"""Plain enumeration: every network, layer by layer. The yardstick of the other engines.

A layer matters to the rest of the network only through the codes it gives to the support, so the
search keeps, for every set of neuron outputs, the cheapest way to reach it (Bellman's principle).
The only pruning is that distortion never decreases from layer to layer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement

from ibsolve.engines.canonical import as_column, canonical_columns, codes_of
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.errors import Fault, LimitError
from ibsolve.information import LogForm, exact_partition_entropy, keeps_distortion
from ibsolve.problem import Code, JointTable, Partition, Problem, Readout
from ibsolve.solution import Status
from ibsolve.threshold import (
    DICHOTOMY_LIMIT,
    MASK_LIMIT,
    PointSet,
    dichotomy_bound,
    separable_dichotomies,
)

LAYER_LIMIT = 2_000_000
"""Most candidate layers that are built in one step of the enumeration."""

Columns = tuple[int, ...]
"""The outputs of a layer: one mask over the support points for each neuron."""


@dataclass(frozen=True, slots=True)
class _Path:
    """A way to a layer: the entropy of each layer on it, their rounded sum, and their columns."""

    entropies: tuple[LogForm, ...]
    value: float
    layers: tuple[Columns, ...]

    def extended(self, layer: Columns, entropy: LogForm, value: float) -> _Path:
        return _Path((*self.entropies, entropy), self.value + value, (*self.layers, layer))

    def is_cheaper_than(self, other: _Path) -> bool:
        # Far more than the rounding of any sum of entropies: what is closer is decided exactly.
        if abs(self.value - other.value) > 1e-6:
            return self.value < other.value
        return LogForm.total(self.entropies) < LogForm.total(other.entropies)


class Enumerate(AbstractEngine):
    """Complete enumeration with exact comparison; for small problems."""

    name = "enumerate"

    def check_capability(self, problem: Problem) -> None:
        variables, points = len(problem.table.variables), len(problem.table.inputs)
        most = dichotomy_bound(points, variables)
        if variables > MASK_LIMIT and most > DICHOTOMY_LIMIT:
            _refuse(
                f"at most {MASK_LIMIT} variables, or at most {DICHOTOMY_LIMIT} separable dichotomies",
                f"{points} support inputs of {variables} variables, up to {most} dichotomies",
            )
        _refuse_above_limit(candidate_layers(problem)[0], problem, layer=1)

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        _ = hint  # plain enumeration visits everything whatever is in hand
        return _Enumeration(problem, limits).answer()


class _Enumeration:
    """One run: from the cheapest paths to each layer to those to the next."""

    def __init__(self, problem: Problem, limits: Limits) -> None:
        self._problem = problem
        self._limits = limits
        self._points = len(problem.table.inputs)
        self._worth = _Worth(problem.table, problem.epsilon)
        self._nodes = 0
        self._is_cut_short = limits.reached

    def answer(self) -> Answer:
        inputs = tuple(as_column(bits) for bits in zip(*self._problem.table.inputs, strict=True))
        paths = {inputs: _Path((), 0.0, ())}
        for number in range(1, self._problem.depth + 1):
            paths = self._extended(paths, number)
            if self._is_cut_short:
                whole_networks = paths if number == self._problem.depth else {}
                return self._answer(whole_networks, Status.FEASIBLE, Status.UNKNOWN)
        return self._answer(paths, Status.OPTIMAL, Status.INFEASIBLE)

    def _answer(self, paths: dict[Columns, _Path], found: Status, not_found: Status) -> Answer:
        work = {"nodes": self._nodes}
        if not paths:
            return Answer(status=not_found, work=work)
        best = next(iter(paths.values()))
        for path in paths.values():
            if path.is_cheaper_than(best):
                best = path
        return Answer(
            status=found, codes=tuple(codes_of(columns, self._points) for columns in best.layers), work=work
        )

    def _extended(self, paths: dict[Columns, _Path], number: int) -> dict[Columns, _Path]:
        """The cheapest path to every layer `number` that keeps the distortion bound.

        The bound may be tested at every layer: distortion never decreases from layer to layer.
        """
        reached: dict[Columns, _Path] = {}
        for path, layer in self._candidates(paths, number):
            self._nodes += 1
            if self._nodes % 4096 == 0:
                self._limits.tell(objective=None, bound=None, nodes=self._nodes)
                if self._limits.reached:
                    self._is_cut_short = True
                    break
            worth = self._worth.of_layer(layer)
            if worth is not None:
                extended = path.extended(layer, *worth)
                if layer not in reached or extended.is_cheaper_than(reached[layer]):
                    reached[layer] = extended
        return reached

    def _candidates(self, paths: dict[Columns, _Path], number: int) -> Iterator[tuple[_Path, Columns]]:
        """Every layer `number` that neurons realise above a path, up to permuting and complementing them."""
        problem, width = self._problem, self._problem.widths[number - 1]
        must_equal = number == problem.depth and problem.readout is Readout.EQUAL
        choices = {columns: _neuron_choices(columns, self._points) for columns in paths}
        if must_equal:
            wanted = tuple(as_column(bits) for bits in zip(*problem.table.target_bits(), strict=True))
            needed = set(canonical_columns(wanted, self._points))
            for columns, path in paths.items():
                if needed <= set(choices[columns]):
                    yield path, wanted
            return
        _refuse_above_limit(
            sum(_multisets(len(masks), width) for masks in choices.values()), problem, layer=number
        )
        for columns, path in paths.items():
            for layer in combinations_with_replacement(choices[columns], width):
                yield path, layer


def candidate_layers(problem: Problem) -> list[int]:
    """At most how many layers there are above one set of codes, up to permuting and complementing neurons.

    One number a layer; the last under readout "equal" is one.
    """
    variables, points = len(problem.table.variables), len(problem.table.inputs)
    candidates = []
    for width in problem.widths:
        candidates.append(_multisets(dichotomy_bound(points, variables) // 2, width))
        points, variables = min(points, 2**width), width
    if problem.readout is Readout.EQUAL:
        candidates[-1] = 1
    return candidates


class _Worth:
    """Entropy and feasibility of layers on one table, each partition computed once."""

    def __init__(self, table: JointTable, epsilon: Fraction) -> None:
        self._table = table
        self._epsilon = epsilon
        self._points = len(table.inputs)
        self._of_blocks: dict[tuple[int, ...], tuple[LogForm, float] | None] = {}

    def of_layer(self, layer: Columns) -> tuple[LogForm, float] | None:
        """The exact and the rounded entropy; None where the layer distorts too much."""
        blocks = _blocks(layer, self._points)
        if blocks not in self._of_blocks:
            self._of_blocks[blocks] = self._computed(layer)
        return self._of_blocks[blocks]

    def _computed(self, layer: Columns) -> tuple[LogForm, float] | None:
        partition = Partition.of(codes_of(layer, self._points))
        if not keeps_distortion(self._table, partition, self._epsilon):
            return None
        exact = exact_partition_entropy(self._table, partition)
        return exact, float(exact)


# The same layers come back at every epsilon and for every function of the same inputs.


@lru_cache(maxsize=1 << 16)
def _blocks(layer: Columns, points: int) -> tuple[int, ...]:
    """The blocks of a layer's partition as sorted masks: those of all neurons but the last, split by it."""
    if not layer:
        return ((1 << points) - 1,)
    last = layer[-1]
    parts = [part for block in _blocks(layer[:-1], points) for part in (block & last, block & ~last)]
    return tuple(sorted(filter(None, parts)))


@lru_cache(maxsize=1 << 15)
def _neuron_choices(columns: Columns, points: int) -> tuple[int, ...]:
    """Outputs over the support that one neuron above a layer can have, 0 at the first point."""
    codes = codes_of(columns, points)
    attained = tuple(sorted(set(codes)))
    holders = [as_column(code == own for code in codes) for own in attained]
    first = attained.index(codes[0])
    lifted = (
        sum([holder for i, holder in enumerate(holders) if dichotomy >> i & 1])
        for dichotomy in _dichotomies(attained)
        if not dichotomy >> first & 1
    )
    return tuple(sorted(lifted))


@lru_cache(maxsize=1 << 10)
def _dichotomies(points: tuple[Code, ...]) -> tuple[int, ...]:
    return tuple(separable_dichotomies(PointSet(points)))


def _multisets(kinds: int, size: int) -> int:
    return math.comb(kinds + size - 1, size)


def _refuse_above_limit(candidates: int, problem: Problem, *, layer: int) -> None:
    if candidates > LAYER_LIMIT:
        _refuse(
            f"at most {LAYER_LIMIT} candidates for a layer",
            f"{candidates} for layer {layer} of widths {list(problem.widths)}",
        )


def _refuse(expected: str, found: str) -> None:
    raise LimitError(Fault(where="engine enumerate", expected=expected, found=found))
