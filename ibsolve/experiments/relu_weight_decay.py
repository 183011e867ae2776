"""Paper 002, Sec. III-A, after [5]: weight decay makes a ReLU network compress."""

from __future__ import annotations

from ibsolve.datasets import szt
from ibsolve.experiments.probing import logarithmic_times
from ibsolve.experiments.trained_plane import (
    BINS,
    RULES_TEXT,
    SZT_HIDDEN,
    Setting,
    TrainedPlane,
    falls_of_hidden,
    trained_plane,
)
from ibsolve.report.chart import Chart
from ibsolve.report.epochs_chart import epochs_panel
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis

DECAYS = (0.0, 0.01)


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """The same ReLU network with and without weight decay; quick: one seed, 100 epochs; full: five, 600."""
    seeds, epochs = (1, 100) if quick else (5, 600)
    train, test = szt().split(0.2, seed=seed)

    def trained(decay: float, run_seed: int) -> TrainedPlane:
        report(f"decay {decay:g}, seed {run_seed}")
        return trained_plane(
            Setting(
                widths=SZT_HIDDEN,
                activation="relu",
                optimiser="sgd",
                learning_rate=0.1,
                epochs=epochs,
                batch=64,
                weight_decay=decay,
            ),
            train,
            test,
            methods=[BINS],
            probes={"train": train},
            times=logarithmic_times(epochs, 20),
            seed=run_seed,
        )

    runs = {decay: [trained(decay, each) for each in range(seed, seed + seeds)] for decay in DECAYS}
    falls = {decay: [falls_of_hidden(run).values() for run in of_decay] for decay, of_decay in runs.items()}
    counted = {decay: [sum(each.counts for each in run) for run in runs] for decay, runs in falls.items()}
    largest = {decay: max(each.amount for run in runs for each in run) for decay, runs in falls.items()}
    accuracies = {
        decay: " ".join(f"{run.test_accuracy[-1]:.3f}" for run in of_decay)
        for decay, of_decay in runs.items()
    }
    plain, decayed = DECAYS
    return Reproduction(
        name="relu-weight-decay",
        setting=(
            (
                f"SZT, 12-10-7-5-4-3-2 of ReLU, SGD of rate 0.1, batches of 64, {epochs} epochs, weight "
                f"decay {plain:g} and {decayed:g}; {BINS} of all training inputs; "
                f"{'seed' if seeds == 1 else 'seeds'} {', '.join(map(str, range(seed, seed + seeds)))}."
            ),
            f"{RULES_TEXT}.",
            f"Accuracies on test data: {', '.join(f'{key:g}: {told}' for key, told in accuracies.items())}.",
        ),
        checks=(
            Check(
                claim="a ReLU network with weight decay compresses, [5]",
                expected="with decay, a hidden layer of every seed compresses",
                found=f"{', '.join(map(str, counted[decayed]))} of 5 layers; largest fall "
                f"{largest[decayed]:.2f} nats",
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
        charts={
            "relu-weight-decay": Chart(
                title="ReLU with weight decay (SZT)",
                panels=tuple(
                    epochs_panel(
                        of_decay[0].plane,
                        Axis.INPUT,
                        title=f"weight decay {decay:g}",
                        layers=of_decay[0].hidden,
                    )
                    for decay, of_decay in runs.items()
                ),
                columns=2,
            )
        },
        planes={f"relu-weight-decay-{decay:g}": of_decay[0].plane for decay, of_decay in runs.items()},
    )
