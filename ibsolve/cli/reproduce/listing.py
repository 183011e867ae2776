"""`ibsolve reproduce list`: every experiment, how long it takes, what is met and what deviates."""

from __future__ import annotations

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode


def list_experiments(*, json: Json = False) -> None:
    """Every experiment with its paper and figure, how long it takes, what is met, what deviates and why."""
    from dataclasses import asdict
    from json import dumps

    from rich.padding import Padding

    from ibsolve.experiments.catalogue import EXPERIMENTS
    from ibsolve.report.text import grid, terminal

    if json:
        for experiment in EXPERIMENTS:
            told = {
                key: value for key, value in asdict(experiment).items() if key not in ("is_kept", "module")
            }
            typer.echo(dumps({**told, "deviates": experiment.deviates or None}))
        raise typer.Exit(ExitCode.YES)
    console = terminal()
    rows = [
        [
            experiment.name,
            experiment.paper,
            experiment.figures,
            "" if experiment.quick is None else f"{experiment.quick:g}",
            f"{experiment.full:g}",
        ]
        for experiment in EXPERIMENTS
    ]
    console.print(grid(["name", "paper", "figure or table", "--quick, s", "full, s"], rows, left=(0, 1, 2)))
    for experiment in EXPERIMENTS:
        console.print()
        console.print(f"{experiment.name}: {experiment.summary}")
        for verdict in ("met", "deviates"):
            if told := getattr(experiment, verdict):
                console.print(Padding(f"{verdict}: {told}", (0, 0, 0, 4)))
    raise typer.Exit(ExitCode.YES)
