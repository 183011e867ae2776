"""`ibsolve reproduce table1`: Table I of paper 000 beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ibsolve.cli.arguments import Json
from ibsolve.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from ibsolve.experiments.table1 import Printed, Row


def table1(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="All 18 cells, not only the nine printed rows.")
    ] = False,
    engine: Annotated[
        list[str] | None,
        typer.Option(help="An engine; repeatable; absent: exact and cpsat.", metavar="NAME"),
    ] = None,
    json: Json = False,
) -> None:
    """Table I of paper 000: AND, OR and XOR of two and three inputs, by every engine."""
    from json import dumps

    from ibsolve.experiments.table1 import table1 as rows_of_table1

    rows = rows_of_table1(engine or ["exact", "cpsat"], full=full)
    if json:
        for row in rows:
            typer.echo(dumps(_row_object(row)))
    else:
        _print(rows)
    met = all(row.verdict in ("matched", "explained", "not printed") for row in rows)
    raise typer.Exit(ExitCode.YES if met else ExitCode.NO)


def _print(rows: Sequence[Row]) -> None:
    from ibsolve.experiments.table1 import as_printed
    from ibsolve.report.text import grid, terminal

    engines = list(rows[0].solutions)
    sources = ["paper", *engines]
    console = terminal()
    console.print("Table I of paper 000 (bits): solution exists, objective of eq. (28), C_ν, H(X|Y)")
    console.print()
    cells = [
        [
            row.problem.name,
            *(
                text
                for printed in (row.printed, *(as_printed(solution) for solution in row.solutions.values()))
                for text in [_columns(printed)]
            ),
            row.verdict,
        ]
        for row in rows
    ]
    console.print(
        grid(["function (inputs) [widths]", *sources, "verdict"], cells, left=range(len(sources) + 2))
    )
    for note in sorted({row.note for row in rows if row.note}):
        console.print()
        console.print(note)


def _columns(printed: Printed | None) -> str:
    if printed is None:
        return ""
    if not printed.exists:
        return "No"
    return f"Yes {printed.objective} {printed.compression} {printed.conditional_entropy}"


def _row_object(row: Row) -> dict[str, Any]:
    from dataclasses import asdict

    from ibsolve.solution import solution_object

    return {
        "case": row.problem.name,
        "printed": None if row.printed is None else asdict(row.printed),
        "solutions": {engine: solution_object(solution) for engine, solution in row.solutions.items()},
        "verdict": row.verdict,
        "note": row.note,
    }
