"""The simplest CP-SAT model of eq. (28), as a rival: every layer map a table, nothing broken, nothing cut.

For the uniform law, epsilon = 0 and one output neuron. A neuron is an allowed assignment of the
threshold functions to all codes below; the objective is maximised directly in rounded units.
"""

from __future__ import annotations

import math
from itertools import combinations, product

from ortools.sat.python import cp_model

from ibsolve.problem import Problem, cube
from ibsolve.threshold import threshold_functions

SCALE = 1 << 24


def solve_plainly(
    problem: Problem, *, seconds: float, workers: int
) -> tuple[str, float | None, float | None]:
    """Status, objective in hand and proved bound, bits."""
    model = cp_model.CpModel()
    points = len(problem.table.inputs)
    below, fan_in, weights = None, len(problem.table.variables), []
    for width in problem.widths:
        below = _codes(model, problem, width, fan_in, below)
        weights += [_weight(model, below, code, points) for code in range(2**width)]
        fan_in = width
    _separate_classes(model, problem, below)
    model.maximize(sum(weights))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.cp_model_presolve = False  # as the engine: google/or-tools#5293
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return "infeasible", None, None
    whole = problem.depth * math.log2(points)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    objective = whole + solver.objective_value / SCALE if found else None
    return solver.status_name(status).lower(), objective, whole + solver.best_objective_bound / SCALE


def _codes(model, problem, width, fan_in, below):
    """The number of the code that each input has, from neurons whose tables are threshold functions."""
    codes, inputs = cube(fan_in), problem.table.inputs
    functions = [[mask >> i & 1 for i in range(len(codes))] for mask in threshold_functions(fan_in)]
    outputs = []
    for _ in range(width):
        values = [model.new_bool_var("") for _ in codes]
        model.add_allowed_assignments(values, functions)
        if below is None:
            outputs.append([values[codes.index(x)] for x in inputs])
            continue
        outputs.append([model.new_bool_var("") for _ in inputs])
        for place, output in zip(below, outputs[-1], strict=True):
            model.add_element(place, values, output)
    numbers = [model.new_int_var(0, 2**width - 1, "") for _ in inputs]
    for number, bits in zip(numbers, zip(*outputs, strict=True), strict=True):
        model.add(number == sum((1 << k) * bit for k, bit in enumerate(reversed(bits))))
    return numbers


def _weight(model, numbers, code, points):
    """P log2 P of a code in units of 1/SCALE bit."""
    terms = [round(SCALE * k / points * math.log2(k / points)) if k else 0 for k in range(points + 1)]
    held = [model.new_bool_var("") for _ in numbers]
    for number, holds in zip(numbers, held, strict=True):
        model.add(number == code).only_enforce_if(holds)
        model.add(number != code).only_enforce_if(~holds)
    mass, weight = model.new_int_var(0, points, ""), model.new_int_var(min(terms), 0, "")
    model.add(mass == sum(held))
    model.add_element(mass, terms, weight)
    return weight


def _separate_classes(model, problem, numbers):
    for one, other in combinations(problem.table.minimal_sufficient_partition.blocks(), 2):
        for i, k in product(one, other):
            model.add(numbers[i] != numbers[k])
