"""The annealing engine: networks for problems of any size, and no claim beyond what a bound proves."""

from __future__ import annotations

from ibsolve.compiled import announced_compilation
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.annealing.search import annealed_networks
from ibsolve.engines.evidence import counting_bound, violated_circuit
from ibsolve.engines.floor import layer_floor
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.information import TableEntropies, entropy_floor, exact_total_entropy
from ibsolve.problem import Problem
from ibsolve.solution import Status

_RESTARTS = 30
"""Starts where no time limit is given."""

_ROUNDING = 1e-9


class Annealing(AbstractEngine):
    """Integer weights annealed from many starts; optimal where the entropy floor is reached."""

    name = "annealing"
    is_complete = False

    def check_capability(self, problem: Problem) -> None:
        """Every problem will do."""

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        if not limits.reached and (counting_bound(problem) or violated_circuit(problem)):
            return Answer(status=Status.INFEASIBLE)
        table = problem.table
        with announced_compilation(limits.say):
            least = layer_floor(table, Allowance.of(table, problem.epsilon), widths=problem.widths)
        if least is None:
            return Answer(status=Status.INFEASIBLE)
        inputs = float(TableEntropies.of(table).H_X * problem.depth)
        bound = inputs - float(least * problem.depth) + _ROUNDING
        # Only what reaches the floor that the checker knows is called optimal.
        floor = entropy_floor(table, problem.epsilon) * problem.depth
        best, cost = hint, None if hint is None else exact_total_entropy(table, hint)
        networks = 0

        def stops() -> bool:
            # Asked between slices, so that whoever waits hears as often.
            objective = None if cost is None else inputs - float(cost)
            limits.tell(objective=objective, bound=bound, nodes=0)
            return limits.reached or (cost is not None and cost <= floor)

        found = annealed_networks(
            problem,
            seed=limits.seed,
            # Without a limit there has to be some end.
            restarts=_RESTARTS if limits.seconds is None else None,
            stops=stops,
        )
        with announced_compilation(limits.say):
            for codes, kept in found:
                networks += 1
                if cost is None or kept < cost:
                    best, cost = codes, kept
        work = {"networks": networks}
        if cost is None:
            return Answer(status=Status.UNKNOWN, bound=bound, work=work)
        status = Status.OPTIMAL if cost <= floor else Status.FEASIBLE
        return Answer(status=status, codes=best, bound=bound, work=work)
