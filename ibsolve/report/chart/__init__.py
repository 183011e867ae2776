"""Charts as data, which tests can look into, and one function that draws any of them."""

from ibsolve.report.chart.chart import Chart, Panel, Series, Style, chart_object
from ibsolve.report.chart.drawing import chart_image

__all__ = ["Chart", "Panel", "Series", "Style", "chart_image", "chart_object"]
