"""The smallest architectures of a problem, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from ibsolve.engines.assembly import rounded
from ibsolve.report.solution_text import evidence_line, neuron_rows
from ibsolve.report.text import bits, grid
from ibsolve.solution import problem_object, solution_object
from ibsolve.studies import Architecture, Refutation, Undecided, WidthStudy

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""

_MOST_UNDECIDED = 12
"""Undecided architectures listed for human readers."""


def widths_object(study: WidthStudy) -> dict[str, Any]:
    """The study as an object of JSON types; all figures in bits."""
    statement = {key: value for key, value in problem_object(study.problem).items() if key != "widths"}
    return {
        "format": FORMAT,
        "case": study.problem.name,
        "problem": statement,
        "epsilon": str(study.problem.epsilon),
        "engine": study.engine,
        "max_depth": study.max_depth,
        "max_neurons": study.max_neurons,
        "considered": study.considered,
        "searched": study.searched,
        "is_complete": study.is_complete,
        "fewest_neurons": study.fewest_neurons,
        "architectures": [_architecture_object(study, found) for found in study.architectures],
        "depths": [
            {
                "depth": depth,
                "compression": rounded(best[0].compression),
                "compression_exact": str(best[0].compression),
                "widths": [list(architecture.widths) for architecture in best],
            }
            for depth in study.depths
            for best in [study.most_compressing(depth)]
        ],
        "undecided": [_verdict_object(undecided) for undecided in study.undecided],
        "work": dict(study.work),
        "versions": dict(study.versions),
    }


def _architecture_object(study: WidthStudy, architecture: Architecture) -> dict[str, Any]:
    return {
        "widths": list(architecture.widths),
        "neurons": architecture.neurons,
        "is_minimal": architecture.is_minimal,
        "has_fewest_neurons": architecture.neurons == study.fewest_neurons,
        "has_best_objective_of_depth": architecture in study.best_objectives(architecture.depth),
        "objective_exact": str(architecture.objective),
        "compression": rounded(architecture.compression),
        "compression_exact": str(architecture.compression),
        "slack": rounded(architecture.slack),
        "slack_exact": str(architecture.slack),
        "solution": solution_object(architecture.solution),
        "smaller": [_verdict_object(verdict) for verdict in architecture.smaller],
    }


def _verdict_object(verdict: Refutation | Undecided) -> dict[str, Any]:
    if isinstance(verdict, Undecided):
        return {"widths": list(verdict.widths), "status": "unknown", "reason": verdict.reason}
    evidence = verdict.solution.evidence
    return {
        "widths": list(verdict.widths),
        "status": verdict.solution.status.value,
        "refuted_widths": list(verdict.refuted_widths),
        "evidence": None if evidence is None else evidence.to_json(),
    }


def print_widths(study: WidthStudy, console: Console) -> None:
    """Print the architectures, what speaks against smaller ones, and the networks."""
    problem = study.problem
    table = problem.table
    console.print(
        f"{problem.name}: {len(table.variables)} inputs, {len(table.inputs)} in the support, "
        f"target {','.join(table.targets)} with {len(table.labels)} values, "
        f"epsilon {problem.epsilon} bits, readout {problem.readout}"
    )
    console.print(_verdict(study))
    if study.architectures:
        _print_architectures(study, console)
    if study.undecided:
        console.print()
        console.print(grid(["undecided", "because"], _undecided_rows(study), left=(0, 1)))


def _verdict(study: WidthStudy) -> str:
    layers = f"{study.max_depth} layer{'s' * (study.max_depth > 1)}"
    neurons = f"{study.max_neurons} neuron{'s' * (study.max_neurons > 1)}"
    within = f"within {layers} and {neurons} in all ({study.searched} of {study.considered} searched)"
    found = len(study.architectures)
    if not found and study.undecided:
        return f"unknown {within}: allow more time."
    if not found:
        return f"none {within} meets the bound: allow more layers, more neurons or a larger epsilon."
    which = f"{found} smallest architecture{'s' * (found > 1)}"
    if not study.is_complete:
        return f"{which} found {within}; not everything is decided: allow more time."
    return f"{which} {within}; all smaller ones are refuted."


def _print_architectures(study: WidthStudy, console: Console) -> None:
    console.print()
    console.print(
        grid(
            ["widths", "neurons", "objective", "C_ν", "H(X|Y)+ε-C_ν", "status", ""],
            [
                [
                    _text(found.widths),
                    str(found.neurons),
                    bits(rounded(found.objective)),
                    bits(rounded(found.compression)),
                    bits(rounded(found.slack)),
                    found.solution.status.value,
                    ", ".join(_marks(study, found)),
                ]
                for found in study.architectures
            ],
            left=(0, 5, 6),
        )
    )
    console.print()
    console.print(
        grid(
            ["depth", "largest C_ν", "by"],
            [
                [str(depth), bits(rounded(best[0].compression)), " ".join(_text(a.widths) for a in best)]
                for depth in study.depths
                for best in [study.most_compressing(depth)]
            ],
            left=(2,),
        )
    )
    rows = list(_smaller_rows(study))
    if rows:
        console.print()
        console.print(grid(["widths", "smaller", "is infeasible since"], rows, left=(0, 1, 2)))
    console.print()
    console.print(grid(["widths", "neuron", "fires iff", "that is"], _network_rows(study), left=(0, 1, 2, 3)))


def _marks(study: WidthStudy, architecture: Architecture) -> Iterator[str]:
    if architecture.neurons == study.fewest_neurons:
        yield "fewest neurons"
    if architecture in study.best_objectives(architecture.depth):
        layers = f"{architecture.depth} layer{'s' * (architecture.depth > 1)}"
        yield f"best objective of {layers}"


def _smaller_rows(study: WidthStudy) -> Iterator[list[str]]:
    for architecture in study.architectures:
        for number, verdict in enumerate(architecture.smaller):
            name = "" if number else _text(architecture.widths)
            yield [name, _text(verdict.widths), _reason(verdict)]


def _reason(verdict: Refutation | Undecided) -> str:
    if isinstance(verdict, Undecided):
        return f"undecided: {verdict.reason}"
    reason = "" if verdict.solution.evidence is None else evidence_line(verdict.solution.evidence)
    if verdict.refuted_widths == verdict.widths:
        return reason
    return f"{_text(verdict.refuted_widths)} loses too much already: {reason}"


def _network_rows(study: WidthStudy) -> Iterator[list[str]]:
    for architecture in study.architectures:
        network = architecture.solution.network
        assert network is not None, "an architecture without a network"
        for number, row in enumerate(neuron_rows(study.problem, [layer.neurons for layer in network.layers])):
            yield ["" if number else _text(architecture.widths), *row]


def _undecided_rows(study: WidthStudy) -> Iterator[list[str]]:
    for undecided in study.undecided[:_MOST_UNDECIDED]:
        yield [_text(undecided.widths), undecided.reason]
    if len(study.undecided) > _MOST_UNDECIDED:
        yield [f"… {len(study.undecided) - _MOST_UNDECIDED} more", ""]


def _text(widths: tuple[int, ...]) -> str:
    return "[" + ",".join(map(str, widths)) + "]"
