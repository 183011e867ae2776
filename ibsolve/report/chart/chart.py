"""What a chart shows, as data: panels of named series, with units on their axes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown


class Style(StrEnum):
    """How a series is drawn."""

    LINE = "line"
    """A line through points in the order of x, with a band where it has intervals."""
    POINTS = "points"
    PATH = "path"
    """Points joined in their own order, in the colours of `shade`."""
    STEPS = "steps"
    """A histogram: x has the edges of the bins, one more than y."""
    REFERENCE = "reference"
    """A dashed line of theory."""
    REGION = "region"
    """A polygon, shaded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """One series. x, y: shape (n,), for steps (n + 1,) and (n,); NaN leaves a gap.

    lower, upper: ends of the intervals, as y, or None. shade: what colours each point, shape (n,), or None.
    """

    label: str
    x: Floats
    y: Floats
    style: Style = Style.LINE
    lower: Floats | None = None
    upper: Floats | None = None
    shade: Floats | None = None

    def __post_init__(self) -> None:
        points = len(self.y) + (self.style is Style.STEPS)
        assert self.x.shape == (points,), f"{self.label}: {self.x.shape} x for {self.y.shape} y"
        for name in ("lower", "upper", "shade"):
            values = getattr(self, name)
            assert values is None or values.shape == self.y.shape, f"{self.label}: {name} of another shape"
        assert (self.lower is None) == (self.upper is None), f"{self.label}: half an interval"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """One pair of axes. Labels name quantity and unit. limits: (least, largest), or None to fit the series.

    shade_label: what the colours say, or None where nothing is shaded; is_shade_log: on a logarithmic scale.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    is_x_log: bool = False
    is_y_log: bool = False
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    shade_label: str | None = None
    is_shade_log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """Panels, one or more, in rows of `columns`. Raises ProblemError with every fault found."""

    title: str
    panels: tuple[Panel, ...]
    columns: int = 1

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.count("columns", self.columns)
        if not isinstance(self.title, str):
            arguments.faults.add("title", expected="text", found=shown(self.title))
        if not self.panels:
            arguments.faults.add("chart", expected="something to draw", found="nothing")
        arguments.check()


def chart_object(chart: Chart) -> dict[str, Any]:
    """The chart as an object of JSON types; a number that is not finite is null."""
    return {
        "title": chart.title,
        "panels": [
            {
                "title": panel.title,
                "x": panel.x_label,
                "y": panel.y_label,
                **({} if panel.shade_label is None else {"shade": panel.shade_label}),
                "series": [_series_object(series) for series in panel.series],
            }
            for panel in chart.panels
        ],
    }


def _series_object(series: Series) -> dict[str, Any]:
    given = {name: getattr(series, name) for name in ("x", "y", "lower", "upper", "shade")}
    return {
        "label": series.label,
        "style": str(series.style),
        **{name: _numbers(values) for name, values in given.items() if values is not None},
    }


def _numbers(values: Floats) -> list[float | None]:
    return [value if isfinite(value) else None for value in values.tolist()]
