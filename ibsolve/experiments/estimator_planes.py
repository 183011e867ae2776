"""Paper 002, Sec. III: the same two trainings by every estimator. The estimator decides what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import log

from ibsolve.datasets import Samples, szt
from ibsolve.experiments.probing import logarithmic_times, probe_of
from ibsolve.experiments.trained_plane import (
    ADAPTED,
    BINS,
    KDE,
    METHODS,
    OF_ONE,
    RULES,
    RULES_TEXT,
    SOFTMAX,
    SZT_HIDDEN,
    Setting,
    TrainedPlane,
    mark,
    trained_plane,
)
from ibsolve.report.chart import Chart
from ibsolve.report.plane_chart import plane_chart
from ibsolve.report.reproduction import Check, Report, Reproduction, ResultTable
from ibsolve.studies.information_plane import Axis, Change, compression, fitting

ACTIVATIONS = ("tanh", "relu")

Falls = Mapping[str, Mapping[str, Change]]
"""The compression of each layer, by method."""


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Both networks, the planes of all estimators and who sees compression.

    quick: 500 epochs, measured at 15 times with 256 inputs; full: 1000, 40 and 1024.
    """
    epochs, count, inputs = (500, 15, 256) if quick else (1000, 40, 1024)
    train, test = szt().split(0.2, seed=seed)
    probe = probe_of(train, inputs, seed=seed)
    trained: dict[str, TrainedPlane] = {}
    for activation in ACTIVATIONS:
        report(f"{activation}: {epochs} epochs")
        trained[activation] = trained_plane(
            Setting(
                widths=SZT_HIDDEN,
                activation=activation,
                optimiser="adam",
                learning_rate=0.005,
                epochs=epochs,
                batch=256,
            ),
            train,
            test,
            methods=tuple(METHODS),
            probes={"train": probe},
            times=logarithmic_times(epochs, count),
            seed=seed,
        )
    falls = {activation: _falls(each) for activation, each in trained.items()}
    return Reproduction(
        name="estimator-planes",
        setting=(
            (
                f"SZT, 12-10-7-5-4-3-2, Adam of rate 0.005, batches of 256, {epochs} epochs; {inputs} "
                f"training inputs measured at {len(trained['tanh'].train_accuracy)} times; seed {seed}."
            ),
            f"{RULES_TEXT}.",
            (
                "KSG proper is left out: a layer without noise is a function of the input, of which it has "
                "no estimate. Ross's variant has one of I(T;Y). Rényi's α is 2, not 1.01, and needs no "
                "eigenvalues."
            ),
            *(
                f"{activation}: accuracy {each.train_accuracy[-1]:.3f} on training, "
                f"{each.test_accuracy[-1]:.3f} on test data."
                for activation, each in trained.items()
            ),
        ),
        tables=(_verdicts(trained, falls),),
        checks=_checks(falls),
        charts={"estimator-planes": _chart(trained, probe)},
        planes={f"estimator-planes-{activation}": each.plane for activation, each in trained.items()},
    )


def _falls(trained: TrainedPlane) -> Falls:
    plane = trained.plane
    return {
        method: {layer: compression(plane.curve(layer, Axis.INPUT, method=method), RULES) for layer in layers}
        for method in METHODS
        if (layers := plane.measured(Axis.INPUT, method=method))
    }


def _verdicts(trained: Mapping[str, TrainedPlane], falls: Mapping[str, Falls]) -> ResultTable:
    rows = []
    for method in METHODS:
        cells = [method]
        for activation in ACTIVATIONS:
            plane, of_layers = trained[activation].plane, falls[activation].get(method, {})
            amounts = [f"{each.amount:.2f}{'*' if each.counts else ''}" for each in of_layers.values()]
            fits = [
                fitting(plane.curve(layer, Axis.TARGET, method=method), RULES).counts
                for layer in plane.measured(Axis.TARGET, method=method)
            ]
            cells += ["  ".join(amounts) or "-", mark(fits)]
        rows.append(tuple(cells))
    return ResultTable(
        title="Fall of I(X;T) from its peak, nats, from the first hidden layer to the softmax; * counts as "
        "compression. Fits: whether I(T;Y) rises in all layers (✓), some (~) or none (×)",
        headings=("estimator", "tanh", "fits", "ReLU", "fits"),
        rows=tuple(rows),
    )


def _checks(falls: Mapping[str, Falls]) -> tuple[Check, ...]:
    checks = []
    for activation, method, is_seen, source in (
        ("tanh", BINS, True, "[3], [4], [7]"),
        ("tanh", KDE, True, "[4]"),
        ("relu", BINS, False, "[4], [6], [7]"),
        ("relu", KDE, False, "[4]"),
        ("relu", ADAPTED, True, "[5]"),
    ):
        layers = {layer: each for layer, each in falls[activation][method].items() if layer != SOFTMAX}
        seen = [layer for layer, each in layers.items() if each.counts]
        checks.append(
            Check(
                claim=f"{activation}, {method}, hidden layers ({source})",
                expected="some compress" if is_seen else "none compresses",
                found=f"{', '.join(seen) or 'none'}; largest fall "
                f"{max(each.amount for each in layers.values()):.2f} nats",
                is_met=bool(seen) == is_seen,
                reason="one training of one seed; the review itself finds that initialisation decides ([5])",
            )
        )
    verdicts = {
        (activation, method): mark([each.counts for layer, each in layers.items() if layer != SOFTMAX])
        for activation, of_methods in falls.items()
        for method, layers in of_methods.items()
        if len(layers) > 1
    }
    differing = [
        activation
        for activation in ACTIVATIONS
        if len({sign for (of, _), sign in verdicts.items() if of == activation}) > 1
    ]
    checks.append(
        Check(
            claim="the same training, other estimators, other verdicts (Sec. II)",
            expected="for tanh and for ReLU",
            found=" and ".join(differing) or "for neither",
            is_met=len(differing) == len(ACTIVATIONS),
        )
    )
    return tuple(checks)


def _chart(trained: Mapping[str, TrainedPlane], probe: Samples) -> Chart:
    """A panel for each estimator that has both axes and each activation, those of one estimator side by side.

    What leaves the feasible region of the inputs measured is an error of the estimator.
    """
    columns = [
        [
            replace(panel, title=f"{activation}: {panel.title}")
            for panel in plane_chart(
                trained[activation].plane,
                title=activation,
                methods=[method for method in METHODS if method not in OF_ONE],
                bounds={Axis.INPUT: log(len(probe)), Axis.TARGET: probe.label_entropy},
            ).panels
        ]
        for activation in ACTIVATIONS
    ]
    return Chart(
        title="The same two trainings by seven estimators: SZT, 12-10-7-5-4-3-2 (paper 002, Sec. III)",
        panels=tuple(panel for row in zip(*columns, strict=True) for panel in row),
        columns=2 * len(ACTIVATIONS),
    )
