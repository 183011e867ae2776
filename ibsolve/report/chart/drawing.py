"""A chart drawn: every style of series in one place, so that all figures look alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.report.chart.chart import Chart, Panel, Series, Style
from ibsolve.report.figure import check_drawable, image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT, _BAR, _LINE = 4.6, 3.4, 0.9, 0.16
"""Of a panel, of its colour bar, and of a line of its legend, inches."""
_LONG = 12
"""Letters from which on names stand in two columns instead of three."""
_MARKERS = "osD^vPX*<>"


def chart_image(chart: Chart, *, kind: str) -> bytes:
    """The chart as a file; the same chart gives the same bytes. kind: "svg" or "png".

    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    columns = min(chart.columns, len(chart.panels))
    rows = -(-len(chart.panels) // columns)
    width = _WIDTH + _BAR * any(panel.shade_label is not None for panel in chart.panels)
    height = _HEIGHT + _LINE * max(map(_legend_lines, chart.panels))
    figure = Figure(figsize=(width * columns, height * rows + 0.4), layout="constrained")
    figure.suptitle(chart.title, fontsize=11, parse_math=False)
    for place, panel in enumerate(chart.panels, start=1):
        _draw(panel, figure.add_subplot(rows, columns, place))
    return image(figure, kind=kind)


def _draw(panel: Panel, axes: Axes) -> None:
    # A name is no formula, whatever signs are in it.
    axes.set_title(panel.title, fontsize=10, parse_math=False)
    axes.set_xlabel(panel.x_label, parse_math=False)
    axes.set_ylabel(panel.y_label, parse_math=False)
    axes.locator_params(axis="x", nbins=6)
    _set_scales(panel, axes)
    shades = [series.shade for series in panel.series if series.shade is not None and len(series.shade)]
    scale = _scale(shades, panel.is_shade_log) if shades else None
    shown: Any = None
    for place, series in enumerate(panel.series):
        like = [each.style for each in panel.series[:place]].count(series.style)
        shown = _draw_series(axes, series, _Look(f"C{_number(panel, place)}", like), scale) or shown
    if panel.x_limits is not None:
        axes.set_xlim(*panel.x_limits)
    if panel.y_limits is not None:
        axes.set_ylim(*panel.y_limits)
    if shown is not None and panel.shade_label is not None:
        bar = axes.figure.colorbar(shown, ax=axes, label=panel.shade_label, pad=0.02)
        if panel.is_shade_log:
            decades = _decades(*(float(end) for end in shown.get_clim()))
            bar.set_ticks(decades, labels=[f"{each:g}" for each in decades])
            bar.ax.minorticks_off()
    if any(series.label for series in panel.series):
        # Below the axes, where it covers no data.
        axes.legend(
            fontsize=7,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.19),
            ncols=_legend_columns(panel),
            frameon=False,
        )


def _legend_columns(panel: Panel) -> int:
    return 2 if any(len(series.label) > _LONG for series in panel.series) else 3


def _legend_lines(panel: Panel) -> int:
    return -(-sum(bool(series.label) for series in panel.series) // _legend_columns(panel))


@dataclass(frozen=True)
class _Look:
    """colour: of matplotlib's cycle. like: how many series of the same style are drawn before."""

    colour: str
    like: int


def _number(panel: Panel, place: int) -> int:
    """Of the colour: regions and lines of theory use none up."""
    grey = (Style.REGION, Style.REFERENCE)
    return sum(series.style not in grey for series in panel.series[:place]) % 10


def _set_scales(panel: Panel, axes: Axes) -> None:
    """Logarithmic axes, which are linear near 0 where they must show it."""
    for axis, is_log in (("x", panel.is_x_log), ("y", panel.is_y_log)):
        if not is_log:
            continue
        values = np.concatenate([getattr(series, axis) for series in panel.series])
        values = values[np.isfinite(values)]
        set_scale, set_limits = getattr(axes, f"set_{axis}scale"), getattr(axes, f"set_{axis}lim")
        if not len(values) or values.min() > 0:
            set_scale("log")
            continue
        positive = abs(values[values != 0])
        set_scale("symlog", linthresh=float(positive.min()) if len(positive) else 1.0, linscale=0.5)
        if values.min() == 0:
            set_limits(0, float(values.max()) * 1.15 or 1.0)


def _draw_series(axes: Axes, series: Series, look: _Look, scale: Any) -> Any:
    """Draws it; returns what a colour bar can be made of, if anything."""
    label = series.label or None
    colour = look.colour
    if series.style is Style.REGION:
        axes.fill(series.x, series.y, color="0.92", label=label, zorder=0)
    elif series.style is Style.REFERENCE:
        dashes = ("--", ":", "-.", (0, (5, 1)), "-")[look.like % 5]
        axes.plot(series.x, series.y, color="0.35", linestyle=dashes, linewidth=1, label=label)
    elif series.style is Style.STEPS:
        axes.stairs(series.y, series.x, color=colour, label=label)
    elif series.style is Style.LINE:
        axes.plot(series.x, series.y, color=colour, label=label, linewidth=1.3)
        if series.lower is not None and series.upper is not None:
            axes.fill_between(series.x, series.lower, series.upper, color=colour, alpha=0.2, linewidth=0)
    else:
        return _draw_points(axes, series, look, scale)
    return None


def _draw_points(axes: Axes, series: Series, look: _Look, scale: Any) -> Any:
    marker = _MARKERS[int(look.colour[1:])]
    if series.style is Style.PATH:
        axes.plot(series.x, series.y, color="0.75", linewidth=0.6, zorder=1)
    if series.shade is None:
        axes.scatter(
            series.x, series.y, s=14, color=look.colour, label=series.label or None, linewidths=0, zorder=3
        )
        return None
    # In the legend a shape says which series it is; its colour would be that of one point.
    axes.plot([], [], marker, color="0.4", markersize=5, label=series.label or None)
    return axes.scatter(
        series.x,
        series.y,
        s=22,
        c=series.shade,
        norm=scale,
        cmap="viridis",
        marker=marker,
        linewidths=0,
        zorder=2,
    )


def _decades(least: float, largest: float) -> list[float]:
    """Where the colour bar of a logarithmic shade has its ticks."""
    powers = 10.0 ** np.arange(0, 10)
    return [*([0.0] if least == 0 else []), *(float(each) for each in powers if least <= each <= largest)]


def _scale(shades: list[Any], is_log: bool) -> Any:
    from matplotlib.colors import Normalize, SymLogNorm

    values = np.concatenate(shades)
    ends = float(values.min()), float(values.max())
    return SymLogNorm(1, vmin=ends[0], vmax=ends[1], base=10) if is_log else Normalize(*ends)
