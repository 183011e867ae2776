"""The floor under the entropy of every layer."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from strategies import problems

from ibsolve.engines import solve
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.floor import layer_floor
from ibsolve.problem import Problem
from ibsolve.solution import Status


def floor(problem):
    return layer_floor(problem.table, Allowance.of(problem.table, problem.epsilon), widths=problem.widths)


@settings(max_examples=100)
@given(problems().filter(lambda problem: sum(problem.widths) <= 4))
def test_no_layer_of_a_best_network_lies_below_the_floor(problem):
    solution = solve(problem, engine="enumerate")
    if solution.status is Status.INFEASIBLE:
        return
    assert all(layer.entropy >= float(floor(problem)) - 1e-12 for layer in solution.layers)


@pytest.mark.parametrize(
    ("epsilon", "value"),
    [
        ("0", 1.0),
        # One neuron splits the four inputs 3:1 at best, which loses 0.6887 bit.
        ("7/10", 0.8112781244591328),
        ("1/2", 1.0),
        ("1", 0.0),
    ],
)
def test_above_the_entropy_of_the_target_the_floor_knows_bipartitions(epsilon, value):
    xor = Problem.from_truth_table("0110", [2, 1], epsilon=epsilon)
    assert float(floor(xor)) == pytest.approx(value, abs=1e-15)


def test_where_no_bipartition_keeps_the_bound_nothing_is_feasible():
    pair = Problem.from_function(lambda a, b: (a, b), [2, 1], epsilon=Fraction(1, 2))
    assert floor(pair) is None
    assert solve(pair, engine="exact").status is Status.INFEASIBLE
