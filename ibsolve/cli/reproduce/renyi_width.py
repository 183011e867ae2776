"""`ibsolve reproduce renyi-width`: two rules for the width of a kernel, on correlated Gaussians."""

from __future__ import annotations

from typing import Annotated

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.reproduce.experiment import Out, Quick


def renyi_width(
    *,
    runs: Annotated[
        int | None, typer.Option(help="Runs of each point; 50, or 10 with --quick.", metavar="K")
    ] = None,
    samples: Annotated[int, typer.Option(help="Leave out points of more samples.", metavar="N")] = 512,
    seed: Annotated[int, typer.Option(help="Seed of the samples.")] = 0,
    quick: Quick = False,
    out: Out = None,
    json: Json = False,
) -> None:
    """Figures 3 and 4 of paper 004: matrix-based information by the old and the new rule for the width."""
    from dataclasses import asdict
    from json import dumps

    from ibsolve.cli.progress import progress, seldom
    from ibsolve.experiments.renyi_width import QUICK_RUNS, RUNS, reproduction
    from ibsolve.experiments.renyi_width import renyi_width as figures3_and_4
    from ibsolve.report.reproduction import check_folder, write_reproduction
    from ibsolve.report.text import grid, terminal

    folder = None if out is None else check_folder(out)
    if runs is None:
        runs = QUICK_RUNS if quick else RUNS
    with progress("renyi-width") as shown:
        values = figures3_and_4(runs=runs, seed=seed, most_samples=samples, report=seldom(shown))
    if folder is not None:
        write_reproduction(reproduction(values, runs=runs), folder)
    if json:
        for value in values:
            typer.echo(dumps({**asdict(value), "unit": "bits", "verdict": value.verdict}))
    else:
        console = terminal()
        console.print(
            f"Figs. 3 and 4 of paper 004: I_1.01 of correlated Gaussians, bits, {runs} runs a point"
        )
        console.print()
        heads = ["N", "d", "rule", "rho", "I(X;Y)", "expected", "mean", "deviation", "verdict"]
        rows = [
            [
                str(value.samples),
                str(value.dimension),
                value.rule,
                f"{value.correlation:g}",
                f"{value.truth:.2f}",
                f"{value.expected:.4f}",
                f"{value.mean:.4f}",
                f"{value.deviation:.4f}",
                value.verdict,
            ]
            for value in values
        ]
        console.print(grid(heads, rows, left=(2, 8)))
    met = all(value.verdict == "matched" for value in values)
    raise typer.Exit(ExitCode.YES if met else ExitCode.NO)
