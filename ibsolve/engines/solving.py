"""Solve a problem: choose an engine, run it, and give back a solution with its evidence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ibsolve.engines.agreement import agreed
from ibsolve.engines.assembly import assembled
from ibsolve.engines.explanation import explained
from ibsolve.engines.hint import hinted_codes, with_hint
from ibsolve.engines.interface import AbstractEngine, LayerCodes, Limits
from ibsolve.engines.registry import engine_by_name
from ibsolve.errors import Fault, LimitError, ProblemError, shown
from ibsolve.information import exact_total_entropy
from ibsolve.problem import Network, Problem
from ibsolve.solution import Solution, Status

_BY_PREFERENCE = ("exact", "cpsat", "enumerate", "annealing")
"""The engines from the fastest to the slowest, by measurement: benchmarks/bench_exact.py; last the one that
carries everything and proves little."""

_SMALLER = "give a smaller problem"

_IN_BOTH = ("exact", "cpsat")


def solve(
    problem: Problem,
    *,
    engine: str = "auto",
    limits: Limits | None = None,
    count: bool = False,
    explain: bool = False,
    hint: Network | None = None,
) -> Solution:
    """The optimum of eq. (28) of paper 000 for the problem, with evidence.

    engine: a name from the registry; "auto" takes the fastest that can carry the problem: exact,
    else cpsat, else enumerate, else annealing, which carries any and rarely proves anything; "both"
    runs exact and cpsat, each with half of the time, and demands agreement. limits: time, seed,
    workers; its clock starts with the call. count: also the number of optima; explain: also the
    least epsilon of an infeasible problem. Both use engine exact and what is left of the time.
    hint: a feasible network of these widths or of fewer neurons, to start from; whatever is claimed
    is proved anew. Infeasible and unknown are answers, not errors.
    Raises ProblemError for what is no problem, EngineError for an unknown engine, LimitError where
    the problem is too large for it, ContradictionError where two engines disagree.

    >>> solve(Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])).objective_exact
    '3/2'
    """
    if not isinstance(problem, Problem):
        remedy = "load_case() makes one of a file"
        raise ProblemError(Fault(where="problem", expected="a Problem", found=shown(problem), remedy=remedy))
    limits = limits or Limits()
    if not isinstance(limits, Limits):
        raise ProblemError(Fault(where="limits", expected="Limits(seconds=…)", found=shown(limits)))
    running = replace(limits, started=time.monotonic())
    exact = engine_by_name("exact")
    if count:
        _require(exact, problem, purpose="count of optima, by ")
    if explain:
        # The least epsilon is looked for among networks that lose something.
        lossy = problem.revised(epsilon=problem.epsilon or 1, readout="any")
        _require(exact, lossy, purpose="explanation, by ")
    start = None if hint is None else hinted_codes(problem, hint)
    if engine == "both":
        solution = _both(problem, running, start)
    else:
        one = _automatic(problem) if engine == "auto" else engine_by_name(engine)
        solution = _run(one, problem, running, start)
    if count:
        solution = replace(solution, optima=_optima(solution, running))
    if explain and solution.status is Status.INFEASIBLE:
        solution = replace(solution, explanation=explained(problem, running))
    return solution


def _run(engine: AbstractEngine, problem: Problem, limits: Limits, hint: LayerCodes | None) -> Solution:
    _require(engine, problem)
    running = replace(limits, started=time.monotonic())
    with _way_out(engine, problem):
        answer = engine.answer(problem, running, hint)
    if hint is not None:
        answer = with_hint(problem, answer, hint)
    return assembled(problem, answer, engine=engine.name, seconds=running.elapsed)


def _automatic(problem: Problem) -> AbstractEngine:
    """The first engine by preference that can carry the problem."""
    engines = [engine_by_name(name) for name in _BY_PREFERENCE]
    return next(engine for engine in engines if _is_capable(engine, problem))


def _is_capable(engine: AbstractEngine, problem: Problem) -> bool:
    try:
        engine.check_capability(problem)
    except LimitError:
        return False
    return True


def _require(engine: AbstractEngine, problem: Problem, *, purpose: str = "") -> None:
    """Raise LimitError, with the way out, unless the engine can carry the problem."""
    with _way_out(engine, problem, purpose):
        engine.check_capability(problem)


@contextmanager
def _way_out(engine: AbstractEngine, problem: Problem, purpose: str = "") -> Iterator[None]:
    """Add to what an engine refuses which other one can carry the problem."""
    try:
        yield
    except LimitError as error:
        others = (engine_by_name(name) for name in _BY_PREFERENCE if name != engine.name)
        capable = next(other for other in others if _is_capable(other, problem))

        def remedy(fault: Fault) -> str:
            if purpose:
                return "solve without it"
            if capable.is_complete:
                return f"use engine {capable.name}"
            return f"{fault.remedy or _SMALLER}, or engine {capable.name} for a network without proof"

        faults = (replace(fault, where=purpose + fault.where, remedy=remedy(fault)) for fault in error.faults)
        raise LimitError(*faults) from error


def _both(problem: Problem, limits: Limits, hint: LayerCodes | None) -> Solution:
    """Run exact and cpsat, each with half of the time, and demand that they agree."""
    engines = [engine_by_name(name) for name in _IN_BOTH]
    for engine in engines:
        _require(engine, problem)
    half = None if limits.seconds is None else limits.seconds / 2
    return agreed([_run(engine, problem, replace(limits, seconds=half), hint) for engine in engines])


def _optima(solution: Solution, limits: Limits) -> int | None:
    """The number of distinct tuples of partitions that reach a proved optimum."""
    from ibsolve.engines.exact import optima

    if solution.status is Status.INFEASIBLE:
        return 0
    if solution.status is not Status.OPTIMAL:
        return None
    cost = exact_total_entropy(solution.problem.table, (layer.codes for layer in solution.layers))
    return optima(solution.problem, cost, limits)
