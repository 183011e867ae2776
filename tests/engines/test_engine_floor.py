"""The floor under the entropy of every layer."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import problems

from ibsolve.bottleneck import least_entropy
from ibsolve.engines import solve
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.floor import layer_floor
from ibsolve.problem import Problem, cube
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
def test_above_the_entropy_of_the_target_the_floor_knows_what_partitions_can_do(epsilon, value):
    xor = Problem.from_truth_table("0110", [2, 1], epsilon=epsilon)
    assert float(floor(xor)) == pytest.approx(value, abs=1e-15)


def test_where_no_bipartition_keeps_the_bound_nothing_is_feasible():
    pair = Problem.from_function(lambda a, b: (a, b), [2, 1], epsilon=Fraction(1, 2))
    assert floor(pair) is None
    assert solve(pair, engine="exact").status is Status.INFEASIBLE


def test_with_two_output_neurons_the_floor_is_that_of_four_blocks():
    # Of three bits 1.95 must be kept: of the partitions in four blocks only that in pairs keeps so much.
    law = {(code, f"{code[0]}{code[1]}{code[2]}"): 1 for code in cube(3)}
    triple = Problem.from_joint(law, [2], epsilon=Fraction(21, 20))
    assert float(floor(triple)) == pytest.approx(2.0)


@pytest.mark.parametrize("weight", [1, 29])
def test_a_floor_of_many_counts_lies_just_below_the_least_entropy(weight):
    counts = [
        [weight * a, weight * b] for a, b in ((2, 1), (1, 2), (1, 3), (3, 1), (2, 2), (1, 1), (1, 4), (5, 1))
    ]
    counts[0][0] += 1  # or the weight would be divided out
    problem = Problem.from_joint(counts, [2], epsilon="1/20")
    least = least_entropy(problem.table, Fraction(1, 20), most_blocks=4).entropy
    margin = 0.0 if problem.table.total <= 72 else 1e-9
    assert float(floor(problem)) == pytest.approx(least - margin, abs=1e-12)


def test_a_best_bipartition_at_the_floor_ends_the_search():
    rng = np.random.default_rng(6)
    weights = rng.integers(1, 13, size=16).tolist()
    table = "".join(map(str, rng.integers(0, 2, size=16)))
    problem = Problem.from_truth_table(table, [2, 1], epsilon="3/5", probability=weights)
    assert problem.table.total > 72
    solution = solve(problem, engine="exact")
    assert solution.layers[-1].entropy == pytest.approx(float(floor(problem)), abs=1e-12)
    assert solution.work["nodes"] == 940
