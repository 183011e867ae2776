"""Paper 002, Sec. III-A, after [4]: overfitting without compression, and compression with overfitting.

Two deep linear students of a linear teacher, one of many samples and little noise, one of as many samples
as weights and much noise. With Gaussian inputs I(X;T+Z) of a linear layer is known exactly: nothing is
estimated. Beside them a tanh network on a small part of SZT, which it learns by heart.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import szt
from ibsolve.experiments.probing import logarithmic_times
from ibsolve.experiments.trained_plane import (
    BINS,
    RULES,
    RULES_TEXT,
    SZT_HIDDEN,
    Setting,
    TrainedPlane,
    falls_of_hidden,
    trained_plane,
)
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.epochs_chart import epochs_panel
from ibsolve.report.reproduction import Check, Report, Reproduction
from ibsolve.studies.information_plane import Axis, Change, Curve, compression

INPUTS = 100
NOISE = 1.0
"""Variance of Z, in the unit of the hidden layer's activations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Student:
    """A linear student over its epochs. Errors are mean squares, of the noisy labels; shape (n,) each."""

    times: Floats
    train_error: Floats
    test_error: Floats
    information: Floats

    @property
    def compression(self) -> Change:
        """Of I(X;T+Z), by the exact curve: intervals and noise it has none."""
        nan = np.full_like(self.times, np.nan)
        return compression(Curve(times=self.times, values=self.information, lower=nan, upper=nan), RULES)


