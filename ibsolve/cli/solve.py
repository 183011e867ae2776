"""`ibsolve solve`: find the best network of given widths, with proof."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import (
    Cases,
    Engine,
    Epsilon,
    Json,
    Output,
    Readout,
    Target,
    TimeLimit,
    Widths,
    load_problem,
)
from ibsolve.cli.each_case import Finding, run_each
from ibsolve.cli.exit_code import ExitCode
from ibsolve.errors import Faults, InputError

if TYPE_CHECKING:
    from ibsolve.cli.progress import Progress
    from ibsolve.problem import Problem
    from ibsolve.solution import Solution


def solve(
    cases: Cases,
    *,
    widths: Widths = None,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = None,
    seed: Annotated[int, typer.Option(help="Seed of randomised searches.", metavar="N")] = 0,
    workers: Annotated[int, typer.Option(help="Parallel search threads.", metavar="N")] = 1,
    count: Annotated[bool, typer.Option("--count", help="Also count the optima, by engine exact.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also give the least epsilon that makes the widths feasible.")
    ] = False,
    hint: Annotated[
        Path | None,
        typer.Option(
            help="A network (JSON) or solution that is in hand from the start, for one case.",
            metavar="SOLUTION",
        ),
    ] = None,
    json: Json = False,
    output: Output = None,
) -> None:
    """Find the network of given widths that compresses most within the distortion bound, with proof."""
    from ibsolve.engines import Limits
    from ibsolve.engines import solve as solve_problem
    from ibsolve.files import check_writable, load_network
    from ibsolve.report.solution_text import print_solution
    from ibsolve.solution import solution_json

    _check_hint(hint, cases)
    start = None if hint is None else load_network(hint)

    def find(problem: Problem, stop: Event, shown: Progress) -> Finding:
        limits = Limits(
            seconds=time_limit,
            seed=seed,
            workers=workers,
            stop=stop,
            report=shown.report,
            message=shown.say,
        )
        solution = solve_problem(
            problem, engine=engine, limits=limits, count=count, explain=explain, hint=start
        )
        return Finding(
            code=_exit_code(solution),
            line=solution_json(solution),
            show=partial(print_solution, solution),
        )

    if output is not None:
        check_writable(output)
    load = partial(load_problem, widths=widths, epsilon=epsilon, readout=readout, target=target)
    run_each(cases, load=load, find=find, json=json, output=output)


def _exit_code(solution: Solution) -> ExitCode:
    from ibsolve.solution import Status

    return {
        Status.OPTIMAL: ExitCode.YES,
        Status.INFEASIBLE: ExitCode.NO,
        Status.FEASIBLE: ExitCode.LIMIT,
        Status.UNKNOWN: ExitCode.LIMIT,
    }[solution.status]


def _check_hint(hint: Path | None, cases: list[str]) -> None:
    """Raise InputError for a hint that goes with no case, before anything is read."""
    if hint is None:
        return
    faults = Faults()
    if len(cases) > 1:
        faults.add(
            "--hint", expected="one case to start", found=str(len(cases)), remedy="solve one at a time"
        )
    if str(hint) == "-":
        faults.add("--hint", expected="a file", found="-", remedy="only a case is read from standard input")
    faults.raise_if_any(InputError)
