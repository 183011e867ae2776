"""A network in hand before the search begins: one that the user found earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ibsolve.engines.feasibility import is_feasible
from ibsolve.engines.interface import Answer, LayerCodes
from ibsolve.engines.needed_neurons import widened
from ibsolve.errors import ContradictionError, Faults, ProblemError, shown
from ibsolve.information import exact_distortion, exact_total_entropy
from ibsolve.problem import Code, Network, Partition, Problem, Readout, code_text
from ibsolve.solution import Status


def hinted_codes(problem: Problem, hint: Network) -> LayerCodes:
    """The codes that a network gives the support inputs, with constant neurons up to the problem's widths.

    Raises ProblemError unless the network reads the problem's variables, has as many layers, none of
    them wider, and keeps the distortion bound and the readout.
    """
    faults = Faults()
    if not isinstance(hint, Network):
        faults.add("hint", expected="a Network", found=shown(hint))
        faults.raise_if_any(ProblemError)
    variables = len(problem.table.variables)
    if hint.fan_in != variables:
        faults.add("hint", expected=f"a network of {variables} inputs", found=str(hint.fan_in))
    is_within = len(hint.widths) == problem.depth and all(
        own <= width for own, width in zip(hint.widths, problem.widths, strict=True)
    )
    if not is_within:
        faults.add(
            "hint",
            expected=f"widths {list(problem.widths)}, or fewer neurons in as many layers",
            found=f"widths {list(hint.widths)}",
        )
    faults.raise_if_any(ProblemError)
    traces = [hint.codes(x) for x in problem.table.inputs]
    codes = tuple(
        widened([trace[number] for trace in traces], width) for number, width in enumerate(problem.widths)
    )
    if not is_feasible(problem, codes):
        _add_loss(faults, problem, codes[-1])
    faults.raise_if_any(ProblemError)
    return codes


def _add_loss(faults: Faults, problem: Problem, outputs: Sequence[Code]) -> None:
    """Say where outputs that are not feasible go wrong."""
    table = problem.table
    if problem.readout is Readout.EQUAL:
        x, output, target = next(
            (x, output, target)
            for x, output, target in zip(table.inputs, outputs, table.target_bits(), strict=True)
            if output != target
        )
        faults.add(
            "hint",
            expected=f"the target bits {code_text(target)} at input {code_text(x)}",
            found=f"outputs {code_text(output)}",
        )
        return
    lost = exact_distortion(table, Partition.of(outputs))
    faults.add(
        "hint",
        expected=f"a distortion of at most epsilon = {problem.epsilon} bits",
        found=f"a network that loses {float(lost):.6f} bits",
    )


def with_hint(problem: Problem, answer: Answer, hint: LayerCodes) -> Answer:
    """The answer of an engine, or the hint where the engine was stopped without a better network.

    Raises ContradictionError where the engine claims that there is no network as good as the hint.
    """
    cost = exact_total_entropy(problem.table, hint)
    if answer.codes is not None and exact_total_entropy(problem.table, answer.codes) <= cost:
        return answer
    if answer.status in (Status.OPTIMAL, Status.INFEASIBLE):
        raise ContradictionError(f"{problem.name}: {answer.status} was claimed, but the hint is better")
    return replace(answer, status=Status.FEASIBLE, codes=hint)
