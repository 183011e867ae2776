"""`ibsolve widths`: the smallest architectures that meet a distortion bound."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import Epsilon, Json, Readout, Target
from ibsolve.cli.exit_code import ExitCode, combined
from ibsolve.cli.interrupt import stop_on_signal
from ibsolve.cli.message import print_error
from ibsolve.cli.progress import progress, seldom
from ibsolve.errors import ContradictionError, IbsolveError

if TYPE_CHECKING:
    from ibsolve.problem import Problem
    from ibsolve.studies import WidthStudy


def widths(
    cases: Annotated[
        list[str],
        typer.Argument(metavar="CASE…", help="Case files (.toml, .pla, .csv); - is standard input."),
    ],
    *,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    max_depth: Annotated[int, typer.Option(help="Most layers.", metavar="N")] = 2,
    max_neurons: Annotated[int, typer.Option(help="Most neurons in all layers together.", metavar="N")] = 6,
    engine: Annotated[
        str, typer.Option(help="auto, exact, cpsat, enumerate, or both (exact and cpsat, which must agree).")
    ] = "auto",
    time_limit: Annotated[float | None, typer.Option(help="Seconds a case.", metavar="S")] = None,
    json: Json = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Also write the JSON lines to this file.")
    ] = None,
) -> None:
    """Find the smallest architectures that meet the distortion bound, and what rules out smaller ones.

    The widths of the case are not looked at.
    """
    from json import dumps

    from ibsolve.engines import Limits
    from ibsolve.files import check_writable, write_atomically
    from ibsolve.report.text import terminal
    from ibsolve.report.widths_text import print_widths, widths_object
    from ibsolve.studies import minimal_architectures

    if output is not None:
        check_writable(output)
    codes: list[ExitCode] = []
    lines: list[str] = []
    stop = Event()
    try:
        for number, case in enumerate(cases):
            source = "<stdin>" if case == "-" else case
            try:
                problem = _load(case, epsilon=epsilon, readout=readout, target=target)
                with stop_on_signal(stop), progress(problem.name) as shown:
                    say = seldom(shown)
                    study = minimal_architectures(
                        problem,
                        max_depth=max_depth,
                        max_neurons=max_neurons,
                        engine=engine,
                        limits=Limits(seconds=time_limit, stop=stop, report=shown.report, message=shown.say),
                        report=lambda widths, status, say=say: say(f"widths {list(widths)} {status}"),  # type: ignore[misc]
                    )
            except ContradictionError as error:
                print_error(error)
                codes.append(ExitCode.NO)
                continue
            except IbsolveError as error:
                print_error(error, about=source)
                codes.append(ExitCode.BAD_INPUT)
                continue
            codes.append(_exit_code(study))
            lines.append(dumps(widths_object(study), allow_nan=False))
            if json:
                typer.echo(lines[-1])
            else:
                console = terminal()
                if number:
                    console.print()
                print_widths(study, console)
            if stop.is_set():
                codes.append(ExitCode.LIMIT)
                break
    finally:
        # Also when the reader of standard output has gone: what is found is kept.
        if output is not None and lines:
            write_atomically(output, "".join(f"{line}\n" for line in lines))
    raise typer.Exit(combined(codes))


def _exit_code(study: WidthStudy) -> ExitCode:
    if not study.is_complete:
        return ExitCode.LIMIT
    return ExitCode.YES if study.architectures else ExitCode.NO


def _load(case: str, *, epsilon: str | None, readout: str | None, target: list[str] | None) -> Problem:
    """The problem of a case with one layer, as wide as either readout allows."""
    from ibsolve.files import load_case, read_case, read_standard_input

    load = partial(load_case, case)
    if case == "-":
        load = partial(read_case, read_standard_input(), source="<stdin>", folder=Path.cwd())
    outputs = len(load(widths=[1], epsilon=epsilon, readout="any", targets=target or ()).table.targets)
    return load(widths=[outputs], epsilon=epsilon, readout=readout, targets=target or ())
