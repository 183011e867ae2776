"""Paper 002, Sec. III-A, after [5]: weight decay makes a ReLU network compress."""

from __future__ import annotations

from ibsolve.datasets import szt
from ibsolve.experiments.trained_plane import (
    METHODS,
    RULES,
    RULES_TEXT,
    Setting,
    TrainedPlane,
    times_until,
    trained_plane,
)
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis, compression

HIDDEN = (10, 7, 5, 4, 3)
METHOD = "bins of width 1/15"
DECAYS = (0.0, 0.01)


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """The same ReLU network with and without weight decay; quick: one seed, 100 epochs; full: five, 600."""
    seeds, epochs = (1, 100) if quick else (5, 600)
    train, test = szt().split(0.2, seed=seed)
    trained: dict[tuple[float, int], TrainedPlane] = {}
    for decay in DECAYS:
        for run_seed in range(seed, seed + seeds):
            report(f"decay {decay:g}, seed {run_seed}")
            trained[decay, run_seed] = trained_plane(
                Setting(
                    widths=HIDDEN,
                    activation="relu",
                    optimiser="sgd",
                    learning_rate=0.1,
                    epochs=epochs,
                    batch=64,
                    weight_decay=decay,
                ),
                train,
                test,
                methods={METHOD: METHODS[METHOD]},
                probes={"train": train},
                times=times_until(epochs, 20),
                seed=run_seed,
            )
    layers = [f"layer{place}" for place in range(1, len(HIDDEN) + 1)]
    falls = {
        key: [compression(each.plane.curve(layer, Axis.INPUT), RULES) for layer in layers]
        for key, each in trained.items()
    }
    counted = {
        decay: [sum(each.counts for each in of_run) for (of, _), of_run in falls.items() if of == decay]
        for decay in DECAYS
    }
    largest = {
        decay: max(each.amount for (of, _), of_run in falls.items() if of == decay for each in of_run)
        for decay in DECAYS
    }
    plain, decayed = DECAYS
    panels = tuple(
        Panel(
            title=f"weight decay {decay:g}",
            x_label="epoch",
            y_label="I(X;T), nats",
            series=tuple(
                Series(label=layer, x=curve.times, y=curve.values)
                for layer in layers
                for curve in [trained[decay, seed].plane.curve(layer, Axis.INPUT)]
            ),
            is_x_log=True,
        )
        for decay in DECAYS
    )
    return Reproduction(
        name="relu-weight-decay",
        setting=(
            (
                f"SZT, 12-10-7-5-4-3-2 of ReLU, SGD of rate 0.1, batches of 64, {epochs} epochs, "
                f"weight decay "
                f"{plain:g} and {decayed:g}; {METHOD} of all training inputs; seeds {seed} to "
                f"{seed + seeds - 1}."
            ),
            f"{RULES_TEXT}.",
            "Accuracies on test data: "
            + ", ".join(
                f"{decay:g}: "
                + " ".join(
                    f"{each.test_accuracy[-1]:.3f}" for (of, _), each in trained.items() if of == decay
                )
                for decay in DECAYS
            )
            + ".",
        ),
        checks=(
            Check(
                claim="a ReLU network with weight decay compresses, [5]",
                expected="with decay, a hidden layer of every seed compresses",
                found=f"{_listed(counted[decayed])} of 5 layers; largest fall {largest[decayed]:.2f} nats",
                is_met=min(counted[decayed]) > 0,
            ),
            Check(
                claim="and compresses more layers than without it",
                expected="more layers over all seeds",
                found=f"{sum(counted[decayed])} with, {sum(counted[plain])} without (largest fall "
                f"{largest[plain]:.2f} nats)",
                is_met=sum(counted[decayed]) > sum(counted[plain]),
            ),
        ),
        charts={"relu-weight-decay": Chart(title="ReLU with weight decay (SZT)", panels=panels, columns=2)},
        planes={f"relu-weight-decay-{decay:g}": trained[decay, seed].plane for decay in DECAYS},
    )


def _listed(counts: list[int]) -> str:
    return ", ".join(map(str, counts))
