"""The explanation of an infeasible problem: its network must lose what it says, and more than allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ibsolve.checker.evidence import judge_closed_form
from ibsolve.checker.flow import plain_flow
from ibsolve.checker.logarithms import LogSum
from ibsolve.checker.verdict import Refusals
from ibsolve.problem import Problem, Readout
from ibsolve.solution import Status


def judge_explanation(
    status: Status, explanation: Mapping[str, Any] | None, problem: Problem, refusals: Refusals
) -> None:
    """Judge everything but that no network loses less: that rests on the search."""
    if explanation is None:
        return
    if status is not Status.INFEASIBLE:
        refusals.add("explanation", claimed="a way to feasibility", true=f"the status is {str(status)!r}")
        return
    flow = plain_flow("explanation.layers", explanation["layers"], problem, refusals)
    if flow is None:
        return
    lost = flow.last.distortion
    judge_closed_form("explanation.least_epsilon_exact", explanation["least_epsilon_exact"], lost, refusals)
    refusals.judge_figure("explanation.least_epsilon", explanation["least_epsilon"], lost)
    keeps = (lost - LogSum.rational(problem.epsilon)).sign() <= 0
    if problem.readout is Readout.ANY and keeps:
        refusals.add(
            "explanation.layers",
            claimed="a network that needs a larger epsilon",
            true="it keeps the epsilon of the problem, which is feasible then",
        )
