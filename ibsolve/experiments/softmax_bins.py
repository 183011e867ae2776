"""Paper 002, Sec. III-A, after [10]: compression of the softmax layer, in ten bins, goes with accuracy."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import digits
from ibsolve.experiments.probing import logarithmic_times
from ibsolve.experiments.trained_plane import SOFTMAX, TEN_BINS, Setting, TrainedPlane, trained_plane
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis
from ibsolve.studies.rank_correlation import rank_correlation

SAME = 0.02
"""Nats within which two values of I(Y;L) are taken as the same."""
APART = 0.01
"""By which the accuracies of a pair differ."""


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Networks of several widths and seeds on digits, tracked on test data.

    quick: 4 networks, 40 epochs; full: 20, 200 epochs. Pairs are of all networks and times.
    """
    seeds, epochs = (2, 40) if quick else (10, 200)
    train, test = digits().split(0.5, seed=seed)
    runs: dict[str, TrainedPlane] = {}
    for widths in ((20, 20, 20), (64, 32)):
        for run_seed in range(seed, seed + seeds):
            name = f"{'-'.join(map(str, widths))}, seed {run_seed}"
            report(name)
            runs[name] = trained_plane(
                Setting(
                    widths=widths,
                    activation="relu",
                    optimiser="adam",
                    learning_rate=0.003,
                    epochs=epochs,
                    batch=64,
                ),
                train,
                test,
                methods=[TEN_BINS],
                probes={"test": test},
                times=logarithmic_times(epochs, 24),
                seed=run_seed,
            )
    x, y, accuracy = _points(runs)
    pairs = _pairs(x, y, accuracy)
    share = float(np.mean(pairs)) if len(pairs) else float("nan")
    # What is left of both once I(Y;L) explains what it can, by ranks.
    partial = rank_correlation(_residual(x, y), _residual(accuracy, y))
    panels = (
        Panel(
            title="test data, all networks and times",
            x_label="I(X;L), nats",
            y_label="I(Y;L), nats",
            series=(Series(label="", x=x, y=y, style=Style.POINTS, shade=accuracy),),
            shade_label="test accuracy",
        ),
        Panel(
            title="ranks: what I(Y;L) leaves of both",
            x_label="rank of I(X;L) beyond what I(Y;L) explains",
            y_label="rank of test accuracy beyond it",
            series=(Series(label="", x=_residual(x, y), y=_residual(accuracy, y), style=Style.POINTS),),
        ),
    )
    return Reproduction(
        name="softmax-bins",
        setting=(
            (
                "scikit-learn's digits in place of CIFAR-10, half of them test data; hidden layers 20-20-20 "
                f"and 64-32 of ReLU, {seeds} seeds each, Adam of rate 0.003, {epochs} epochs; softmax in "
                "ten bins."
            ),
            (
                f"Pairs of points: I(Y;L) within {SAME:g} nats, test accuracies apart by {APART:g} or more; "
                f"seed {seed}."
            ),
        ),
        checks=(
            Check(
                claim="of two points of equal I(Y;L), the more accurate often has the lower I(X;L), [10]",
                expected="in more than half of the pairs",
                found=f"in {share:.3f} of {len(pairs)} pairs",
                is_met=share > 1 / 2,
            ),
            Check(
                claim="I(X;L) falls as accuracy rises where I(Y;L) is equal, over all points",
                expected="rank correlation below 0, p < 0.05",
                found="none" if partial is None else f"{partial.rho:.2f}, p = {partial.p_value:.2g}",
                is_met=partial is not None and partial.rho < 0 and partial.p_value < 0.05,
            ),
        ),
        charts={"softmax-bins": Chart(title="The softmax layer in ten bins", panels=panels, columns=2)},
        planes={f"softmax-bins-{place}": each.plane for place, each in enumerate(runs.values(), start=1)},
    )


def _points(runs: dict[str, TrainedPlane]) -> tuple[Floats, Floats, Floats]:
    """I(X;L), I(Y;L) and test accuracy of all networks and times."""
    columns = [
        (
            each.plane.curve(SOFTMAX, Axis.INPUT).values,
            each.plane.curve(SOFTMAX, Axis.TARGET).values,
            each.test_accuracy,
        )
        for each in runs.values()
    ]
    x, y, accuracy = (np.concatenate(column) for column in zip(*columns, strict=True))
    return x, y, accuracy


def _pairs(x: Floats, y: Floats, accuracy: Floats) -> list[bool]:
    """For each pair of equal I(Y;L) whose accuracies differ, whether the better has the lower I(X;L)."""
    return [
        bool(x[better] < x[worse])
        for better in range(len(x))
        for worse in range(len(x))
        if abs(y[better] - y[worse]) <= SAME and accuracy[better] - accuracy[worse] >= APART
    ]


def _residual(values: Floats, explaining: Floats) -> Floats:
    """Ranks of the values less the straight line through them over the ranks of what explains them."""
    from scipy.stats import rankdata

    ranks, others = rankdata(values), rankdata(explaining)
    slope, start = np.polyfit(others, ranks, 1)
    return np.asarray(ranks - slope * others - start)
