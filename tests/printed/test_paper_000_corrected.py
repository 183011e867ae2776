"""Statements of paper 000 that are false in print, each with a counterexample and the fact in its place."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import problems

from ibsolve.bottleneck import least_entropy, rate_bound
from ibsolve.engines import solve
from ibsolve.information import TableEntropies, code_flow, exact_conditional_entropy, exact_distortion
from ibsolve.problem import Partition, Problem, cube
from ibsolve.solution import Status

XOR = Problem.from_truth_table("0110", [2, 1])
MEAN = np.array([[2, 0], [1, 1], [1, 1], [0, 2]]) / 8
"""X uniform on two bits, p(Y = 1|x) = (x1 + x2)/2."""


def entropy(law):
    positive = np.asarray(law)[np.asarray(law) > 0]
    return float(-(positive * np.log2(positive)).sum())


def information(encoder, law):
    """I(T;Y) of an encoder p(t|x), shape (n, clusters), bits."""
    joint = encoder.T @ law
    return entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1)) - entropy(joint)


def test_all_layers_together_lose_what_the_first_one_loses_and_not_the_last():
    """Eq. (15): X_1 = X loses nothing and the constant X_2 all; together they are as good as X_1."""
    flow = code_flow(XOR.table, [cube(2), [(0,)] * 4])
    first, last = (layer.partition for layer in flow.layers)
    together = first.join(last)
    assert exact_distortion(XOR.table, together) == exact_distortion(XOR.table, first) == 0
    assert exact_distortion(XOR.table, last) == 1


@settings(max_examples=50)
@given(problems())
def test_the_layers_of_a_network_together_are_as_good_as_the_first(problem):
    """Eq. (15) in its right form: I(X;Y|X_1, …, X_ν) = I(X;Y|X_1)."""
    solution = solve(problem.revised(widths=[1, 1], epsilon=10, readout="any"), engine="enumerate")
    partitions = [Partition.of(layer.codes) for layer in solution.layers]
    together = partitions[0].join(partitions[1])
    assert exact_distortion(problem.table, together) == exact_distortion(problem.table, partitions[0])


def test_encoders_that_keep_the_bound_are_not_a_convex_set():
    """Eq. (20): Y itself and its complement lose nothing, halfway between them all is lost."""
    law = np.array([[1, 0], [0, 1], [0, 1], [1, 0]]) / 4
    same = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])
    flipped = same[:, ::-1]
    assert information(same, law) == pytest.approx(1)
    assert information(flipped, law) == pytest.approx(1)
    assert information((same + flipped) / 2, law) == pytest.approx(0, abs=1e-12)


def test_what_a_stochastic_encoder_keeps_is_not_its_entropy():
    """Eq. (26): T independent of X has H(T) = 1 bit and I(X;T) = 0."""
    uniform = np.full((4, 2), 0.5)
    law = np.eye(4) / 4
    assert entropy(np.full(4, 0.25) @ uniform) == 1
    assert information(uniform, law) == pytest.approx(0, abs=1e-12)


@settings(max_examples=60)
@given(problems())
def test_within_one_network_compression_rises_and_the_entropy_given_the_target_falls(problem):
    """After eq. (23): the printed inequalities are reversed."""
    solution = solve(problem.revised(widths=[2, 1], epsilon=10, readout="any"))
    first, second = solution.layers
    assert first.conditional_entropy >= second.conditional_entropy - 1e-12
    assert solution.H_X - first.entropy <= solution.compression + 1e-12


def test_between_architectures_more_layers_mean_neither_more_nor_less_compression():
    """C_ν of optima is not ordered by depth. On [1] there is none, on [2] it is less than on [2, 1]."""
    assert solve(XOR.revised(widths=[1])).status is Status.INFEASIBLE
    assert [solve(XOR.revised(widths=widths)).compression for widths in ([2], [2, 1], [2, 2])] == [0.5, 1, 1]


@settings(max_examples=100)
@given(problems().filter(lambda problem: sum(problem.widths) <= 4))
def test_the_compression_is_an_exact_sum(problem):
    """C_ν = H(X|Y) − H(X_ν|Y) + I(X;Y|X_ν), so H(X|Y) is neither reached nor a limit in general."""
    solution = solve(problem, engine="enumerate")
    if not solution.layers:
        return
    last = Partition.of(solution.layers[-1].codes)
    given_y = exact_conditional_entropy(problem.table, last)
    right = TableEntropies.of(problem.table).H_X_given_Y - given_y + exact_distortion(problem.table, last)
    assert solution.compression == pytest.approx(float(right), abs=1e-9)


@pytest.mark.parametrize(
    ("problem", "compression", "H_X_given_Y"),
    [
        # (a) more outputs than Y needs; (b) and (c) a stochastic Y; (d) and (e) distortion that pays.
        (XOR.revised(widths=[2]), 0.5, 1.0),
        (Problem.from_joint([[9, 1], [1, 9], [1, 9], [9, 1]], [2, 1]), 1.0, 1.468996),
        (Problem.from_joint([[9, 1], [1, 9]], [1]), 0.0, 0.468996),
        (Problem.from_truth_table("0001", [1], epsilon="0.82"), 2.0, 1.188722),
        (XOR.revised(widths=[1], epsilon="0.7"), 1.188722, 1.0),
    ],
    ids=["a", "b", "c", "d", "e"],
)
def test_the_best_compression_need_not_be_the_entropy_of_the_input_given_the_target(
    problem, compression, H_X_given_Y
):
    """Text after eq. (23)."""
    solution = solve(problem)
    assert solution.compression == pytest.approx(compression, abs=5e-7)
    assert solution.H_X_given_Y == pytest.approx(H_X_given_Y, abs=5e-7)


@pytest.mark.parametrize(
    ("epsilon", "rate", "least"),
    [
        (0.0, 1.5, 1.5),
        (0.1, 1.0100, 1.5),
        (0.2, 0.6958569271412937, 0.8112781244591328),
        (0.25, 0.5613, 0.8112781244591328),
        (0.3, 0.4364634902459524, 0.8112781244591328),
        (0.5, 0.0, 0.0),
    ],
)
def test_the_bounds_on_the_bottleneck_are_the_independently_computed_ones(epsilon, rate, least):
    """vectors 000_IB_bounds_sum2: the rates are upper approximations on a grid, errors below 1e-3."""
    bound = rate_bound(MEAN, epsilon)
    assert max(0.0, 0.5 - epsilon) <= bound.lower + 1e-12
    assert bound.lower <= rate + 5e-5
    assert bound.upper == pytest.approx(rate, abs=1e-3)
    assert least_entropy(MEAN, epsilon).entropy == pytest.approx(least, abs=1e-9)


def test_one_neuron_reaches_the_least_entropy_where_partitions_can():
    """mathematics.md 1.3(g): H_DIB(0.2) is the optimum on [1]."""
    problem = Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1], epsilon="1/5")
    assert solve(problem).layers[0].entropy == pytest.approx(0.8112781244591328)
