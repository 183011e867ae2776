"""A solution for human readers: verdict, flow of entropy, mappings and neurons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import Console

from ibsolve.problem import Neuron, Problem, Readout, code_text
from ibsolve.report.text import bits, code_set, grid
from ibsolve.solution import (
    CountingBound,
    EntropyFloor,
    Evidence,
    Explanation,
    Solution,
    ViolatedCircuit,
)
from ibsolve.threshold import Circuit, inequality, minimal_expression

_LONGEST_FORM = 60
"""Characters up to which a closed form is printed beside its value."""


def print_solution(solution: Solution, console: Console) -> None:
    """Print everything a reader of the solution needs, in the order they ask."""
    problem = solution.problem
    console.print(f"{problem.name}: {problem_line(problem)}")
    console.print(f"{solution.status.value} ({solution.engine}): {solution.status.advice}")
    if solution.evidence is not None and solution.is_proved:
        console.print(f"evidence: {evidence_line(solution.evidence)}")
    for name, value in _figures(solution):
        console.print(f"  {name:<28}{value}")
    if solution.explanation is not None:
        _print_explanation(solution.explanation, problem, console)
    if not solution.layers:
        return
    console.print()
    console.print(
        grid(
            ["layer", "neurons", "codes", "H(X_n)", "Δ_n", "Δ'_n", "H(X_n|Y)", "I(X_n;Y)"],
            [
                [
                    "X",
                    str(len(problem.table.variables)),
                    str(len(problem.table.inputs)),
                    bits(solution.H_X),
                    "",
                    "",
                    bits(solution.H_X_given_Y),
                    bits(solution.I_XY),
                ],
                *(
                    [
                        f"X{number}",
                        str(layer.width),
                        str(len(layer.partition)),
                        bits(layer.entropy),
                        bits(layer.reduction),
                        bits(layer.reduction_given_target),
                        bits(layer.conditional_entropy),
                        bits(layer.information_about_target),
                    ]
                    for number, layer in enumerate(solution.layers, start=1)
                ),
            ],
        )
    )
    console.print()
    console.print(grid(["mapping", "inputs", "code"], _mapping_rows(solution), left=(0, 1, 2)))
    _print_neurons([layer.neurons for layer in solution.layers], problem, console)


def _print_explanation(explanation: Explanation, problem: Problem, console: Console) -> None:
    enough = math.ceil(explanation.least_epsilon * 10**6) / 10**6
    closed_form = explanation.least_epsilon_exact
    exact = f" = {closed_form}" if len(closed_form) <= _LONGEST_FORM else ""
    kind = "least epsilon" if explanation.is_proved else "least epsilon at most"
    console.print()
    console.print(f"{kind} {bits(explanation.least_epsilon)} bits{exact}")
    decoder = "" if problem.readout is Readout.ANY else " and --readout any"
    console.print(f"so these widths are feasible with --epsilon {enough:.6f}{decoder}, by the network below")
    if explanation.obstacle is not None:
        console.print(f"with its hidden layers and no distortion, {explanation.obstacle}")
    _print_neurons([layer.neurons for layer in explanation.network.layers], problem, console)


def _print_neurons(layers: Sequence[Sequence[Neuron]], problem: Problem, console: Console) -> None:
    console.print()
    console.print(
        grid(["neuron", "fires iff", "that is"], neuron_rows(problem, layers), left=(0, 1, 2)),
    )


def problem_line(problem: Problem) -> str:
    """The statement of a problem in a line."""
    table = problem.table
    kind = "" if table.is_deterministic else ", stochastic target"
    return (
        f"{len(table.variables)} inputs, {len(table.inputs)} in the support{kind}, "
        f"target {','.join(table.targets)} with {len(table.labels)} values, "
        f"widths {list(problem.widths)}, epsilon {problem.epsilon} bits, readout {problem.readout}"
    )


def evidence_line(evidence: Evidence) -> str:
    """The evidence as a sentence."""
    if isinstance(evidence, EntropyFloor):
        return (
            f"every layer has the least entropy that a feasible layer can have, {evidence.floor_exact} bits"
        )
    if isinstance(evidence, CountingBound):
        return (
            f"layer {evidence.layer} must tell {evidence.needed} classes of inputs apart "
            f"and has at most {evidence.available} codes"
        )
    if isinstance(evidence, ViolatedCircuit):
        circuit = Circuit(positive=evidence.positive, negative=evidence.negative)
        return f"neuron {evidence.neuron + 1} of layer 1 would have to put the two sides of {circuit} apart"
    return "complete search by the engine"


def _figures(solution: Solution) -> Iterator[tuple[str, str]]:
    if solution.objective is not None:
        exact = (
            f" = {solution.objective_exact}" if len(solution.objective_exact or "") <= _LONGEST_FORM else ""
        )
        yield "objective, eq. (28)", f"{bits(solution.objective)} bits{exact}"
    if solution.objective_bound is not None and solution.objective_bound != solution.objective:
        yield "objective at most", f"{bits(solution.objective_bound)} bits"
    if solution.compression is not None:
        yield "compression C_ν", f"{bits(solution.compression)} bits"
        yield "distortion I(X;Y|X_ν)", f"{bits(solution.distortion)} bits"
    if solution.optima is not None:
        tuples = "tuple" if solution.optima == 1 else "tuples"
        yield "optima", f"{solution.optima} distinct {tuples} of partitions"
    yield "H(X|Y)", f"{bits(solution.H_X_given_Y)} bits"
    yield "I(X;Y)", f"{bits(solution.I_XY)} bits"


def _mapping_rows(solution: Solution) -> Iterator[list[str]]:
    for number, layer in enumerate(solution.layers, start=1):
        image = dict(zip(solution.problem.table.inputs, layer.codes, strict=True))
        for index, block in enumerate(layer.partition):
            yield ["" if index else f"X -> X{number}", code_set(block), code_text(image[block[0]])]


def neuron_rows(problem: Problem, layers: Sequence[Sequence[Neuron]]) -> Iterator[list[str]]:
    """Name, inequality and expression of every neuron, first layer first."""
    names: Sequence[str] = problem.table.variables
    for number, neurons in enumerate(layers, start=1):
        own = [f"h{number}_{j}" for j in range(1, len(neurons) + 1)]
        for name, neuron in zip(own, neurons, strict=True):
            yield [name, inequality(neuron, names), minimal_expression(neuron, names)]
        names = own
