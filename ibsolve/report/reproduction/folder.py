"""A reproduction as a folder of files: its object, each chart as SVG and PNG, each plane as a table."""

from __future__ import annotations

from contextlib import suppress
from json import dumps
from pathlib import Path
from tempfile import NamedTemporaryFile

from ibsolve.errors import Fault, Faults, InputError
from ibsolve.files import check_writable, write_atomically
from ibsolve.report.chart import chart_image
from ibsolve.report.figure import check_drawable
from ibsolve.report.reproduction.reproduction import Reproduction
from ibsolve.report.reproduction.text import reproduction_object
from ibsolve.studies.information_plane import plane_csv


def check_folder(name: str) -> Path:
    """The folder of that name; refused unless files can be written there, and figures drawn.

    To be asked before long work, not after it: the folder and a file in it are made and taken away again.
    Raises InputError, and MissingExtraError without matplotlib.
    """
    check_drawable("svg")
    if not name.strip():
        raise _no_folder(name, "an empty name")
    folder = Path(name)
    made: list[Path] = []
    try:
        made += [each for each in (folder, *folder.absolute().parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part"):
            pass
    except (OSError, ValueError) as error:
        raise _no_folder(name, getattr(error, "strerror", None) or str(error)) from None
    finally:
        for each in made:
            with suppress(OSError, ValueError):
                each.rmdir()
    return folder


def write_reproduction(found: Reproduction, folder: Path) -> None:
    """Write CHART.svg and CHART.png for each chart, PLANE.csv for each plane, and NAME.json last.

    The folder is made if need be. All is drawn, and every name looked at, before anything is written.
    Raises InputError where a file cannot be written.
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
        raise _no_folder(str(folder), error.strerror or str(error)) from None
    faults = Faults()
    for name in content:
        with faults.gathered():
            check_writable(folder / name)
    faults.raise_if_any(InputError)
    for name, each in content.items():
        write_atomically(folder / name, each)


def _no_folder(name: str, found: str) -> InputError:
    return InputError(Fault(where=f"--out {name}".strip(), expected="a folder to write to", found=found))
