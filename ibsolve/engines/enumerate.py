"""Plain enumeration: every network, layer by layer. The yardstick of the other engines.

A layer matters to the rest of the network only through the codes it gives to the support, so the
search keeps, for every set of neuron outputs, the cheapest way to reach it (Bellman's principle).
The only pruning is that distortion never decreases from layer to layer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

from ibsolve.engines.canonical import as_column, canonical_columns, codes_of
from ibsolve.engines.interface import AbstractEngine, Answer, Limits
from ibsolve.errors import Faults, LimitError
from ibsolve.information import LogForm, exact_partition_entropy, keeps_distortion
from ibsolve.problem import JointTable, Partition, Problem, Readout
from ibsolve.solution import Status
from ibsolve.threshold import (
    DICHOTOMY_LIMIT,
    TABLE_LIMIT,
    PointSet,
    dichotomy_bound,
    separable_dichotomies,
    threshold_functions,
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

    def is_cheaper_than(self, other: _Path) -> bool:
        # Far more than the rounding of a sum of at most DEPTH_LIMIT entropies.
        if abs(self.value - other.value) > 1e-9:
            return self.value < other.value
        return LogForm.total(self.entropies) < LogForm.total(other.entropies)


class Enumerate(AbstractEngine):
    """Complete enumeration with exact comparison; for small problems."""

    name = "enumerate"
    summary = "plain enumeration of all networks, for small problems"

    def check_capability(self, problem: Problem) -> None:
        variables, points = len(problem.table.variables), len(problem.table.inputs)
        most = dichotomy_bound(points, variables)
        if variables > TABLE_LIMIT and most > DICHOTOMY_LIMIT:
            _refuse(
                f"at most {TABLE_LIMIT} variables, or at most {DICHOTOMY_LIMIT} separable dichotomies",
                f"{points} support inputs of {variables} variables, up to {most} dichotomies",
            )
        _refuse_above_limit(first_layer_candidates(problem), problem, layer=1)

    def answer(self, problem: Problem, limits: Limits) -> Answer:
        self.check_capability(problem)
        points = len(problem.table.inputs)
        worth = _Worth(problem.table, problem.epsilon)
        inputs = tuple(as_column(bits) for bits in zip(*problem.table.inputs, strict=True))
        states = {inputs: _Path((), 0.0, ())}
        nodes = 0
        for number, width in enumerate(problem.widths, start=1):
            must_equal = number == problem.depth and problem.readout is Readout.EQUAL
            choices = {columns: _neuron_choices(columns, points) for columns in states}
            candidates = sum(1 if must_equal else _multisets(len(masks), width) for masks in choices.values())
            _refuse_above_limit(candidates, problem, layer=number)
            reached: dict[Columns, _Path] = {}
            for columns, path in states.items():
                layers = _target_layer(problem, choices[columns]) if must_equal else _layers(choices[columns], width)
                for layer in layers:
                    nodes += 1
                    if nodes % 4096 == 0:
                        limits.tell(objective=None, bound=None, nodes=nodes)
                        if limits.reached:
                            return Answer(status=Status.UNKNOWN, work={"nodes": nodes})
                    partition = Partition.of(codes_of(layer, points))
                    if not worth.keeps_distortion(partition):
                        continue
                    exact, value = worth.entropy(partition)
                    extended = _Path((*path.entropies, exact), path.value + value, (*path.layers, layer))
                    known = reached.get(layer)
                    if known is None or extended.is_cheaper_than(known):
                        reached[layer] = extended
            states = reached
        if not states:
            return Answer(status=Status.INFEASIBLE, work={"nodes": nodes})
        best = next(iter(states.values()))
        for path in states.values():
            if path.is_cheaper_than(best):
                best = path
        return Answer(
            status=Status.OPTIMAL,
            codes=tuple(codes_of(columns, points) for columns in best.layers),
            work={"nodes": nodes},
        )


def first_layer_candidates(problem: Problem) -> int:
    """At most how many layers 1 there are, up to permuting and complementing neurons."""
    variables, points = len(problem.table.variables), len(problem.table.inputs)
    dichotomies = dichotomy_bound(points, variables)
    if variables <= TABLE_LIMIT:
        dichotomies = min(dichotomies, len(threshold_functions(variables)))
    return _multisets(dichotomies // 2, problem.widths[0])


class _Worth:
    """Entropy and feasibility of partitions of one table, each computed once."""

    def __init__(self, table: JointTable, epsilon: Fraction) -> None:
        self._table = table
        self._epsilon = epsilon
        self._entropy: dict[Partition, tuple[LogForm, float]] = {}
        self._kept: dict[Partition, bool] = {}

    def entropy(self, partition: Partition) -> tuple[LogForm, float]:
        if partition not in self._entropy:
            exact = exact_partition_entropy(self._table, partition)
            self._entropy[partition] = exact, float(exact)
        return self._entropy[partition]

    def keeps_distortion(self, partition: Partition) -> bool:
        if partition not in self._kept:
            self._kept[partition] = keeps_distortion(self._table, partition, self._epsilon)
        return self._kept[partition]


def _neuron_choices(columns: Columns, points: int) -> list[int]:
    """Outputs that one neuron above a layer can have, as masks over the support that are 0 at its first point."""
    codes = codes_of(columns, points)
    attained = sorted(set(codes))
    holders = [as_column(int(code == own) for own in codes) for code in attained]
    lifted = (
        sum(holder for i, holder in enumerate(holders) if dichotomy >> i & 1)
        for dichotomy in separable_dichotomies(PointSet(attained))
    )
    return sorted(mask for mask in lifted if not mask & 1)


def _layers(choices: list[int], width: int) -> Iterable[Columns]:
    """All layers of `width` neurons up to permuting and complementing them."""
    return combinations_with_replacement(choices, width)


def _target_layer(problem: Problem, choices: list[int]) -> Iterable[Columns]:
    """The one layer that outputs the target bits, if the choices hold its neurons."""
    points = len(problem.table.inputs)
    wanted = tuple(as_column(bits) for bits in zip(*problem.table.target_bits(), strict=True))
    realisable = all(canonical_columns([column], points)[0] in choices for column in wanted)
    return [wanted] if realisable else []


def _multisets(kinds: int, size: int) -> int:
    return math.comb(kinds + size - 1, size)


def _refuse_above_limit(candidates: int, problem: Problem, *, layer: int) -> None:
    if candidates > LAYER_LIMIT:
        _refuse(
            f"at most {LAYER_LIMIT} candidates for a layer",
            f"{candidates} for layer {layer} of widths {list(problem.widths)}",
        )


def _refuse(expected: str, found: str) -> None:
    faults = Faults()
    faults.add("engine enumerate", expected=expected, found=found, remedy="use engine cpsat")
    raise LimitError(*faults.found)
