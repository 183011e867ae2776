"""The frontier of a problem over epsilon, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from ibsolve.engines.assembly import rounded
from ibsolve.report.solution_text import neuron_rows
from ibsolve.report.text import bits, grid
from ibsolve.solution import neuron_object, problem_object
from ibsolve.studies import Frontier, Step

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def frontier_object(frontier: Frontier) -> dict[str, Any]:
    """The frontier as an object of JSON types, steps by rising epsilon; all figures in bits."""
    problem, given = frontier.problem, frontier.given
    statement = {key: value for key, value in problem_object(problem).items() if key != "epsilon"}
    return {
        "format": FORMAT,
        "case": problem.name,
        "problem": statement,
        "widths": list(problem.widths),
        "is_complete": frontier.is_complete,
        "H_X": rounded(given.H_X),
        "H_Y": rounded(given.H_Y),
        "H_X_given_Y": rounded(given.H_X_given_Y),
        "I_XY": rounded(given.I_XY),
        "steps": [_step_object(step) for step in frontier.steps],
        "work": dict(frontier.work),
        "versions": dict(frontier.versions),
    }


def _step_object(step: Step) -> dict[str, Any]:
    return {
        "epsilon": rounded(step.epsilon),
        "epsilon_exact": str(step.epsilon),
        "epsilon_rounded_up": str(step.decimal_epsilon),
        "until": None if step.until is None else rounded(step.until),
        "until_exact": None if step.until is None else str(step.until),
        "objective": rounded(step.objective),
        "objective_exact": str(step.objective),
        "compression": rounded(step.compression),
        "distortion": rounded(step.epsilon),
        "distortion_exact": str(step.epsilon),
        "total_entropy": rounded(step.total_entropy),
        "entropies": [rounded(entropy) for entropy in step.entropies],
        "layers": [[neuron_object(neuron) for neuron in layer.neurons] for layer in step.network.layers],
        "evidence": step.evidence.to_json(),
    }


def print_frontier(frontier: Frontier, console: Console) -> None:
    """Print the steps, their closed forms and their networks, by rising epsilon."""
    problem, steps = frontier.problem, frontier.steps
    table = problem.table
    console.print(
        f"{problem.name}: {len(table.variables)} inputs, {len(table.inputs)} in the support, "
        f"target {','.join(table.targets)} with {len(table.labels)} values, widths {list(problem.widths)}"
    )
    console.print(_verdict(frontier))
    for name, value in (
        ("H(X)", frontier.given.H_X),
        ("H(X|Y)", frontier.given.H_X_given_Y),
        ("I(X;Y)", frontier.given.I_XY),
    ):
        console.print(f"  {name:<28}{bits(rounded(value))} bits")
    console.print()
    console.print(
        grid(
            ["step", "epsilon from", "up to", "objective", "C_ν", "ΣH(X_i)", "H(X_ν)", "as --epsilon"],
            [
                [
                    str(number),
                    bits(rounded(step.epsilon)),
                    "" if step.until is None else bits(rounded(step.until)),
                    bits(rounded(step.objective)),
                    bits(rounded(step.compression)),
                    bits(rounded(step.total_entropy)),
                    bits(rounded(step.entropies[-1])),
                    str(step.decimal_epsilon),
                ]
                for number, step in enumerate(steps, start=1)
            ],
        )
    )
    console.print()
    console.print(
        grid(
            ["step", "epsilon from", "objective", "evidence"],
            [
                [str(number), str(step.epsilon), str(step.objective), step.evidence.kind]
                for number, step in enumerate(steps, start=1)
            ],
            left=(0, 1, 2, 3),
        )
    )
    console.print()
    rows = (
        [str(number) if first else "", *row]
        for number, step in enumerate(steps, start=1)
        for first, row in _first_marked(
            neuron_rows(problem, [layer.neurons for layer in step.network.layers])
        )
    )
    console.print(grid(["step", "neuron", "fires iff", "that is"], rows, left=(0, 1, 2, 3)))


def _verdict(frontier: Frontier) -> str:
    steps = frontier.steps
    number = f"{len(steps)} step{'s' * (len(steps) > 1)}"
    least = steps[0].epsilon
    if not frontier.is_complete:
        return (
            f"incomplete ({number}): the limit was reached; below epsilon {bits(rounded(least))} bits "
            "nothing is known: allow more time."
        )
    if least == 0:
        return f"complete ({number}): these widths need no distortion."
    return f"complete ({number}): below epsilon {bits(rounded(least))} bits = {least} no network exists."


def _first_marked(rows: Iterator[list[str]]) -> Iterator[tuple[bool, list[str]]]:
    return ((not number, row) for number, row in enumerate(rows))
