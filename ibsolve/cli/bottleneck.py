"""`ibsolve bottleneck`: what any representation could do, beside the best network of given widths."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import (
    Cases,
    Epsilon,
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


def bottleneck(
    cases: Cases,
    *,
    widths: Widths = None,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    time_limit: TimeLimit = None,
    json: Json = False,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw the information plane to this .svg or .png file.", metavar="FILE"),
    ] = None,
    output: Output = None,
) -> None:
    """Compare the best network with the information bottleneck: exact frontier, estimates, proved bounds.

    Also what it costs that layers are made of threshold neurons, and the forbidden mappings. Exit code 1
    where no network of these widths keeps the distortion bound.
    """
    from json import dumps

    from ibsolve.engines import Limits
    from ibsolve.files import write_atomically
    from ibsolve.report.bottleneck_figure import bottleneck_image
    from ibsolve.report.bottleneck_text import bottleneck_object, print_bottleneck
    from ibsolve.solution import Status
    from ibsolve.studies import compare

    def find(problem: Problem, stop: Event, shown: Progress) -> Finding:
        comparison = compare(
            problem,
            limits=Limits(seconds=time_limit, stop=stop, message=shown.say),
            report=seldom(shown),
        )
        if plot is not None:
            write_atomically(plot, bottleneck_image(comparison, kind=plot.suffix[1:]))
        is_infeasible = comparison.solution.status is Status.INFEASIBLE
        proved = ExitCode.NO if is_infeasible else ExitCode.YES
        return Finding(
            code=proved if comparison.is_complete else ExitCode.LIMIT,
            line=dumps(bottleneck_object(comparison), allow_nan=False),
            show=partial(print_bottleneck, comparison),
        )

    check_files(output, plot, cases=len(cases))
    load = partial(load_problem, widths=widths, epsilon=epsilon, readout=readout, target=target)
    run_each(cases, load=load, find=find, json=json, output=output)