def student(samples: int, signal_to_noise: float, *, epochs: int, seed: int) -> Student:
    """A student 100–100–1 of a teacher of 100 weights, by full-batch descent from small weights.

    The teacher's output has variance 1, the label's noise 1/signal_to_noise; weights start at a deviation of
    1 % of 1/√100. information: I(X;WX+Z) = ½ ln det(I + WWᵀ) nats of the hidden layer.
    """
    rng = np.random.default_rng(seed)
    teacher = rng.normal(size=INPUTS) / np.sqrt(INPUTS)
    noise = 1 / np.sqrt(signal_to_noise)

    def drawn(count: int) -> tuple[Floats, Floats]:
        x = rng.normal(size=(count, INPUTS))
        return x, x @ teacher + noise * rng.normal(size=count)

    x, y = drawn(samples)
    test_x, test_y = drawn(2000)
    first, last = 0.01 * rng.normal(size=(INPUTS, INPUTS)) / np.sqrt(INPUTS), np.full(INPUTS, 0.01)
    rate, measured, rows = 0.01, set(logarithmic_times(epochs, 40)), []
    second_moment, cross = x.T @ x / samples, x.T @ y / samples
    for epoch in range(epochs + 1):
        weights = last @ first
        if epoch in measured:
            of_hidden = np.linalg.slogdet(np.eye(INPUTS) + first @ first.T / NOISE)[1] / 2
            errors = [
                float(((given @ weights - known) ** 2).mean()) for given, known in ((x, y), (test_x, test_y))
            ]
            rows.append((float(epoch), *errors, float(of_hidden)))
        slope = second_moment @ weights - cross
        first, last = first - rate * np.outer(last, slope), last - rate * first @ slope
    times, train_error, test_error, information = np.array(rows).T
    return Student(times=times, train_error=train_error, test_error=test_error, information=information)


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Both students and the tanh network; quick: 5000 and 300 epochs, full: 20,000 and 1500."""
    epochs, tanh_epochs = (5000, 300) if quick else (20_000, 1500)
    report("linear students")
    students = {
        "generalising": student(1000, 5.0, epochs=epochs, seed=seed),
        "overfitting": student(INPUTS, 0.5, epochs=epochs, seed=seed),
    }
    report("tanh network")
    everything = szt()
    rest, part = everything.split(0.05, seed=seed)
    trained = trained_plane(
        Setting(
            widths=SZT_HIDDEN,
            activation="tanh",
            optimiser="adam",
            learning_rate=0.01,
            epochs=tanh_epochs,
            batch=64,
        ),
        part,
        rest,
        methods=[BINS],
        probes={"all": everything},
        times=logarithmic_times(tanh_epochs, 24),
        seed=seed,
    )
    falls = falls_of_hidden(trained)
    train_accuracy, test_accuracy = trained.train_accuracy[-1], trained.test_accuracy[-1]
    good, bad = students["generalising"], students["overfitting"]
    checks = [
        Check(
            claim="the first student generalises",
            expected="its test error ends within 5 % of its least",
            found=f"{good.test_error[-1]:.3f}, least {good.test_error.min():.3f}",
            is_met=bool(good.test_error[-1] < 1.05 * good.test_error.min()),
        ),
        Check(
            claim="the second student overfits",
            expected="its test error ends more than 20 % above its least",
            found=f"{bad.test_error[-1]:.3f}, least {bad.test_error.min():.3f}",
            is_met=bool(bad.test_error[-1] > 1.2 * bad.test_error.min()),
        ),
        *(
            Check(
                claim=f"the {name} linear student does not compress, [4]",
                expected="no fall of I(X;T+Z) that counts",
                found=f"fall {each.compression.amount:.4f} of {np.ptp(each.information):.2f} nats",
                is_met=not each.compression.counts,
            )
            for name, each in students.items()
        ),
        Check(
            claim="the tanh network is strongly overfitted",
            expected="training accuracy above 0.95, more than 0.1 above that of the test",
            found=f"{train_accuracy:.3f} and {test_accuracy:.3f}",
            is_met=bool(train_accuracy > 0.95 and train_accuracy - test_accuracy > 0.1),
        ),
        Check(
            claim="the overfitted tanh network compresses, [4]",
            expected="a hidden layer compresses",
            found=f"{', '.join(layer for layer, each in falls.items() if each.counts) or 'none'}; largest "
            f"fall {max(each.amount for each in falls.values()):.2f} nats",
            is_met=any(each.counts for each in falls.values()),
        ),
    ]
    return Reproduction(
        name="teacher-student",
        setting=(
            (
                f"Linear teacher of {INPUTS} Gaussian inputs; students {INPUTS}-{INPUTS}-1 of 1000 samples "
                f"at a signal-to-noise ratio of 5 and of {INPUTS} at 0.5, full-batch descent of rate 0.01, "
                f"{epochs} epochs; I(X;T+Z) exactly, Z of variance {NOISE:g}; seed {seed}."
            ),
            (
                f"tanh: SZT, 12-10-7-5-4-3-2, {len(part)} training inputs, Adam of rate 0.01, {tanh_epochs} "
                f"epochs; {BINS} of all {len(everything)} inputs (at most {log(len(everything)):.3f} nats)."
            ),
            f"{RULES_TEXT}.",
        ),
        checks=tuple(checks),
        charts={"teacher-student": _chart(students, trained)},
        planes={"teacher-student-tanh": trained.plane},
    )


def _chart(students: dict[str, Student], trained: TrainedPlane) -> Chart:
    of_students = (
        Panel(
            title="linear students: errors",
            x_label="epoch",
            y_label="mean square error",
            series=tuple(
                Series(label=f"{name}, {kind}", x=each.times, y=values)
                for name, each in students.items()
                for kind, values in (("training", each.train_error), ("test", each.test_error))
            ),
            is_x_log=True,
        ),
        Panel(
            title="linear students: hidden layer",
            x_label="epoch",
            y_label="I(X;T+Z), nats",
            series=tuple(
                Series(label=name, x=each.times, y=each.information) for name, each in students.items()
            ),
            is_x_log=True,
        ),
    )
    of_tanh = epochs_panel(trained.plane, Axis.INPUT, title=f"overfitted tanh network, {BINS}")
    return Chart(title="Compression and generalisation apart", panels=(*of_students, of_tanh), columns=3)
