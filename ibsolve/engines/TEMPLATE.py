"""A new engine: copy this file, rename the class, and register it in one line in registry.py.

The contract suite (tests/contracts) then covers it: it must agree with every other engine, and the
checker must accept what it answers.
"""

from __future__ import annotations

from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Problem
from ibsolve.solution import Status

POINT_LIMIT = 1_000


class Template(AbstractEngine):
    """What the method is, with its source; here: no search at all."""

    # As users write it after --engine.
    name = "template"

    def check_capability(self, problem: Problem) -> None:
        # Refuse what is too large before anything is allocated; name the limit. `solve` adds which
        # other engine can carry the problem.
        points = len(problem.table.inputs)
        if points > POINT_LIMIT:
            raise LimitError(
                Fault(
                    where=f"engine {self.name}",
                    expected=f"at most {POINT_LIMIT} support inputs",
                    found=str(points),
                )
            )

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        # Heavy libraries are imported here, so that listing the engines stays fast.
        # Poll `limits.reached` often enough to stop within a tenth of a second, and report with
        # `limits.tell`. Decide with integers: `ibsolve.information` compares entropies exactly,
        # `ibsolve.threshold` says what neurons can do.
        # Return only the codes of the network: the integer weights, all figures and the evidence
        # are made from them, the same way for every engine.
        _ = problem, limits, hint
        return Answer(status=Status.UNKNOWN, work={"nodes": 0})
