"""`ibsolve estimators rank`: every estimator on tasks whose mutual information is known exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ibsolve.cli.arguments import Json, Output, check_files
from ibsolve.cli.exit_code import ExitCode
from ibsolve.errors import Fault, InputError, shown

_FULL = ("250,1000", 10)
_QUICK = ("400", 4)


def rank(
    *,
    estimators: Annotated[
        str | None,
        typer.Option(help="Names; absent: all, with --quick those that train nothing.", metavar="NAME,…"),
    ] = None,
    tasks: Annotated[str | None, typer.Option(help="Names; absent: all.", metavar="NAME,…")] = None,
    sizes: Annotated[
        str | None,
        typer.Option(help=f"Samples; absent: {_FULL[0]}, with --quick {_QUICK[0]}.", metavar="N,N,…"),
    ] = None,
    repeats: Annotated[
        int | None,
        typer.Option(help=f"Draws a task; absent: {_FULL[1]}, with --quick {_QUICK[1]}.", metavar="K"),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer samples and draws: a minute.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the errors to this .svg or .png file.", metavar="FILE")
    ] = None,
    output: Output = None,
) -> None:
    """Rank the estimators by their error in nats; the exit code is 3 when stopped early."""
    from datetime import UTC, datetime
    from json import dumps
    from threading import Event

    from ibsolve.cli.interrupt import stop_on_signal
    from ibsolve.cli.progress import progress, seldom
    from ibsolve.files import write_atomically
    from ibsolve.report.ranking_figure import ranking_image
    from ibsolve.report.ranking_text import print_ranking, ranking_object
    from ibsolve.report.text import terminal
    from ibsolve.studies.ranking import default_contenders, ranking_versions
    from ibsolve.studies.ranking import rank as ranked

    check_files(output, plot, cases=1)
    default_sizes, default_repeats = _QUICK if quick else _FULL
    contenders = default_contenders(_names(estimators), with_trained=not quick)
    stop = Event()
    with stop_on_signal(stop), progress("rank") as shown_progress:
        found = ranked(
            contenders,
            tasks=_names(tasks),
            sizes=_whole_numbers("--sizes", default_sizes if sizes is None else sizes),
            repeats=default_repeats if repeats is None else repeats,
            seed=seed,
            stop=stop,
            report=seldom(shown_progress),
        )
    line = dumps(
        ranking_object(found, date=datetime.now(UTC).date().isoformat(), versions=ranking_versions()),
        allow_nan=False,
    )
    if output is not None:
        write_atomically(output, f"{line}\n")
    if not found.scores:
        typer.echo("rank: stopped before the first estimator was judged", err=True)
        if json:
            typer.echo(line)
        raise typer.Exit(ExitCode.LIMIT)
    if plot is not None:
        write_atomically(plot, ranking_image(found, kind=plot.suffix[1:]))
    if json:
        typer.echo(line)
    else:
        print_ranking(found, terminal())
    raise typer.Exit(ExitCode.YES if found.is_complete else ExitCode.LIMIT)


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",")]


def _whole_numbers(option: str, text: str) -> list[int]:
    parts = text.replace(" ", "").split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        expected = "whole numbers separated by commas, such as 500,2000"
        raise InputError(Fault(where=option, expected=expected, found=shown(text)))
    return [int(part) for part in parts]
