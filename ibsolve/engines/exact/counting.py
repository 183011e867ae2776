"""How many optima there are: the distinct tuples of partitions of the support that reach the optimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ibsolve.engines.allowance import Allowance
from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.columns import are_neuron_columns, layer_sizes
from ibsolve.engines.exact.layer_search import LayerSearch, Objective, Task
from ibsolve.engines.exact.reduction import Reductions
from ibsolve.engines.exact.stage import Stage, refined
from ibsolve.engines.exact.tables import search_tables
from ibsolve.engines.floor import layer_floor
from ibsolve.information import LogForm, exact_entropy
from ibsolve.problem import Problem

TUPLE_LIMIT = 1_000_000
"""Most tuples of partitions that are collected."""

Blocks = tuple[int, ...]
"""A partition as the masks of its blocks, ascending."""


class Count:
    """The tuples of partitions whose entropies sum to the least cost, collected layer by layer.

    cost: that least sum, bits, known to be the optimum. pause: as for Search.
    """

    def __init__(self, problem: Problem, cost: LogForm, pause: Callable[[], bool]) -> None:
        self._problem = problem
        self._cost = cost
        self._pause = pause
        self._sufficient = problem.epsilon == 0
        self._allowed = Allowance.of(problem.table, problem.epsilon)
        floor = layer_floor(problem.table, self._allowed, widths=problem.widths)
        self._floor = LogForm() if floor is None else floor
        self._reductions = Reductions(sufficient=self._sufficient, readout=problem.readout)
        self._memo: dict[tuple[int, tuple[int, ...], str], frozenset[tuple[Blocks, ...]]] = {}
        self._held = 0
        self._is_cut_short = False

    def number(self) -> int | None:
        """How many there are; None where the search was stopped or they are too many."""
        stage = Stage(self._problem.table, sufficient=self._sufficient, readout=self._problem.readout)
        tuples = self._tuples(stage, 1, self._cost)
        return None if self._is_cut_short else len(tuples)

    def _tuples(self, stage: Stage, layer: int, cost: LogForm) -> frozenset[tuple[Blocks, ...]]:
        """The partitions of a stage's points by the layers from `layer` on, at exactly this cost."""
        above = self._problem.depth - layer
        if cost == 0:
            # No layer carries information.
            return frozenset([((stage.everything,),) * (above + 1)])
        if above == 0 and stage.must_output_targets(self._problem.widths[-1]):
            realisable = are_neuron_columns(stage.targets, stage.table.inputs)
            return frozenset([(tuple(sorted(stage.parts)),)] if realisable and cost == self._floor else [])
        found: set[tuple[Blocks, ...]] = set()
        tables = search_tables(stage, symmetries=False)
        targets_above = above == 1 and stage.must_output_targets(self._problem.widths[-1])
        task = Task(
            objective=Objective.ENTROPY,
            kind=kernel.TARGETS_EMIT if targets_above else kernel.REFINE_EMIT,
            size=1,
            rest=self._floor * above,
            cut=cost,
            allowed=self._allowed,
            ties=True,
        )
        width = self._problem.widths[layer - 1]
        for size in layer_sizes(stage.points, width, classes=len(stage.parts)):
            for batch in LayerSearch(stage, tables, replace(task, size=size), lambda _: self._stops()):
                for columns in batch:
                    found |= self._continued(stage, layer, columns[:size], cost)
                    self._is_cut_short |= len(found) > TUPLE_LIMIT
                    if self._is_cut_short:
                        return frozenset()
        return frozenset(found)

    def _stops(self) -> bool:
        self._is_cut_short |= self._pause()
        return self._is_cut_short

    def _continued(
        self, stage: Stage, layer: int, columns: tuple[int, ...], cost: LogForm
    ) -> set[tuple[Blocks, ...]]:
        """The tuples at this cost that begin with the partition of a given layer."""
        own = tuple(sorted(block for block in refined([stage.everything], columns) if block))
        left = cost - exact_entropy(map(stage.mass, own))
        if layer == self._problem.depth:
            return {(own,)} if left == 0 else set()
        above = self._reductions.of(stage, columns)
        key = (layer, above.key, str(left))
        if key not in self._memo:
            self._memo[key] = self._tuples(above.stage, layer + 1, left)
            self._held += len(self._memo[key])
        lifted: set[tuple[Blocks, ...]] = set()
        for rest in self._memo[key]:
            if self._held + len(lifted) > TUPLE_LIMIT or (len(lifted) % 1024 == 0 and self._stops()):
                self._is_cut_short = True
                break
            lifted.add((own, *(tuple(sorted(map(above.lifted, blocks))) for blocks in rest)))
        return lifted
