"""What the heuristic gives back is feasible, ever better, and the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.engines import solve
from ibsolve.engines.annealing import annealed_networks
from ibsolve.engines.assembly import realised
from ibsolve.information import LogForm, exact_partition_entropy, keeps_distortion
from ibsolve.problem import Network, Partition, Problem


def never():
    return False


def networks(problem, *, seed=0, restarts=1):
    return list(annealed_networks(problem, seed=seed, restarts=restarts, stops=never))


@settings(max_examples=15)
@given(st.integers(1, 254), st.sampled_from([[2, 1], [3, 2], [2, 2, 1]]), st.sampled_from(["0", "1/3"]))
def test_every_network_is_realisable_and_keeps_the_distortion_bound_at_its_cost(function, widths, epsilon):
    problem = Problem.from_truth_table(f"{function:08b}", widths, epsilon=epsilon)
    costs = []
    for codes, cost in networks(problem):
        network = Network(tuple(realised(problem, codes)))
        assert [network.codes(x) for x in problem.table.inputs] == [list(c) for c in zip(*codes, strict=True)]
        assert keeps_distortion(problem.table, Partition.of(codes[-1]), problem.epsilon)
        assert cost == LogForm.total(exact_partition_entropy(problem.table, Partition.of(c)) for c in codes)
        costs.append(float(cost))
    assert costs == sorted(costs, reverse=True)
    least = problem.depth * 3 - (solve(problem).objective or 0)
    assert all(cost >= least - 1e-9 for cost in costs)


def test_the_optimum_of_parity_is_met():
    parity = Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [4, 1])
    *_, (_, cost) = networks(parity, restarts=6)
    assert str(cost) == "29/8 - 3/8*log2(3)"


def test_an_output_read_bit_by_bit_equals_the_target():
    adder = Problem.from_truth_table(["0110", "0001"], [3, 2], readout="equal")
    *_, (codes, _) = networks(adder, restarts=3)
    assert list(codes[-1]) == adder.table.target_bits()


def test_outputs_are_composed_one_after_another():
    from ibsolve.engines.annealing.composition import composed_network

    count = Problem.from_truth_table(["01101001", "00010111"], [4, 2], readout="equal")
    hidden, outputs = composed_network(count, np.random.default_rng(1), never)
    assert list(outputs) == count.table.target_bits()
    network = Network(tuple(realised(count, [hidden, outputs])))
    assert [network(x) for x in count.table.inputs] == count.table.target_bits()


def test_layers_on_top_copy_what_fewer_layers_do():
    count = Problem.from_truth_table(["01101001", "00010111"], [4, 3, 2, 2], readout="equal")
    codes, _ = networks(count, restarts=2)[-1]
    network = Network(tuple(realised(count, codes)))
    assert network.widths == count.widths
    assert [network(x) for x in count.table.inputs] == count.table.target_bits()


def test_a_composition_that_does_not_fit_is_none():
    from ibsolve.engines.annealing.composition import composed_network

    count = Problem.from_truth_table(["01101001", "00010111"], [2, 2], readout="equal")
    assert composed_network(count, np.random.default_rng(1), never) is None


def test_the_engine_gives_networks_wider_than_any_other_engine_carries(monkeypatch):
    monkeypatch.setattr("ibsolve.engines.annealing.engine._RESTARTS", 1)
    target = ["".join(str(k * k >> bit & 1) for k in range(64)) for bit in range(4)]
    squares = Problem.from_truth_table(target, [24, 4], readout="equal")
    solution = solve(squares, engine="auto")
    assert solution.engine == "annealing"
    assert [solution.network(x) for x in squares.table.inputs] == squares.table.target_bits()
    assert solution.objective <= solution.objective_bound


def test_the_engine_refutes_by_a_circuit():
    solution = solve(Problem.from_truth_table("0110", [1]), engine="annealing")
    assert (str(solution.status), solution.evidence.kind) == ("infeasible", "circuit")


def test_the_same_seed_gives_the_same_networks():
    majority = Problem.from_truth_table("00010111", [2, 1])
    assert networks(majority, seed=3) == networks(majority, seed=3)


def test_it_ends_when_asked_to():
    asked = []

    def at_once():
        asked.append(True)
        return True

    parity = Problem.from_truth_table("01101001", [3, 1])
    assert list(annealed_networks(parity, seed=0, restarts=100, stops=at_once)) == []
    assert len(asked) == 1, "before the first start"


@pytest.mark.slow
def test_a_long_exact_search_has_a_network_in_hand():
    from ibsolve.engines import Limits

    random = Problem.from_truth_table("0x5c3a9f61", [5, 1])
    solution = solve(random, engine="exact", limits=Limits(seconds=4))
    assert str(solution.status) == "feasible"
    assert solution.objective <= solution.objective_bound
