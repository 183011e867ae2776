"""Solve a problem: choose an engine, run it, and give back a solution with its evidence."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from ibsolve.engines.agreement import agreed
from ibsolve.engines.assembly import assembled
from ibsolve.engines.enumerate import candidate_layers
from ibsolve.engines.interface import AbstractEngine, Limits
from ibsolve.engines.registry import engine_by_name
from ibsolve.errors import Fault, LimitError, ProblemError, shown
from ibsolve.problem import Problem
from ibsolve.solution import Solution

_AUTOMATIC_CANDIDATES = 30_000
"""Candidate networks, the product over the layers, that plain enumeration builds in about a second."""


def solve(problem: Problem, *, engine: str = "auto", limits: Limits | None = None) -> Solution:
    """The optimum of eq. (28) of paper 000 for the problem, with evidence.

    engine: a name from the registry; "auto" takes plain enumeration where there are at most 30,000
    candidate networks and CP-SAT otherwise; "both" runs the two, each with half of the time, and
    demands agreement. limits: time, seed, workers; its clock starts with the call. Infeasible and
    unknown are answers, not errors.
    Raises ProblemError for what is no problem, EngineError for an unknown engine, LimitError where
    the problem is too large for it,
    ContradictionError where two engines disagree.

    >>> solve(Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])).objective_exact
    '3/2'
    """
    if not isinstance(problem, Problem):
        remedy = "load_case() makes one of a file"
        raise ProblemError(Fault(where="problem", expected="a Problem", found=shown(problem), remedy=remedy))
    limits = limits or Limits()
    if not isinstance(limits, Limits):
        raise ProblemError(Fault(where="limits", expected="Limits(seconds=…)", found=shown(limits)))
    if engine == "both":
        return _both(problem, limits)
    chosen = _automatic(problem) if engine == "auto" else engine_by_name(engine)
    return _run(chosen, problem, limits)


def _run(engine: AbstractEngine, problem: Problem, limits: Limits) -> Solution:
    engine.check_capability(problem)
    running = replace(limits, started=time.monotonic())
    answer = engine.answer(problem, running)
    return assembled(problem, answer, engine=engine.name, seconds=running.elapsed)


def _automatic(problem: Problem) -> AbstractEngine:
    """Plain enumeration where it is a matter of a second, CP-SAT beyond, the other where one cannot."""
    plain, cpsat = engine_by_name("enumerate"), engine_by_name("cpsat")
    if math.prod(candidate_layers(problem)) > _AUTOMATIC_CANDIDATES and _is_capable(cpsat, problem):
        return cpsat
    return plain if _is_capable(plain, problem) else cpsat


def _is_capable(engine: AbstractEngine, problem: Problem) -> bool:
    try:
        engine.check_capability(problem)
    except LimitError:
        return False
    return True


def _both(problem: Problem, limits: Limits) -> Solution:
    """Run enumerate and cpsat, each with half of the time, and demand that they agree."""
    engines = [engine_by_name("enumerate"), engine_by_name("cpsat")]
    for engine in engines:
        engine.check_capability(problem)
    half = None if limits.seconds is None else limits.seconds / 2
    return agreed([_run(engine, problem, replace(limits, seconds=half)) for engine in engines])
