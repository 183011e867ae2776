"""What layers tell of X and Y, and how they cluster, against the time of a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.plane_chart import axis_label, bound_of, clock_label
from ibsolve.studies.information_plane import Axis, Curve, InformationPlane


def epochs_chart(
    plane: InformationPlane,
    *,
    title: str,
    probe: str | None = None,
    methods: Sequence[str] | None = None,
    bounds: Mapping[Axis, float] | None = None,
    as_fractions: bool = False,
    window: int = 1,
    columns: int = 2,
) -> Chart:
    """Every measured quantity over time: a panel a quantity and method, a line a layer, intervals as bands.

    probe: None is the first. methods: those drawn; None is all. bounds: the most that an axis can be, in the
    unit of the plane; drawn as lines. as_fractions: of these bounds. window: measured times that a Hann
    window averages values and ends of intervals over, >= 1; 1 leaves them as they are.
    Raises ProblemError where a bound for a fraction is missing, or the window is no whole number >= 1.
    Source of the window: paper 004, Section IV.
    """
    arguments = Arguments()
    length = arguments.count("window", window)
    arguments.check()
    limits = dict(bounds or {})
    chosen = probe or plane.probes[0]
    layers = {
        (axis, method): [
            layer
            for layer in plane.layers
            if any(
                (point.layer, point.axis, point.method, point.probe) == (layer, axis, method, chosen)
                for point in plane.points
            )
        ]
        for axis in Axis
        for method in methods or plane.methods
    }
    panels = []
    for (axis, method), measured in layers.items():
        if not measured:
            continue
        scale = bound_of(axis, limits) if as_fractions else 1.0
        lines = [
            _line(layer, plane.curve(layer, axis, probe=chosen, method=method), length, scale)
            for layer in measured
        ]
        if axis in limits:
            ends = np.array([plane.times[0], plane.times[-1]], dtype=float)
            most = np.full(2, limits[axis] / scale)
            lines.append(Series(label="bound", x=ends, y=most, style=Style.REFERENCE))
        panels.append(
            Panel(
                title=f"{chosen}, {method}" + (f", Hann window of {length}" if length > 1 else ""),
                x_label=clock_label(plane.clock),
                y_label=axis_label(axis, plane, is_fraction=as_fractions),
                series=tuple(lines),
                is_x_log=True,
            )
        )
    return Chart(title=title, panels=tuple(panels), columns=columns)


def hann_smoothed(values: Floats, window: int) -> Floats:
    """Means under a Hann window of so many values, whose part beyond the ends is left out. Shape (n,).

    >>> hann_smoothed(np.array([0.0, 4.0, 0.0, 0.0]), 3)
    array([1.33333333, 2.        , 1.        , 0.        ])
    """
    # The window's own zeros at both ends would waste two values.
    reach = (window - 1) // 2
    weights = np.hanning(2 * reach + 3)[1:-1]
    total = np.convolve(values, weights)[reach : reach + len(values)]
    share = np.convolve(np.ones_like(values), weights)[reach : reach + len(values)]
    return np.asarray(total / share)


def _line(
    layer: str,
    curve: Curve,
    window: int,
    scale: float,
) -> Series:
    values, lower, upper = (
        hann_smoothed(each, window) / scale for each in (curve.values, curve.lower, curve.upper)
    )
    has_intervals = bool(np.isfinite(curve.lower).any())
    return Series(
        label=layer,
        x=curve.times,
        y=values,
        lower=lower if has_intervals else None,
        upper=upper if has_intervals else None,
    )
