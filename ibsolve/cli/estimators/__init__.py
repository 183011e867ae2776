"""`ibsolve estimators`: which there are, and how they fare where the truth is known."""

from __future__ import annotations

import typer

from ibsolve.cli.estimators.listing import list_estimators
from ibsolve.cli.estimators.rank import rank

estimators = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List the estimators, or rank them on tasks whose mutual information is known.",
)
estimators.command(name="list")(list_estimators)
estimators.command()(rank)
