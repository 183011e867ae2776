"""Two engines on one problem: their common answer, or the contradiction between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ibsolve.errors import ContradictionError
from ibsolve.information import LogForm, exact_total_entropy
from ibsolve.solution import Search, Solution, Status

_ROUNDING = 1e-9


def agreed(solutions: Sequence[Solution]) -> Solution:
    """The answer that all solutions of one problem support, as one solution of engine "both".

    Where one of them is not proved, agreement is not: the best network in hand with the least bound.
    Raises ContradictionError when they cannot all be true.
    """
    _require_consistency(solutions)
    work = {
        "seconds": round(sum(s.work["seconds"] for s in solutions), 6),
        **{f"{s.engine} {what}": amount for s in solutions for what, amount in s.work.items()},
    }
    if all(solution.is_proved for solution in solutions):
        return replace(solutions[0], engine="both", work=work)
    bound = min(s.objective_bound for s in solutions if s.objective_bound is not None)
    networks = [solution for solution in solutions if solution.objective is not None]
    if networks:
        best = max(networks, key=lambda solution: solution.objective or 0.0)
        bound = max(bound, best.objective or 0.0)
        status = Status.FEASIBLE
    else:
        best = next(solution for solution in solutions if not solution.is_proved)
        status = Status.UNKNOWN
    return replace(best, engine="both", status=status, objective_bound=bound, evidence=Search(), work=work)


def _require_consistency(solutions: Sequence[Solution]) -> None:
    """No proved optima that differ, no network where none can be, none above another's bound."""
    optima = [_cost(s) for s in solutions if s.status is Status.OPTIMAL]
    differ = any(cost != optima[0] for cost in optima)
    has_network = any(s.objective is not None for s in solutions)
    refuted = any(s.status is Status.INFEASIBLE for s in solutions)
    reached = max((s.objective for s in solutions if s.objective is not None), default=0.0)
    bound = min((s.objective_bound for s in solutions if s.objective_bound is not None), default=reached)
    if differ or (refuted and has_network) or reached > bound + _ROUNDING:
        said = "; ".join(
            f"{s.engine}: {s.status}, objective {s.objective_exact}, at most {s.objective_bound}"
            for s in solutions
        )
        raise ContradictionError(f"{solutions[0].problem.name}: the engines contradict each other: {said}")


def _cost(solution: Solution) -> LogForm:
    """Σ H(X_n), bits, exact: closed forms of equal numbers need not be spelt alike."""
    return exact_total_entropy(solution.problem.table, (layer.codes for layer in solution.layers))
