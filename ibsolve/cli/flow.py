"""`ibsolve flow`: the flow of entropy through any given network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ibsolve.cli.arguments import Json, Target, load_problem


def flow(
    network: Annotated[Path, typer.Argument(metavar="NETWORK", help="A network (JSON) or a solution file.")],
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case whose inputs and target it sees.")],
    *,
    cells: Annotated[
        bool, typer.Option("--cells", help="Show P_n(j), Π_j, H(S_j), H(S_j|y) and d_IB of every cell.")
    ] = False,
    target: Target = None,
    json: Json = False,
) -> None:
    """Show H(X_n), Δ_n, Δ'_n, C_ν and the distortion of a network on a case, in bits."""
    from json import dumps

    from ibsolve.files import load_network
    from ibsolve.information import input_distortions, layer_cells, network_flow
    from ibsolve.report.flow_text import flow_object, print_flow
    from ibsolve.report.text import terminal

    loaded = load_network(network)
    # Only inputs and target matter here: a case without widths, such as a PLA file, will do.
    problem = load_problem(
        case, widths=",".join(map(str, loaded.widths)), epsilon="0", readout="any", target=target
    )
    table = problem.table
    entropy_flow = network_flow(table, loaded)
    below = [table.inputs, *(layer.codes for layer in entropy_flow.layers)]
    layers = zip(below, entropy_flow.layers, strict=False)
    shown_cells = [layer_cells(table, source, layer.codes) for source, layer in layers] if cells else None
    distortions = input_distortions(table, entropy_flow.layers[-1].codes)
    if json:
        typer.echo(dumps(flow_object(entropy_flow, table, shown_cells, distortions)))
    else:
        print_flow(entropy_flow, table, shown_cells, distortions, terminal())
