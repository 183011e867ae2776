"""A network in hand before the search begins: one that the user found earlier."""

from __future__ import annotations

from dataclasses import replace

from ibsolve.engines.interface import Answer, LayerCodes
from ibsolve.errors import ContradictionError, Faults, ProblemError, shown
from ibsolve.information import exact_distortion, exact_total_entropy, keeps_distortion
from ibsolve.problem import Code, Network, Partition, Problem, Readout
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
    layers = tuple(
        tuple(_padded(trace[number], width) for trace in traces)
        for number, width in enumerate(problem.widths)
    )
    if problem.readout is Readout.EQUAL and list(layers[-1]) != problem.table.target_bits():
        faults.add("hint", expected="output neurons equal to the target bits", found="others")
    elif not keeps_distortion(problem.table, Partition.of(layers[-1]), problem.epsilon):
        lost = exact_distortion(problem.table, Partition.of(layers[-1]))
        faults.add(
            "hint",
            expected=f"a distortion of at most epsilon = {problem.epsilon} bits",
            found=f"a network that loses {float(lost):.6f} bits",
        )
    faults.raise_if_any(ProblemError)
    return layers


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


def _padded(code: Code, width: int) -> Code:
    return code + (0,) * (width - len(code))
