"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ibsolve.errors import Fault, Faults, InputError, shown

if TYPE_CHECKING:
    from ibsolve.problem import Problem

Cases = Annotated[
    list[str], typer.Argument(metavar="CASE…", help="Case files (.toml, .pla, .csv); - is standard input.")
]
Engine = Annotated[
    str,
    typer.Option(
        help="auto, exact, cpsat, enumerate, annealing, or both (exact and cpsat, which must agree)."
    ),
]
TimeLimit = Annotated[float | None, typer.Option(help="Seconds a case.", metavar="S")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Also write the JSON lines to this file.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a result, each on its own line.")]
Widths = Annotated[
    str | None, typer.Option(help="Neurons in each layer, such as 3,1; replaces the file's.", metavar="N,N,…")
]
Epsilon = Annotated[
    str | None,
    typer.Option(
        help="Distortion bound in bits, such as 0, 1/10 or 0.1; replaces the file's.", metavar="BITS"
    ),
]
Readout = Annotated[str | None, typer.Option(help="any or equal; replaces the file's.", metavar="any|equal")]
Target = Annotated[
    list[str] | None,
    typer.Option(help="An output by name or 0-based index; repeatable; absent: all.", metavar="T"),
]


def check_figure(path: Path) -> None:
    """Raise InputError unless a figure can be drawn and written there: before the work, not after it.

    Raises MissingExtraError without matplotlib.
    """
    from ibsolve.files import check_writable
    from ibsolve.report.figure import check_drawable

    faults = Faults()
    with faults.gathered():
        check_writable(path)
    with faults.gathered():
        check_drawable(path.suffix[1:])
    faults.raise_if_any(InputError)


def check_files(output: Path | None, plot: Path | None, *, cases: int) -> None:
    """Raise InputError for files that cannot be written: before the work, not after it.

    Raises MissingExtraError without matplotlib.
    """
    from ibsolve.files import check_writable

    faults = Faults()
    if output is not None:
        with faults.gathered():
            check_writable(output)
    if plot is not None:
        with faults.gathered():
            check_figure(plot)
        if cases > 1:
            faults.add("--plot", expected="one case to draw", found=str(cases), remedy="draw one at a time")
    faults.raise_if_any(InputError)


def load_problem(
    case: str,
    *,
    widths: str | None = None,
    epsilon: str | None = None,
    readout: str | None = None,
    target: list[str] | None = None,
) -> Problem:
    """The problem of a case file, or of standard input for "-", with the options laid over it.

    Raises CaseFileError, ProblemError or LimitError.
    """
    from ibsolve.files import load_case, read_case, read_standard_input

    numbers = None if widths is None else _widths(widths)
    targets = target or ()
    if case == "-":
        text = read_standard_input()
        return read_case(
            text,
            source="<stdin>",
            folder=Path.cwd(),
            widths=numbers,
            epsilon=epsilon,
            readout=readout,
            targets=targets,
        )
    return load_case(case, widths=numbers, epsilon=epsilon, readout=readout, targets=targets)


def numbers(option: str, text: str) -> list[float]:
    """The numbers of an option, separated by commas."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        expected = "numbers separated by commas, such as 4,2,1"
        raise InputError(Fault(where=option, expected=expected, found=shown(text))) from None


def _widths(text: str) -> list[int]:
    parts = text.replace(" ", "").split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 6 for part in parts):
        raise InputError(
            Fault(
                where="--widths", expected="whole numbers separated by commas, such as 3,1", found=shown(text)
            )
        )
    return [int(part) for part in parts]
