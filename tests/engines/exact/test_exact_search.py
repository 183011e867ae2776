"""Facts about networks that the exact search finds, and decisions that floats could not make."""

from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import joint_tables

from ibsolve.engines import Limits, solve
from ibsolve.engines.exact import layer_search, search
from ibsolve.problem import Problem, cube
from ibsolve.solution import Status
from ibsolve.threshold import npn_classes

HAIR = Fraction(1, 10**15)


def parity(variables, widths, **options):
    table = "".join(str(sum(code) % 2) for code in cube(variables))
    return Problem.from_truth_table(table, widths, **options)


def answer(problem, engine="exact"):
    solution = solve(problem, engine=engine)
    return solution.status, solution.objective_exact


def is_feasible(function, size, widths):
    solution = solve(Problem.from_truth_table(f"{function:0{size}b}", widths), engine="exact")
    return solution.status is Status.OPTIMAL


@pytest.mark.parametrize(
    ("widths", "number"),
    [([1], 104), ([2, 1], 254), ([3, 1], 256), ([2, 2, 1], 254), ([3, 2, 1], 256)],
    ids=str,
)
def test_functions_of_three_inputs_by_the_widths_that_realise_them(widths, number):
    """One neuron realises the 104 threshold functions; two hidden ones all but parity and its complement."""
    assert sum(is_feasible(function, 8, widths) for function in range(256)) == number


def test_classes_of_four_input_functions_by_the_hidden_neurons_they_need():
    open_classes = list(npn_classes(4))
    needing = []
    for widths in [1], [2, 1], [3, 1], [4, 1]:
        left = [function for function in open_classes if not is_feasible(function, 16, widths)]
        needing.append(len(open_classes) - len(left))
        open_classes = left
    assert needing == [15, 128, 78, 1]


def test_parity_of_four_inputs_takes_four_hidden_neurons():
    solution = solve(parity(4, [4, 1]), engine="exact")
    assert solution.objective_exact == "35/8 + 3/8*log2(3)"
    assert solution.layers[0].entropy == pytest.approx(2.030639, abs=5e-7)
    assert solve(parity(4, [3, 1]), engine="exact").status is Status.INFEASIBLE


@pytest.mark.parametrize("widths", [[2, 1], [3, 1]], ids=str)
def test_parity_of_five_inputs_is_refuted(widths):
    assert solve(parity(5, widths), engine="exact").status is Status.INFEASIBLE


@pytest.mark.parametrize("variables", [6, 7, 8])
def test_sparse_supports_of_many_variables_are_solved(variables):
    inputs = [tuple(int(bit) for bit in f"{7 * k % 2**variables:0{variables}b}") for k in range(18)]
    problem = Problem.from_samples(inputs, [sum(code) % 3 == 0 for code in inputs], [2, 1])
    assert answer(problem) == answer(problem, "cpsat")


@settings(max_examples=150)
@given(st.data())
def test_probabilities_that_differ_in_the_last_place_are_compared_exactly(data):
    """Entropies of 30-bit counts differ by as little as 1e-18 bit."""
    law = {
        (code, str(data.draw(st.integers(0, 1)))): 2**30 + data.draw(st.integers(-1, 1)) for code in cube(2)
    }
    widths = data.draw(st.sampled_from([[1], [2], [1, 1], [2, 1], [2, 2]]))
    epsilon = data.draw(st.sampled_from([0, "1/10", "7/10", "9/10"]))
    problem = Problem.from_joint(law, widths, epsilon=epsilon)
    assert answer(problem) == answer(problem, "enumerate")


@settings(max_examples=25)
@given(st.lists(st.integers(0, 2), min_size=8, max_size=8), st.sampled_from([[1], [1, 1], [1, 2]]))
def test_near_ties_of_three_inputs_are_decided_exactly(offsets, widths):
    weights = [10**12 + offset for offset in offsets]
    problem = Problem.from_function(
        lambda a, b, c: (a, b, c), widths, probability=weights, epsilon=Fraction("2.5")
    )
    assert answer(problem) == answer(problem, "enumerate")


@pytest.mark.parametrize("engine", ["exact", "enumerate"])
@pytest.mark.parametrize(
    ("problem", "below"),
    [
        # All is lost at 1 bit; just below an AND has to be computed.
        (Problem.from_truth_table("0110", [1], epsilon=1), "3/4*log2(3)"),
        (Problem.from_truth_table("0110", [2, 1], epsilon=1), "3/2*log2(3)"),
        (Problem.from_function(lambda a, b: (a, b), [1], epsilon=1), None),
        (Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1], epsilon=Fraction(1, 2)), "3/4*log2(3)"),
        (Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [2, 1], epsilon=Fraction(1, 2)), "3/2*log2(3)"),
    ],
)
def test_a_bound_that_is_just_attained_admits_and_a_hair_less_does_not(problem, below, engine):
    at = solve(problem, engine=engine)
    assert at.status is Status.OPTIMAL
    assert at.distortion == float(problem.epsilon)
    under = solve(problem.revised(epsilon=problem.epsilon - HAIR), engine=engine)
    assert under.objective_exact == below
    assert under.distortion is None or under.distortion < float(problem.epsilon) - 1e-3


@settings(max_examples=60)
@given(st.data())
def test_symmetries_leave_nothing_out(data):
    widths = data.draw(st.sampled_from([[2, 1], [3, 1], [2, 2], [2, 2, 1]]))
    epsilon = data.draw(st.sampled_from([0, 0, "1/10", "1/2"]))
    law = data.draw(joint_tables(min_variables=2, max_labels=2, max_count=1))
    problem = Problem(table=law, widths=widths, epsilon=epsilon)
    without = partial(search.search_tables, symmetries=False)
    found = answer(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "search_tables", without)
        assert answer(problem) == found


@settings(max_examples=60)
@given(st.data())
def test_pauses_change_nothing_and_no_report_contradicts_the_optimum(data):
    problem = Problem(
        table=data.draw(joint_tables(min_variables=2)),
        widths=data.draw(st.sampled_from([[2, 1], [3, 1], [2, 2], [2, 2, 1], [2, 2, 2]])),
        epsilon=data.draw(st.sampled_from([0, 0, "1/20", "1/10", "1/3"])),
    )
    reports = []
    with pytest.MonkeyPatch.context() as patch:
        # Pause all the time: only then are there reports of searches so small.
        patch.setattr(layer_search, "_PAUSE", 100)
        patch.setattr(layer_search, "_EMITTED", 4)
        solution = solve(problem, engine="exact", limits=Limits(report=reports.append))
    assert (solution.status, solution.objective_exact) == answer(problem)
    assert [report.nodes for report in reports] == sorted(report.nodes for report in reports)
    in_hand = [report.objective for report in reports if report.objective is not None]
    assert in_hand == sorted(in_hand)
    assert all(report.objective is not None for report in reports[len(reports) - len(in_hand) :])
    if solution.status is Status.OPTIMAL:
        assert all(report.bound >= solution.objective - 1e-9 for report in reports)
        assert all(objective <= solution.objective + 1e-9 for objective in in_hand)
    else:
        assert not in_hand


def test_the_same_problem_has_the_same_network_every_time():
    problem = Problem.from_truth_table("0110100110010111", [3, 1], epsilon="1/20")
    first, second = (solve(problem, engine="exact") for _ in range(2))
    assert first.network == second.network
    assert [layer.codes for layer in first.layers] == [layer.codes for layer in second.layers]
    assert first.work["nodes"] == second.work["nodes"]
