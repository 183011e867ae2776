"""The judgement of a solution: every claim in it against what its own problem statement implies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ibsolve.checker.closed_form import closed_form
from ibsolve.checker.document import embedded_problem, require_well_formed
from ibsolve.checker.enumeration import STEP_LIMIT, Optimum, TooLarge, enumerated_optimum
from ibsolve.checker.evidence import (
    entropy_floor,
    judge_closed_form,
    judge_floor,
    judge_floor_or_search,
    judge_infeasibility,
    universal_bound,
)
from ibsolve.checker.explanation import judge_explanation
from ibsolve.checker.figures import Figures
from ibsolve.checker.flow import Flow, judged_flow
from ibsolve.checker.logarithms import LogSum
from ibsolve.checker.verdict import TOLERANCE, Outcome, Refusals, Verdict
from ibsolve.errors import shown
from ibsolve.problem import Problem
from ibsolve.solution import CountingBound, EntropyFloor, Search, Status, ViolatedCircuit

Document = Mapping[str, Any]


def check(document: dict[str, Any], *, problem: Problem | None = None, reprove: bool = False) -> Verdict:
    """Whether everything that a solution says is true.

    document: as `read_documents` gives it. problem: what the embedded problem must equal, names
    of variables and targets included. reprove: also repeat, by plain enumeration of all networks,
    what rests on a search; where that is too large, an otherwise sound solution is undecided.
    Nothing is judged of `case`, `engine`, `work` and `versions`, nor the sentence in an explanation.
    Raises CaseFileError for a document that is not of the documented shape.

    >>> from ibsolve.solution import Solution, solution_object
    >>> unfinished = Solution(
    ...     problem=Problem.from_truth_table("01", [1]), status=Status.UNKNOWN, engine="none",
    ...     H_X=1.0, H_Y=1.0, H_X_given_Y=0.0, I_XY=1.0, objective_bound=0.0, evidence=Search(),
    ... )
    >>> check(solution_object(unfinished)).remark
    'the bound rests on the search'
    """
    require_well_formed(document)
    stated = embedded_problem(document)
    refusals = Refusals()
    _judge_statement(document, stated, refusals)
    if problem is not None:
        _judge_sameness(stated, problem, refusals)
    _judge_law_figures(document, stated, refusals)
    flow = None
    if document["status"] not in set(Status):
        refusals.add(
            "status", claimed=shown(document["status"]), true="it must be one of " + ", ".join(Status)
        )
    else:
        flow = _judge_answer(Status(document["status"]), document, stated, refusals)
    if refusals:
        return _refused(refusals)
    return _reproved(document, stated, flow) if reprove else _accepted(document, stated)


def _refused(refusals: Refusals) -> Verdict:
    return Verdict(outcome=Outcome.REFUSED, refusals=tuple(refusals.found))


def _judge_statement(document: Document, stated: Problem, refusals: Refusals) -> None:
    """The embedded problem in canonical form, and the fields that repeat it."""
    counts = [count for row in document["problem"]["counts"].values() for count in row.values()]
    divisor = math.gcd(*counts)
    if divisor > 1:
        refusals.add("problem.counts", claimed="counts in lowest terms", true=f"{divisor} divides all")
    if not all(row and all(row.values()) for row in document["problem"]["counts"].values()):
        refusals.add("problem.counts", claimed="pairs that occur", true="some have no positive count")
    epsilon = str(stated.epsilon)
    for where, claimed in (
        ("problem.epsilon", document["problem"]["epsilon"]),
        ("epsilon", document["epsilon"]),
    ):
        if claimed != epsilon:
            refusals.add(where, claimed=shown(claimed), true=f"the reduced fraction is {epsilon!r}")
    if tuple(document["widths"]) != stated.widths:
        refusals.add(
            "widths", claimed=document["widths"], true=f"the problem's are {shown(list(stated.widths))}"
        )


def _judge_sameness(stated: Problem, case: Problem, refusals: Refusals) -> None:
    """The embedded problem against the case; tables are in lowest terms, so equal laws are equal."""
    for field, ours, theirs in (
        ("variables", stated.table.variables, case.table.variables),
        ("targets", stated.table.targets, case.table.targets),
        ("widths", stated.widths, case.widths),
        ("epsilon", stated.epsilon, case.epsilon),
        ("readout", stated.readout, case.readout),
    ):
        if ours != theirs:
            refusals.add(f"problem.{field}", claimed=_listed(ours), true=f"the case has {_listed(theirs)}")
    law, case_law = ((p.table.inputs, p.table.labels, p.table.counts) for p in (stated, case))
    if law != case_law:
        refusals.add("problem.counts", claimed="the law of the case", true="the case has another")


def _listed(value: object) -> str:
    return shown(list(value)) if isinstance(value, tuple) else str(value)


def _judge_law_figures(document: Document, stated: Problem, refusals: Refusals) -> None:
    figures = Figures.of(stated.table)
    refusals.judge_figure("H_X", document["H_X"], figures.H_X)
    refusals.judge_figure("H_Y", document["H_Y"], figures.H_Y)
    refusals.judge_figure("H_X_given_Y", document["H_X_given_Y"], figures.equivocation)
    refusals.judge_figure("I_XY", document["I_XY"], figures.information)


def _judge_answer(status: Status, document: Document, stated: Problem, refusals: Refusals) -> Flow | None:
    """What the status promises; the flow of the network where it promises one and gives one."""
    _judge_optima(status, document["optima"], refusals)
    judge_explanation(status, document["explanation"], stated, refusals)
    if document["evidence"] is None:
        refusals.add("evidence", claimed="nothing", true=f"status {str(status)!r} rests on evidence")
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        flow = judged_flow(document["layers"], stated, refusals)
        if flow is not None:
            _judge_network(status, document, stated, flow, refusals)
        return flow
    for where in ("objective", "objective_exact", "compression", "distortion"):
        refusals.judge_null(where, document[where], f"status {str(status)!r} has no network")
    if document["layers"]:
        refusals.add(
            "layers", claimed=f"{len(document['layers'])} layers", true=f"status {str(status)!r} has none"
        )
    if status is Status.INFEASIBLE:
        refusals.judge_null("objective_bound", document["objective_bound"], "no network is feasible")
        if document["evidence"] is not None:
            judge_infeasibility(document["evidence"], stated, refusals)
    else:
        _judge_bound(document, stated, at_least=0, refusals=refusals)
    return None


def _judge_optima(status: Status, optima: int | None, refusals: Refusals) -> None:
    if status is Status.OPTIMAL:
        if optima is not None and optima < 1:
            refusals.add("optima", claimed=optima, true="the network given is one optimum")
    elif status is Status.INFEASIBLE:
        if optima not in (None, 0):
            refusals.add("optima", claimed=optima, true="an infeasible problem has none")
    else:
        refusals.judge_null("optima", optima, "no optimum is proved")


def _judge_network(
    status: Status, document: Document, stated: Problem, flow: Flow, refusals: Refusals
) -> None:
    objective, bound = document["objective"], document["objective_bound"]
    refusals.judge_figure("objective", objective, flow.objective)
    refusals.judge_figure("compression", document["compression"], flow.compression)
    refusals.judge_figure("distortion", document["distortion"], flow.last.distortion)
    judge_closed_form("objective_exact", document["objective_exact"], flow.objective, refusals)
    if status is Status.FEASIBLE:
        _judge_bound(document, stated, at_least=objective, refusals=refusals)
        return
    if objective is not None and bound != objective:
        refusals.add(
            "objective_bound", claimed=bound, true=f"at an optimum it equals objective, {objective!r}"
        )
    if document["evidence"] is not None:
        floors = entropy_floor(stated) * stated.depth
        is_met = (flow.total_entropy - floors).is_zero()
        judge_floor_or_search(document["evidence"], stated, floor_is_met=is_met, refusals=refusals)


def _judge_bound(document: Document, stated: Problem, *, at_least: float | None, refusals: Refusals) -> None:
    """The bound of an unfinished search, and its evidence."""
    bound, evidence = document["objective_bound"], document["evidence"]
    if bound is None:
        refusals.add("objective_bound", claimed="nothing", true="an unfinished search has a bound")
        return
    if at_least is not None and bound < at_least:
        refusals.add("objective_bound", claimed=bound, true=f"it cannot lie below {at_least!r}")
    universal = universal_bound(stated)
    excess = LogSum.rational(Fraction(bound)) - universal
    if (excess - LogSum.rational(TOLERANCE)).sign() > 0:
        refusals.add("objective_bound", claimed=bound, true=f"no network exceeds {float(universal)!r}")
    if evidence is None or evidence == {"kind": Search.kind}:
        return
    if evidence["kind"] == EntropyFloor.kind and universal.is_within(Fraction(bound), TOLERANCE):
        judge_floor(evidence, entropy_floor(stated), refusals)
    else:
        refusals.add("evidence.kind", claimed=shown(evidence["kind"]), true="the bound rests on the search")


def _accepted(document: Document, stated: Problem) -> Verdict:
    """The verdict on a sound solution whose search is taken on trust."""
    claim = _claim(document)
    rests = f"{claim} rests on the search" if _rests_on_search(document) else _proof(document, stated)
    if document["optima"] and not _rests_on_search(document):
        rests += "; the number of optima rests on the search"
    return Verdict(outcome=Outcome.ACCEPTED, remark=rests + _on_explanation(document))


def _on_explanation(document: Document) -> str:
    """What is to be said of an explanation whose network has been verified."""
    if not document["explanation"]:
        return ""
    return "; that no smaller epsilon is feasible rests on the search"


def _claim(document: Document) -> str:
    names = {Status.OPTIMAL: "optimality", Status.INFEASIBLE: "infeasibility"}
    return names.get(document["status"], "the bound")


def _rests_on_search(document: Document) -> bool:
    return bool(document["evidence"]["kind"] == Search.kind)


def _proof(document: Document, stated: Problem) -> str:
    """The proof that the evidence gave on the spot."""
    evidence = document["evidence"]
    reasons = {
        EntropyFloor.kind: lambda: (
            f"no layer can have less entropy than {closed_form(entropy_floor(stated))} bits"
        ),
        CountingBound.kind: lambda: (
            f"layer {evidence['layer']} has at most {evidence['available']} codes "
            f"for {evidence['needed']} classes"
        ),
        ViolatedCircuit.kind: lambda: (
            f"circuit {_side(evidence['positive'])} = {_side(evidence['negative'])}"
        ),
    }
    return f"{_claim(document)} re-proved: {reasons[evidence['kind']]()}"


def _side(factors: Mapping[str, int]) -> str:
    return " + ".join(code if factor == 1 else f"{factor}*{code}" for code, factor in factors.items())


def _reproved(document: Document, stated: Problem, flow: Flow | None) -> Verdict:
    """The verdict on a sound solution after its search, if it rests on one, is repeated."""
    if not (_rests_on_search(document) or document["optima"]):
        return _accepted(document, stated)
    found = enumerated_optimum(stated)
    if isinstance(found, TooLarge):
        return Verdict(
            outcome=Outcome.UNDECIDED,
            remark=f"not re-proved: the plain enumeration needs {_magnitude(found.steps)} steps or more by "
            f"layer {found.layer} and stops at {STEP_LIMIT:,}",
        )
    refusals = Refusals()
    _judge_against(found, document, flow, refusals)
    if refusals:
        return _refused(refusals)
    return Verdict(
        outcome=Outcome.ACCEPTED,
        remark=f"{_claim(document)} re-proved: plain enumeration in {found.steps:,} steps"
        + _on_explanation(document),
    )


def _magnitude(steps: int) -> str:
    """The number, or the power of two below it where its digits tell nothing."""
    return f"{steps:,}" if steps < 10**15 else f"2^{steps.bit_length() - 1}"


def _judge_against(found: Optimum, document: Document, flow: Flow | None, refusals: Refusals) -> None:
    """The claims against the true optimum."""
    best = found.objective
    status = document["status"]
    if best is None:
        assert flow is None, "the enumeration missed a network that was just verified"
        return
    reaches = f"a network reaches objective {float(best)!r}, that is {closed_form(best)}"
    if status == Status.INFEASIBLE:
        refusals.add("status", claimed="'infeasible'", true=reaches)
    elif status == Status.OPTIMAL:
        assert flow is not None, "an optimum without a network was not refused"
        gain = (best - flow.objective).sign()
        assert gain >= 0, "the enumeration missed a network that was just verified"
        if gain:
            refusals.add("status", claimed="'optimal'", true=reaches)
        elif document["optima"] not in (None, found.optima):
            refusals.add("optima", claimed=document["optima"], true=f"there are {found.optima}")
    elif (best - LogSum.rational(Fraction(document["objective_bound"]) + TOLERANCE)).sign() > 0:
        refusals.add("objective_bound", claimed=document["objective_bound"], true=reaches)
