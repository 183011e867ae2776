"""Every engine on the zoo of problems, each answer evaluated again in plain Python and by the checker."""

from collections import Counter
from math import log2

import pytest
from zoo import ANY, ZOO

from ibsolve.checker import Outcome, check
from ibsolve.engines import engine_names, solve
from ibsolve.engines.registry import incomplete_engine_names
from ibsolve.solution import solution_object

INCOMPLETE = incomplete_engine_names()


def entropy(masses):
    total = sum(masses)
    return -sum(m / total * log2(m / total) for m in masses if m)


def evaluated(problem, network):
    """Objective and distortion, bits, of integer weights alone."""
    table = problem.table
    outputs = {x: x for x in table.inputs}
    objective = 0.0
    for layer in network.layers:
        outputs = {
            x: tuple(
                int(sum(w * bit for w, bit in zip(neuron.weights, code, strict=True)) >= neuron.threshold)
                for neuron in layer.neurons
            )
            for x, code in outputs.items()
        }
        masses = Counter()
        for x, count in zip(table.inputs, table.input_counts, strict=True):
            masses[outputs[x]] += count
        objective += entropy(table.input_counts) - entropy(masses.values())
    joint, marginal = Counter(), Counter()
    for x, row in zip(table.inputs, table.counts, strict=True):
        for label, count in enumerate(row):
            joint[outputs[x], label] += count
            marginal[outputs[x]] += count
    lost = entropy(joint.values()) - entropy(marginal.values())
    given_all = entropy([c for row in table.counts for c in row]) - entropy(table.input_counts)
    return objective, lost - given_all


@pytest.mark.parametrize("engine", engine_names())
@pytest.mark.parametrize("name", ZOO)
def test_an_answer_is_what_its_weights_do_and_what_is_known(name, engine):
    problem, known = ZOO[name]
    solution = solve(problem, engine=engine)
    assert check(solution_object(solution), problem=problem).outcome is Outcome.ACCEPTED
    assert solution.is_proved or engine in INCOMPLETE
    if solution.network is not None:
        objective, distortion = evaluated(problem, solution.network)
        assert solution.objective == pytest.approx(objective, abs=1e-9)
        assert distortion <= float(problem.epsilon) + 1e-9
    if known == ANY:
        known = solve(problem, engine="enumerate").objective
    if solution.is_proved:
        assert solution.objective == (None if known is None else pytest.approx(known, abs=1e-9))
    elif known is None:
        assert solution.objective is None
    else:
        assert (solution.objective or 0.0) <= known + 1e-9
