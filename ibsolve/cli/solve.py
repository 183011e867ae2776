"""`ibsolve solve`: find the best network of given widths, with proof."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import Epsilon, Json, Readout, Target, Widths, load_problem
from ibsolve.cli.exit_code import ExitCode, combined
from ibsolve.cli.interrupt import stop_on_signal
from ibsolve.cli.message import print_error
from ibsolve.cli.progress import progress
from ibsolve.errors import ContradictionError, IbsolveError

if TYPE_CHECKING:
    from ibsolve.solution import Solution


def solve(
    cases: Annotated[
        list[str],
        typer.Argument(metavar="CASE…", help="Case files (.toml, .pla, .csv); - is standard input."),
    ],
    *,
    widths: Widths = None,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    engine: Annotated[
        str, typer.Option(help="auto, exact, cpsat, enumerate, or both (exact and cpsat, which must agree).")
    ] = "auto",
    time_limit: Annotated[float | None, typer.Option(help="Seconds a case.", metavar="S")] = None,
    seed: Annotated[int, typer.Option(help="Seed of randomised searches.", metavar="N")] = 0,
    workers: Annotated[int, typer.Option(help="Parallel search threads.", metavar="N")] = 1,
    count: Annotated[bool, typer.Option("--count", help="Also count the optima, by engine exact.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also give the least epsilon that makes the widths feasible.")
    ] = False,
    json: Json = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Also write the JSON lines to this file.")
    ] = None,
) -> None:
    """Find the network of given widths that compresses most within the distortion bound, with proof."""
    from ibsolve.engines import Limits
    from ibsolve.engines import solve as solve_problem
    from ibsolve.files import check_writable, write_atomically
    from ibsolve.report.solution_text import print_solution
    from ibsolve.report.text import terminal
    from ibsolve.solution import solution_json

    if output is not None:
        check_writable(output)
    codes: list[ExitCode] = []
    lines: list[str] = []
    stop = Event()
    try:
        for number, case in enumerate(cases):
            source = "<stdin>" if case == "-" else case
            try:
                problem = load_problem(case, widths=widths, epsilon=epsilon, readout=readout, target=target)
                with stop_on_signal(stop), progress(problem.name) as shown:
                    limits = Limits(
                        seconds=time_limit,
                        seed=seed,
                        workers=workers,
                        stop=stop,
                        report=shown.report,
                        message=shown.say,
                    )
                    solution = solve_problem(
                        problem, engine=engine, limits=limits, count=count, explain=explain
                    )
            except ContradictionError as error:
                print_error(error)
                codes.append(ExitCode.NO)
                continue
            except IbsolveError as error:
                print_error(error, about=source)
                codes.append(ExitCode.BAD_INPUT)
                continue
            codes.append(_exit_code(solution))
            lines.append(solution_json(solution))
            if json:
                typer.echo(lines[-1])
            else:
                console = terminal()
                if number:
                    console.print()
                print_solution(solution, console)
            if stop.is_set():
                codes.append(ExitCode.LIMIT)
                break
    finally:
        # Also when the reader of standard output has gone: what is solved is kept.
        if output is not None and lines:
            write_atomically(output, "".join(f"{line}\n" for line in lines))
    raise typer.Exit(combined(codes))


def _exit_code(solution: Solution) -> ExitCode:
    from ibsolve.solution import Status

    return {
        Status.OPTIMAL: ExitCode.YES,
        Status.INFEASIBLE: ExitCode.NO,
        Status.FEASIBLE: ExitCode.LIMIT,
        Status.UNKNOWN: ExitCode.LIMIT,
    }[solution.status]
