"""Training against proofs: what holds is not contradicted, what is planted is caught."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ibsolve.engines import Limits, solve
from ibsolve.errors import ProblemError
from ibsolve.files import load_case
from ibsolve.information import network_flow
from ibsolve.networks import crosscheck
from ibsolve.networks.crosscheck import exceeds_capacity
from ibsolve.problem import Problem
from ibsolve.solution import Search, Status

XOR = Problem.from_truth_table("0110", [2, 1])
AND = Problem.from_truth_table("0001", [2, 1])
PARITY = Problem.from_truth_table("01101001", [3, 1])
FOUR = Problem.from_truth_table("".join(str(k.bit_count() % 2) for k in range(16)), [3, 1])


@pytest.mark.parametrize("problem", [XOR, AND, PARITY], ids=["xor", "and", "parity"])
def test_some_network_reaches_the_proved_optimum_and_none_passes_it(problem, device):
    found = crosscheck(problem, networks=300, steps=500, device=device)
    assert not found.contradicts
    assert found.reached > 0
    assert found.feasible >= found.reached


@pytest.mark.parametrize(
    "problem", [XOR.revised(widths=[1]), FOUR], ids=["xor on one", "parity of four on three"]
)
def test_what_is_proved_infeasible_never_comes_out_feasible(problem):
    found = crosscheck(problem, networks=300, steps=300, device="cpu")
    assert found.solution.status is Status.INFEASIBLE
    assert (found.feasible, found.levels, found.best, found.contradicts) == (0, (), None, False)


def test_the_best_network_has_integer_weights_and_its_entropy():
    found = crosscheck(AND, networks=100, steps=300, device="cpu")
    flow = network_flow(AND.table, found.best)
    total = sum(float(layer.entropy) for layer in flow.layers)
    assert total == pytest.approx(float(found.levels[0].total_entropy))
    assert flow.distortion == 0
    assert found.levels[0].total_entropy <= found.median <= found.levels[-1].total_entropy


@pytest.mark.parametrize(
    "problem",
    [
        XOR.revised(epsilon="7/10"),
        Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [2, 1], epsilon="1/5"),
        Problem.from_function(lambda a, b: (a & b, a ^ b), [3, 2], readout="equal"),
    ],
    ids=["lossy", "stochastic", "equal"],
)
def test_distortion_noise_and_readout_equal_are_trained_too(problem):
    found = crosscheck(problem, networks=300, steps=500, device="cpu")
    assert found.feasible > 0
    assert not found.contradicts


def test_an_optimum_that_is_none_is_caught():
    # On [2, 1] a network that keeps all of AND in layer 1 passed for the best.
    honest = solve(AND)
    worse = solve(Problem.from_truth_table("0110", [2, 1]))
    planted = replace(
        honest,
        layers=worse.layers,
        objective=worse.objective,
        objective_bound=worse.objective,
        objective_exact=worse.objective_exact,
        compression=worse.compression,
    )
    found = crosscheck(AND, networks=200, steps=300, solution=planted, device="cpu")
    assert found.is_training_contradicted
    assert found.best is not None


def test_an_infeasibility_that_is_none_is_caught():
    honest = solve(AND)
    planted = replace(
        honest,
        status=Status.INFEASIBLE,
        layers=(),
        objective=None,
        objective_bound=None,
        objective_exact=None,
        compression=None,
        distortion=None,
        evidence=Search(),
    )
    found = crosscheck(AND, networks=50, steps=200, solution=planted, device="cpu")
    assert found.is_training_contradicted


def test_a_bound_that_is_too_low_is_caught():
    honest = solve(AND)
    planted = replace(honest, status=Status.FEASIBLE, objective=1.0, objective_bound=1.5)
    assert crosscheck(AND, networks=50, steps=300, solution=planted, device="cpu").is_training_contradicted


def test_a_capacity_that_is_too_low_is_caught():
    noisy = crosscheck(XOR, networks=2, steps=2, device="cpu").noisy
    assert not exceeds_capacity(noisy)
    points = tuple(replace(point, capacity=point.information / 2) for point in noisy[0].points)
    assert exceeds_capacity([replace(noisy[0], points=points), *noisy[1:]])


def test_an_interrupt_ends_solving_and_training():
    limits = Limits()
    limits.stop.set()
    found = crosscheck(PARITY, networks=5, steps=10_000, limits=limits, device="cpu")
    assert found.steps == 50
    assert not found.solution.is_proved


def test_the_solution_of_another_problem_is_refused():
    with pytest.raises(ProblemError, match="solution: expected one of the same problem"):
        crosscheck(XOR, solution=solve(AND))
    with pytest.raises(ProblemError, match="problem: expected a Problem"):
        crosscheck("xor")


def test_an_optimum_whose_claimed_value_is_too_low_is_caught():
    honest = solve(AND)
    planted = replace(honest, objective=1.0, objective_bound=1.0)
    assert crosscheck(AND, networks=50, steps=300, solution=planted, device="cpu").is_training_contradicted


def test_arguments_are_refused_before_anything_is_solved(monkeypatch):
    monkeypatch.setattr(sys.modules[crosscheck.__module__], "solve", None)
    with pytest.raises(ProblemError, match="networks: expected a whole number >= 1, found 0"):
        crosscheck(XOR, networks=0)


SMALL = sorted(
    path
    for path in (Path(__file__).parents[2] / "cases").glob("*.toml")
    if len(load_case(path).table.variables) <= 4
)


@pytest.mark.slow
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_no_case_of_few_inputs_is_contradicted(path):
    assert not crosscheck(load_case(path), networks=40, steps=150, device="cpu").contradicts
