"""What it costs that layers are made of threshold neurons."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from strategies import problems

from ibsolve.engines import Limits, solve
from ibsolve.errors import ProblemError
from ibsolve.information import exact_distortion, exact_partition_entropy, keeps_distortion
from ibsolve.problem import Partition, Problem, cube
from ibsolve.studies import realisability_price

XOR = Problem.from_truth_table("0110", [2, 1])
AND = Problem.from_truth_table("0001", [2, 1])


def test_the_hidden_layer_of_xor_costs_half_a_bit():
    price = realisability_price(XOR)
    assert (price.unrestricted, price.solution.objective, price.price) == (2.0, 1.5, 0.5)
    assert price.is_proved


def test_the_mapping_that_xor_would_need_is_forbidden():
    price = realisability_price(XOR)
    (mapping,) = price.mappings
    assert price.are_all
    assert mapping.partition == Partition((0, 1, 1, 0))
    assert [str(circuit) for circuit in mapping.circuits] == ["01 + 10 = 00 + 11"]


def test_a_threshold_function_costs_nothing():
    price = realisability_price(AND)
    assert price.price == 0
    assert not any(mapping.is_forbidden for mapping in price.mappings)


def test_with_distortion_several_mappings_attain_the_optimum():
    # At 0.7 bit three of the four inputs of XOR may share a block: four ways, all of them thresholds.
    price = realisability_price(XOR.revised(epsilon="7/10"))
    assert price.least_entropy == pytest.approx(0.8112781244591328)
    assert len(price.mappings) == 4
    assert price.are_all
    assert price.price == pytest.approx(0, abs=1e-12)


def test_no_mapping_at_all_keeps_the_bound_in_too_few_codes():
    pair = Problem.from_function(lambda a, b: (a, b), [1])
    price = realisability_price(pair)
    assert (price.least_entropy, price.unrestricted, price.price, price.mappings) == (None, None, None, ())
    assert price.is_proved


def test_an_infeasible_architecture_has_no_price_but_forbidden_mappings():
    price = realisability_price(XOR.revised(widths=[1]))
    assert price.price is None
    assert price.is_proved
    assert [mapping.is_forbidden for mapping in price.mappings] == [True]


@settings(max_examples=60)
@given(problems().filter(lambda problem: sum(problem.widths) <= 4))
def test_no_network_passes_the_optimum_of_all_mappings(problem):
    price = realisability_price(problem)
    if price.price is None:
        return
    assert price.solution.objective <= price.unrestricted + 1e-9
    table, epsilon = problem.table, Fraction(problem.epsilon)
    for mapping in price.mappings:
        assert keeps_distortion(table, mapping.partition, epsilon)
        entropy = float(exact_partition_entropy(table, mapping.partition))
        assert entropy == pytest.approx(price.least_entropy, abs=1e-9)
    if price.price > 1e-9 and problem.depth == 1 and price.are_all:
        assert all(mapping.is_forbidden for mapping in price.mappings)


def test_a_solution_in_hand_is_not_searched_again():
    solution = solve(XOR)
    assert realisability_price(XOR, solution=solution).solution is solution


def test_a_limit_leaves_the_price_unproved():
    parity = Problem.from_truth_table("".join(str(k.bit_count() % 2) for k in range(64)), [6, 1])
    price = realisability_price(parity.revised(epsilon="1/3"), limits=Limits(seconds=1e-6))
    assert not price.is_proved


def test_what_is_no_problem_is_refused():
    with pytest.raises(ProblemError, match="problem: expected a Problem"):
        realisability_price("xor")


@pytest.mark.parametrize("short", ["3/10000000000000", "1/100000000000000"])
def test_an_epsilon_just_below_a_loss_is_decided_exactly_or_left_open(short):
    # On [1] the sum of two bits loses 0.188722 bits in a block of three.
    mean = Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1])
    lost = float(exact_distortion(mean.table, Partition((0, 0, 0, 1))))
    below = mean.revised(epsilon=Fraction(lost) - Fraction(short), widths=[2])
    price = realisability_price(below)
    assert all(keeps_distortion(below.table, mapping.partition, below.epsilon) for mapping in price.mappings)
    assert price.least_entropy == pytest.approx(1.5)
    assert price.price == pytest.approx(0)


def test_many_blocks_are_examined_quickly():
    points = [code for code in cube(5) if sum(code) in (1, 4)]
    labels = Problem.from_joint({(code, str(k)): 1 for k, code in enumerate(points)}, [4])
    (mapping,) = realisability_price(labels).mappings
    assert mapping.is_examined
