"""`ibsolve reproduce crosscheck`: the cells of Table I and parities beyond them against training."""

from __future__ import annotations

from typing import Annotated

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode


def crosscheck(
    *,
    networks: Annotated[int, typer.Option(help="Networks trained at once.", metavar="K")] = 1000,
    steps: Annotated[int, typer.Option(help="Steps of training.", metavar="N")] = 2000,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the weights.")] = 0,
    json: Json = False,
) -> None:
    """Proved solutions against trained networks: Table I of paper 000, parities of three and four inputs."""
    from json import dumps
    from threading import Event

    from ibsolve.cli.contradiction import save_contradiction
    from ibsolve.cli.interrupt import stop_on_signal
    from ibsolve.cli.progress import progress, seldom
    from ibsolve.engines import Limits
    from ibsolve.experiments.crosscheck_table import crosscheck_table
    from ibsolve.report.crosscheck_text import crosscheck_object, print_crosscheck_table
    from ibsolve.report.text import terminal

    stop = Event()
    with stop_on_signal(stop), progress("crosscheck") as shown:
        found = crosscheck_table(
            networks=networks,
            steps=steps,
            seed=seed,
            device=device,
            limits=Limits(stop=stop),
            report=seldom(shown),
        )
    lines = [dumps(crosscheck_object(each), allow_nan=False) for each in found]
    for each, line in zip(found, lines, strict=True):
        if each.contradicts:
            save_contradiction(each.problem.name, line)
    if json:
        for line in lines:
            typer.echo(line)
    else:
        console = terminal()
        least = min(each.steps for each in found)
        console.print(
            f"{networks} networks of each shape, {least} steps on {found[0].device}: how many keep "
            "epsilon once hardened, and their ΣH(X_i), bits"
        )
        console.print()
        print_crosscheck_table(found, console)
    if any(each.contradicts for each in found):
        raise typer.Exit(ExitCode.NO)
    raise typer.Exit(ExitCode.LIMIT if stop.is_set() else ExitCode.YES)
