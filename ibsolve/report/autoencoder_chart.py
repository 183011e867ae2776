"""The plane of an autoencoder, I(T;X′) over I(X;T), with what the theory says of its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.report.chart import Chart, Series, Style
from ibsolve.report.drawn_plane import check_drawn
from ibsolve.report.plane_chart import plane_chart
from ibsolve.studies.information_plane import Axis, InformationPlane
from ibsolve.theory import AutoencoderPlane


def autoencoder_chart(
    plane: InformationPlane, *, title: str, predicted: Mapping[str, AutoencoderPlane]
) -> Chart:
    """I(T;X′) over I(X;T) of every layer, with the feasible triangle and the predicted ends of the layers.

    predicted: by method, in the unit of the plane; a method without one gets neither triangle nor ends.
    Raises ProblemError for another unit, and where no method measured both axes.
    Source: paper 004, Theorem 1.
    """
    if not isinstance(predicted, Mapping):
        raise ProblemError(Fault(where="predicted", expected="planes by method", found=shown(predicted)))
    check_drawn(plane, methods=list(predicted) or None)
    for method, each in predicted.items():
        if not isinstance(each, AutoencoderPlane):
            fault = Fault(where=f"predicted[{method!r}]", expected="an AutoencoderPlane", found=shown(each))
            raise ProblemError(fault)
        if each.unit is not plane.unit:
            raise ProblemError(
                Fault(where=f"predicted[{method!r}]", expected=f"{plane.unit}", found=f"{each.unit}")
            )
    charts = []
    for method in plane.methods:
        if not any(point.method == method and point.axis is Axis.OUTPUT for point in plane.points):
            continue
        theory = predicted.get(method)
        most = None if theory is None else theory.triangle[2][0]
        chart = plane_chart(
            plane,
            title=title,
            target=Axis.OUTPUT,
            methods=[method],
            bounds={} if most is None else {Axis.INPUT: most, Axis.OUTPUT: most},
        )
        ends = () if theory is None else _ends(theory)
        charts.append(
            replace(chart, panels=tuple(replace(each, series=(*each.series, *ends)) for each in chart.panels))
        )
    if not charts:
        raise ProblemError(
            Fault(where="plane", expected="points of I(T;X')", found=f"methods {', '.join(plane.methods)}")
        )
    return replace(charts[0], panels=tuple(panel for chart in charts for panel in chart.panels))


def _ends(theory: AutoencoderPlane) -> tuple[Series, ...]:
    """The encoder anywhere on a line, as only its interval is known; the other layers in one point."""
    passed = theory.layers[-1].output_information
    most = theory.triangle[2][0]
    line = np.array([passed, most])
    point = np.array([passed])
    return (
        Series(
            label="encoder, predicted within", x=line, y=np.array([passed, passed]), style=Style.REFERENCE
        ),
        Series(label="other layers, predicted", x=point, y=point, style=Style.POINTS),
    )
