"""Fig. 1 of paper 001: H(Bin T) of a network without noise depends on the bins, I(X;T) on nothing."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np

from ibsolve.bottleneck import bottleneck_curve
from ibsolve.datasets import Samples, szt
from ibsolve.experiments.training_runs import (
    Run,
    Training,
    Variant,
    clustering_in,
    information_in,
    loss_chart,
    trained,
)
from ibsolve.report.chart import Chart
from ibsolve.report.epochs_chart import epochs_chart
from ibsolve.report.plane_chart import plane_chart
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis

BIN_WIDTHS = (1e-4, 1e-3, 1e-2, 1e-1, 0.2, 0.5, 0.8)
PLANE_WIDTHS = (0.1, 0.8)
"""Of bins in which T has a place in the plane, beside the bottleneck."""
EPOCHS = (300, 8000)
"""Of the quick and the full run."""
_AT_FIRST = "6.65/4.15/2.59/2.03/1.40"
"""With bins of 0.8 before training: of another draw of weights, nats."""


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Train the tanh network for several seeds and bin its layers at widths from 10⁻⁴ to 0.8.

    quick: 300 epochs of two seeds; else 8000 of five. seed: the first of them.
    """
    training = Training(
        widths=(12, 10, 7, 5, 4, 3, 2),
        epochs=EPOCHS[0] if quick else EPOCHS[1],
        seeds=tuple(range(seed, seed + (2 if quick else 5))),
        learning_rate=0.2,
        batch=512,
        test_share=0.2,
        probed=4096,
        points=16 if quick else 40,
        bin_widths=BIN_WIDTHS,
        plane_widths=PLANE_WIDTHS,
    )
    data = szt()
    variant = Variant(name="tanh", figure="Fig. 1", activation="tanh", beta=None)
    runs = trained([variant], data, training, shown=(), report=report)["tanh"]
    layers = runs[0].plane.layers

    def curves(width: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Shape (seeds, layers, epochs)."""
        method = clustering_in(width)
        return np.array(
            [
                [each.plane.curve(layer, Axis.CLUSTERING, method=method).values for layer in layers]
                for each in runs
            ]
        )

    full = log(4096)
    fine = curves(BIN_WIDTHS[0])
    at_first = "; ".join("/".join(f"{value:.2f}" for value in each[:, 0]) for each in curves(0.8))
    ends = " ".join(f"{value:.3f}" for value in np.median(fine[:, :, -1], axis=0))
    saturated = (
        "layers that saturate have activations closer than 10⁻⁴ to 1 and to each other; the paper's limit "
        "is that of bins that shrink, for weights that stay"
    )
    return Reproduction(
        name="deterministic-szt",
        setting=(
            *training.lines(),
            f"bins of 0.8 before training, layers 1 to 5, by seed: {at_first}; another draw: {_AT_FIRST}",
            f"bins of 0.0001 at the end, median of seeds, layers 1 to 5: {ends} nats",
            (
                "the joint law of all 4096 inputs and Y is known, and Y is a function of X: the bottleneck "
                f"is I(T;Y) = min(I(X;T), H(Y)), with H(Y) = {data.label_entropy:.4f} nats"
            ),
        ),
        checks=(
            Check.of_value(
                "bins of 0.0001 before training: least of all layers and seeds",
                expected=full,
                found=float(fine[:, :, 0].min()),
                within=1e-3,
                unit="nats",
            ),
            Check.of_value(
                "bins of 0.0001: least of all layers, epochs and seeds",
                expected=full,
                found=float(fine.min()),
                within=1e-3,
                unit="nats",
                reason=saturated,
            ),
            Check.of_value(
                "bins of 0.0001: least of layers 1 and 2 over all epochs and seeds",
                expected=full,
                found=float(fine[:, :2].min()),
                within=1e-3,
                unit="nats",
                reason=saturated,
            ),
            Check.above(
                "bins of 0.8: H(Bin T5) changes while I(X;T5) is a constant; median of seeds",
                found=float(np.median(np.ptp(curves(0.8)[:, -1], axis=1))),
                limit=0.5,
            ),
            Check.below(
                "no layer in bins is above the bottleneck of p(x, y), at any time",
                found=max(_excess(run, data.label_entropy) for run in runs),
                limit=1e-9,
                of=" above it",
            ),
        ),
        charts={
            "bins": epochs_chart(
                runs[0].plane,
                title="H(Bin T) = I(X;Bin T) of the deterministic SZT network (Fig. 1 of paper 001)",
                methods=[clustering_in(width) for width in BIN_WIDTHS],
                bounds={Axis.CLUSTERING: full},
                columns=4,
            ),
            "plane": _plane_chart(runs[0], data),
            "losses": loss_chart({"tanh": runs[0]}, title="Losses of the deterministic SZT network"),
        },
        planes={"tanh": runs[0].plane},
    )


def _excess(run: Run, most: float) -> float:
    """By how much a point of the plane lies above the bottleneck, nats; below 0 where none does."""
    plane = run.plane
    return max(
        float((up.values - np.minimum(right.values, most)).max())
        for width in PLANE_WIDTHS
        for layer in plane.layers
        for right, up in [
            [plane.curve(layer, axis, method=information_in(width)) for axis in (Axis.INPUT, Axis.TARGET)]
        ]
    )


def _plane_chart(run: Run, data: Samples) -> Chart:
    """The plane in bins, and behind it the bottleneck: that of the classes of equal p(y|x), which are Y."""
    chart = plane_chart(
        run.plane,
        title="The deterministic SZT network in bins, and the bottleneck of its joint law",
        methods=[information_in(width) for width in PLANE_WIDTHS],
        bounds={Axis.INPUT: log(len(data)), Axis.TARGET: data.label_entropy},
        curve=bottleneck_curve(np.diag(np.bincount(data.labels) / len(data))),
    )
    return replace(chart, columns=len(PLANE_WIDTHS))
