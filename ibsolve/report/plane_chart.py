"""The information plane as a chart: layers over a training, what bounds them, and the best any T could do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.bottleneck import BottleneckCurve, DeterministicFrontier
from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.drawn_plane import check_drawn
from ibsolve.report.smoothing import hann_smoothed
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane


def plane_chart(
    plane: InformationPlane,
    *,
    title: str,
    target: Axis = Axis.TARGET,
    methods: Sequence[str] | None = None,
    layers: Sequence[str] | None = None,
    target_method: str | None = None,
    bounds: Mapping[Axis, float] | None = None,
    as_fractions: bool = False,
    window: float | None = None,
    curve: BottleneckCurve | None = None,
    frontier: DeterministicFrontier | None = None,
) -> Chart:
    """I(T;Y) over I(X;T) of every layer, coloured by time: a row of panels a method, a column a probe.

    target: what is upward, I(T;Y) or an autoencoder's I(T;X′). methods: those drawn; None is all that
    measured I(X;T). layers: those drawn; None is all. target_method: the one that measured the target where
    it is not the same. bounds: the most that each axis can be, in the unit of the plane: H(X) for I(X;T),
    I(X;Y) for I(T;Y); with them the feasible region 0 <= I(T;Y) <= min(I(X;T), I(X;Y)), I(X;T) <= H(X) is
    shaded. as_fractions: of these.
    window: > 0, epochs or steps that a Hann window averages over; None leaves the points as they are.
    curve, frontier: the bottleneck of a finite joint law; both hold for T that are functions of X, or of
    X and independent noise, and the frontier's points are partitions, at H(T) = I(X;T).
    Raises ProblemError for what is no plane with points and names that it lacks, where no method measured
    both axes, a bound for a fraction is missing or not > 0, or the window is no number > 0.
    """
    limits = check_drawn(plane, bounds, methods=methods, layers=layers)
    arguments = Arguments()
    target = arguments.choice("target", target, Axis)
    for name, given, kind in (
        ("curve", curve, BottleneckCurve),
        ("frontier", frontier, DeterministicFrontier),
    ):
        if not isinstance(given, kind | None):
            arguments.faults.add(name, expected=f"a {kind.__name__} or None", found=shown(given))
    as_fractions = arguments.flag("as_fractions", as_fractions)
    arguments.check()
    scale = {axis: bound_of(axis, limits) if as_fractions else 1.0 for axis in (Axis.INPUT, target)}
    pairs = [
        (method, target_method or method, probe)
        for method in methods or plane.methods
        for probe in plane.probes
        if plane.measured(Axis.INPUT, probe=probe, method=method)
        and plane.measured(target, probe=probe, method=target_method or method)
    ]
    if not pairs:
        found = f"methods {', '.join(plane.methods)}"
        raise ProblemError(
            Fault(where="plane", expected=f"a method that measured I(X;T) and {target}", found=found)
        )
    background = [
        _scaled(series, scale[Axis.INPUT], scale[target])
        for series in (*_region(plane, target, limits), *_best(plane, curve, frontier))
    ]
    return Chart(
        title=title,
        panels=tuple(
            Panel(
                title=", ".join(dict.fromkeys((probe, method, upward))),
                x_label=axis_label(Axis.INPUT, plane, is_fraction=as_fractions),
                y_label=axis_label(target, plane, is_fraction=as_fractions),
                series=(
                    *background,
                    *(
                        _scaled(path, scale[Axis.INPUT], scale[target])
                        for layer in layers or plane.layers
                        for path in _path(plane, layer, target, (method, upward), probe, window=window)
                    ),
                ),
                shade_label=str(plane.clock),
                is_shade_log=True,
            )
            for method, upward, probe in pairs
        ),
        columns=len(plane.probes),
    )


def axis_label(axis: Axis, plane: InformationPlane, *, is_fraction: bool) -> str:
    """What an axis of a chart shows, and in which unit."""
    return f"{axis}, share of its bound" if is_fraction else f"{axis} ({plane.unit})"


def clock_label(clock: Clock) -> str:
    """What a time axis counts."""
    return {Clock.EPOCH: "epoch", Clock.STEP: "step of the optimiser"}[clock]


def bound_of(axis: Axis, bounds: Mapping[Axis, float]) -> float:
    """The bound of an axis that is to be shown as a fraction. Raises ProblemError where there is none > 0."""
    bound = bounds.get(axis, 0.0)
    if not 0 < bound < np.inf:
        found = f"{bound:g}" if axis in bounds else "none"
        raise ProblemError(
            Fault(where="bounds", expected=f"a bound > 0 for {axis}, shown as a fraction", found=found)
        )
    return bound


def _region(plane: InformationPlane, target: Axis, bounds: Mapping[Axis, float]) -> list[Series]:
    """What no layer can leave, and the line of data processing; without bounds the line alone."""
    seen = {
        axis: max((point.estimate.value for point in plane.points if point.axis is axis), default=0.0)
        for axis in (Axis.INPUT, target)
    }
    right = bounds.get(Axis.INPUT, max(seen[Axis.INPUT], bounds.get(target, 0.0)))
    top = min(bounds.get(target, seen[target]), right)
    series = []
    if bounds:
        corners = np.array([(0, 0), (right, 0), (right, top), (top, top)], dtype=float)
        series.append(Series(label="feasible", x=corners[:, 0], y=corners[:, 1], style=Style.REGION))
    ends = np.array([0.0, top])
    series.append(Series(label=f"{target} = I(X;T)", x=ends, y=ends, style=Style.REFERENCE))
    for axis in (Axis.INPUT, target):
        if axis in bounds:
            line = np.full(2, bounds[axis])
            across = np.array([0.0, top if axis is Axis.INPUT else right])
            x, y = (line, across) if axis is Axis.INPUT else (across, line)
            series.append(Series(label=f"most {axis}", x=x, y=y, style=Style.REFERENCE))
    return series


def _best(
    plane: InformationPlane, curve: BottleneckCurve | None, frontier: DeterministicFrontier | None
) -> list[Series]:
    """The bottleneck, from bits into the unit of the plane."""
    unit = plane.unit.of_nats(log(2))
    series = []
    if curve is not None:
        information = np.unique(np.clip([0.0, *curve.information, curve.I_XY], 0, curve.I_XY))
        rate = curve.rate_estimate(curve.I_XY - information)
        series.append(
            Series(
                label="bottleneck (best encoders found)",
                x=rate * unit,
                y=information * unit,
                style=Style.REFERENCE,
            )
        )
    if frontier is not None:
        name = "partitions (exact)" if frontier.is_complete else "partitions (not all proved)"
        # Between two partitions the better one is not yet affordable: a stair.
        series.append(
            Series(
                label=name,
                x=np.repeat(frontier.entropy, 2)[1:] * unit,
                y=np.repeat(frontier.information, 2)[:-1] * unit,
                style=Style.REFERENCE,
            )
        )
    return series


def _path(
    plane: InformationPlane,
    layer: str,
    target: Axis,
    methods: tuple[str, str],
    probe: str,
    *,
    window: float | None,
) -> list[Series]:
    """One layer, at the times when both axes were measured; nothing where it never was."""
    try:
        right, up = (
            plane.curve(layer, axis, probe=probe, method=method)
            for axis, method in zip((Axis.INPUT, target), methods, strict=True)
        )
    except ProblemError:
        return []
    times, of_right, of_up = np.intersect1d(right.times, up.times, return_indices=True)
    return [
        Series(
            label=layer,
            x=hann_smoothed(times, right.values[of_right], window),
            y=hann_smoothed(times, up.values[of_up], window),
            style=Style.PATH,
            shade=times,
        )
    ]


def _scaled(series: Series, x_scale: float, y_scale: float) -> Series:
    scaled_x: Floats = series.x / x_scale
    return Series(
        label=series.label, x=scaled_x, y=series.y / y_scale, style=series.style, shade=series.shade
    )
