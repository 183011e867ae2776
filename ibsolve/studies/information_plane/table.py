"""An information plane as CSV, JSON and pandas table, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import (
    CaseFileError,
    Fault,
    Faults,
    InputError,
    MissingExtraError,
    ProblemError,
    cause,
    shown,
)
from ibsolve.estimators.estimate_codec import (
    FORMAT,
    caution_object,
    check_format,
    estimate_object,
    read_estimate,
)
from ibsolve.files import read_text, write_atomically
from ibsolve.studies.information_plane.plane import InformationPlane, check_points
from ibsolve.studies.information_plane.point import Axis, Clock, PlanePoint
from ibsolve.theory import Unit

COLUMNS = (
    *("time", "clock", "layer", "axis", "probe", "method", "estimator", "quantity", "value", "unit", "n"),
    *("floor", "ceiling", "lower", "upper", "confidence", "covers", "warnings", "parameters"),
)
SIZE_LIMIT = 2**28
"""Most bytes of a file that is read."""
_INTERVAL = ("lower", "upper", "confidence", "covers")
_NUMBERS = ("value", "floor", "ceiling", "lower", "upper", "confidence")


def plane_rows(plane: InformationPlane) -> list[dict[str, Any]]:
    """One row a point, by `COLUMNS`; what is missing is None; warnings and parameters are JSON text."""
    rows = []
    for point in plane.points:
        estimate = point.estimate
        found = estimate_object(estimate)
        interval = found["interval"] or dict.fromkeys(_INTERVAL)
        of_text = {
            "warnings": json.dumps([caution_object(each) for each in estimate.warnings], ensure_ascii=False),
            "parameters": json.dumps(found["parameters"], ensure_ascii=False),
        }
        row = {**found, **interval, **_place(point), "clock": str(plane.clock), **of_text}
        rows.append({column: row[column] for column in COLUMNS})
    return rows


def plane_csv(plane: InformationPlane) -> str:
    """The rows as CSV with a line of names; floats with all their digits.

    Raises ProblemError for a plane without points, whose clock and unit a table has no row for.
    """
    if not plane.points:
        way_out = "JSON holds a plane without points"
        raise ProblemError(
            Fault(where="plane", expected="one point or more for CSV", found="none", remedy=way_out)
        )
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(plane_rows(plane))
    return text.getvalue()


def plane_from_csv(text: str) -> InformationPlane:
    """The plane of `plane_csv`; its layers are those that have points.

    Raises CaseFileError with every fault found, and its line.
    """
    header, rows = _rows(text)
    faults, points = Faults(), list[PlanePoint]()
    clock = rows[0][1][header.index("clock")]
    for line, cells in rows:
        with faults.gathered(prefix=f"line {line}, "):
            points.append(_point_of_row(header, cells, clock))
    faults.raise_if_any(CaseFileError)
    layers, unit = tuple(dict.fromkeys(point.layer for point in points)), points[0].estimate.unit
    lines = [line for line, _ in rows]
    check_points(faults, points, layers=layers, unit=unit, where=lambda place: f"line {lines[place]}")
    faults.raise_if_any(CaseFileError)
    return InformationPlane(clock=Clock(clock), unit=unit, layers=layers, points=tuple(points))


def plane_json(plane: InformationPlane) -> str:
    """The plane as one JSON object."""
    return json.dumps(
        {
            "format": FORMAT,
            "clock": str(plane.clock),
            "unit": str(plane.unit),
            "layers": list(plane.layers),
            "points": [
                {**_place(point), "estimate": estimate_object(point.estimate)} for point in plane.points
            ],
        },
        ensure_ascii=False,
    )


def plane_from_json(text: str) -> InformationPlane:
    """The plane of `plane_json`. Raises CaseFileError with every fault found, and its line or key."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        fault = f"{error.msg} in column {error.colno}"
        raise _fault(f"line {error.lineno}", "JSON", fault) from None
    except (ValueError, RecursionError) as error:
        raise _fault("plane", "JSON", cause(error)) from None
    if not isinstance(found, dict):
        raise _fault("plane", "an object", shown(found))
    arguments = Arguments()
    check_format(arguments, found.get("format"))
    clock = arguments.choice("clock", found.get("clock"), Clock)
    unit = arguments.choice("unit", found.get("unit"), Unit)
    lists = {name: found.get(name) for name in ("layers", "points")}
    for name, each in lists.items():
        if not isinstance(each, list) or (name == "layers" and not all(isinstance(one, str) for one in each)):
            expected = "a list of names" if name == "layers" else "a list"
            arguments.faults.add(name, expected=expected, found=shown(each))
    arguments.faults.raise_if_any(CaseFileError)
    read = list[PlanePoint]()
    for place, each in enumerate(found["points"]):
        with arguments.faults.gathered(prefix=f"points[{place}], "):
            read.append(_point(each))
    arguments.faults.raise_if_any(CaseFileError)
    with _of_file(""):
        return InformationPlane(clock=clock, unit=unit, layers=tuple(found["layers"]), points=tuple(read))


