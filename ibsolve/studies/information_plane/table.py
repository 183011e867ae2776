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
from ibsolve.errors import CaseFileError, Fault, InputError, MissingExtraError, shown
from ibsolve.estimators.estimate_codec import FORMAT, caution_object, estimate_object, read_estimate
from ibsolve.files import write_atomically
from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis, Clock, PlanePoint
from ibsolve.theory import Unit

COLUMNS = (
    *("time", "clock", "layer", "axis", "probe", "method", "estimator", "quantity", "value", "unit", "n"),
    *("floor", "ceiling", "lower", "upper", "confidence", "covers", "warnings", "parameters"),
)
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
    """The rows as CSV with a line of names; floats with all their digits."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(plane_rows(plane))
    return text.getvalue()


def plane_from_csv(text: str) -> InformationPlane:
    """The plane of `plane_csv`; its layers are those that have points. Raises CaseFileError with the line."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(reader)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing or not rows:
        found = f"no {', '.join(missing)}" if missing else "no row"
        raise CaseFileError(Fault(where="plane", expected="a header and one row or more", found=found))
    arguments, points = Arguments(), []
    clock = arguments.choice("line 2, clock", rows[0]["clock"], Clock)
    for line, row in enumerate(rows, start=2):
        with _located(f"line {line}, "):
            points.append(_point(_object_of_row(row)))
    with _located(""):
        arguments.check()
    layers = tuple(dict.fromkeys(point.layer for point in points))
    return InformationPlane(clock=clock, unit=points[0].estimate.unit, layers=layers, points=tuple(points))


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
    """The plane of `plane_json`. Raises CaseFileError with every fault of the first point at fault."""
    try:
        found = json.loads(text)
        points, layers = list(found["points"]), tuple(map(str, found["layers"]))
    except (ValueError, KeyError, TypeError) as error:
        expected = "an object with layers and points"
        raise CaseFileError(Fault(where="plane", expected=expected, found=str(error))) from error
    arguments = Arguments()
    clock = arguments.choice("clock", found.get("clock"), Clock)
    unit = arguments.choice("unit", found.get("unit"), Unit)
    with _located(""):
        arguments.check()
    read = []
    for place, each in enumerate(points):
        with _located(f"points[{place}]."):
            read.append(_point(each))
    return InformationPlane(clock=clock, unit=unit, layers=layers, points=tuple(read))


def write_plane(plane: InformationPlane, path: str | Path) -> None:
    """Write .csv or .json, whole or not at all.

    Raises CaseFileError for another ending, and where the file cannot be written.
    """
    path = Path(path)
    write_atomically(path, plane_json(plane) if _is_json(path) else plane_csv(plane))


def read_plane(path: str | Path) -> InformationPlane:
    """The plane of a file that `write_plane` wrote. Raises CaseFileError, OSError."""
    path = Path(path)
    read = plane_from_json if _is_json(path) else plane_from_csv
    return read(path.read_text(encoding="utf-8"))


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


def _object_of_row(row: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {name: value if value != "" else None for name, value in row.items()}
    for name in (*_NUMBERS, "time", "n", "warnings", "parameters"):
        try:
            value = read[name]
            read[name] = None if value is None else float(value) if name in _NUMBERS else json.loads(value)
        except ValueError:
            # What is no number is told where it is read.
            continue
    interval = {name: read[name] for name in _INTERVAL}
    read["interval"] = None if interval["lower"] is None else interval
    return {**read, "estimate": {**read, "format": FORMAT}}


def _is_json(path: Path) -> bool:
    if path.suffix not in {".csv", ".json"}:
        raise CaseFileError(
            Fault(where="path", expected="a name that ends in .csv or .json", found=path.name)
        )
    return path.suffix == ".json"


@contextmanager
def _located(where: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise CaseFileError(
            *(
                Fault(where=where + each.where, expected=each.expected, found=each.found, remedy=each.remedy)
                for each in error.faults
            ),
            unlisted=error.unlisted,
        ) from error
