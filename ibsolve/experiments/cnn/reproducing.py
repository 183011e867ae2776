"""The run: all rows for all seeds, and what is watched on the way."""

from __future__ import annotations

import numpy as np

from ibsolve.experiments.cnn.clustering import Clustering
from ibsolve.experiments.cnn.errors import Errors
from ibsolve.experiments.cnn.rows import DETERMINISTIC, DROPOUT, PAPER, QUICK, ROWS, Schedule
from ibsolve.experiments.cnn.similarities import Similarities
from ibsolve.experiments.cnn.training import Activations, Data, activations, data_for, error_rate, trained
from ibsolve.networks import chosen_device
from ibsolve.report.reproduction import Report, Reproduction

_OF_DIGITS = {
    "Table 1: dropout is best": "with 1348 small images even the training set keeps errors with dropout, so "
    "that it costs more than it saves; MNIST has 45 times the images and steps"
}


def run(
    *, quick: bool, seed: int, report: Report, device: str | None = None, schedule: Schedule | None = None
) -> Reproduction:
    """Table 1, Figs. 3, 7 and 8 and the slopes of Section 5.2 of paper 001.

    quick: digits, fewer epochs at ten times the rate, two seeds; else MNIST where the user has it, as
    `datasets.mnist` finds it, and the paper's schedule. device: see `chosen_device`; None is "auto" for MNIST
    and "cpu" for digits, whose networks are too small for another. schedule: another than these two.
    """
    chosen = schedule or (QUICK if quick else PAPER)
    first = data_for(seed, is_mnist_wanted=not quick)
    place = chosen_device(device or ("auto" if first.is_mnist else "cpu"))
    rates: dict[str, list[float]] = {row.label: [] for row in ROWS}
    similarities = Similarities()
    clustering = Clustering(first.test, chosen)
    of_first: Activations | None = None
    for replication in range(seed, seed + chosen.seeds):
        data = first if first.is_mnist else data_for(replication, is_mnist_wanted=False)
        plain: Activations | None = None
        for row in ROWS:
            is_watched = row is DROPOUT and replication == seed
            model = trained(
                row,
                data,
                chosen,
                seed=replication,
                device=place,
                at_epoch=clustering.watch if is_watched else lambda _epoch, _model: None,
                report=report,
            )
            found = activations(model, data.test.inputs)
            rates[row.label].append(error_rate(found, data.test))
            if row is DETERMINISTIC:
                plain = found
                on_first = activations(model, first.test.inputs)
                if of_first is None:
                    of_first = on_first
                else:
                    similarities.add_unrelated(of_first, on_first)
            else:
                assert plain is not None, "the deterministic row is the first"
                similarities.add(row, plain, found)
    errors = Errors(
        rates={label: np.array(values) for label, values in rates.items()}, is_mnist=first.is_mnist
    )
    return Reproduction(
        name="cnn",
        setting=(*_setting(first, chosen, seed), *errors.lines, *similarities.lines, *clustering.lines),
        checks=(
            *errors.checks({} if first.is_mnist else _OF_DIGITS),
            *similarities.checks,
            *clustering.checks(is_mnist=first.is_mnist),
        ),
        charts={"cnn-errors": errors.chart, "cnn-cosines": similarities.chart, **clustering.charts},
        planes={"cnn-entropy": clustering.plane},
    )


def _setting(data: Data, schedule: Schedule, seed: int) -> tuple[str, ...]:
    name = "MNIST, as the paper" if data.is_mnist else "scikit-learn's digits in place of MNIST"
    height, width = data.train.image_shape or (0, 0)
    return (
        f"data: {name}: {len(data.train)} images of {height} × {width} to train, {len(data.test)} to test",
        f"{schedule.epochs} epochs (paper: 128), rate {schedule.first_rate:g} to a tenth (paper: 0.005)",
        f"{schedule.seeds} seeds from {seed} (paper: 8); rows share weights, order and changes of images",
        "H(Bin), slopes and distances: the network with dropout of the first seed, on test images",
    )
