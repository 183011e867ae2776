"""`ibsolve mappings`: feasible and forbidden layer maps of a case."""

from __future__ import annotations

from typing import Annotated

import typer

from ibsolve.cli.arguments import Json, Target, Widths, load_problem


def mappings(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="A case file (.toml, .pla, .csv); - is standard input.")
    ],
    *,
    widths: Widths = None,
    target: Target = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Only how many maps are feasible and forbidden.")
    ] = False,
    json: Json = False,
) -> None:
    """List the feasible and forbidden maps Θ of every layer, each forbidden one with a violated circuit.

    Layer 1 maps the support inputs; a later layer all codes of the layer below.
    """
    from json import dumps

    from ibsolve.problem import cube
    from ibsolve.report.mapping_text import layer_object, print_layer
    from ibsolve.report.text import terminal
    from ibsolve.threshold import layer_maps, map_count

    problem = load_problem(case, widths=widths, target=target)
    below = [list(problem.table.inputs), *(cube(width) for width in problem.widths[:-1])]
    layers = list(zip(below, problem.widths, strict=True))
    # Everything too large is refused before the first line is printed.
    listings = [
        (map_count(codes, width), None if counts else layer_maps(codes, width)) for codes, width in layers
    ]
    for number, ((codes, width), (count, maps)) in enumerate(zip(layers, listings, strict=True), start=1):
        if json:
            typer.echo(dumps(layer_object(number, codes, width, count, maps)))
        else:
            print_layer(number, codes, width, count, maps, console=terminal())
