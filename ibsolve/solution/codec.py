"""Solutions as JSON: the object that `ibsolve solve --json` prints and `ibsolve check` reads."""

from __future__ import annotations

import json
from typing import Any

from ibsolve.problem import Neuron, Problem, code_text
from ibsolve.solution.explanation import Explanation
from ibsolve.solution.solution import LayerReport, Solution

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def solution_json(solution: Solution) -> str:
    """The solution as one line of JSON; the same solution always gives the same text."""
    return json.dumps(solution_object(solution), allow_nan=False)


def solution_object(solution: Solution) -> dict[str, Any]:
    """The solution as an object of JSON types, keys in the documented order."""
    return {
        "format": FORMAT,
        "case": solution.problem.name,
        "problem": problem_object(solution.problem),
        "status": solution.status.value,
        "engine": solution.engine,
        "widths": list(solution.problem.widths),
        "epsilon": str(solution.problem.epsilon),
        "objective": solution.objective,
        "objective_bound": solution.objective_bound,
        "objective_exact": solution.objective_exact,
        "H_X": solution.H_X,
        "H_Y": solution.H_Y,
        "H_X_given_Y": solution.H_X_given_Y,
        "I_XY": solution.I_XY,
        "compression": solution.compression,
        "distortion": solution.distortion,
        "layers": [_layer_object(solution, layer) for layer in solution.layers],
        "evidence": None if solution.evidence is None else solution.evidence.to_json(),
        "optima": solution.optima,
        "explanation": None if solution.explanation is None else _explanation_object(solution.explanation),
        "work": dict(solution.work),
        "versions": dict(solution.versions),
    }


def problem_object(problem: Problem) -> dict[str, Any]:
    """The statement of a problem: enough to solve or check it without the case file.

    counts: integer weight of every pair of support input and label that occurs; p(x, y) is the
    weight divided by the sum of all.
    """
    table = problem.table
    return {
        "variables": list(table.variables),
        "targets": list(table.targets),
        "counts": {
            code_text(code): {label: count for label, count in zip(table.labels, row, strict=True) if count}
            for code, row in zip(table.inputs, table.counts, strict=True)
        },
        "widths": list(problem.widths),
        "epsilon": str(problem.epsilon),
        "readout": problem.readout.value,
    }


def _layer_object(solution: Solution, layer: LayerReport) -> dict[str, Any]:
    return {
        "width": layer.width,
        "entropy": layer.entropy,
        "reduction": layer.reduction,
        "reduction_given_target": layer.reduction_given_target,
        "conditional_entropy": layer.conditional_entropy,
        "information_about_target": layer.information_about_target,
        "theta": list(layer.theta),
        "partition": [[code_text(code) for code in block] for block in layer.partition],
        "codes": {
            code_text(code): code_text(output)
            for code, output in zip(solution.problem.table.inputs, layer.codes, strict=True)
        },
        "neurons": [neuron_object(neuron) for neuron in layer.neurons],
    }


def _explanation_object(explanation: Explanation) -> dict[str, Any]:
    return {
        "least_epsilon": explanation.least_epsilon,
        "least_epsilon_exact": explanation.least_epsilon_exact,
        "is_proved": explanation.is_proved,
        "layers": [
            [neuron_object(neuron) for neuron in layer.neurons] for layer in explanation.network.layers
        ],
        "obstacle": explanation.obstacle,
    }


def neuron_object(neuron: Neuron) -> dict[str, Any]:
    return {"weights": list(neuron.weights), "threshold": neuron.threshold}
