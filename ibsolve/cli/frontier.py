"""`ibsolve frontier`: the optimum of given widths for every distortion bound at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import (
    Cases,
    Json,
    Output,
    Readout,
    Target,
    TimeLimit,
    Widths,
    check_files,
    load_problem,
)
from ibsolve.cli.each_case import Finding, run_each
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.progress import Progress, seldom

if TYPE_CHECKING:
    from ibsolve.problem import Problem


def frontier(
    cases: Cases,
    *,
    widths: Widths = None,
    readout: Readout = None,
    target: Target = None,
    time_limit: TimeLimit = None,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the frontier to this .svg or .png file.", metavar="FILE")
    ] = None,
    output: Output = None,
) -> None:
    """Find every epsilon at which the optimum of given widths changes, with the network and proof.

    The epsilon of the case is not looked at; the readout must be any.
    """
    from json import dumps

    from ibsolve.engines import Limits
    from ibsolve.files import write_atomically
    from ibsolve.report.frontier_figure import frontier_image
    from ibsolve.report.frontier_text import frontier_object, print_frontier
    from ibsolve.studies import frontier as frontier_of

    def find(problem: Problem, stop: Event, shown: Progress) -> Finding:
        say = seldom(shown)
        found = frontier_of(
            problem,
            limits=Limits(seconds=time_limit, stop=stop, message=shown.say),
            report=lambda step: say(f"down to epsilon {float(step.epsilon):.6f} bits"),
        )
        if plot is not None:
            write_atomically(plot, frontier_image(found, kind=plot.suffix[1:]))
        return Finding(
            code=ExitCode.YES if found.is_complete else ExitCode.LIMIT,
            line=dumps(frontier_object(found), allow_nan=False),
            show=partial(print_frontier, found),
        )

    check_files(output, plot, cases=len(cases))
    load = partial(load_problem, widths=widths, readout=readout, target=target)
    run_each(cases, load=load, find=find, json=json, output=output)
