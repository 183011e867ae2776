"""`ibsolve check`: verify a solution again, independently of the engine that found it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ibsolve.cli.arguments import Epsilon, Json, Readout, Target, Widths, load_problem
from ibsolve.cli.exit_code import ExitCode, combined


def check(
    solution: Annotated[
        str, typer.Argument(metavar="SOLUTION", help="A solution file; - is standard input.")
    ],
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="The case it should solve.")] = None,
    *,
    reprove: Annotated[
        bool, typer.Option("--reprove", help="Prove again, by plain enumeration, what rests on a search.")
    ] = False,
    widths: Widths = None,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    json: Json = False,
) -> None:
    """Accept or refuse a solution: network, entropies, bound and evidence are rebuilt in integers."""
    from json import dumps

    from ibsolve.checker import check as judge
    from ibsolve.checker import read_documents
    from ibsolve.files import read_standard_input, read_text

    text = read_standard_input() if solution == "-" else read_text(Path(solution))
    documents = read_documents(text, source="<stdin>" if solution == "-" else solution)
    codes = []
    for document in documents:
        problem = None
        if case is not None:
            # Data files state no widths; there the solution's own are not in question.
            own = ",".join(map(str, document["widths"])) if case.lower().endswith((".pla", ".csv")) else None
            problem = load_problem(
                case, widths=widths or own, epsilon=epsilon, readout=readout, target=target
            )
        verdict = judge(document, problem=problem, reprove=reprove)
        codes.append(ExitCode(verdict.exit_code))
        if json:
            typer.echo(
                dumps(
                    {
                        "case": document["case"],
                        "outcome": verdict.outcome.value,
                        "refusals": list(verdict.refusals),
                        "remark": verdict.remark,
                    }
                )
            )
        else:
            remark = f"; {verdict.remark}" if verdict.remark else ""
            name = document["case"] if str(document["case"]).isprintable() else repr(document["case"])
            typer.echo(f"{name}: {verdict.outcome.value}{remark}")
            for refusal in verdict.refusals:
                typer.echo(f"  {refusal}")
    raise typer.Exit(combined(codes))
