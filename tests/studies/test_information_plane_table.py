import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import CaseFileError, MissingExtraError, ProblemError
from ibsolve.estimators import Caution, Concern, Covers, Estimate, Interval, Quantity
from ibsolve.studies.information_plane import (
    Axis,
    Clock,
    InformationPlane,
    PlanePoint,
    plane_csv,
    plane_from_csv,
    plane_from_json,
    plane_json,
    plane_violations,
    read_plane,
    to_pandas,
    write_plane,
)
from ibsolve.theory import Unit

AMOUNTS = st.floats(-1e6, 1e6)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@st.composite
def points(draw):
    lower, upper = sorted([draw(AMOUNTS), draw(AMOUNTS)])
    interval = Interval(lower=lower, upper=upper, confidence=0.9, covers=draw(st.sampled_from(list(Covers))))
    caution = Caution(concern=draw(st.sampled_from(list(Concern))), reason=draw(TEXT), advice=draw(TEXT))
    return PlanePoint(
        time=draw(st.integers(0, 10**6)),
        layer=draw(TEXT),
        axis=draw(st.sampled_from(list(Axis))),
        probe=draw(TEXT),
        method=draw(TEXT),
        estimate=Estimate(
            value=draw(AMOUNTS),
            unit=Unit.BITS,
            quantity=draw(st.sampled_from(list(Quantity))),
            estimator=draw(TEXT),
            n=draw(st.integers(1, 10**6)),
            floor=draw(st.none() | AMOUNTS),
            ceiling=draw(st.none() | AMOUNTS),
            interval=draw(st.none() | st.just(interval)),
            warnings=draw(st.sampled_from([(), (caution,)])),
            parameters=draw(st.dictionaries(TEXT, st.none() | AMOUNTS | TEXT, max_size=2)),
        ),
    )


def plane_of(found):
    layers = tuple(dict.fromkeys(point.layer for point in found))
    return InformationPlane(clock=Clock.STEP, unit=Unit.BITS, layers=layers, points=tuple(found))


def place_of(point):
    return point.time, point.layer, point.axis, point.probe, point.method


@given(st.lists(points(), min_size=1, max_size=3, unique_by=place_of).map(plane_of))
def test_a_plane_comes_back_from_csv_and_json(plane):
    assert plane_from_csv(plane_csv(plane)) == plane
    assert plane_from_json(plane_json(plane)) == plane


ESTIMATE = Estimate(
    value=1.0,
    unit=Unit.BITS,
    quantity=Quantity.MUTUAL_INFORMATION,
    estimator="ksg",
    n=5,
    floor=0.0,
    ceiling=None,
    interval=None,
    warnings=(),
    parameters={},
)


def two_layers(axis, first, second):
    values = {"layer1": first, "layer2": second}
    return plane_of(
        [
            PlanePoint(
                time=3, layer=layer, axis=axis, probe="p", method="m", estimate=replace(ESTIMATE, value=value)
            )
            for layer, value in values.items()
        ]
    )


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_plane_comes_back_from_a_file(tmp_path, ending):
    plane = two_layers(Axis.INPUT, 2.0, 1.0)
    write_plane(plane, tmp_path / f"plane.{ending}")
    assert read_plane(tmp_path / f"plane.{ending}") == plane
    assert [each.name for each in tmp_path.iterdir()] == [f"plane.{ending}"]


def test_rises_of_the_input_and_falls_of_the_output_axis_are_violations():
    assert plane_violations(two_layers(Axis.INPUT, 2.0, 1.0), Axis.INPUT) == []
    assert plane_violations(two_layers(Axis.OUTPUT, 1.0, 2.0), Axis.OUTPUT) == []
    (found,) = plane_violations(two_layers(Axis.INPUT, 1.0, 2.5), Axis.INPUT)
    assert (found.time, found.earlier, found.later, found.excess) == (
        3,
        "layer1",
        "layer2",
        pytest.approx(1.5),
    )
    (found,) = plane_violations(two_layers(Axis.OUTPUT, 2.5, 1.0), Axis.OUTPUT)
    assert (found.earlier, found.later) == ("layer2", "layer1")
    with pytest.raises(ProblemError, match="axis: expected an information"):
        plane_violations(two_layers(Axis.CLUSTERING, 1.0, 2.0), Axis.CLUSTERING)


