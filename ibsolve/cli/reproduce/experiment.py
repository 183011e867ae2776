"""A command for every experiment of the catalogue that has none of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from ibsolve.experiments.catalogue import Experiment


_LARGEST_SEED = 2**31 - 1
"""Experiments of several seeds count on from it, and some generators take 32 bits."""

Quick = Annotated[bool, typer.Option("--quick", help="The shorter run, where there is one.")]
Out = Annotated[
    str | None,
    typer.Option(help="Write figures (SVG, PNG), their data and planes into this folder.", metavar="DIR"),
]


def experiment_command(experiment: Experiment) -> Callable[..., None]:
    """The command of one experiment: runs it, prints its verdicts, writes its figures and their data."""

    def command(
        *,
        quick: Quick = False,
        seed: Annotated[int, typer.Option(help="Seed of all that is random.", min=0, max=_LARGEST_SEED)] = 0,
        out: Out = None,
        json: Json = False,
    ) -> None:
        from json import dumps

        from ibsolve.cli.progress import progress, seldom
        from ibsolve.report.reproduction import (
            check_folder,
            print_reproduction,
            reproduction_object,
            write_reproduction,
        )
        from ibsolve.report.text import terminal

        folder = None if out is None else check_folder(out)
        with progress(experiment.name) as shown:
            found = experiment.run(quick=quick, seed=seed, report=seldom(shown), folder=folder)
        if folder is not None:
            write_reproduction(found, folder)
        if json:
            typer.echo(dumps(reproduction_object(found)))
        else:
            print_reproduction(found, terminal())
        raise typer.Exit(ExitCode.YES if found.is_met else ExitCode.NO)

    goes_on = " Broken off and started again with the same --out, it goes on." if experiment.is_kept else ""
    command.__doc__ = f"{experiment.figures} of paper {experiment.paper}: {experiment.summary}.{goes_on}"
    return command
