"""A solution that claims more than it shows cannot be made."""

import pytest

from ibsolve.problem import Problem
from ibsolve.solution import Search, Solution, Status

FIGURES = {"H_X": 2.0, "H_Y": 1.0, "H_X_given_Y": 1.0, "I_XY": 1.0}
XOR = Problem.from_truth_table("0110", [1])


def test_infeasible_without_evidence_cannot_be_constructed():
    with pytest.raises(AssertionError, match="infeasible was claimed without evidence"):
        Solution(problem=XOR, status=Status.INFEASIBLE, engine="none", **FIGURES)


def test_optimal_without_a_network_cannot_be_constructed():
    with pytest.raises(AssertionError, match="network without status"):
        Solution(
            problem=XOR,
            status=Status.OPTIMAL,
            engine="none",
            evidence=Search(),
            objective_bound=1.0,
            **FIGURES,
        )


def test_an_infeasible_problem_has_no_network_and_no_bound():
    solution = Solution(problem=XOR, status=Status.INFEASIBLE, engine="none", evidence=Search(), **FIGURES)
    assert (solution.network, solution.objective_bound) == (None, None)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_says_what_it_means(status):
    assert status.advice.endswith(".")
