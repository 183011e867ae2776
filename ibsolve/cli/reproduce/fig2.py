"""`ibsolve reproduce fig2`: the mappings of one neuron, feasible and not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from ibsolve.experiments.fig2 import Figure2


def fig2(*, json: Json = False) -> None:
    """Figure 2 of paper 000: the mappings of one neuron, and those that eq. (20) asks for XOR."""
    from json import dumps

    from ibsolve.experiments.fig2 import fig2 as figure2

    figure = figure2()
    if json:
        typer.echo(dumps(_object(figure)))
    else:
        _print(figure)
    forbidden = all(not weighed.map.is_feasible for weighed in figure.attaining)
    raise typer.Exit(ExitCode.YES if forbidden else ExitCode.NO)


def _print(figure: Figure2) -> None:
    from ibsolve.problem import code_text
    from ibsolve.report.text import bits, grid, terminal

    console = terminal()
    console.print("Fig. 2 of paper 000: the 16 mappings {0,1}² -> {0,1}, weighed for the target XOR")
    console.print()
    rows = [
        [
            " ".join(map(code_text, weighed.map.outputs)),
            "feasible" if weighed.map.circuit is None else f"forbidden: {weighed.map.circuit}",
            bits(weighed.reduction),
            bits(weighed.distortion),
            "optimum of (20)" if weighed.attains_relaxation else "",
        ]
        for weighed in figure.maps
    ]
    console.print(
        grid(["00 01 10 11", "verdict", "Δ_1, bits", "I(X;Y|X_1), bits", "epsilon = 0"], rows, left=(0, 1, 4))
    )
    console.print()
    console.print(
        f"(a) OR, 0 1 1 1, is feasible; XOR is not. (b) Eq. (20) with one neuron reaches "
        f"{bits(figure.relaxed_optimum)} bits, by {len(figure.attaining)} mappings, all forbidden."
    )


def _object(figure: Figure2) -> dict[str, Any]:
    from ibsolve.problem import code_text

    return {
        "relaxed_optimum": figure.relaxed_optimum,
        "maps": [
            {
                "outputs": [code_text(code) for code in weighed.map.outputs],
                "feasible": weighed.map.is_feasible,
                "reduction": weighed.reduction,
                "distortion": weighed.distortion,
                "attains_relaxation": weighed.attains_relaxation,
            }
            for weighed in figure.maps
        ],
    }
