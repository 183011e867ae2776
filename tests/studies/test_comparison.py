"""The bottleneck by every method beside the networks: the chain of bounds, and when it is broken."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import problems

from ibsolve.bottleneck import rate_bound
from ibsolve.engines import Limits
from ibsolve.errors import ContradictionError, LimitError, ProblemError
from ibsolve.problem import Problem, cube
from ibsolve.studies import Chain, compare

XOR = Problem.from_truth_table("0110", [2, 1], epsilon="7/10")
MEAN = Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [2, 1], epsilon="1/5")


def test_the_chain_of_mean_is_that_of_the_vectors():
    chain = compare(MEAN).chain
    assert chain.universal == pytest.approx(0.3)
    assert chain.rate[0] <= 0.6958569271412937 <= chain.rate[1] + 1e-3
    assert chain.least_entropy == chain.partition_entropy == pytest.approx(0.8112781244591328)
    assert chain.layers[-1] == pytest.approx(0.8112781244591328)


def test_only_the_exact_frontier_finds_the_block_of_three_of_xor():
    comparison = compare(XOR)
    values = {method.name: method.value for method in comparison.methods}
    assert [values["exact frontier"], values["networks"]] == pytest.approx([0.8112781244591328] * 2)
    assert values["deterministic iteration"] == values["agglomerative"] == 1.0
    assert comparison.is_complete


@settings(max_examples=30)
@given(problems().filter(lambda problem: sum(problem.widths) <= 4))
def test_every_method_keeps_the_chain(problem):
    comparison = compare(problem)
    chain, value = comparison.chain, {method.name: method.value for method in comparison.methods}
    assert chain.universal <= chain.rate[0] + 1e-9 <= value["exact frontier"] + 2e-9
    assert all(layer >= chain.least_entropy - 1e-9 for layer in chain.layers)
    assert value["Blahut–Arimoto"] >= chain.rate[0] - 1e-5
    assert value["deterministic iteration"] >= chain.least_entropy - 1e-9
    assert value["agglomerative"] >= chain.least_entropy - 1e-9
    assert comparison.is_complete


@settings(max_examples=15)
@given(problems().filter(lambda problem: sum(problem.widths) <= 4))
def test_no_point_lies_left_of_what_is_proved(problem):
    comparison = compare(problem)
    frontier = comparison.frontier
    for name in ("Blahut–Arimoto", "exact frontier", "deterministic iteration", "agglomerative", "networks"):
        method = comparison.method(name)
        for cost, information in list(zip(method.cost, method.information, strict=True))[:4]:
            loss = max(0.0, comparison.I_XY - information)
            assert cost >= rate_bound(problem.table, loss).lower - 1e-6
        if method.quantity == "H(T)":
            place = np.searchsorted(frontier.information, method.information - 1e-9)
            assert (method.cost >= frontier.entropy[place] - 1e-9).all()


@pytest.mark.parametrize("problem", [MEAN, XOR], ids=["mean", "xor"])
def test_the_bound_is_drawn_no_further_right_than_it_is_proved(problem):
    bound = compare(problem).method("bounds on R_IB")
    for cost, information in list(zip(bound.cost, bound.information, strict=True))[::8]:
        loss = max(0.0, bound.information[0] - information)
        assert cost <= rate_bound(problem.table, loss).upper + 1e-9


def test_networks_of_every_epsilon_stand_beside_the_exact_frontier():
    comparison = compare(XOR)
    frontier = comparison.frontier
    for step in comparison.networks.steps:
        place = np.searchsorted(frontier.information, comparison.I_XY - float(step.epsilon) - 1e-9)
        assert float(step.entropies[-1]) >= frontier.entropy[place] - 1e-9


def test_under_readout_equal_the_networks_of_other_epsilons_are_left_out():
    comparison = compare(Problem.from_truth_table("0110", [2, 1], readout="equal"))
    assert comparison.networks is None
    assert comparison.is_complete


def test_a_constant_target_asks_for_nothing():
    comparison = compare(Problem.from_truth_table("0000", [1]))
    assert comparison.chain.layers == (0.0,)
    assert [method.value for method in comparison.methods] == [0.0] * 7


def test_a_limit_leaves_what_is_known():
    law = np.random.default_rng(0).dirichlet(np.ones(64)).reshape(32, 2)
    problem = Problem.from_joint(law.tolist(), [2, 1], epsilon="1/100")
    comparison = compare(problem, limits=Limits(seconds=0.5))
    assert not comparison.is_complete
    chain = comparison.chain
    assert chain.rate[0] <= chain.least_entropy <= chain.partition_entropy


def test_rows_that_differ_by_less_than_floats_tell_are_no_contradiction():
    law = [["1/8", "1/8"], ["1/8", "1/8"], ["0.125000025", "0.124999975"], ["1/16", "3/16"]]
    near = Problem.from_joint(law, [2])
    comparison = compare(near)
    assert comparison.chain.least_entropy == pytest.approx(1.5)
    assert comparison.price.price == pytest.approx(0)


@pytest.mark.parametrize("epsilon", ["1/100000000000000000000", "1/1000000000000000"])
def test_an_epsilon_below_what_floats_tell_leaves_a_partition_that_loses_nothing(epsilon):
    # Merging the first three rows loses some 1e-15 bits, which no float tells from either epsilon.
    law = [["1/8", "1/8"], ["1/8", "1/8"], ["0.125000025", "0.124999975"], ["1/16", "3/16"]]
    chain = compare(Problem.from_joint(law, [2], epsilon=epsilon)).chain
    assert chain.least_entropy <= chain.partition_entropy <= 1.5 + 1e-12
    assert chain.layers[-1] >= chain.least_entropy - 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"universal": 0.9}, r"I\(X;Y\) − epsilon, 0\.900000000 bits, lies above R_IB, 0\.600000000 bits"),
        ({"rate": (0.9, 0.95)}, "R_IB, 0.900000000 bits, lies above H_DIB, 0.800000000 bits"),
        ({"layers": (1.5, 0.7)}, r"H_DIB, 0.800000000 bits, lies above H\(X_2\), 0.700000000 bits"),
        ({"least_entropy": 0.81}, "H_DIB, 0.810000000 bits, lies above its partition, 0.800000000 bits"),
    ],
)
def test_a_broken_chain_is_a_contradiction(change, message):
    kept = {
        "universal": 0.3,
        "rate": (0.5, 0.6),
        "least_entropy": 0.8,
        "is_least_proved": True,
        "partition_entropy": 0.8,
        "layers": (1.5, 0.8),
    }
    assert Chain(**kept).layers == (1.5, 0.8)
    with pytest.raises(ContradictionError, match=message):
        Chain(**(kept | change))


def test_a_least_entropy_that_is_too_high_is_caught(monkeypatch):
    from dataclasses import replace

    from ibsolve.studies import comparison

    honest = comparison.least_entropy
    monkeypatch.setattr(
        comparison,
        "least_entropy",
        lambda *given, **named: replace(honest(*given, **named), entropy=1.2, lower=1.2),
    )
    with pytest.raises(ContradictionError, match=r"H_DIB, 1\.200000000 bits, lies above"):
        compare(XOR)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ProblemError, match="problem: expected a Problem"):
        compare("xor")
    sums = Problem.from_joint({(code, str(sum(code) % 3)): 1 for code in cube(10)[:600]}, [2, 1])
    with pytest.raises(LimitError, match="bottleneck: expected at most 512 support inputs, found 600"):
        compare(sums)
