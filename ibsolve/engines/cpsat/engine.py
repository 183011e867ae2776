"""The CP-SAT engine: questions above a network in hand until nothing is left.

CP-SAT is asked whether there is a network of at least some objective, halfway between what is in hand
and what is proved: a network raises the one, a refutation lowers the other, and where neither comes
within the effort allowed the question moves up, where it is easier. Where questions stay open, or the
model is large, a heuristic is asked for networks in hand. The last question reaches so far down that
rounding cannot hide a better network; the networks it finds are visited one class of equal masses at a
time until CP-SAT proves that no class is left. So "optimal" is never a rounding claim.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import methodcaller
from threading import Thread
from typing import Any

from ibsolve.compiled import announced_compilation
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.annealing import annealed_networks
from ibsolve.engines.canonical import as_column
from ibsolve.engines.cpsat.functions import LISTED_VARIABLES
from ibsolve.engines.cpsat.model import BuildingStopped, FlowModel
from ibsolve.engines.cpsat.scaling import SCALE
from ibsolve.engines.cpsat.size import check_size, estimated_literals
from ibsolve.engines.floor import layer_floor
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.engines.needed_neurons import trimmed, widened
from ibsolve.information import (
    LogForm,
    TableEntropies,
    block_counts,
    exact_total_entropy,
    keeps_distortion,
)
from ibsolve.problem import Code, Partition, Problem
from ibsolve.solution import Status
from ibsolve.threshold import Circuit, Parallelograms, PointSet

_POLL_SECONDS = 0.05

_RESTARTS = 6
"""Annealings for a first network."""

_FIRST_EFFORT = 0.5
"""Deterministic time of the first questions, about seconds."""

_SLOW_LITERALS = 500_000
"""Size of a model that takes about a second to build."""

_CIRCUITS_A_NEURON = 64
"""Most circuits of four points that become clauses for one neuron of a rejected candidate."""

_LEAST_GAP = 1e-3
"""Bits between what is in hand and what is proved below which only the last question is asked."""

_FEW_CONFLICTS = 1000
"""Conflicts of a refutation after which the last question is asked at once."""

_HIGHEST = 0.97
"""Share of the gap above which a refutation would hardly lower the bound."""


class CpSat(AbstractEngine):
    """OR-Tools CP-SAT with exact closing of the rounding gap."""

    name = "cpsat"

    def check_capability(self, problem: Problem) -> None:
        check_size(trimmed(problem))

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        table = problem.table
        with announced_compilation(limits.say):
            floor = layer_floor(table, Allowance.of(table, problem.epsilon), widths=problem.widths)
        if floor is None:
            return Answer(status=Status.INFEASIBLE)
        small = trimmed(problem)
        search = _Search(small, limits, floor)
        if hint is not None:
            search.keep_if_better(hint)
        answer = search.run()
        if answer.codes is None:
            return answer
        layers = zip(answer.codes, problem.widths, strict=True)
        return replace(answer, codes=tuple(widened(codes, width) for codes, width in layers))


class _Search:
    """One run: the model, the best network so far, and what is proved."""

    def __init__(self, problem: Problem, limits: Limits, floor: LogForm) -> None:
        self._problem = problem
        self._limits = limits
        self._floor = floor
        self._inputs_kept = problem.depth * float(TableEntropies.of(problem.table).H_X)
        self._model: FlowModel | None = None
        self._cuts: list[Callable[[FlowModel], None]] = []
        self._attained: set[int] = set()
        self._best: LayerCodes | None = None
        self._best_kept: LogForm | None = None
        self._least_kept = floor * problem.depth
        self._most = -math.floor(SCALE * float(self._least_kept)) + 1
        """No network has a larger scaled objective, but for the error of the model."""
        self._height = 0.5
        self._effort = _FIRST_EFFORT
        self._has_asked_heuristic = False
        self._work = {"rounds": 0, "branches": 0, "conflicts": 0}

    def run(self) -> Answer:
        if estimated_literals(self._problem) > _SLOW_LITERALS:
            # Before the model: building it takes a while.
            self._ask_heuristic()
        with suppress(BuildingStopped):
            self._model = self._built()
            proved = self._proved()
            if proved is not None:
                return self._answer(proved)
        if self._is_at_floor():
            return self._answer(Status.OPTIMAL)
        return self._answer(Status.UNKNOWN if self._best is None else Status.FEASIBLE)

    def _built(self) -> FlowModel:
        """The model, exact at the masses attained so far, with all cuts."""
        flow = FlowModel(self._problem, self._floor, self._attained, stops=lambda: self._limits.reached)
        for cut in self._cuts:
            cut(flow)
        return flow

    def _proved(self) -> Status | None:
        """Ask until the optimum is proved, or that there is none; None where the limits end it."""
        while not (self._limits.reached or self._is_at_floor()):
            least = self._probed_objective()
            solver, status = self._solve(least)
            if status == "INFEASIBLE" and least <= self._last_objective:
                return Status.INFEASIBLE if self._best is None else Status.OPTIMAL
            if status == "INFEASIBLE":
                self._most = least - 1
                # What is refuted in a moment is refuted halfway down many times over.
                self._height = 0.0 if solver.num_conflicts < _FEW_CONFLICTS else 0.5
            elif status == "UNKNOWN":
                self._raise_question()
            else:
                self._take(self._flow.codes(solver.value))
            is_small = len(self._problem.table.variables) <= LISTED_VARIABLES and status != "UNKNOWN"
            if not (is_small or self._has_asked_heuristic):
                # Not before: what is settled in a moment needs no network in hand.
                self._ask_heuristic()
        return None

    def _ask_heuristic(self) -> None:
        self._has_asked_heuristic = True
        networks = annealed_networks(
            self._problem,
            seed=self._limits.seed,
            restarts=_RESTARTS,
            stops=lambda: self._limits.reached or self._is_at_floor(),
        )
        with announced_compilation(self._limits.say):
            for codes, _ in networks:
                self.keep_if_better(codes)
                self._tell()

    def _answer(self, status: Status) -> Answer:
        return Answer(status=status, codes=self._best, bound=self._bound, work=self._work)

    @property
    def _flow(self) -> FlowModel:
        assert self._model is not None, "asked before it was built"
        return self._model

    @property
    def _bound(self) -> float:
        """A proved upper bound on the objective, bits, with room for rounding."""
        error = 0 if self._model is None else self._model.error
        return self._objective_bits(self._most + error) + 1e-9

    def _objective_bits(self, scaled: float) -> float:
        """Eq. (28), bits, of a scaled objective −ΣH(X_n)."""
        return self._inputs_kept + scaled / SCALE

    @property
    def _last_objective(self) -> int:
        """No network of a lower scaled objective is better than the one in hand, whatever rounding does."""
        if self._best is None:
            return -self._problem.depth * len(self._problem.table.inputs) * SCALE
        return self._flow.scaled_objective(map(Partition.of, self._best)) - 2 * self._flow.error

    def _probed_objective(self) -> int:
        """The scaled objective to ask for next."""
        gap = self._most - self._last_objective
        if self._best is None or self._height == 0 or gap < _LEAST_GAP * SCALE:
            return self._last_objective
        above: int = math.ceil(self._height * gap)
        return self._last_objective + above

    def _raise_question(self) -> None:
        """Ask for more the next time; where that is no question any more, ask again with more effort."""
        self._height = (1 + self._height) / 2
        if self._best is None or self._height > _HIGHEST:
            # Now and then the whole gap at once: it may be the easier question.
            self._height = 0.0 if self._height else 0.5
            self._effort *= 2

    def _take(self, codes: LayerCodes) -> None:
        """Test a candidate exactly, and see to it that it does not come again."""
        feasible = self._is_realisable(codes) and self._keeps_distortion(codes)
        if feasible and self.keep_if_better(codes):
            self._height = 0.5
        if not self._sharpen(codes) and feasible:
            table = self._problem.table
            masses = [[sum(row) for row in block_counts(table, Partition.of(layer))] for layer in codes]
            self._cut(methodcaller("forbid_masses", masses))

    def _cut(self, cut: Callable[[FlowModel], None]) -> None:
        """Add a cut to the model, and to every model that replaces it."""
        cut(self._flow)
        self._cuts.append(cut)

    def _is_realisable(self, codes: LayerCodes) -> bool:
        """Whether every layer is separable on the codes below; circuits that one violates become clauses.

        Where the model lists all parallelograms none is found.
        """
        below: Sequence[Code] = self._problem.table.inputs
        found = False
        for number, layer in enumerate(codes, start=1):
            image = dict(zip(below, layer, strict=True))
            for circuit in _violated_circuits(tuple(image), list(image.values())):
                self._cut(methodcaller("forbid_circuit", number, circuit))
                found = True
            below = layer
        return not found

    def _keeps_distortion(self, codes: LayerCodes) -> bool:
        """The exact test of the distortion bound; a class of outputs that fails it is forbidden."""
        table, output = self._problem.table, Partition.of(codes[-1])
        kept = keeps_distortion(table, output, self._problem.epsilon)
        if not kept:
            rows = [tuple(row) for row in block_counts(table, output)]
            self._cut(methodcaller("forbid_label_masses", rows))
        return kept

    def keep_if_better(self, codes: LayerCodes) -> bool:
        """Put a feasible network in hand, unless a better one is; whether it was put there."""
        kept = exact_total_entropy(self._problem.table, codes)
        is_better = self._best_kept is None or kept < self._best_kept
        if is_better:
            self._best, self._best_kept = codes, kept
        return is_better

    def _is_at_floor(self) -> bool:
        """Whether every layer of the best network has the least entropy that any network can have."""
        return self._best_kept is not None and self._best_kept <= self._least_kept

    def _sharpen(self, codes: LayerCodes) -> bool:
        """Make the model exact at the masses of a candidate; False where it already is."""
        if not self._flow.is_relaxed:
            return False
        counts = [row for layer in codes for row in block_counts(self._problem.table, Partition.of(layer))]
        masses = {mass for row in counts for mass in (sum(row), *row)}
        if masses <= self._attained:
            return False
        self._attained |= masses
        self._model = self._built()
        return True

    def _tell(self) -> None:
        kept = self._best_kept
        objective = None if kept is None else self._objective_bits(-SCALE * float(kept))
        self._limits.tell(objective=objective, bound=self._bound, nodes=self._work["branches"])

    def _solve(self, least: int) -> tuple[Any, str]:
        """Ask CP-SAT for such a network, in a thread of its own, so that interrupts reach this one."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        # OR-Tools 9.15's presolve drops optima of models such as this one and then "proves" the rest
        # infeasible (google/or-tools#5293); without it all engines agree, at no loss of speed.
        parameters.cp_model_presolve = False
        # What decides here are clauses: without linear relaxations the same refutations come sooner.
        parameters.linearization_level = 0
        parameters.max_deterministic_time = self._effort
        parameters.random_seed = self._limits.seed
        parameters.num_workers = self._limits.workers
        parameters.interleave_search = self._limits.workers > 1  # keeps parallel runs repeatable
        parameters.catch_sigint_signal = False
        if self._limits.remaining is not None:
            parameters.max_time_in_seconds = self._limits.remaining
        model = self._flow.demanding(least)
        fault = model.validate()
        assert not fault, f"CP-SAT refuses the model: {fault}"
        outcome: list[Any] = []
        thread = Thread(target=lambda: outcome.append(solver.solve(model)), daemon=True)
        try:
            thread.start()
            while thread.is_alive():
                thread.join(_POLL_SECONDS)
                if self._limits.stop.is_set():
                    solver.stop_search()
                self._tell()
        finally:
            # Whatever ends the wait, the solver must not outlive it.
            while thread.is_alive():
                solver.stop_search()
                thread.join(_POLL_SECONDS)
        assert outcome, "the solver thread failed"
        self._work["rounds"] += 1
        self._work["branches"] += solver.num_branches
        self._work["conflicts"] += solver.num_conflicts
        return solver, solver.status_name(outcome[0])


def _violated_circuits(points: Sequence[Code], outputs: Sequence[Code]) -> list[Circuit]:
    """Circuits that neurons violate: of four points where there are such, else one a neuron.

    points: distinct codes; outputs: what the neurons make of them, shape (n, neurons).
    """
    separable = PointSet(points)
    dichotomies = {as_column(bits) for bits in zip(*outputs, strict=True)}
    inseparable = [dichotomy for dichotomy in sorted(dichotomies) if not separable.is_separable(dichotomy)]
    if not inseparable:
        return []
    parallelograms = Parallelograms(points)
    return [
        circuit
        for dichotomy in inseparable
        for circuit in parallelograms.violated(dichotomy, most=_CIRCUITS_A_NEURON)
        or [separable.circuit(dichotomy)]
    ]
