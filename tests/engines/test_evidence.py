"""The strongest evidence that applies, for optima and for infeasible problems."""

import pytest

from ibsolve.engines import solve
from ibsolve.engines.evidence import counting_bound
from ibsolve.problem import Problem
from ibsolve.solution import CountingBound, EntropyFloor, Search, ViolatedCircuit


def evidence(truth_table, widths, **options):
    return solve(Problem.from_truth_table(truth_table, widths, **options)).evidence


def test_and_on_one_neuron_reaches_the_entropy_floor():
    assert evidence("0001", [1]) == EntropyFloor(floor_exact="2 - 3/4*log2(3)")


def test_xor_on_two_layers_rests_on_the_search():
    assert evidence("0110", [2, 1]) == Search()


def test_a_constant_network_reaches_the_floor_of_a_generous_epsilon():
    assert evidence("0110", [2, 1], epsilon=1) == EntropyFloor(floor_exact="0")


def test_xor_on_one_neuron_violates_a_circuit():
    assert evidence("0110", [1]) == ViolatedCircuit(
        neuron=0, positive={(0, 1): 1, (1, 0): 1}, negative={(0, 0): 1, (1, 1): 1}
    )


def test_xor_behind_a_single_neuron_violates_the_same_circuit():
    assert isinstance(evidence("0110", [1, 2, 1]), ViolatedCircuit)


def test_an_output_that_must_equal_xor_violates_a_circuit():
    found = evidence(["0001", "0110"], [2], readout="equal")
    assert isinstance(found, ViolatedCircuit)
    assert found.neuron == 1


def test_four_classes_on_one_neuron_are_a_counting_bound():
    assert evidence(["0011", "0101"], [2, 1]) == CountingBound(layer=2, needed=4, available=2)


def test_hyperplanes_cut_a_line_into_few_cells():
    # Two neurons above one: a line of two codes, whatever their weights.
    assert counting_bound(Problem.from_truth_table(["0011", "0101"], [1, 2])) == CountingBound(
        layer=1, needed=4, available=2
    )


@pytest.mark.parametrize("widths", [[2, 1], [2, 2, 1]])
def test_parity_of_three_on_two_hidden_neurons_is_refuted_by_search(widths):
    assert evidence("01101001", widths) == Search()
