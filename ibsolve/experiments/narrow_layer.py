"""Paper 002, Sec. III-A, after [7]: binned layers do not obey data processing where a wide one follows."""

from __future__ import annotations

import numpy as np

from ibsolve.datasets import szt
from ibsolve.experiments.probing import logarithmic_times
from ibsolve.experiments.trained_plane import BINS, Setting, trained_plane
from ibsolve.report.chart import Chart
from ibsolve.report.epochs_chart import epochs_panel
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis

HIDDEN = (12, 3, 2, 12, 2, 2)


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """I(X;L) of all six hidden layers in bins; quick: 100 epochs, full: 1000."""
    epochs = 100 if quick else 1000
    report(f"12-3-2-12-2-2, {epochs} epochs")
    train, test = szt().split(0.2, seed=seed)
    trained = trained_plane(
        Setting(
            widths=HIDDEN, activation="tanh", optimiser="adam", learning_rate=0.003, epochs=epochs, batch=256
        ),
        train,
        test,
        methods=[BINS],
        probes={"train": train},
        times=logarithmic_times(epochs, 24),
        seed=seed,
    )
    third, fourth = (trained.plane.curve(layer, Axis.INPUT) for layer in ("layer3", "layer4"))
    gap = fourth.values - third.values
    least = int(np.argmin(gap))
    panel = epochs_panel(trained.plane, Axis.INPUT, title=f"tanh, {BINS}", layers=trained.hidden)
    return Reproduction(
        name="narrow-layer",
        setting=(
            (
                f"SZT, hidden layers 12-3-2-12-2-2 of tanh, Adam of rate 0.003, {epochs} epochs; all "
                f"{len(train)} training inputs in {BINS} at {len(gap)} times; seed {seed}; accuracy "
                f"{trained.train_accuracy[-1]:.3f} on training, {trained.test_accuracy[-1]:.3f} on test data."
            ),
        ),
        checks=(
            Check(
                claim="I(X;L3) < I(X;L4) throughout training, [7]",
                expected="I(X;L4) - I(X;L3) > 0 nats at all times",
                found=f"at {(gap > 0).sum()} of {len(gap)} times; least {gap[least]:.3f} nats, at epoch "
                f"{third.times[least]:g}",
                is_met=bool((gap > 0).all()),
                reason="once L3 is in a few clusters, each of its bins goes to one bin of L4",
            ),
        ),
        charts={"narrow-layer": Chart(title="Binned layers 12-3-2-12-2-2", panels=(panel,))},
        planes={"narrow-layer": trained.plane},
    )
