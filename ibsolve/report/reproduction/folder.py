"""A reproduction as a folder of files: its object, each chart as SVG and PNG, each plane as a table."""

from __future__ import annotations

import os
from json import dumps
from pathlib import Path

from ibsolve.errors import Fault, InputError
from ibsolve.files import write_atomically
from ibsolve.report.chart import chart_image
from ibsolve.report.figure import check_drawable
from ibsolve.report.reproduction.reproduction import Reproduction
from ibsolve.report.reproduction.text import reproduction_object
from ibsolve.studies.information_plane import plane_csv


def check_folder(folder: Path) -> None:
    """Raise InputError unless the folder is there or can be made, and MissingExtraError without matplotlib.

    To be asked before long work, not after it; makes nothing.
    """
    check_drawable("svg")
    try:
        nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    except (OSError, ValueError) as error:
        raise _no_folder(folder, str(error)) from None
    if not nearest.is_dir():
        raise _no_folder(folder, f"the file {nearest}")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise _no_folder(folder, f"no permission to write in {nearest}")


def write_reproduction(found: Reproduction, folder: Path) -> None:
    """Write CHART.svg and CHART.png for each chart, PLANE.csv for each plane, and NAME.json last.

    The folder is made if need be. All is drawn before anything is written. Raises InputError where a file
    cannot be written.
    """
    content = {
        f"{name}.{kind}": chart_image(chart, kind=kind)
        for name, chart in found.charts.items()
        for kind in ("svg", "png")
    }
    content |= {f"{name}.csv": plane_csv(plane).encode() for name, plane in found.planes.items()}
    content[f"{found.name}.json"] = dumps(reproduction_object(found), indent=1, allow_nan=False).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(folder, error.strerror or str(error)) from None
    for name, each in content.items():
        write_atomically(folder / name, each)


def _no_folder(folder: Path, found: str) -> InputError:
    return InputError(Fault(where=f"--out {folder}", expected="a folder to write to", found=found))
