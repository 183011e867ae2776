"""`ibsolve reproduce fig3`: the mapping graph of XOR."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ibsolve.cli.arguments import Json, check_figure
from ibsolve.cli.exit_code import ExitCode


def fig3(
    *,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the mappings to this .svg or .png file.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Figure 3 of paper 000: the mappings X -> X1 -> X2 of XOR on two layers."""
    from ibsolve.experiments.fig3 import PRINTED_REDUCTIONS
    from ibsolve.experiments.fig3 import fig3 as figure3
    from ibsolve.files import write_atomically
    from ibsolve.report.mapping_graph import graph_image, graph_text, mapping_graph
    from ibsolve.solution import solution_json

    if plot is not None:
        check_figure(plot)
    solution = figure3()
    graph = mapping_graph(solution.problem.table.inputs, [layer.codes for layer in solution.layers])
    if plot is not None:
        write_atomically(plot, graph_image(graph, kind=plot.suffix[1:], title="XOR on widths [2, 1]"))
    if json:
        typer.echo(solution_json(solution))
    else:
        reductions = ", ".join(
            f"Δ_{n} = {layer.reduction:.3f} bits" for n, layer in enumerate(solution.layers, start=1)
        )
        typer.echo(f"{graph_text(graph)}\n\n{reductions}")
    met = all(
        abs(layer.reduction - printed) < 0.0005
        for layer, printed in zip(solution.layers, PRINTED_REDUCTIONS, strict=True)
    )
    raise typer.Exit(ExitCode.YES if met else ExitCode.NO)
