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


@given(st.lists(points(), min_size=1, max_size=3).map(plane_of))
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


def test_faults_name_their_line():
    text = plane_csv(two_layers(Axis.INPUT, 2.0, 1.0))
    with pytest.raises(CaseFileError, match="line 3, value: expected a finite number"):
        plane_from_csv(text.replace(",1.0,bits", ",much,bits"))
    with pytest.raises(CaseFileError, match="no row"):
        plane_from_csv(text.splitlines()[0])
    with pytest.raises(CaseFileError, match="an object with layers and points"):
        plane_from_json("{}")
    with pytest.raises(CaseFileError, match=r"ends in .csv or .json"):
        read_plane("plane.txt")


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
