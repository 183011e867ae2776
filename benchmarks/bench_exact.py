"""The exact engine: families of functions, hard single ones, memory, start-up (rivals: bench_engines)."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from ibsolve.engines import solve
from ibsolve.problem import Problem, cube
from ibsolve.threshold import npn_classes

ROOT = Path(__file__).parents[1]
COMMAND = str(Path(sys.executable).with_name("ibsolve"))


def parity(variables, widths):
    return Problem.from_truth_table("".join(str(sum(code) % 2) for code in cube(variables)), widths)


def family(functions, variables, widths):
    return [Problem.from_truth_table(f"{function:0{2**variables}b}", widths) for function in functions]


THREE_INPUTS = {
    str(widths): family(range(256), 3, widths) for widths in ([1], [2, 1], [3, 1], [2, 2, 1], [3, 2, 1])
}
FOUR_INPUTS = {
    str(widths): family(npn_classes(4), 4, widths) for widths in ([1], [2, 1], [3, 1], [2, 2, 1], [4, 1])
}
RANDOM_FIVE = "01001110000101011011111010111010"
"""Drawn once by fair coins."""

SINGLE = {
    "parity4 [4,1]": parity(4, [4, 1]),
    "parity5 [3,1]": parity(5, [3, 1]),
    "random five-input function [2,1]": Problem.from_truth_table(RANDOM_FIVE, [2, 1]),
    "parity4 but for one input [3,1], epsilon 1/20": Problem.from_truth_table(
        "0110100110010111", [3, 1], epsilon="1/20"
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """What is measured is the search, not its compilation."""
    for epsilon in "0", "1/10":
        for widths in [2, 1], [2, 2]:
            solve(Problem.from_truth_table("0110", widths, epsilon=epsilon), engine="exact")


def run_family(benchmark, problems):
    solutions = benchmark.pedantic(
        lambda: [solve(problem, engine="exact") for problem in problems], rounds=2, iterations=1
    )
    benchmark.extra_info |= {
        "optimal": sum(solution.status == "optimal" for solution in solutions),
        "nodes": sum(solution.work["nodes"] for solution in solutions),
    }


@pytest.mark.parametrize("widths", THREE_INPUTS)
def test_all_functions_of_three_inputs(benchmark, widths):
    benchmark.group = "all 256 functions of three inputs, exact"
    run_family(benchmark, THREE_INPUTS[widths])


@pytest.mark.parametrize("widths", FOUR_INPUTS)
def test_all_classes_of_four_input_functions(benchmark, widths):
    benchmark.group = "the 222 NPN classes of four-input functions, exact"
    run_family(benchmark, FOUR_INPUTS[widths])


@pytest.mark.parametrize("name", SINGLE)
def test_single_function(benchmark, name):
    benchmark.group = "single functions, exact"
    solution = benchmark.pedantic(lambda: solve(SINGLE[name], engine="exact"), rounds=2, iterations=1)
    benchmark.extra_info |= {"status": str(solution.status), "objective": solution.objective_exact}
    benchmark.extra_info["nodes"] = solution.work["nodes"]


def test_peak_memory_of_all_of_these(benchmark):
    benchmark.group = "all of the above by exact, in one process"
    peak = benchmark.pedantic(
        lambda: subprocess.run([sys.executable, __file__], check=True, capture_output=True).stdout, rounds=1
    )
    benchmark.extra_info["peak memory, in steps of 100 MiB"] = int(peak)


@pytest.fixture(scope="module")
def warm_cache(tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    solve_xor(cache)
    return cache


def solve_xor(cache):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    command = [COMMAND, "solve", "cases/xor2.toml", "--engine", "exact"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)


def test_first_solve_after_installation(benchmark, tmp_path):
    benchmark.group = "ibsolve solve cases/xor2.toml --engine exact, as a process"
    benchmark.pedantic(solve_xor, args=[tmp_path], rounds=1)


def test_later_solve(benchmark, warm_cache):
    benchmark.group = "ibsolve solve cases/xor2.toml --engine exact, as a process"
    benchmark.pedantic(solve_xor, args=[warm_cache], rounds=3)


if __name__ == "__main__":
    families = [*THREE_INPUTS.values(), *FOUR_INPUTS.values(), SINGLE.values()]
    for problems in families:
        for problem in problems:
            solve(problem, engine="exact")
    print(100 * -(-resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (100 * 1024)))
