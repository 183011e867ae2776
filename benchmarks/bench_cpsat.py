"""CP-SAT at scale: what the model refutes and proves, beside the simplest model in the same run."""

import pytest
from plain_model import solve_plainly

from ibsolve.engines import Limits, solve
from ibsolve.problem import Problem, cube

PARITY = "".join(str(sum(code) % 2) for code in cube(4))
SECONDS = 60
WORKERS = 2


def record(benchmark, status, objective, bound):
    benchmark.extra_info |= {"status": status, "objective": objective}
    gap = None if objective is None or bound is None else round(max(0.0, bound - objective), 6)
    benchmark.extra_info["gap, bits"] = gap


@pytest.mark.parametrize("widths", [[3, 1], [4, 1]], ids=str)
def test_parity_of_four_inputs_by_cpsat(benchmark, widths):
    benchmark.group = f"parity of four inputs {widths}, at most {SECONDS} s"
    problem = Problem.from_truth_table(PARITY, widths)
    found = benchmark.pedantic(
        lambda: solve(problem, engine="cpsat", limits=Limits(seconds=SECONDS)), rounds=1, warmup_rounds=1
    )
    record(benchmark, str(found.status), found.objective, found.objective_bound)


@pytest.mark.parametrize("widths", [[3, 1], [4, 1]], ids=str)
def test_parity_of_four_inputs_by_the_simplest_model(benchmark, widths):
    benchmark.group = f"parity of four inputs {widths}, at most {SECONDS} s"
    problem = Problem.from_truth_table(PARITY, widths)
    found = benchmark.pedantic(lambda: solve_plainly(problem, seconds=SECONDS, workers=WORKERS), rounds=1)
    record(benchmark, *found)
