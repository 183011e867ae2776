"""Larger real inputs in one table: the MONK's problems, symmetric functions, PLA files of a folder.

    .venv/bin/python benchmarks/larger_inputs.py [--pla FOLDER] [--seconds S]

Each line: status, objective, proved bound and gap in bits, seconds, and what `ibsolve check` says.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ibsolve
from ibsolve.engines import Limits
from ibsolve.problem import Problem, Readout

CASES = Path(__file__).parents[1] / "cases"

PLA_RUNS = {
    "con1": [("0", [3, 1]), ("1", [3, 1]), (None, [6, 2])],
    "rd73": [("0", [3, 1]), ("1", [7, 1]), ("2", [3, 1]), (None, [8, 3])],
    "5xp1": [*((str(output), [4, 1]) for output in range(10)), (None, [28, 10])],
    "9sym": [("0", [2, 1])],
}
"""Output (None: all, with readout "equal") and widths."""


def problems(folder: Path | None) -> Iterator[Problem]:
    for name in ("monk1", "monk2", "monk3", "sym9"):
        yield ibsolve.load_case(CASES / f"{name}.toml")
    if folder is None:
        return
    for name, runs in PLA_RUNS.items():
        for output, widths in runs:
            readout = Readout.EQUAL if output is None else Readout.ANY
            targets = () if output is None else (output,)
            yield ibsolve.load_case(folder / f"{name}.pla", widths=widths, readout=readout, targets=targets)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pla", type=Path, help="folder with con1.pla, rd73.pla, 5xp1.pla, 9sym.pla")
    parser.add_argument("--seconds", type=float, default=300.0, help="limit a problem")
    options = parser.parse_args()
    heads = (
        f"{'problem':28} {'inputs':>6} {'status':10}",
        f"{'objective':>10} {'bound':>10} {'gap':>9} {'s':>6}",
    )
    print(*heads, " check")
    refused = 0
    for problem in problems(options.pla):
        started = time.monotonic()
        solution = ibsolve.solve(problem, limits=Limits(seconds=options.seconds))
        seconds = time.monotonic() - started
        verdict = ibsolve.check(ibsolve.solution_object(solution), problem=problem)
        refused += verdict.exit_code != 0
        objective, bound = solution.objective, solution.objective_bound
        gap = None if objective is None or bound is None else bound - objective
        reached, most, open_bits = ("" if x is None else f"{x:.6f}" for x in (objective, bound, gap))
        name = f"{problem.name} {problem.table.targets[0]} {list(problem.widths)}"
        print(
            f"{name:28} {len(problem.table.inputs):6} {solution.status:10} {reached:>10} {most:>10} "
            f"{open_bits:>9} {seconds:6.1f}  {verdict.outcome.value}",
            flush=True,
        )
    return int(refused > 0)


if __name__ == "__main__":
    sys.exit(main())
