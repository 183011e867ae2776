"""`ibsolve frontier`: the optimum of given widths for every distortion bound at once."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from ibsolve.cli.arguments import Json, Readout, Target, Widths, load_problem
from ibsolve.cli.exit_code import ExitCode, combined
from ibsolve.cli.interrupt import stop_on_signal
from ibsolve.cli.message import print_error
from ibsolve.cli.progress import progress, seldom
from ibsolve.errors import ContradictionError, Faults, IbsolveError, InputError


def frontier(
    cases: Annotated[
        list[str],
        typer.Argument(metavar="CASE…", help="Case files (.toml, .pla, .csv); - is standard input."),
    ],
    *,
    widths: Widths = None,
    readout: Readout = None,
    target: Target = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds a case.", metavar="S")] = None,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the frontier to this .svg or .png file.", metavar="FILE")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Also write the JSON lines to this file.")
    ] = None,
) -> None:
    """Find every epsilon at which the optimum of given widths changes, with the network and proof.

    The epsilon of the case is not looked at; the readout must be any.
    """
    from json import dumps

    from ibsolve.engines import Limits
    from ibsolve.files import write_atomically
    from ibsolve.report.frontier_figure import frontier_image
    from ibsolve.report.frontier_text import frontier_object, print_frontier
    from ibsolve.report.text import terminal
    from ibsolve.studies import frontier as frontier_of

    _check_files(output, plot, cases=len(cases))
    codes: list[ExitCode] = []
    lines: list[str] = []
    stop = Event()
    try:
        for number, case in enumerate(cases):
            source = "<stdin>" if case == "-" else case
            try:
                problem = load_problem(case, widths=widths, readout=readout, target=target)
                with stop_on_signal(stop), progress(problem.name) as shown:
                    say = seldom(shown)
                    found = frontier_of(
                        problem,
                        limits=Limits(seconds=time_limit, stop=stop, message=shown.say),
                        report=lambda step, say=say: say(f"down to epsilon {float(step.epsilon):.6f} bits"),  # type: ignore[misc]
                    )
            except ContradictionError as error:
                print_error(error)
                codes.append(ExitCode.NO)
                continue
            except IbsolveError as error:
                print_error(error, about=source)
                codes.append(ExitCode.BAD_INPUT)
                continue
            codes.append(ExitCode.YES if found.is_complete else ExitCode.LIMIT)
            lines.append(dumps(frontier_object(found), allow_nan=False))
            if plot is not None:
                write_atomically(plot, frontier_image(found, kind=plot.suffix[1:]))
            if json:
                typer.echo(lines[-1])
            else:
                console = terminal()
                if number:
                    console.print()
                print_frontier(found, console)
            if stop.is_set():
                codes.append(ExitCode.LIMIT)
                break
    finally:
        # Also when the reader of standard output has gone: what is found is kept.
        if output is not None and lines:
            write_atomically(output, "".join(f"{line}\n" for line in lines))
    raise typer.Exit(combined(codes))


def _check_files(output: Path | None, plot: Path | None, *, cases: int) -> None:
    """Raise InputError for files that cannot be written: before the search, not after it."""
    from ibsolve.files import check_writable
    from ibsolve.report.frontier_figure import check_drawable

    faults = Faults()
    if output is not None:
        with faults.gathered():
            check_writable(output)
    if plot is not None:
        with faults.gathered():
            check_writable(plot)
        with faults.gathered():
            check_drawable(plot.suffix[1:])
        if cases > 1:
            faults.add("--plot", expected="one case to draw", found=str(cases), remedy="draw one at a time")
    faults.raise_if_any(InputError)
