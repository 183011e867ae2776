"""One case after another: a bad one is reported and the others still run, what is found is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

import typer

from ibsolve.cli.exit_code import ExitCode, combined
from ibsolve.cli.interrupt import stop_on_signal
from ibsolve.cli.message import print_error
from ibsolve.cli.progress import Progress, progress
from ibsolve.errors import ContradictionError, IbsolveError

if TYPE_CHECKING:
    from rich.console import Console

    from ibsolve.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a command found on a case: its exit code, one line of JSON, and how to print it for readers."""

    code: ExitCode
    line: str
    show: Callable[[Console], None]


def run_each(
    cases: list[str],
    *,
    load: Callable[[str], Problem],
    find: Callable[[Problem, Event, Progress], Finding],
    json: bool,
    output: Path | None,
) -> NoReturn:
    """Run a command on every case, print what it finds, and exit with the code of all together.

    load: the problem of a case. find: the work, which ends early where the event is set. output: a
    file that also gets the lines; it must have been found writable.
    Raises typer.Exit.
    """
    from ibsolve.files import write_atomically
    from ibsolve.report.text import terminal

    codes: list[ExitCode] = []
    lines: list[str] = []
    stop = Event()
    try:
        for number, case in enumerate(cases):
            try:
                problem = load(case)
                with stop_on_signal(stop), progress(problem.name) as shown:
                    finding = find(problem, stop, shown)
            except ContradictionError as error:
                print_error(error)
                codes.append(ExitCode.NO)
                continue
            except IbsolveError as error:
                print_error(error, about="<stdin>" if case == "-" else case)
                codes.append(ExitCode.BAD_INPUT)
                continue
            codes.append(finding.code)
            lines.append(finding.line)
            if json:
                typer.echo(finding.line)
            else:
                console = terminal()
                if number:
                    console.print()
                finding.show(console)
            if stop.is_set():
                codes.append(ExitCode.LIMIT)
                break
    finally:
        # Also when the reader of standard output has gone: what is found is kept.
        if output is not None and lines:
            write_atomically(output, "".join(f"{line}\n" for line in lines))
    raise typer.Exit(combined(codes))
