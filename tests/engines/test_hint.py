"""A network to start from: what is refused, and that a stopped search never gives back a worse one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.engines import Limits, solve
from ibsolve.engines.hint import with_hint
from ibsolve.engines.interface import Answer
from ibsolve.errors import ContradictionError, ProblemError
from ibsolve.problem import Layer, Network, Neuron, Problem
from ibsolve.solution import Status

PARITY = Problem.from_truth_table("0110100110010110", [4, 1])
OR_AND = Layer((Neuron(weights=(1, 1), threshold=1), Neuron(weights=(1, 1), threshold=2)))
XOR_NETWORK = Network((OR_AND, Layer((Neuron(weights=(1, -1), threshold=1),))))


@pytest.mark.parametrize("engine", ["exact", "cpsat", "enumerate", "annealing", "both"])
def test_a_search_stopped_at_once_gives_back_the_hint(engine):
    limits = Limits()
    limits.stop.set()
    xor = Problem.from_truth_table("0110", [2, 1])
    assert solve(xor, engine=engine, limits=limits).status is Status.UNKNOWN
    solution = solve(xor, engine=engine, limits=limits, hint=XOR_NETWORK)
    assert solution.status is Status.FEASIBLE
    assert [solution.network(x)[0] for x in xor.table.inputs] == [0, 1, 1, 0]


@settings(max_examples=25)
@given(st.integers(1, 254), st.sampled_from(["exact", "cpsat"]), st.sampled_from(["0", "1/3"]))
def test_a_hint_never_changes_a_proved_answer(function, engine, epsilon):
    problem = Problem.from_truth_table(f"{function:08b}", [3, 1], epsilon=epsilon)
    plain = solve(problem, engine=engine)
    again = solve(problem, engine=engine, hint=plain.network)
    assert (again.status, again.objective_exact) == (plain.status, plain.objective_exact)


@pytest.mark.parametrize("engine", ["exact", "cpsat", "enumerate"])
def test_a_network_of_fewer_neurons_is_a_hint_too(engine):
    problem = Problem.from_truth_table("0110", [3, 1])
    assert solve(problem, engine=engine, hint=XOR_NETWORK).objective_exact == "3/2"


@pytest.mark.parametrize(
    ("problem", "hint", "message"),
    [
        (PARITY, "xor", r"hint: expected a Network, found 'xor'"),
        (PARITY, XOR_NETWORK, r"hint: expected a network of 4 inputs, found 2"),
        (
            Problem.from_truth_table("0110", [1, 1]),
            XOR_NETWORK,
            r"hint: expected widths \[1, 1\], or fewer neurons in as many layers, found widths \[2, 1\]",
        ),
        (
            Problem.from_truth_table("0001", [2, 1]),
            XOR_NETWORK,
            r"hint: expected a distortion of at most epsilon = 0 bits, found a network that loses 0",
        ),
        (
            Problem.from_truth_table("1001", [2, 1], readout="equal"),
            XOR_NETWORK,
            r"hint: expected the target bits 1 at input 00, found outputs 0",
        ),
    ],
)
def test_what_is_no_network_for_the_problem_is_refused(problem, hint, message):
    with pytest.raises(ProblemError, match=message):
        solve(problem, hint=hint)


def test_a_claim_that_the_hint_disproves_is_a_contradiction():
    xor = Problem.from_truth_table("0110", [2, 1])
    codes = tuple(tuple(XOR_NETWORK.codes(x)[n] for x in xor.table.inputs) for n in range(2))
    with pytest.raises(ContradictionError, match="infeasible was claimed, but the hint is better"):
        with_hint(xor, Answer(status=Status.INFEASIBLE), codes)
