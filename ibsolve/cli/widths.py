"""`ibsolve widths`: the smallest architectures that meet a distortion bound."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.cli.arguments import Cases, Engine, Epsilon, Json, Output, Readout, Target, TimeLimit
from ibsolve.cli.each_case import Finding, run_each
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.progress import Progress, seldom

if TYPE_CHECKING:
    from ibsolve.problem import Problem
    from ibsolve.studies import WidthStudy


def widths(
    cases: Cases,
    *,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    max_depth: Annotated[int, typer.Option(help="Most layers.", metavar="N")] = 2,
    max_neurons: Annotated[int, typer.Option(help="Most neurons in all layers together.", metavar="N")] = 6,
    engine: Engine = "auto",
    time_limit: TimeLimit = None,
    json: Json = False,
    output: Output = None,
) -> None:
    """Find the smallest architectures that meet the distortion bound, and what rules out smaller ones.

    The widths of the case are not looked at.
    """
    from json import dumps

    from ibsolve.engines import Limits
    from ibsolve.files import check_writable
    from ibsolve.report.widths_text import print_widths, widths_object
    from ibsolve.studies import minimal_architectures

    def find(problem: Problem, stop: Event, shown: Progress) -> Finding:
        say = seldom(shown)
        study = minimal_architectures(
            problem,
            max_depth=max_depth,
            max_neurons=max_neurons,
            engine=engine,
            limits=Limits(seconds=time_limit, stop=stop, report=shown.report, message=shown.say),
            report=lambda widths, status: say(f"widths {list(widths)} {status}"),
        )
        return Finding(
            code=_exit_code(study),
            line=dumps(widths_object(study), allow_nan=False),
            show=partial(print_widths, study),
        )

    if output is not None:
        check_writable(output)
    load = partial(_load, epsilon=epsilon, readout=readout, target=target)
    run_each(cases, load=load, find=find, json=json, output=output)


def _exit_code(study: WidthStudy) -> ExitCode:
    if not study.is_complete:
        return ExitCode.LIMIT
    return ExitCode.YES if study.architectures else ExitCode.NO


def _load(case: str, *, epsilon: str | None, readout: str | None, target: list[str] | None) -> Problem:
    """The problem of a case with one layer, as wide as either readout allows."""
    from ibsolve.files import load_case, read_case, read_standard_input

    load = partial(load_case, case)
    if case == "-":
        load = partial(read_case, read_standard_input(), source="<stdin>", folder=Path.cwd())
    outputs = len(load(widths=[1], epsilon=epsilon, readout="any", targets=target or ()).table.targets)
    return load(widths=[outputs], epsilon=epsilon, readout=readout, targets=target or ())
