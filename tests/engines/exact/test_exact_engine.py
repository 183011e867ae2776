"""What the exact engine carries, what it refuses, and how it ends early."""

import pytest

from ibsolve.engines import Limits, solve
from ibsolve.engines.exact import Exact
from ibsolve.errors import LimitError
from ibsolve.problem import Problem, cube
from ibsolve.solution import Status

SIX_NEURONS = Problem.from_function(lambda a, b, c: a ^ b ^ c, [6, 1])
HARD = "01001110000101011011111010111010"


def inputs_of(points, variables):
    return cube(variables)[:points]


def sampled(points, variables, widths, **options):
    inputs = inputs_of(points, variables)
    return Problem.from_samples(inputs, [code[0] & code[-1] for code in inputs], widths, **options)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            sampled(65, 7, [1]),
            r"engine exact: expected at most 64 support inputs, found 65 \((use|no other) engine",
        ),
        (
            SIX_NEURONS,
            r"at most 5 neurons in a hidden layer, found 6 in layer 1 .* \((use|no other) engine",
        ),
        (
            sampled(16, 4, [11]),
            r"at most 10 neurons in the output layer, found 11 .* or engine annealing for",
        ),
        (
            sampled(32, 6, [2, 1]),
            r"at most 5 variables, or at most \d+ separable dichotomies, found 32 .* \(use engine cpsat\)",
        ),
    ],
)
def test_what_is_too_large_is_refused_with_the_way_out(problem, message):
    with pytest.raises(LimitError, match=message):
        solve(problem, engine="exact")


@pytest.mark.parametrize(
    "problem",
    [
        sampled(64, 6, [1]),
        Problem.from_function(lambda a, b, c, d, e: a & b & c & d & e, [5, 5, 10]),
        # Above few codes the neurons beyond the fifth tell nothing more apart.
        Problem.from_truth_table("0110", [6, 12, 1]),
        Problem.from_truth_table(["00010111"] * 11, [3, 11], readout="equal"),
    ],
)
def test_what_is_just_small_enough_is_accepted(problem):
    Exact().check_capability(problem)


def test_sixty_four_inputs_fill_a_machine_word():
    codes = inputs_of(64, 6)
    problem = Problem.from_samples(codes, [sum(code) > 2 for code in codes], [1])
    solution = solve(problem, engine="exact")
    assert solution.status is Status.OPTIMAL
    assert [solution.network(code) for code in codes] == [(int(sum(code) > 2),) for code in codes]


def test_a_search_that_is_stopped_before_it_starts_is_unknown_with_a_bound():
    limits = Limits()
    limits.stop.set()
    solution = solve(Problem.from_truth_table("0110", [2, 1]), engine="exact", limits=limits)
    assert (solution.status, solution.objective) == (Status.UNKNOWN, None)
    assert solution.objective_bound >= 1.5


@pytest.mark.timeout(60)
@pytest.mark.parametrize("epsilon", ["0", "1/10"])
def test_a_limit_ends_a_search_that_would_take_long_with_a_valid_bound(epsilon):
    problem = Problem.from_truth_table(HARD, [3, 1], epsilon=epsilon)
    solution = solve(problem, engine="exact", limits=Limits(seconds=0.5))
    assert solution.status in (Status.FEASIBLE, Status.UNKNOWN)
    # Found and proved at epsilon = 0, in half a minute; with more distortion the optimum is no lower.
    optimum = 7.137172974712982
    assert solution.objective_bound >= optimum
    if epsilon == "0":
        assert solution.objective is None or solution.objective <= optimum
    assert solution.objective is None or solution.objective <= solution.objective_bound


@pytest.mark.timeout(60)
def test_a_search_is_stopped_from_outside_by_its_own_reports():
    reports = []

    def stop_at_third(report):
        reports.append(report)
        if len(reports) == 3:
            limits.stop.set()

    limits = Limits(report=stop_at_third)
    solution = solve(Problem.from_truth_table(HARD, [3, 1]), engine="exact", limits=limits)
    assert solution.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert len(reports) == 3
    assert reports[0].nodes <= reports[1].nodes < reports[2].nodes
    assert solution.objective_bound >= max(report.objective or 0 for report in reports)
