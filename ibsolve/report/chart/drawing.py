"""A chart drawn: every style of series in one place, so that all figures look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibsolve.report.chart.chart import Chart, Panel, Series, Style
from ibsolve.report.figure import check_drawable, image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT = 4.6, 3.4
"""Of a panel, inches."""


def chart_image(chart: Chart, *, kind: str) -> bytes:
    """The chart as a file; the same chart gives the same bytes. kind: "svg" or "png".

    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    columns = min(chart.columns, len(chart.panels))
    rows = -(-len(chart.panels) // columns)
    figure = Figure(figsize=(_WIDTH * columns, _HEIGHT * rows + 0.4), layout="constrained")
    figure.suptitle(chart.title, fontsize=11)
    for place, panel in enumerate(chart.panels, start=1):
        _draw(panel, figure.add_subplot(rows, columns, place))
    return image(figure, kind=kind)


def _draw(panel: Panel, axes: Axes) -> None:
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(panel.y_label)
    if panel.is_x_log:
        axes.set_xscale("symlog", linthresh=1) if _has_zero(panel) else axes.set_xscale("log")
    if panel.is_y_log:
        axes.set_yscale("log")
    shades = [series.shade for series in panel.series if series.shade is not None]
    scale = _scale(shades, panel.is_shade_log) if shades else None
    shown: Any = None
    for place, series in enumerate(panel.series):
        shown = _draw_series(axes, series, f"C{place % 10}", scale) or shown
    if panel.x_limits is not None:
        axes.set_xlim(*panel.x_limits)
    if panel.y_limits is not None:
        axes.set_ylim(*panel.y_limits)
    if shown is not None and panel.shade_label is not None:
        axes.figure.colorbar(shown, ax=axes, label=panel.shade_label, pad=0.02)
    if any(series.label for series in panel.series):
        axes.legend(fontsize=7, loc="best")


def _draw_series(axes: Axes, series: Series, colour: str, scale: Any) -> Any:
    """Draws it; returns what a colour bar can be made of, if anything."""
    label = series.label or None
    if series.style is Style.REGION:
        axes.fill(series.x, series.y, color="0.92", label=label, zorder=0)
    elif series.style is Style.REFERENCE:
        axes.plot(series.x, series.y, color="0.35", linestyle="--", linewidth=1, label=label)
    elif series.style is Style.STEPS:
        axes.stairs(series.y, series.x, color=colour, label=label)
    elif series.style is Style.LINE:
        axes.plot(series.x, series.y, color=colour, label=label, linewidth=1.3)
        if series.lower is not None and series.upper is not None:
            axes.fill_between(series.x, series.lower, series.upper, color=colour, alpha=0.2, linewidth=0)
    else:
        return _draw_points(axes, series, colour, scale)
    return None


def _draw_points(axes: Axes, series: Series, colour: str, scale: Any) -> Any:
    if series.style is Style.PATH:
        axes.plot(series.x, series.y, color="0.75", linewidth=0.6, zorder=1)
    if series.shade is None:
        axes.scatter(series.x, series.y, s=9, color=colour, label=series.label or None, linewidths=0)
        return None
    marker = "osD^vPX*<>"[int(colour[1:])]
    return axes.scatter(
        series.x,
        series.y,
        s=14,
        c=series.shade,
        norm=scale,
        cmap="viridis",
        marker=marker,
        label=series.label or None,
        linewidths=0,
        zorder=2,
    )


def _has_zero(panel: Panel) -> bool:
    return any((series.x <= 0).any() for series in panel.series)


def _scale(shades: list[Any], is_log: bool) -> Any:
    import numpy as np
    from matplotlib.colors import Normalize, SymLogNorm

    values = np.concatenate(shades)
    ends = float(values.min()), float(values.max())
    return SymLogNorm(1, vmin=ends[0], vmax=ends[1], base=10) if is_log else Normalize(*ends)
