"""A reproduction as a folder of files: its object, each chart as SVG and PNG, each plane as a table."""

from __future__ import annotations

from json import dumps
from pathlib import Path

from ibsolve.errors import Fault, InputError
from ibsolve.files import write_atomically
from ibsolve.report.chart import chart_image
from ibsolve.report.figure import check_drawable
from ibsolve.report.reproduction.reproduction import Reproduction
from ibsolve.report.reproduction.text import reproduction_object


def check_folder(folder: Path) -> None:
    """Make the folder; raise InputError where that fails, MissingExtraError where nothing can be drawn.

    To be asked before long work, not after it.
    """
    check_drawable("svg")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            Fault(where=str(folder), expected="a folder to write to", found=error.strerror or str(error))
        ) from error


def write_reproduction(found: Reproduction, folder: Path) -> None:
    """Write NAME.json, and for each chart CHART.svg and CHART.png, into the folder.

    Raises InputError where a file cannot be written.
    """
    write_atomically(folder / f"{found.name}.json", dumps(reproduction_object(found), indent=1).encode())
    for name, chart in found.charts.items():
        for kind in ("svg", "png"):
            write_atomically(folder / f"{name}.{kind}", chart_image(chart, kind=kind))
