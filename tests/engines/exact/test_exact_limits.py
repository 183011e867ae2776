"""Searches that could run on for ever, overflow, or look for what counting excludes."""

import time

import pytest

from ibsolve.engines import Limits, solve
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.annealing import annealed_networks
from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.layer_search import LayerSearch, Objective, Task
from ibsolve.engines.exact.stage import Stage
from ibsolve.engines.exact.tables import search_tables
from ibsolve.information import LogForm
from ibsolve.problem import Problem, Readout, cube
from ibsolve.solution import CountingBound, Status


@pytest.mark.parametrize("engine", ["exact", "enumerate", "cpsat"])
def test_an_epsilon_beyond_the_range_of_floats_admits_constant_neurons(engine):
    problem = Problem.from_truth_table("0110", [1], epsilon="1e400")
    assert solve(problem, engine=engine).objective == 2.0


def test_counts_beyond_the_range_of_floats_are_annealed():
    problem = Problem.from_truth_table("0110", [2, 1], probability=[10**400, 1, 10**400, 3])
    assert all(cost > 0 for _, cost in annealed_networks(problem, seed=0, restarts=1, stops=lambda: False))


def test_what_counting_excludes_is_not_searched():
    identity = Problem.from_function(lambda a, b, c, d, e: (a, b, c, d, e), [5, 1])
    solution = solve(identity, engine="exact")
    assert (solution.status, solution.work["nodes"]) == (Status.INFEASIBLE, 0)
    assert isinstance(solution.evidence, CountingBound)


def test_three_classes_on_one_neuron_are_refuted_without_a_list_of_dichotomies():
    law = {(code, str(sum(code) % 3)): 1 for code in cube(6)}
    assert solve(Problem.from_joint(law, [1]), engine="exact").status is Status.INFEASIBLE


@pytest.mark.slow
def test_an_epsilon_that_nearly_everything_attains_keeps_the_time_limit():
    identity = Problem.from_function(lambda a, b, c, d, e: (a, b, c, d, e), [4, 1], epsilon=4 - 10**-12)
    started = time.monotonic()
    assert solve(identity, engine="exact", limits=Limits(seconds=1)).status is Status.UNKNOWN
    assert time.monotonic() - started < 20, "not a measurement: without the limit it takes minutes"


def test_a_layer_with_more_near_ties_than_there_is_room_for_verdicts_is_decided(monkeypatch):
    monkeypatch.setattr("ibsolve.engines.exact.frames.VERDICTS", 2)
    halves = Problem.from_truth_table(["00001111", "00110011"], [2, 1], epsilon=1)
    exact, plain = (solve(halves, engine=engine) for engine in ("exact", "enumerate"))
    assert exact.objective_exact == plain.objective_exact


def test_a_cut_is_never_raised():
    table = Problem.from_truth_table("0110", [2, 1]).table
    stage = Stage(table, sufficient=True, readout=Readout.ANY)
    task = Task(
        objective=Objective.ENTROPY,
        kind=kernel.TARGETS_BEST,
        size=2,
        rest=LogForm(),
        cut=LogForm.log2(3),
        allowed=Allowance.of(table, 0),
    )
    search = LayerSearch(stage, search_tables(stage), task, lambda _: False)
    search.lower_cut(LogForm.log2(7))
    assert search.cut == LogForm.log2(3)
