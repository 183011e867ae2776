"""What every study is given: a problem, and limits whose clock starts with the study."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

from ibsolve.engines import Limits
from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.problem import Problem


def started(problem: Problem, limits: Limits | None) -> Limits:
    """The limits with their clock at 0, once both arguments are what they should be.

    Raises ProblemError.
    """
    faults = Faults()
    if not isinstance(problem, Problem):
        remedy = "load_case() makes one of a file"
        faults.add("problem", expected="a Problem", found=shown(problem), remedy=remedy)
    if not isinstance(limits, Limits | None):
        faults.add("limits", expected="Limits(seconds=…)", found=shown(limits))
    faults.raise_if_any(ProblemError)
    return replace(limits or Limits(), started=time.monotonic())


def finite_epsilon(problem: Problem) -> Fraction:
    """The problem's epsilon, or as many bits as there are labels where it is larger: no more can be lost."""
    return min(problem.epsilon, Fraction(len(problem.table.labels)))
