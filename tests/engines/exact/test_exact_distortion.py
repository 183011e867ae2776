"""The least distortion of given widths, and the best networks below a distortion."""

from fractions import Fraction

import pytest
from brute_networks import cost, distortion, networks
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import joint_tables

from ibsolve.engines import Limits, solve
from ibsolve.engines.exact import cheapest_below, least_equivocation
from ibsolve.information import LogForm, exact_distortion
from ibsolve.problem import Partition, Problem
from ibsolve.solution import Status

HAIR = Fraction(1, 10**15)

PROBLEMS = st.one_of(
    st.builds(
        Problem, table=joint_tables(max_variables=2), widths=st.sampled_from([[1], [2], [1, 1], [2, 1]])
    ),
    st.builds(Problem, table=joint_tables(min_variables=3), widths=st.sampled_from([[1], [1, 1], [1, 2]])),
)


def layers_of(codes):
    return tuple(tuple(zip(*layer, strict=True)) for layer in codes)


def least_distortion(problem):
    codes, is_proved = least_equivocation(problem, Limits())
    assert is_proved
    return exact_distortion(problem.table, Partition.of(codes[-1]))


@settings(max_examples=100)
@given(PROBLEMS)
def test_no_network_loses_less_than_the_least(problem):
    assert least_distortion(problem) == min(distortion(problem, layers) for layers in networks(problem))


@settings(max_examples=60)
@given(PROBLEMS, st.data())
def test_the_best_network_below_a_distortion_is_found(problem, data):
    every = [(distortion(problem, layers), cost(problem, layers)) for layers in networks(problem)]
    below = data.draw(st.sampled_from([lost for lost, _ in every] + [LogForm(Fraction(1, 3))]))
    costs = [spent for lost, spent in every if lost < below]
    codes, is_proved = cheapest_below(problem, below, Limits())
    assert is_proved
    if not costs:
        assert codes is None
        return
    layers = layers_of(codes)
    assert distortion(problem, layers) < below
    assert cost(problem, layers) == min(costs)


def test_one_neuron_loses_the_least_of_xor_as_an_and():
    least = least_distortion(Problem.from_truth_table("0110", [1]))
    assert str(least.reduced()) == "-1/2 + 3/4*log2(3)"
    assert float(least) == pytest.approx(0.688722, abs=1e-6)


@pytest.mark.parametrize(
    ("function", "widths"),
    [
        (lambda a, b: a ^ b, [1]),
        (lambda a, b: (a, b), [1]),
        (lambda a, b, c: a ^ b ^ c, [2, 1]),
        (lambda a, b, c: (a & b, b ^ c), [2, 1]),
        (lambda a, b, c, d: a ^ b ^ c ^ d, [2, 1]),
    ],
)
def test_the_least_distortion_parts_feasible_from_infeasible(function, widths):
    problem = Problem.from_function(function, widths)
    least = Fraction(float(least_distortion(problem)))
    assert solve(problem.revised(epsilon=least + HAIR), engine="exact").status is Status.OPTIMAL
    assert solve(problem.revised(epsilon=least - HAIR), engine="exact").status is Status.INFEASIBLE


def test_a_search_that_is_stopped_at_once_still_has_a_network():
    limits = Limits()
    limits.stop.set()
    codes, is_proved = least_equivocation(Problem.from_truth_table("0110", [2, 1]), limits)
    assert not is_proved
    assert [len(layer) for layer in codes] == [4, 4]