def write_plane(plane: InformationPlane, path: str | Path) -> None:
    """Write .csv or .json, whole or not at all.

    Raises CaseFileError for another ending, and where the file cannot be written; ProblemError for CSV of a
    plane without points.
    """
    target = _path(path)
    write_atomically(target, plane_json(plane) if target.suffix == ".json" else plane_csv(plane))


def read_plane(path: str | Path) -> InformationPlane:
    """The plane of a file that `write_plane` wrote.

    Raises CaseFileError with every fault found, each with the file and the line or key.
    """
    source = _path(path)
    text = read_text(source, limit=SIZE_LIMIT)
    with _of_file(f"{source}, "):
        return plane_from_json(text) if source.suffix == ".json" else plane_from_csv(text)


def to_pandas(plane: InformationPlane) -> Any:
    """The rows as a pandas DataFrame. Raises MissingExtraError without pandas."""
    try:
        import pandas as pd  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise MissingExtraError("to_pandas needs pandas: pip install 'ibsolve[pandas]'") from error
    return pd.DataFrame(plane_rows(plane), columns=list(COLUMNS))


def _place(point: PlanePoint) -> dict[str, Any]:
    return {
        "time": point.time,
        "layer": point.layer,
        "axis": str(point.axis),
        "probe": point.probe,
        "method": point.method,
    }


def _rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and the cells of each row with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise _fault(f"line {reader.line_num}", "a row of CSV", str(error)) from None
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise _fault("line 1", f"the columns {', '.join(COLUMNS)}", f"no {', '.join(missing)}")
    if not rows:
        raise _fault("line 2", "one row or more", "none")
    faults = Faults()
    for line, row in rows:
        if len(row) != len(header):
            faults.add(f"line {line}", expected=f"{len(header)} cells", found=str(len(row)))
    faults.raise_if_any(CaseFileError)
    return header, rows


def _point_of_row(header: list[str], cells: list[str], clock: str) -> PlanePoint:
    row = dict(zip(header, cells, strict=True))
    arguments = Arguments()
    found = arguments.choice("clock", row["clock"], Clock)
    if not arguments.faults and found != clock:
        arguments.faults.add("clock", expected=f"{clock}, as in the first row", found=found)
    point = None
    with arguments.faults.gathered():
        point = _point(_object_of_row(row))
    arguments.check()
    assert point is not None, "a fault was not raised"
    return point


def _point(found: Any) -> PlanePoint:
    arguments = Arguments()
    if not isinstance(found, dict):
        arguments.faults.add("point", expected="an object", found=shown(found))
        arguments.check()
    time = arguments.count("time", found.get("time"), at_least=0)
    axis = arguments.choice("axis", found.get("axis"), Axis)
    for name in ("layer", "probe", "method"):
        if not isinstance(found.get(name), str):
            arguments.faults.add(name, expected="text", found=shown(found.get(name)))
    estimate = None
    with arguments.faults.gathered():
        estimate = read_estimate(found.get("estimate"))
    arguments.check()
    assert estimate is not None, "a fault was not raised"
    return PlanePoint(
        time=time,
        layer=found["layer"],
        axis=axis,
        probe=found["probe"],
        method=found["method"],
        estimate=estimate,
    )


def _object_of_row(row: dict[str, str]) -> dict[str, Any]:
    read: dict[str, Any] = {name: value if value != "" else None for name, value in row.items()}
    for name in (*_NUMBERS, "time", "n", "warnings", "parameters"):
        try:
            value = read[name]
            read[name] = None if value is None else float(value) if name in _NUMBERS else json.loads(value)
        except (ValueError, RecursionError):
            # What is no number is told where it is read.
            continue
    interval = {name: read[name] for name in _INTERVAL}
    read["interval"] = None if interval["lower"] is None else interval
    return {**read, "estimate": {**read, "format": FORMAT}}


def _path(path: str | Path) -> Path:
    if not isinstance(path, str | Path) or Path(path).suffix not in {".csv", ".json"}:
        found = Path(path).name if isinstance(path, str | Path) else shown(path)
        raise _fault("path", "a name that ends in .csv or .json", found or "an empty one")
    return Path(path)


def _fault(where: str, expected: str, found: str) -> CaseFileError:
    return CaseFileError(Fault(where=where, expected=expected, found=found))


@contextmanager
def _of_file(prefix: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        faults = Faults()
        faults.extend(error, prefix=prefix)
        raise CaseFileError(*faults.found, unlisted=faults.unlisted) from error
