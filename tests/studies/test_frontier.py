"""The frontier over epsilon: printed numbers, the laws of a step function, agreement with solve."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import joint_tables

from ibsolve.engines import Limits, solve
from ibsolve.engines.exact import least_equivocation
from ibsolve.errors import ContradictionError, LimitError, ProblemError
from ibsolve.information import (
    LogForm,
    TableEntropies,
    exact_distortion,
    exact_partition_entropy,
    network_flow,
)
from ibsolve.problem import Partition, Problem, cube
from ibsolve.solution import EntropyFloor, Search, Status
from ibsolve.studies import Step, frontier
from ibsolve.threshold import threshold_functions

GRID = [Fraction(k, 12) for k in range(13)] + [
    Fraction(1, 50),
    Fraction(1, 7),
    Fraction(2),
    Fraction(1, 1000),
]


def xor(variables, widths, **options):
    codes = cube(variables)
    return Problem.from_samples(codes, [sum(code) % 2 for code in codes], widths, **options)


@st.composite
def problems(draw):
    """Laws of two or three inputs with any target, for one layer or two."""
    table = draw(joint_tables(min_variables=2, max_labels=2, max_count=3))
    widths = draw(st.sampled_from([[1], [2], [1, 1], [2, 1], [3, 1], [2, 2]]))
    return Problem(table=table, widths=widths)


def exact_steps(problem):
    return [(str(step.epsilon), str(step.objective)) for step in frontier(problem).steps]


def test_one_neuron_for_xor_has_two_steps():
    found = frontier(xor(2, [1]))
    assert found.is_complete
    assert exact_steps(xor(2, [1])) == [("-1/2 + 3/4*log2(3)", "3/4*log2(3)"), ("1", "2")]
    first, last = found.steps
    assert float(first.compression) == pytest.approx(1.188722, abs=5e-7)
    assert (first.until, last.until) == (1, None)
    assert str(first.decimal_epsilon) == "0.688722"


def test_a_second_layer_carries_xor_without_distortion():
    assert exact_steps(xor(2, [2, 1])) == [
        ("0", "3/2"),
        ("-1/2 + 3/4*log2(3)", "3/2*log2(3)"),
        ("1", "4"),
    ]


def test_a_target_without_information_has_the_one_step_of_constant_neurons():
    found = frontier(Problem.from_joint([[1, 1], [1, 1]], [2, 1]))
    assert [(str(step.epsilon), str(step.objective)) for step in found.steps] == [("0", "2")]
    assert found.is_complete
    assert found.work["searches"] == 0


def test_the_epsilon_of_the_problem_is_not_looked_at():
    assert frontier(xor(2, [1], epsilon="1/10")).steps == frontier(xor(2, [1])).steps


@settings(max_examples=60)
@given(problems(), st.sampled_from(GRID))
def test_the_frontier_is_the_optimum_at_every_epsilon(problem, epsilon):
    step = frontier(problem).step_at(epsilon)
    solution = solve(problem.revised(epsilon=epsilon))
    if step is None:
        assert solution.status is Status.INFEASIBLE
    else:
        assert (solution.status, solution.objective_exact) == (Status.OPTIMAL, str(step.objective))


@settings(max_examples=40)
@given(problems())
def test_breakpoints_and_optima_rise_from_the_least_distortion_to_all_of_it(problem):
    found = frontier(problem)
    steps = found.steps
    assert found.is_complete
    for left, right in pairwise(steps):
        assert left.epsilon < right.epsilon == left.until
        assert left.objective < right.objective
    given_entropies = TableEntropies.of(problem.table)
    codes, is_proved = least_equivocation(problem, Limits())
    assert is_proved
    assert steps[0].epsilon == exact_distortion(problem.table, Partition.of(codes[-1]))
    assert steps[-1].epsilon <= given_entropies.I_XY
    assert steps[-1].objective == given_entropies.H_X * problem.depth


@settings(max_examples=40)
@given(problems())
def test_a_step_is_what_its_network_does(problem):
    for step in frontier(problem).steps:
        flow = network_flow(problem.table, step.network)
        assert step.network.widths == problem.widths
        assert (flow.distortion, flow.objective) == (step.epsilon, step.objective)
        assert flow.compression == step.compression
        assert tuple(layer.entropy for layer in flow.layers) == step.entropies


@settings(max_examples=40)
@given(problems())
def test_the_decimal_of_a_step_lies_in_the_step(problem):
    found = frontier(problem)
    for step in found.steps:
        assert found.step_at(str(step.decimal_epsilon)) == step
        tighter = step.decimal_epsilon - Decimal(1).scaleb(step.decimal_epsilon.as_tuple().exponent)
        assert step.epsilon > Fraction(tighter)


@settings(max_examples=40)
@given(problems())
def test_the_evidence_of_a_rational_breakpoint_is_that_of_solve(problem):
    rational = [step for step in frontier(problem).steps if not step.epsilon.reduced().coefficients]
    assume(rational)
    for step in rational:
        solution = solve(problem.revised(epsilon=step.epsilon.reduced().constant))
        assert solution.evidence == step.evidence


def test_a_step_narrower_than_six_digits_gets_more_of_them():
    found = frontier(xor(2, [1])).steps[-1]
    narrow = Step(
        epsilon=LogForm(Fraction(1, 3)),
        until=LogForm(Fraction(1, 3) + Fraction(1, 10**9)),
        network=found.network,
        entropies=found.entropies,
        objective=found.objective,
        compression=found.compression,
        evidence=found.evidence,
    )
    assert str(narrow.decimal_epsilon) == "0.333333334"


def test_evidence_is_the_floor_where_it_is_reached_and_the_search_elsewhere():
    steps = frontier(Problem.from_function(lambda a, b: a & b, widths=[1])).steps
    assert [type(step.evidence) for step in steps] == [EntropyFloor, EntropyFloor]
    assert steps[0].evidence.floor_exact == "2 - 3/4*log2(3)"
    assert isinstance(frontier(xor(2, [1])).steps[0].evidence, Search)


def test_the_breakpoint_moves_left_along_networks_of_equal_entropy():
    problem = Problem.from_truth_table("0010000100011011", [2, 1])
    found = frontier(problem)
    assert found.work["searches"] > len(found.steps)


def test_a_stop_leaves_steps_that_are_final_from_the_right():
    problem = xor(3, [3, 1])
    whole = frontier(problem)
    limits = Limits()

    def stop_at_second(step):
        reported.append(step)
        if len(reported) == 2:
            limits.stop.set()

    reported = []
    part = frontier(problem, limits=limits, report=stop_at_second)
    assert not part.is_complete
    assert reported[::-1] == list(part.steps)
    assert part.steps[1:] == whole.steps[-len(part.steps) + 1 :]
    same = whole.steps[-len(part.steps)]
    assert part.steps[0].objective == same.objective
    assert part.steps[0].epsilon >= same.epsilon


def test_a_stop_before_the_first_search_leaves_constant_neurons():
    limits = Limits()
    limits.stop.set()
    found = frontier(xor(2, [2, 1]), limits=limits)
    assert [str(step.objective) for step in found.steps] == ["4"]
    assert not found.is_complete


def test_no_step_lies_below_the_least_epsilon():
    assert frontier(xor(2, [1])).step_at("0.688721") is None
    with pytest.raises(ProblemError, match="expected a finite number"):
        frontier(xor(2, [1])).step_at("much")


def test_the_readout_equal_has_no_frontier():
    with pytest.raises(ProblemError, match=r'readout: expected "any" for a frontier.*\(pass --readout any\)'):
        frontier(xor(2, [2, 1], readout="equal"))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("xor",), {}, r"problem: expected a Problem, found 'xor' \(load_case\(\) makes one of a file\)"),
        ((xor(2, [1]),), {"limits": 5}, r"limits: expected Limits\(seconds=…\), found 5"),
    ],
)
def test_arguments_of_other_kinds_are_refused(arguments, options, message):
    with pytest.raises(ProblemError, match=message):
        frontier(*arguments, **options)


@pytest.mark.parametrize(
    ("codes", "widths", "message"),
    [
        (cube(7)[:65], [1], "frontier, by engine exact: expected at most 64 support inputs, found 65"),
        # Without distortion one neuron of so many inputs is settled by one linear programme.
        (cube(7)[:40], [1], "frontier, by engine exact: expected at most 5 variables, or at most"),
        (cube(3), [6, 1], "frontier, by engine exact: expected at most 5 neurons in a hidden layer, found 6"),
    ],
)
def test_what_is_too_large_is_refused_with_the_way_out(codes, widths, message):
    problem = Problem.from_samples(codes, [sum(code) % 2 for code in codes], widths)
    with pytest.raises(LimitError, match=rf"{message}.*\(fewer inputs of positive probability, or narrower"):
        frontier(problem)


def test_two_searches_that_disagree_on_the_least_epsilon_are_a_contradiction(monkeypatch):
    constant = ((0,),) * 4

    def wrong(_problem, _limits):
        return (constant,), True

    monkeypatch.setattr("ibsolve.engines.exact.least_equivocation", wrong)
    with pytest.raises(ContradictionError, match=r"on the least epsilon: -1/2 \+ 3/4\*log2\(3\) and 1"):
        frontier(xor(2, [1]))


@pytest.mark.slow
@pytest.mark.parametrize("function", range(0, 256, 15))
def test_every_step_of_three_input_functions_is_met_by_solve_at_its_decimal(function):
    problem = Problem.from_truth_table(f"{function:08b}", [2, 1])
    for step in frontier(problem).steps:
        epsilon = str(step.decimal_epsilon)
        assert solve(problem.revised(epsilon=epsilon)).objective_exact == str(step.objective)


def test_h_of_the_last_layer_stays_above_its_floor():
    problem = xor(4, [2, 1])
    I_XY = TableEntropies.of(problem.table).I_XY
    for step in frontier(problem).steps:
        assert step.entropies[-1] >= I_XY - step.epsilon


def test_steps_are_cheapest_by_full_enumeration_of_one_layer():
    """All 104 neurons of three inputs, each with its distortion: the frontier is their staircase."""
    problem = Problem.from_joint([[k % 3 + 1, (5 * k) % 4] for k in range(8)], [1])
    table = problem.table
    found = []
    for mask in threshold_functions(3):
        partition = Partition.of(mask >> point & 1 for point in range(8))
        found.append((exact_distortion(table, partition), exact_partition_entropy(table, partition)))
    staircase = [
        (distortion, entropy)
        for distortion, entropy in found
        if not any((d <= distortion and e < entropy) or (d < distortion and e == entropy) for d, e in found)
    ]
    expected = {(str(distortion), str(entropy)) for distortion, entropy in staircase}
    assert {(str(s.epsilon), str(s.total_entropy)) for s in frontier(problem).steps} == expected
