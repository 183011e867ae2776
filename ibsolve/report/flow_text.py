"""The flow of entropy through any network, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from ibsolve.information import Cell, Flow
from ibsolve.problem import JointTable, code_text
from ibsolve.report.text import bits, grid


def flow_object(
    flow: Flow, table: JointTable, cells: Sequence[Sequence[Cell]] | None, distortions: Sequence[float]
) -> dict[str, Any]:
    """The flow as an object of JSON types; all figures in bits. cells: of each layer, or None."""
    given = flow.given
    return {
        "H_X": float(given.H_X),
        "H_Y": float(given.H_Y),
        "H_X_given_Y": float(given.H_X_given_Y),
        "I_XY": float(given.I_XY),
        "objective": float(flow.objective),
        "objective_exact": str(flow.objective),
        "compression": float(flow.compression),
        "distortion": float(flow.distortion),
        "input_distortions": dict(zip(map(code_text, table.inputs), distortions, strict=True)),
        "layers": [
            {
                "entropy": float(layer.entropy),
                "reduction": float(layer.reduction),
                "reduction_given_target": float(layer.reduction_given_target),
                "conditional_entropy": float(layer.conditional_entropy),
                "information_about_target": float(layer.information_about_target),
                "theta": list(layer.theta),
                "codes": dict(zip(map(code_text, table.inputs), map(code_text, layer.codes), strict=True)),
                **({} if cells is None else {"cells": [_cell_object(cell) for cell in cells[number]]}),
            }
            for number, layer in enumerate(flow.layers)
        ],
    }


def _cell_object(cell: Cell) -> dict[str, Any]:
    return {
        "code": code_text(cell.code),
        "probability": cell.probability,
        "law": {code_text(code): p for code, p in cell.law.items()},
        "entropy": cell.entropy,
        "entropy_given_target": dict(cell.entropy_given_target),
        "target_law": dict(cell.target_law),
    }


def print_flow(
    flow: Flow,
    table: JointTable,
    cells: Sequence[Sequence[Cell]] | None,
    distortions: Sequence[float],
    console: Console,
) -> None:
    """Print the flow layer by layer and, where cells are given, what happens inside each layer."""
    given = flow.given
    rows = [
        [
            "X",
            str(len(table.inputs)),
            bits(float(given.H_X)),
            "",
            "",
            bits(float(given.H_X_given_Y)),
            bits(float(given.I_XY)),
        ]
    ]
    rows += [
        [
            f"X{number}",
            str(len(layer.partition)),
            *(
                bits(float(form))
                for form in (
                    layer.entropy,
                    layer.reduction,
                    layer.reduction_given_target,
                    layer.conditional_entropy,
                    layer.information_about_target,
                )
            ),
        ]
        for number, layer in enumerate(flow.layers, start=1)
    ]
    console.print(grid(["layer", "codes", "H(X_n)", "Δ_n", "Δ'_n", "H(X_n|Y)", "I(X_n;Y)"], rows))
    console.print()
    for name, value in (
        ("objective, eq. (28)", f"{bits(float(flow.objective))} bits = {flow.objective}"),
        ("compression C_ν", f"{bits(float(flow.compression))} bits"),
        ("distortion I(X;Y|X_ν)", f"{bits(float(flow.distortion))} bits"),
    ):
        console.print(f"  {name:<28}{value}")
    if cells is not None:
        console.print()
        console.print(
            grid(
                ["cell", "P_n(j)", "H(S_j)", "Π_j", "H(S_j|y)", "p(y|x_j)"],
                _cell_rows(cells),
                left=(0, 3, 4, 5),
            )
        )
        console.print()
        console.print(
            grid(
                ["input", "d_IB(x, x_ν), bits"],
                [[code_text(x), bits(d)] for x, d in zip(table.inputs, distortions, strict=True)],
            )
        )


def _cell_rows(cells: Sequence[Sequence[Cell]]) -> list[list[str]]:
    return [
        [
            f"X{number} = {code_text(cell.code)}",
            f"{cell.probability:.6f}",
            bits(cell.entropy),
            _law({code_text(code): p for code, p in cell.law.items()}),
            _law(cell.entropy_given_target),
            _law(cell.target_law),
        ]
        for number, layer in enumerate(cells, start=1)
        for cell in layer
    ]


def _law(law: dict[str, float] | Any) -> str:
    return " ".join(f"{key}:{value:.4f}" for key, value in law.items())
