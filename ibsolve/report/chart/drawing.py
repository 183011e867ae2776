"""A chart drawn: every style of series in one place, so that all figures look alike."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.report.chart.chart import Chart, Panel, Series, Style
from ibsolve.report.figure import check_drawable, image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT, _BAR, _LINE = 4.6, 3.4, 0.9, 0.16
"""Of a panel, of its colour bar, and of a line of its legend, inches."""
_LETTERS = 11
"""Of the title, an inch."""
_LONG = 12
"""Letters from which on names stand in two columns instead of three."""
_MOST_SHAPES = 1000
"""Points of a series that a drawing holds as shapes; more of them are an image in it."""
_MARKERS = "osD^vPX*<>"
_LEGEND: dict[str, Any] = {"fontsize": 7, "frameon": False}


def chart_image(chart: Chart, *, kind: str) -> bytes:
    """The chart as a file; the same chart gives the same bytes. kind: "svg" or "png".

    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    columns = min(chart.columns, len(chart.panels))
    rows = -(-len(chart.panels) // columns)
    fullest = max(chart.panels, key=lambda panel: len(_names(panel)))
    is_legend_shared = len(chart.panels) > 1 and all(
        _names(panel).items() <= _names(fullest).items() for panel in chart.panels
    )
    bars = {_bar(panel) for panel in chart.panels}
    is_bar_shared = len(bars) == 1
    lines = 1 if is_legend_shared else max(map(_legend_lines, chart.panels))
    width = columns * _WIDTH + _BAR * (bars != {None}) * (1 if is_bar_shared else columns)
    title = wrap(chart.title, int(_LETTERS * width))
    height = rows * (_HEIGHT + _LINE * lines * (not is_legend_shared)) + 0.2 + 0.2 * len(title)
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.suptitle("\n".join(title), fontsize=11, parse_math=False)
    drawn = [figure.add_subplot(rows, columns, place) for place, _ in enumerate(chart.panels, 1)]
    shaded = [_draw(panel, axes) for panel, axes in zip(chart.panels, drawn, strict=True)]
    for panel, axes, shown in zip(chart.panels, drawn, shaded, strict=True):
        if shown is not None and not is_bar_shared:
            _add_bar(panel, shown, [axes])
        if _names(panel) and not is_legend_shared:
            # Below the axes, where it covers no data.
            below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.19)}
            axes.legend(ncols=_legend_columns(panel), **below, **_LEGEND)
    if shaded[0] is not None and is_bar_shared:
        _add_bar(fullest, shaded[0], drawn, fraction=0.15 / columns, aspect=20 * rows)
    if _names(fullest) and is_legend_shared:
        handles, labels = drawn[chart.panels.index(fullest)].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3 * columns, **_LEGEND)
    return image(figure, kind=kind)


def _draw(panel: Panel, axes: Axes) -> Any:
    """Draws it; returns what a colour bar can be made of, if anything."""
    # A name is no formula, whatever signs are in it.
    axes.set_title(panel.title, fontsize=10, parse_math=False)
    axes.set_xlabel(panel.x_label, parse_math=False)
    axes.set_ylabel(panel.y_label, parse_math=False)
    axes.locator_params(axis="x", nbins=6)
    _set_scales(panel, axes)
    shades = _shades(panel)
    scale = _scale(shades, panel.is_shade_log) if shades else None
    shown: Any = None
    for series, look in zip(panel.series, _looks(panel), strict=True):
        shown = _draw_series(axes, series, look, scale) or shown
    if panel.x_limits is not None:
        axes.set_xlim(*panel.x_limits)
    if panel.y_limits is not None:
        axes.set_ylim(*panel.y_limits)
    return None if panel.shade_label is None else shown


def _add_bar(panel: Panel, shown: Any, axes: list[Axes], **size: float) -> None:
    bar = shown.axes.figure.colorbar(shown, ax=axes, label=panel.shade_label, pad=0.02, **size)
    if panel.is_shade_log:
        decades = _decades(*(float(end) for end in shown.get_clim()))
        bar.set_ticks(decades, labels=[f"{each:g}" for each in decades])
        bar.ax.minorticks_off()


def _shades(panel: Panel) -> list[Floats]:
    return [series.shade for series in panel.series if series.shade is not None and len(series.shade)]


def _bar(panel: Panel) -> tuple[str, bool, float, float] | None:
    """What its colour bar says; None where it has none."""
    shades = _shades(panel)
    if panel.shade_label is None or not shades:
        return None
    values = np.concatenate(shades)
    return panel.shade_label, panel.is_shade_log, float(values.min()), float(values.max())


def _names(panel: Panel) -> dict[str, tuple[Style, _Look]]:
    """What its legend says."""
    looks = zip(panel.series, _looks(panel), strict=True)
    return {series.label: (series.style, look) for series, look in looks if series.label}


def _legend_columns(panel: Panel) -> int:
    return 2 if any(len(series.label) > _LONG for series in panel.series) else 3


def _legend_lines(panel: Panel) -> int:
    return -(-len(_names(panel)) // _legend_columns(panel))


@dataclass(frozen=True)
class _Look:
    """colour: of matplotlib's cycle. like: how many series of the same style are drawn before."""

    colour: str
    like: int


def _looks(panel: Panel) -> list[_Look]:
    """Of its series; regions and lines of theory use no colour up."""
    styles, grey = [series.style for series in panel.series], (Style.REGION, Style.REFERENCE)
    return [
        _Look(f"C{sum(each not in grey for each in styles[:place]) % 10}", styles[:place].count(style))
        for place, style in enumerate(styles)
    ]


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
        # A power of ten, as ticks stand at powers of ten and nowhere nearer to 0.
        least = 10.0 ** np.floor(np.log10(positive.min())) if len(positive) else 1.0
        set_scale("symlog", linthresh=float(least), linscale=0.5)
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
            series.x,
            series.y,
            s=14,
            color=look.colour,
            label=series.label or None,
            linewidths=0,
            zorder=3,
            rasterized=len(series.x) > _MOST_SHAPES,
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


def _scale(shades: list[Floats], is_log: bool) -> Any:
    from matplotlib.colors import Normalize, SymLogNorm

    values = np.concatenate(shades)
    ends = float(values.min()), float(values.max())
    return SymLogNorm(1, vmin=ends[0], vmax=ends[1], base=10) if is_log else Normalize(*ends)
