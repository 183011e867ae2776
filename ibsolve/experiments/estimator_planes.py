"""Paper 002, Sec. III: the same two trainings by every estimator. The estimator decides what is seen."""

from __future__ import annotations

from collections.abc import Mapping

from ibsolve.datasets import szt
from ibsolve.experiments.trained_plane import (
    METHODS,
    RULES,
    RULES_TEXT,
    Setting,
    TrainedPlane,
    mark,
    probe_of,
    times_until,
    trained_plane,
)
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Report, Reproduction, ResultTable
from ibsolve.studies.information_plane import Axis, Change, compression, fitting

HIDDEN = (10, 7, 5, 4, 3)
"""12–10–7–5–4–3–2 with input and output."""
ACTIVATIONS = ("tanh", "relu")


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Both networks, the planes of all estimators and who sees compression.

    quick: 200 epochs, measured at 18 times with 256 inputs; full: 1000, 40 and 1024.
    """
    epochs, count, inputs = (200, 18, 256) if quick else (1000, 40, 1024)
    train, test = szt().split(0.2, seed=seed)
    probe = probe_of(train, inputs, seed=seed)
    trained: dict[str, TrainedPlane] = {}
    for activation in ACTIVATIONS:
        report(f"{activation}: {epochs} epochs")
        trained[activation] = trained_plane(
            Setting(
                widths=HIDDEN,
                activation=activation,
                optimiser="adam",
                learning_rate=0.005,
                epochs=epochs,
                batch=256,
            ),
            train,
            test,
            methods=METHODS,
            probes={"train": probe},
            times=times_until(epochs, count),
            seed=seed,
        )
    falls = {activation: _falls(each) for activation, each in trained.items()}
    return Reproduction(
        name="estimator-planes",
        setting=(
            (
                f"SZT, 12-10-7-5-4-3-2, Adam of rate 0.005, batches of 256, {epochs} epochs; "
                f"{inputs} training "
                f"inputs measured at {len(next(iter(trained.values())).train_accuracy)} times; seed {seed}."
            ),
            f"{RULES_TEXT}.",
            (
                "KSG proper is left out: a layer without noise is a function of the input, of which "
                "it has no "
                "estimate. Ross's variant has one of I(T;Y). Rényi's α is 2, not 1.01, and needs no "
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
        charts={"estimator-planes": _chart(trained)},
        planes={f"estimator-planes-{activation}": each.plane for activation, each in trained.items()},
    )


def _falls(trained: TrainedPlane) -> dict[str, dict[str, Change]]:
    """The compression of each layer, by method."""
    measured = _measured(trained)
    return {
        method: {
            layer: compression(trained.plane.curve(layer, Axis.INPUT, method=method), RULES)
            for layer in layers
        }
        for method, layers in measured.items()
    }


def _measured(trained: TrainedPlane) -> dict[str, list[str]]:
    """The layers in which a method has I(X;T)."""
    plane = trained.plane
    found: dict[str, list[str]] = {}
    for point in plane.points:
        if point.axis is Axis.INPUT and point.time == 0:
            found.setdefault(point.method, []).append(point.layer)
    return found


def _verdicts(
    trained: Mapping[str, TrainedPlane], falls: Mapping[str, Mapping[str, Mapping[str, Change]]]
) -> ResultTable:
    rows = []
    for method, of_method in METHODS.items():
        cells = [method]
        for activation in ACTIVATIONS:
            layers = falls[activation].get(method)
            plane = trained[activation].plane
            cells.append(
                "-"
                if layers is None
                else "  ".join(
                    f"{change.amount:.2f}{'*' if change.counts else ''}" for change in layers.values()
                )
            )
            layers_of_target = ["softmax"] if of_method.is_of_softmax else list(plane.layers)
            fits = [
                fitting(plane.curve(layer, Axis.TARGET, method=method), RULES).counts
                for layer in layers_of_target
            ]
            cells.append(mark(fits))
        rows.append(tuple(cells))
    return ResultTable(
        title="Fall of I(X;T) from its peak, nats, from the first hidden layer to the softmax; * counts as "
        "compression. Fits: whether I(T;Y) rises in all layers (✓), some (~) or none (×)",
        headings=("estimator", "tanh", "fits", "ReLU", "fits"),
        rows=tuple(rows),
    )


def _checks(falls: Mapping[str, Mapping[str, Mapping[str, Change]]]) -> tuple[Check, ...]:
    checks = []
    for activation, method, is_seen, source in (
        ("tanh", "bins of width 1/15", True, "[3], [4], [7]"),
        ("tanh", "KDE, σ² = 0.1", True, "[4]"),
        ("relu", "bins of width 1/15", False, "[4], [6], [7]"),
        ("relu", "KDE, σ² = 0.1", False, "[4]"),
        ("relu", "KDE, σ² adapted", True, "[5]"),
    ):
        layers = {layer: each for layer, each in falls[activation][method].items() if layer != "softmax"}
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
        (activation, method): mark([each.counts for layer, each in layers.items() if layer != "softmax"])
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


def _chart(trained: Mapping[str, TrainedPlane]) -> Chart:
    """A row for each estimator that has both axes, a column for each activation."""
    panels = []
    for method, of_method in METHODS.items():
        if of_method.of_input is None or of_method.of_target is None or of_method.is_of_softmax:
            continue
        for activation in ACTIVATIONS:
            plane = trained[activation].plane
            series = []
            for layer in plane.layers:
                x, y = (plane.curve(layer, axis, method=method) for axis in (Axis.INPUT, Axis.TARGET))
                series.append(Series(label=layer, x=x.values, y=y.values, style=Style.PATH, shade=x.times))
            panels.append(
                Panel(
                    title=f"{activation}: {method}",
                    x_label="I(X;T), nats",
                    y_label="I(T;Y), nats",
                    series=tuple(series),
                    shade_label="epoch",
                    is_shade_log=True,
                )
            )
    return Chart(
        title="The same two trainings by seven estimators: SZT, 12-10-7-5-4-3-2 (paper 002, Sec. III)",
        panels=tuple(panels),
        columns=len(ACTIVATIONS),
    )
