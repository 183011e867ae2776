"""From an engine's answer to a solution: neurons with integer weights, entropies, evidence."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from importlib.metadata import version
from types import MappingProxyType

from ibsolve.engines.canonical import as_column, canonical_codes
from ibsolve.engines.evidence import infeasibility_evidence, optimality_evidence
from ibsolve.engines.interface import Answer
from ibsolve.errors import ProblemError
from ibsolve.information import LogForm, TableEntropies, code_flow, entropy_floor
from ibsolve.problem import Code, Layer, Problem
from ibsolve.solution import LayerReport, Search, Solution, Status
from ibsolve.threshold import PointSet, small_neuron


def assembled(problem: Problem, answer: Answer, *, engine: str, seconds: float) -> Solution:
    """The solution of a problem from what an engine answered.

    Canonical codes are chosen, neurons with small integer weights realise them, every figure is
    computed exactly and then rounded. seconds: wall-clock time of the engine.
    """
    given = TableEntropies.of(problem.table)
    solution = partial(
        Solution,
        problem=problem,
        status=answer.status,
        engine=engine,
        H_X=rounded(given.H_X),
        H_Y=rounded(given.H_Y),
        H_X_given_Y=rounded(given.H_X_given_Y),
        I_XY=rounded(given.I_XY),
        work={"seconds": round(seconds, 6), **answer.work},
        versions=versions(),
    )
    if answer.codes is None:
        infeasible = answer.status is Status.INFEASIBLE
        return solution(
            objective_bound=None if infeasible else _universal_bound(problem, answer),
            evidence=infeasibility_evidence(problem) if infeasible else Search(),
        )
    codes = canonical_codes(problem, answer.codes)
    network = realised(problem, codes)
    flow = code_flow(problem.table, codes)
    objective = rounded(flow.objective)
    optimal = answer.status is Status.OPTIMAL
    return solution(
        objective=objective,
        objective_bound=objective if optimal else max(objective, _universal_bound(problem, answer)),
        objective_exact=str(flow.objective),
        compression=rounded(flow.compression),
        distortion=rounded(flow.distortion),
        layers=tuple(
            LayerReport(
                width=layer.width,
                entropy=rounded(of.entropy),
                reduction=rounded(of.reduction),
                reduction_given_target=rounded(of.reduction_given_target),
                conditional_entropy=rounded(of.conditional_entropy),
                information_about_target=rounded(of.information_about_target),
                theta=of.theta,
                partition=tuple(
                    tuple(problem.table.inputs[point] for point in block) for block in of.partition.blocks()
                ),
                codes=of.codes,
                neurons=layer.neurons,
            )
            for layer, of in zip(network, flow.layers, strict=True)
        ),
        evidence=optimality_evidence(problem, codes) if optimal else Search(),
    )


def realised(problem: Problem, layers: Sequence[Sequence[Code]]) -> list[Layer]:
    """Layers of threshold neurons that give these codes to the support inputs.

    Of the smallest integer weights, as far as `small_neuron` proves them with its fixed effort.
    """
    below: Sequence[Code] = problem.table.inputs
    network = []
    for codes in layers:
        attained = sorted(set(below))
        points = PointSet(attained)
        image = dict(zip(below, codes, strict=True))
        columns = zip(*(image[code] for code in attained), strict=True)
        neurons = []
        for bits in columns:
            try:
                neurons.append(small_neuron(points, as_column(bits)))
            except ProblemError as error:
                raise AssertionError(f"an engine returned a forbidden mapping: {error}") from error
        network.append(Layer(tuple(neurons)))
        below = codes
    return network


def rounded(form: LogForm) -> float:
    """The float nearest to what is left after logarithms that cancel are taken out."""
    return float(form.reduced())


@cache
def versions() -> Mapping[str, str]:
    """The versions that an answer may depend on."""
    packages = {name: version(name) for name in ("ibsolve", "numba", "ortools")}
    return MappingProxyType({**packages, "python": platform.python_version()})


def _universal_bound(problem: Problem, answer: Answer) -> float:
    """The tighter of the engine's bound and ν(H(X) − floor), bits, never rounded below it."""
    floor = entropy_floor(problem.table, problem.epsilon)
    exact = (TableEntropies.of(problem.table).H_X - floor) * problem.depth
    universal = rounded(exact)
    if exact > Fraction(universal):
        universal = math.nextafter(universal, math.inf)
    return universal if answer.bound is None else min(universal, answer.bound)
