"""The CP-SAT engine: search with the model, test every candidate exactly, close the last gap.

CP-SAT proves a bound on the scaled objective. Rounding leaves a window in which a network could
still be better in truth; the networks in it are visited one class of equal masses at a time until
CP-SAT proves that no class is left. So "optimal" is never a rounding claim.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import methodcaller
from threading import Thread
from typing import Any

from ibsolve.engines.cpsat.model import FlowModel, check_size
from ibsolve.engines.cpsat.scaling import SCALE
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.information import (
    LogForm,
    block_counts,
    entropy_floor,
    exact_partition_entropy,
    keeps_distortion,
)
from ibsolve.problem import Partition, Problem
from ibsolve.solution import Status
from ibsolve.threshold import CUBE_CIRCUIT_LIMIT, Circuit, PointSet

_POLL_SECONDS = 0.05


class CpSat(AbstractEngine):
    """OR-Tools CP-SAT with exact closing of the rounding gap."""

    name = "cpsat"

    def check_capability(self, problem: Problem) -> None:
        check_size(problem)

    def answer(self, problem: Problem, limits: Limits) -> Answer:
        return _Search(problem, limits).run()


class _Search:
    """One run: the model, the best network so far, and what is proved."""

    def __init__(self, problem: Problem, limits: Limits) -> None:
        self._problem = problem
        self._limits = limits
        self._flow = FlowModel(problem)
        self._cuts: list[Callable[[FlowModel], None]] = []
        self._attained: set[int] = set()
        self._inputs = PointSet(problem.table.inputs)
        self._best: LayerCodes | None = None
        self._best_kept: LogForm | None = None
        self._bound: float | None = None
        self._is_closing = False
        self._work = {"rounds": 0, "branches": 0, "conflicts": 0}

    def run(self) -> Answer:
        while not self._limits.reached:
            solver, status = self._solve()
            if status == "INFEASIBLE":
                return self._answer(Status.INFEASIBLE if self._best is None else Status.OPTIMAL)
            if not self._is_closing:
                self._tighten(solver.best_objective_bound)
            if status == "UNKNOWN":
                break
            codes = self._flow.codes(solver.value)
            feasible = self._is_realisable(codes) and self._keeps_distortion(codes)
            if feasible:
                self._keep_if_better(codes)
                if self._is_at_floor():
                    return self._answer(Status.OPTIMAL)
            if not self._sharpen(codes) and feasible and status == "OPTIMAL":
                self._close_gap(codes)
        return self._answer(Status.UNKNOWN if self._best is None else Status.FEASIBLE)

    def _answer(self, status: Status) -> Answer:
        return Answer(status=status, codes=self._best, bound=self._bound, work=self._work)

    def _tighten(self, scaled_bound: float) -> None:
        # Cuts only remove what cannot be better, so every bound stays valid; room for rounding.
        bits = self._flow.objective_bits(scaled_bound + self._flow.error) + 1e-9
        self._bound = bits if self._bound is None else min(self._bound, bits)

    def _cut(self, cut: Callable[[FlowModel], None]) -> None:
        """Add a cut to the model, and to every model that replaces it."""
        cut(self._flow)
        self._cuts.append(cut)

    def _is_realisable(self, codes: LayerCodes) -> bool:
        """Whether layer 1 is separable; a circuit that it violates becomes a clause.

        Up to CUBE_CIRCUIT_LIMIT variables the model holds all circuits from the start; the layers
        above read at most four neurons and always do.
        """
        if self._inputs.variables <= CUBE_CIRCUIT_LIMIT:
            return True
        dichotomies = {sum(bit << i for i, bit in enumerate(bits)) for bits in zip(*codes[0], strict=True)}
        certificates = [self._inputs.separation(dichotomy) for dichotomy in sorted(dichotomies)]
        circuits = [certificate for certificate in certificates if isinstance(certificate, Circuit)]
        for circuit in circuits:
            self._cut(methodcaller("forbid_on_inputs", circuit))
        return not circuits

    def _keeps_distortion(self, codes: LayerCodes) -> bool:
        """The exact test of the distortion bound; a class of outputs that fails it is forbidden."""
        table, output = self._problem.table, Partition.of(codes[-1])
        kept = keeps_distortion(table, output, self._problem.epsilon)
        if not kept:
            rows = [tuple(row) for row in block_counts(table, output)]
            self._cut(methodcaller("forbid_label_masses", rows))
        return kept

    def _keep_if_better(self, codes: LayerCodes) -> None:
        kept = LogForm.total(
            exact_partition_entropy(self._problem.table, Partition.of(layer)) for layer in codes
        )
        if self._best_kept is None or kept < self._best_kept:
            self._best, self._best_kept = codes, kept

    def _is_at_floor(self) -> bool:
        """Whether every layer of the best network has the least entropy that any network can have."""
        floor = entropy_floor(self._problem.table, self._problem.epsilon)
        return self._best_kept is not None and self._best_kept <= floor * self._problem.depth

    def _sharpen(self, codes: LayerCodes) -> bool:
        """Make the model exact at the masses of a candidate; False where it already is."""
        if not self._flow.is_relaxed:
            return False
        counts = [row for layer in codes for row in block_counts(self._problem.table, Partition.of(layer))]
        masses = {mass for row in counts for mass in (sum(row), *row)}
        if masses <= self._attained:
            return False
        self._attained |= masses
        self._flow = FlowModel(self._problem, self._attained)
        for cut in self._cuts:
            cut(self._flow)
        return True

    def _close_gap(self, codes: LayerCodes) -> None:
        """Look on, in the window that rounding leaves, for a network of another exact objective."""
        assert self._best is not None
        self._is_closing = True
        best = self._flow.scaled_objective(map(Partition.of, self._best))
        table = self._problem.table
        masses = [[sum(row) for row in block_counts(table, Partition.of(layer))] for layer in codes]
        self._cut(methodcaller("demand_at_least", best - 2 * self._flow.error))
        self._cut(methodcaller("forbid_masses", masses))

    def _tell(self, found: list[float]) -> None:
        """Report the best network: ours, or the last of the solver's where its model leaves nothing open."""
        kept = self._best_kept
        objective = None if kept is None else self._flow.objective_bits(-SCALE * float(kept))
        is_complete = self._inputs.variables <= CUBE_CIRCUIT_LIMIT and self._problem.epsilon == 0
        if kept is None and found and is_complete and not self._flow.is_relaxed:
            objective = self._flow.objective_bits(found[-1])
        self._limits.tell(objective=objective, bound=self._bound, nodes=self._work["branches"])

    def _solve(self) -> tuple[Any, str]:
        """Run CP-SAT in a thread of its own, so that interrupts reach this one."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        # OR-Tools 9.15's presolve drops optima of models such as this one and then "proves" the rest
        # infeasible (google/or-tools#5293); without it all engines agree, at no loss of speed.
        parameters.cp_model_presolve = False
        parameters.random_seed = self._limits.seed
        parameters.num_workers = self._limits.workers
        parameters.interleave_search = self._limits.workers > 1  # keeps parallel runs repeatable
        parameters.catch_sigint_signal = False
        if self._limits.remaining is not None:
            parameters.max_time_in_seconds = self._limits.remaining
        found: list[float] = []

        class Watch(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                found.append(self.objective_value)

        fault = self._flow.model.validate()
        assert not fault, f"CP-SAT refuses the model: {fault}"
        outcome: list[Any] = []
        thread = Thread(target=lambda: outcome.append(solver.solve(self._flow.model, Watch())), daemon=True)
        try:
            thread.start()
            while thread.is_alive():
                thread.join(_POLL_SECONDS)
                if self._limits.stop.is_set():
                    solver.stop_search()
                self._tell(found)
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
