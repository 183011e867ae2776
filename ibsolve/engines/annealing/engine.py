"""The annealing engine: networks for problems of any size, and no claim beyond what a bound proves."""

from __future__ import annotations

from ibsolve.engines.annealing.search import annealed_networks
from ibsolve.engines.compiled import announced_compilation
from ibsolve.engines.evidence import counting_bound, violated_circuit
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.information import TableEntropies, entropy_floor, exact_total_entropy
from ibsolve.problem import Problem
from ibsolve.solution import Status

_RESTARTS = 30


class Annealing(AbstractEngine):
    """Integer weights annealed from many starts; optimal where the entropy floor is reached."""

    name = "annealing"
    is_complete = False

    def check_capability(self, problem: Problem) -> None:
        """Every problem will do."""

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        if counting_bound(problem) or violated_circuit(problem):
            return Answer(status=Status.INFEASIBLE)
        table, depth = problem.table, problem.depth
        floor = entropy_floor(table, problem.epsilon) * depth
        inputs = float(TableEntropies.of(table).H_X * depth)
        best, cost = hint, None if hint is None else exact_total_entropy(table, hint)
        networks = 0

        def stops() -> bool:
            objective = None if cost is None else inputs - float(cost)
            limits.tell(objective=objective, bound=inputs - float(floor), nodes=networks)
            return limits.reached or (cost is not None and cost <= floor)

        with announced_compilation(limits):
            for codes, found in annealed_networks(problem, seed=limits.seed, restarts=_RESTARTS, stops=stops):
                networks += 1
                if cost is None or found < cost:
                    best, cost = codes, found
        work = {"networks": networks}
        if cost is None:
            return Answer(status=Status.UNKNOWN, work=work)
        return Answer(status=Status.OPTIMAL if cost <= floor else Status.FEASIBLE, codes=best, work=work)
