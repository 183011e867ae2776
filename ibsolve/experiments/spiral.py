"""Figs. 11 to 13 of paper 001: two spirals, and layers of three units that cluster or do not."""

from __future__ import annotations

import numpy as np

from ibsolve.datasets import Samples, spiral
from ibsolve.experiments.training_runs import (
    Training,
    Variant,
    clustering_in,
    middle,
    run_charts,
    tracking_check,
    trained,
)
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis

NOISY = (
    Variant(name="tanh", figure="Fig. 12a", activation="tanh", beta=0.005),
    Variant(name="tanh-orthonormal", figure="Fig. 12b", activation="tanh", beta=0.005, alpha=5e-5),
)
SILENT = Variant(name="deterministic", figure="Fig. 13", activation="tanh", beta=None)
BIN_WIDTH = 0.001


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Train the two noisy networks and the one without noise, and judge what their layers did.

    quick: 1500 epochs of one seed, 512 points measured at 12 epochs; else 10 000 of five, 2000 points at 40.
    seed: the first of those of split, weights, noise and order.
    """
    data = spiral(2000)
    training = Training(
        widths=(2, 3, 3, 3, 3, 3, 2),
        epochs=1500 if quick else 10_000,
        seeds=tuple(range(seed, seed + (1 if quick else 5))),
        learning_rate=0.2,
        batch=512,
        test_share=0.2,
        probed=512 if quick else 2000,
        points=12 if quick else 40,
        bin_widths=(BIN_WIDTH,),
    )
    runs = trained((*NOISY, SILENT), data, training, shown=(0, training.epochs), report=report)
    falls = {each.name: middle([run.fall() for run in runs[each.name]]) for each in NOISY}
    of_bins = [
        run.plane.curve(run.layer, Axis.CLUSTERING, method=clustering_in(BIN_WIDTH)).values
        for run in runs[SILENT.name]
    ]
    dip = float(np.median([each.max() - each[-1] for each in of_bins]))
    accuracies = ", ".join(
        f"{name} {100 * middle([run.history.test_accuracy[-1] for run in each]):.1f} %"
        for name, each in runs.items()
    )
    first = {name: each[0] for name, each in runs.items()}
    return Reproduction(
        name="spiral",
        setting=(*training.lines(), f"test accuracies, median of seeds: {accuracies}; the paper prints none"),
        checks=(
            Check.above("Fig. 12a: I(X;T5) of tanh falls from its peak", found=falls["tanh"], limit=0.5),
            Check.below(
                "Fig. 12b: with orthonormal weights it falls less",
                found=falls["tanh-orthonormal"],
                limit=falls["tanh"],
            ),
            tracking_check("Fig. 12a: H(Bin T5) tracks I(X;T5) after the peak", runs["tanh"]),
            Check.above(
                "Fig. 13: without noise H(Bin T5) in bins of 0.001 falls from its peak", found=dip, limit=0.1
            ),
        ),
        charts={
            "data": _data_chart(data),
            **run_charts(
                first,
                {name: f"Spiral, {name} (Figs. 12, 13 of paper 001)" for name in first},
                data=training.probe(data),
                losses="Losses on the spiral (Fig. 12 of paper 001)",
            ),
        },
        planes={name: each.plane for name, each in first.items()},
    )


def _data_chart(data: Samples) -> Chart:
    series = tuple(
        Series(
            label=f"class {label}",
            x=data.inputs[data.labels == label, 0],
            y=data.inputs[data.labels == label, 1],
            style=Style.POINTS,
        )
        for label in range(data.classes)
    )
    panel = Panel(title="", x_label="first coordinate", y_label="second coordinate", series=series)
    return Chart(title="Two spirals (Fig. 11 of paper 001)", panels=(panel,))
