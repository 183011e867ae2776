"""What layers tell of X and Y, and how they cluster, against the time of a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.drawn_plane import check_drawn
from ibsolve.report.plane_chart import axis_label, bound_of, clock_label
from ibsolve.report.smoothing import hann_smoothed
from ibsolve.studies.information_plane import Axis, Curve, InformationPlane


def epochs_chart(
    plane: InformationPlane,
    *,
    title: str,
    probe: str | None = None,
    methods: Sequence[str] | None = None,
    bounds: Mapping[Axis, float] | None = None,
    as_fractions: bool = False,
    window: float | None = None,
    columns: int = 2,
) -> Chart:
    """Every measured quantity over time: a panel a quantity and method, a line a layer, intervals as bands.

    probe: None is the first. methods: those drawn; None is all. bounds: the most that an axis can be, in the
    unit of the plane; drawn as lines. as_fractions: of these bounds. window: > 0, epochs or steps that a Hann
    window averages values and ends of intervals over; None leaves them as they are.
    Raises ProblemError for what is no plane with points and names that it lacks, where a bound for a fraction
    is missing, or the window is no number > 0.
    Source of the window: paper 004, Section IV.
    """
    limits = check_drawn(plane, bounds, methods=methods, probes=None if probe is None else [probe])
    if window is not None:
        arguments = Arguments()
        arguments.number("window", window, above=0)
        arguments.check()
    chosen = probe or plane.probes[0]
    panels = []
    for axis in Axis:
        for method in methods or plane.methods:
            if not plane.measured(axis, probe=chosen, method=method):
                continue
            panel = epochs_panel(
                plane,
                axis,
                title=f"{chosen}, {method}" + ("" if window is None else f", Hann window of {window:g}"),
                probe=chosen,
                method=method,
                scale=bound_of(axis, limits) if as_fractions else 1.0,
                window=window,
            )
            if axis in limits:
                ends = np.array([plane.times[0], plane.times[-1]], dtype=float)
                most = np.full(2, 1.0 if as_fractions else limits[axis])
                bound = Series(label="bound", x=ends, y=most, style=Style.REFERENCE)
                panel = replace(panel, series=(*panel.series, bound))
            panels.append(
                replace(panel, y_label=axis_label(axis, plane, is_fraction=True)) if as_fractions else panel
            )
    return Chart(title=title, panels=tuple(panels), columns=columns)


def epochs_panel(
    plane: InformationPlane,
    axis: Axis,
    *,
    title: str,
    probe: str | None = None,
    method: str | None = None,
    layers: Sequence[str] | None = None,
    scale: float = 1.0,
    window: float | None = None,
) -> Panel:
    """One quantity over time, a line a layer, intervals as bands.

    probe, method: None is the first. layers: those drawn; None is all where it was measured. scale: what it
    is divided by. window: as for `epochs_chart`.
    """
    measured = plane.measured(axis, probe=probe, method=method)
    return Panel(
        title=title,
        x_label=clock_label(plane.clock),
        y_label=axis_label(axis, plane, is_fraction=False),
        series=tuple(
            _line(
                layer, plane.curve(layer, axis, probe=probe, method=method or plane.methods[0]), scale, window
            )
            for layer in layers or plane.layers
            if layer in measured
        ),
        is_x_log=True,
    )


def _line(layer: str, curve: Curve, scale: float, window: float | None) -> Series:
    values, lower, upper = (
        hann_smoothed(curve.times, each, window) / scale for each in (curve.values, curve.lower, curve.upper)
    )
    has_intervals = bool(np.isfinite(curve.lower).any())
    return Series(
        label=layer,
        x=curve.times,
        y=values,
        lower=lower if has_intervals else None,
        upper=upper if has_intervals else None,
    )
