"""`ibsolve reproduce`: tables and figures of the papers beside our own numbers, one file each."""

from __future__ import annotations

import typer

from ibsolve.cli.reproduce.crosscheck import crosscheck
from ibsolve.cli.reproduce.experiment import experiment_command
from ibsolve.cli.reproduce.fig2 import fig2
from ibsolve.cli.reproduce.fig3 import fig3
from ibsolve.cli.reproduce.listing import list_experiments
from ibsolve.cli.reproduce.mmi_curves import mmi_curves
from ibsolve.cli.reproduce.renyi_width import renyi_width
from ibsolve.cli.reproduce.table1 import table1
from ibsolve.experiments.catalogue import EXPERIMENTS

reproduce = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Reproduce tables and figures of the papers."
)
reproduce.command("list")(list_experiments)
for command in (table1, fig2, fig3, mmi_curves, renyi_width, crosscheck):
    reproduce.command()(command)
for experiment in EXPERIMENTS:
    if experiment.module:
        reproduce.command(experiment.name)(experiment_command(experiment))
