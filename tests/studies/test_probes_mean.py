"""A plane of means over its probes."""

from dataclasses import replace
from math import sqrt

import pytest
from report.charted import plane

from ibsolve.errors import ProblemError
from ibsolve.estimators import Caution, Concern
from ibsolve.studies.information_plane import OF_PROBES, Axis, mean_over_probes

SATURATED = Caution(concern=Concern.SATURATED, reason="alike", advice="take another gamma")


def measured_on(values, **parameters):
    """The small plane on probes 1, 2, …, with these values in place of its own."""
    one = plane()
    points = [
        replace(
            point,
            probe=f"batch {place}",
            estimate=replace(
                point.estimate,
                value=value,
                interval=None,
                warnings=(SATURATED,) * (place == 1),
                parameters={"alpha": 2, "s": value, **parameters},
            ),
        )
        for point in one.points
        for place, value in enumerate(values, start=1)
    ]
    return replace(one, points=tuple(points))


def test_the_mean_has_students_interval():
    found = mean_over_probes(measured_on((0.1, 0.2, 0.3, 0.4, 0.5)), probe="test")
    assert found.probes == ("test",)
    assert (found.times, found.layers) == (plane().times, plane().layers)
    curve = found.curve("layer1", Axis.INPUT)
    assert curve.values == pytest.approx([0.3] * 4)
    # 2.776445: t of 4 degrees of freedom at 97.5 %, from tables.
    assert curve.upper - curve.values == pytest.approx([2.776445 * sqrt(0.025) / sqrt(5)] * 4, rel=1e-6)


def test_it_keeps_what_probes_share_and_their_values():
    estimate = mean_over_probes(measured_on((1.0, 3.0)), probe="test").points[0].estimate
    assert estimate.parameters == {"alpha": 2, OF_PROBES: [1.0, 3.0]}
    assert estimate.warnings == (SATURATED,)


def test_one_probe_has_no_interval():
    with pytest.raises(ProblemError, match="plane: expected two probes or more, found 1"):
        mean_over_probes(measured_on((1.0,)), probe="test")
