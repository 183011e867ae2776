"""`ibsolve reproduce mmi-curves`: the capacity of one Gaussian layer over its budget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ibsolve.cli.arguments import Json, check_figure
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.reproduce.experiment import Out, Quick

if TYPE_CHECKING:
    from ibsolve.experiments.mmi_curves import Curve


def mmi_curves(
    *,
    plot: Annotated[
        Path | None, typer.Option(help="Draw both panels to this .svg or .png file.", metavar="FILE")
    ] = None,
    quick: Quick = False,  # noqa: ARG001  # taken as by all experiments
    out: Out = None,
    json: Json = False,
) -> None:
    """Figure 1 of paper 003: MMI(F) for two spectra, and the points that it must meet."""
    from json import dumps

    from ibsolve.experiments.mmi_curves import mmi_curves as figure1
    from ibsolve.experiments.mmi_curves import reproduction
    from ibsolve.files import write_atomically
    from ibsolve.report.capacity_figure import Panel, capacity_image
    from ibsolve.report.reproduction import check_folder, write_reproduction
    from ibsolve.theory import Unit

    if plot is not None:
        check_figure(plot)
    folder = None if out is None else check_folder(out)
    curves = figure1()
    if folder is not None:
        write_reproduction(reproduction(curves), folder)
    if plot is not None:
        panels = [
            Panel(
                title=f"λ_i = {curve.spectrum}",
                filling=curve.filling,
                unit=Unit.NATS,
                budgets=[value.budget for value in curve.values],
                up_to=max(value.budget for value in curve.values),
            )
            for curve in curves
        ]
        write_atomically(plot, capacity_image(panels, kind=plot.suffix[1:]))
    if json:
        for curve in curves:
            typer.echo(dumps(_curve_object(curve)))
    else:
        _print(curves)
    met = all(value.verdict == "matched" for curve in curves for value in curve.values)
    raise typer.Exit(ExitCode.YES if met else ExitCode.NO)


def _print(curves: Sequence[Curve]) -> None:
    from ibsolve.experiments.mmi_curves import INPUTS, NOISE, WIDTH
    from ibsolve.report.text import grid, terminal

    console = terminal()
    console.print(
        f"Fig. 1 of paper 003: MMI(F) in nats of a layer with N_0 = {INPUTS}, N_1 = {WIDTH}, σ² = {NOISE:g}"
    )
    console.print()
    rows = [
        [
            curve.spectrum,
            f"{value.budget:g}",
            value.expected,
            f"{value.information:.4f}",
            str(value.active),
            value.verdict,
        ]
        for curve in curves
        for value in curve.values
    ]
    heads = ["λ_i", "F", "expected", "MMI(F)", "components", "verdict"]
    console.print(grid(heads, rows, left=(0, 5)))


def _curve_object(curve: Curve) -> dict[str, Any]:
    return {
        "spectrum": curve.spectrum,
        "unit": "nats",
        "values": [
            {
                "budget": value.budget,
                "expected": float(value.expected),
                "information": value.information,
                "active": value.active,
                "verdict": value.verdict,
            }
            for value in curve.values
        ],
        "breakpoints": curve.filling.breakpoints.tolist(),
    }
