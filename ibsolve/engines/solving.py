"""Solve a problem: choose an engine, run it, and give back a solution with its evidence."""

from __future__ import annotations

from dataclasses import replace

from ibsolve.engines.assembly import assembled
from ibsolve.engines.enumerate import first_layer_candidates
from ibsolve.engines.interface import AbstractEngine, Limits
from ibsolve.engines.registry import engine_by_name
from ibsolve.errors import ContradictionError, LimitError
from ibsolve.problem import Problem
from ibsolve.solution import Solution

_AUTOMATIC_CANDIDATES = 30_000
"""Candidates for layer 1 that plain enumeration builds in about half a second."""


def solve(problem: Problem, *, engine: str = "auto", limits: Limits | None = None) -> Solution:
    """The optimum of eq. (28) of paper 000 for the problem, with evidence.

    engine: a name from the registry; "auto" takes plain enumeration where layer 1 has at most
    30,000 candidates and CP-SAT otherwise; "both" runs the two and demands agreement.
    limits: time, seed, workers. Infeasible and unknown are answers, not errors.
    Raises EngineError for an unknown engine, LimitError where the problem is too large for it,
    ContradictionError where two engines disagree.

    >>> solve(Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])).objective_exact
    '3/2'
    """
    limits = limits or Limits()
    if engine == "both":
        return _agreed(problem, limits)
    chosen = _automatic(problem) if engine == "auto" else engine_by_name(engine)
    return _run(chosen, problem, limits)


def _run(engine: AbstractEngine, problem: Problem, limits: Limits) -> Solution:
    engine.check_capability(problem)
    before = limits.elapsed
    answer = engine.answer(problem, limits)
    return assembled(problem, answer, engine=engine.name, seconds=limits.elapsed - before)


def _automatic(problem: Problem) -> AbstractEngine:
    """Plain enumeration while it takes about a second, CP-SAT beyond, the other where one cannot."""
    plain, cpsat = engine_by_name("enumerate"), engine_by_name("cpsat")
    if first_layer_candidates(problem) > _AUTOMATIC_CANDIDATES and _is_capable(cpsat, problem):
        return cpsat
    return plain if _is_capable(plain, problem) else cpsat


def _is_capable(engine: AbstractEngine, problem: Problem) -> bool:
    try:
        engine.check_capability(problem)
    except LimitError:
        return False
    return True


def _agreed(problem: Problem, limits: Limits) -> Solution:
    """The common answer of enumerate and cpsat; an unproved one if either reached its limit."""
    engines = [engine_by_name("enumerate"), engine_by_name("cpsat")]
    for engine in engines:
        engine.check_capability(problem)
    solutions = [_run(engine, problem, limits) for engine in engines]
    unproved = [s for s in solutions if not s.is_proved]
    verdicts = {(s.status, s.objective_exact) for s in solutions}
    if not unproved and len(verdicts) > 1:
        said = "; ".join(f"{s.engine}: {s.status}, objective {s.objective_exact}" for s in solutions)
        raise ContradictionError(f"{problem.name}: engines that both claim a proof disagree: {said}")
    work = {
        "seconds": round(sum(s.work["seconds"] for s in solutions), 6),
        **{f"{s.engine} {what}": amount for s in solutions for what, amount in s.work.items()},
    }
    return replace((unproved or solutions)[0], engine="both", work=work)
