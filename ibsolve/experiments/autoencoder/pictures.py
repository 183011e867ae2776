"""Figs. 6 to 9 as charts, the encoder and the decoder apart as in the paper, both with the bottleneck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ibsolve.experiments.autoencoder.reading import (
    decoder,
    encoder,
    ends,
    hidden,
    output_spread,
    total_information,
)
from ibsolve.experiments.autoencoder.record import Record
from ibsolve.experiments.autoencoder.setting import BOTTLENECK, LARGE, SMALL, Rule
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.plane_chart import plane_chart
from ibsolve.studies.information_plane import Axis

WINDOW = 500
"""Steps that the window of the paper spans."""


def charts(records: Mapping[int, Record]) -> dict[str, Chart]:
    """By name of file. records: by K, ascending, with those of 2 and 32, whose planes have both rules."""
    return {
        "fig6": _planes_chart("Fig. 6: autoencoders by the old rule", records, Rule.OLD),
        "fig7": _planes_chart("Fig. 7: autoencoders by the new rule", records, Rule.NEW),
        "fig8": _variances_chart(records),
        "fig9": _ends_chart(records),
        "output-spread": _spread_chart(records),
    }


def _planes_chart(title: str, records: Mapping[int, Record], rule: Rule) -> Chart:
    panels = []
    for k in (SMALL, LARGE):
        plane = records[k].planes[rule]
        most = total_information(plane).value
        for side, layers in (("encoder", encoder(plane)), ("decoder", decoder(plane))):
            drawn = plane_chart(
                plane,
                title=title,
                target=Axis.OUTPUT,
                layers=layers,
                bounds={Axis.INPUT: most, Axis.OUTPUT: most},
                window=WINDOW,
            )
            panels += [replace(panel, title=f"K = {k}, {side}") for panel in drawn.panels]
    return Chart(title=title, panels=tuple(panels), columns=2)


def _variances_chart(records: Mapping[int, Record]) -> Chart:
    panels = []
    for k in (SMALL, LARGE):
        plane = records[k].planes[Rule.NEW]
        for side, layers in (("encoder", encoder(plane)), ("decoder", decoder(plane))):
            panels.append(
                Panel(
                    title=f"K = {k}, {side}",
                    x_label="step",
                    y_label="mean variance of units",
                    series=tuple(
                        Series(label=layer, x=records[k].times, y=records[k].variances[layer])
                        for layer in layers
                        if layer != BOTTLENECK
                    ),
                    is_x_log=True,
                )
            )
    return Chart(title="Fig. 8: variances of layers", panels=tuple(panels), columns=2)


def _ends_chart(records: Mapping[int, Record]) -> Chart:
    plane = records[SMALL].planes[Rule.NEW]
    k = np.array(list(records), dtype=float)
    panels = [
        Panel(
            title=f"{side}, {name} MI",
            x_label="K",
            y_label=f"{axis}, bits",
            series=tuple(Series(label=layer, x=k, y=ends(records, layer, axis)) for layer in layers),
        )
        for axis, name in ((Axis.INPUT, "input"), (Axis.OUTPUT, "output"))
        for side, layers in (("encoder", encoder(plane)), ("decoder", decoder(plane)))
    ]
    return Chart(
        title="Fig. 9: the end of training against K, by the new rule", panels=tuple(panels), columns=2
    )


def _spread_chart(records: Mapping[int, Record]) -> Chart:
    panels = []
    for rule in Rule:
        series = []
        for k in (SMALL, LARGE):
            plane = records[k].planes[rule]
            series.append(Series(label=f"K = {k}", x=records[k].times, y=output_spread(plane, hidden(plane))))
        panels.append(
            Panel(
                title=f"rule {rule}",
                x_label="step",
                y_label="largest less smallest I(T;X'), bits",
                series=tuple(series),
                is_x_log=True,
            )
        )
    return Chart(title="Output MI over the layers, which Lemma 1 has equal", panels=tuple(panels), columns=2)
