"""Engines side by side on the same problems: a group a problem, so that the table shows ratios."""

import pytest

from ibsolve.engines import Limits, solve
from ibsolve.problem import Problem

PROBLEMS = {
    "xor2 [2,1]": Problem.from_function(lambda a, b: a ^ b, [2, 1]),
    "xor3 [2,1]": Problem.from_function(lambda a, b, c: a ^ b ^ c, [2, 1]),
    "xor3 [3,1]": Problem.from_function(lambda a, b, c: a ^ b ^ c, [3, 1]),
    "xor3 [2,2,1]": Problem.from_function(lambda a, b, c: a ^ b ^ c, [2, 2, 1]),
    "and3 [2,2,1]": Problem.from_function(lambda a, b, c: a & b & c, [2, 2, 1]),
    "xor3 [2,1], epsilon 1/2": Problem.from_function(lambda a, b, c: a ^ b ^ c, [2, 1], epsilon="1/2"),
    "xor4 [2,1]": Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [2, 1]),
}
LARGER = {
    "xor4 [3,1]": Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [3, 1]),
    "parity5 [2,1]": Problem.from_function(lambda a, b, c, d, e: (a + b + c + d + e) % 2, [2, 1]),
    "rd53 middle bit [2,1]": Problem.from_function(
        lambda a, b, c, d, e: int(a + b + c + d + e in (2, 3)), [2, 1]
    ),
}
RUNS = [
    (name, problem, engine)
    for problems, engines in ((PROBLEMS, ("enumerate", "cpsat", "exact")), (LARGER, ("cpsat", "exact")))
    for name, problem in problems.items()
    for engine in engines
]


@pytest.mark.parametrize(
    ("name", "problem", "engine"), [pytest.param(*run, id=f"{run[0]} {run[2]}") for run in RUNS]
)
def test_solve(benchmark, name, problem, engine):
    benchmark.group = name
    solution = benchmark.pedantic(
        lambda: solve(problem, engine=engine, limits=Limits()), rounds=3, iterations=1, warmup_rounds=1
    )
    benchmark.extra_info |= {"status": str(solution.status), "objective": solution.objective_exact}
    benchmark.extra_info |= {what: n for what, n in solution.work.items() if what != "seconds"}