PLANE = two_layers(Axis.INPUT, 2.0, 1.0)
CSV, JSON = plane_csv(PLANE), plane_json(PLANE)
HEADER, FIRST, SECOND = CSV.splitlines()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CSV.replace(",1.0,bits", ",much,bits"), "line 3, value: expected a finite number, found 'much'"),
        (CSV.replace(",1.0,bits", ",1.0,nats"), "line 3, unit: expected bits, as the plane, found nats"),
        (
            "\n".join([HEADER, FIRST, "", SECOND.replace("step", "epoch")]),
            "line 4, clock: expected step, as in the first row, found epoch",
        ),
        (CSV.replace("step", "hour", 1), 'line 2, clock: expected one of "epoch", "step", found \'hour\''),
        (CSV.replace(",{}", "", 1), "line 2: expected 19 cells, found 18"),
        (f"{HEADER}\n{FIRST}\n{FIRST}", "line 3: expected another time, .*, found those of line 2"),
        (HEADER, "line 2: expected one row or more, found none"),
        (HEADER.replace(",unit", ""), "line 1: expected the columns time, .*, found no unit"),
        ("", "line 1: expected the columns"),
        (f'{HEADER}\n"3', "line 2: expected a row of CSV, found unexpected end of data"),
        (CSV.replace(",{}", "," + "[" * 9999, 1), "line 2, parameters: expected an object, found"),
    ],
)
def test_faults_of_a_table_name_their_line(text, message):
    with pytest.raises(CaseFileError, match=message):
        plane_from_csv(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1: expected JSON, found Expecting property name .* in column 2"),
        ("[" * 100000, "plane: expected JSON, found RecursionError"),
        ("3", "plane: expected an object, found 3"),
        ("{}", "(?s)format: expected 1, found None.*clock: .*unit: .*layers: .*points: expected a list"),
        (JSON.replace('"format": 1', '"format": "x"', 1), "format: expected 1, found 'x'"),
        (JSON.replace('"format": 1', '"format": true', 1), "format: expected 1, found True"),
        (
            JSON.replace('"layers": ["layer1", "layer2"]', '"layers": "ab"'),
            "layers: expected a list of names",
        ),
        (
            JSON.replace('"layers": ["layer1", "layer2"]', '"layers": ["layer1"]'),
            r"points\[1\], layer: expected a layer of layer1, found 'layer2'",
        ),
        (JSON.replace('["layer1",', '["layer1", "layer1",'), r"layers\[1\]: expected each layer once"),
        (JSON.replace('"bits"', '"nats"', 1), r"points\[0\], unit: expected nats, as the plane, found bits"),
        (JSON.replace('"points": [', '"points": [3, '), r"points\[0\], point: expected an object, found 3"),
        (
            JSON.replace('"value": 1.0', '"value": NaN'),
            r"points\[1\], value: expected a finite number, found nan",
        ),
    ],
)
def test_faults_of_an_object_name_their_key(text, message):
    with pytest.raises(CaseFileError, match=message):
        plane_from_json(text)


def test_faults_of_all_lines_are_told_together():
    with pytest.raises(CaseFileError, match=r"(?s)line 2, value: .*line 3, time: "):
        plane_from_csv(CSV.replace(",2.0,bits", ",,bits").replace("\n3,", "\n-3,"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plane.csv", b"\xff\xfe\x00", r"plane.csv, line 1: expected text in UTF-8, found the byte 0xff"),
        ("plane.json", b"\n\xe9", r"plane.json, line 2: expected text in UTF-8, found the byte 0xe9"),
        ("plane.json", b"", "plane.json: expected text, found an empty file"),
        ("plane.json", b"[]", r"plane.json, plane: expected an object, found \[\]"),
        ("plane.csv", f"{HEADER}\n{FIRST[:30]}".encode(), "plane.csv, line 2: expected 19 cells"),
        ("plane.csv", None, "plane.csv: expected a file, found none"),
    ],
)
def test_faults_of_a_file_name_the_file(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CaseFileError, match=message):
        read_plane(tmp_path / name)


@pytest.mark.parametrize("path", ["plane.txt", "", 3, None, b"plane.csv"])
def test_what_is_no_path_of_a_plane_is_refused(path):
    with pytest.raises(CaseFileError, match=r"path: expected a name that ends in .csv or .json, found"):
        read_plane(path)


def test_a_plane_without_points_goes_into_json_and_not_into_csv(tmp_path):
    plane = InformationPlane(clock=Clock.STEP, unit=Unit.BITS, layers=("layer1",), points=())
    write_plane(plane, tmp_path / "plane.json")
    assert read_plane(tmp_path / "plane.json") == plane
    with pytest.raises(ProblemError, match=r"one point or more for CSV, found none \(JSON holds"):
        write_plane(plane, tmp_path / "plane.csv")
    assert not (tmp_path / "plane.csv").exists()


def test_without_pandas_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'ibsolve\[pandas\]'"):
        to_pandas(two_layers(Axis.INPUT, 2.0, 1.0))


def test_a_plane_without_points_has_no_curve_and_says_so():
    plane = InformationPlane(clock=Clock.EPOCH, unit=Unit.NATS, layers=("1",), points=())
    with pytest.raises(ProblemError, match="plane: expected a point, found"):
        plane.curve("1", Axis.INPUT)


def test_a_missing_folder_is_refused_with_its_way_out(tmp_path):
    plane = InformationPlane(clock=Clock.EPOCH, unit=Unit.NATS, layers=("layer1",), points=())
    with pytest.raises(CaseFileError, match=r"found no folder .* \(create it first\)"):
        write_plane(plane, tmp_path / "missing" / "plane.json")
