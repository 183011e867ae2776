"""Small networks trained side by side: what is read off a run, and that a short one gives a whole picture."""

import json
from math import log

import numpy as np
import pytest

from ibsolve.datasets import szt
from ibsolve.estimators import BinnedEntropy, SamplePropagation
from ibsolve.experiments import deterministic_szt
from ibsolve.experiments.training_runs import BINS, PROPAGATION, Run, Training, Variant, middle, trained
from ibsolve.networks.fitting import History
from ibsolve.report.reproduction import reproduction_object
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint
from ibsolve.theory import Unit

SHORT = Training(
    widths=(12, 4, 3, 2),
    epochs=3,
    seeds=(0, 1),
    learning_rate=0.2,
    batch=512,
    test_share=0.2,
    probed=256,
    points=6,
    repeats=4,
)


def estimates(values, estimator):
    """Estimates with these values: those of a layer, with their value set."""
    from dataclasses import replace

    layer = np.tanh(np.random.default_rng(0).normal(size=(8, 2)))
    found = (
        estimator.entropy(layer) if isinstance(estimator, BinnedEntropy) else estimator.estimate(layer, layer)
    )
    return [replace(found, value=float(value), interval=None) for value in values]


def run_of(information, clustering):
    points = [
        PlanePoint(time=time, layer="layer2", axis=axis, probe="inputs", method=method, estimate=estimate)
        for axis, method, values, estimator in (
            (Axis.INPUT, PROPAGATION, information, SamplePropagation(0.1, draws=1)),
            (Axis.CLUSTERING, BINS, clustering, BinnedEntropy(width=0.1, rule="width")),
        )
        for time, estimate in enumerate(estimates(values, estimator))
    ]
    plane = InformationPlane(clock=Clock.EPOCH, unit=Unit.NATS, layers=("layer2",), points=tuple(points))
    numbers = np.array([0.5, 0.2, 0.3])
    history = History(
        epochs=np.arange(3),
        train_loss=numbers,
        test_loss=numbers,
        train_accuracy=numbers,
        test_accuracy=numbers,
    )
    scatter = {0: np.zeros((4, 1)), 3: np.array([[0.0], [0.1], [1.0], [1.1]])}
    return Run(plane=plane, history=history, scatter=scatter, layer="layer2")


def test_the_fall_is_from_the_peak_to_the_end():
    assert run_of([1, 3, 2.5, 0.5], [1, 1, 1, 1.5]).fall() == 2.5


def test_tracking_looks_at_what_comes_after_the_peak_alone():
    """Before the peak the two go against each other."""
    assert run_of([1, 3, 2.5, 0.5], [9, 6, 5, 1]).tracking() == pytest.approx(1)
    assert np.isnan(run_of([1, 2, 3], [1, 2, 3]).tracking())


def test_a_run_without_tracking_counts_as_the_least_of_a_median():
    assert middle([0.9, 0.8, float("nan")]) == 0.8
    assert middle([float("nan")]) == -np.inf


def test_losses_and_distances_are_read_at_the_end():
    found = run_of([1, 2], [1, 2])
    assert found.test_loss_rise() == pytest.approx(1.5)
    # Within: 0.1 and 0.1; between: 1, 1.1, 0.9, 1.
    assert found.compactness(np.array([0, 0, 1, 1])) == pytest.approx(0.1)


def test_each_variant_has_a_run_for_each_seed_measured_in_all_layers():
    variants = [
        Variant(name="noisy", figure="", activation="tanh", beta=0.05),
        Variant(name="drawn", figure="", activation="tanh", beta=0.05, alpha=0.01),
    ]
    told = []
    runs = trained(variants, szt(), SHORT, shown=(0, 3), report=told.append)
    assert {name: len(each) for name, each in runs.items()} == {"noisy": 2, "drawn": 2}
    first = runs["noisy"][0]
    assert first.plane.layers == ("layer1", "layer2")
    assert first.plane.times == (0, 1, 2, 3)
    assert first.scatter[3].shape == (256, 3)
    assert told == [f"measured at epoch {epoch} of 3" for epoch in range(4)]
    # Before training the two have the same weights and noise.
    assert first.information()[1][0] == runs["drawn"][0].information()[1][0]
    assert first.information()[1][-1] != runs["drawn"][0].information()[1][-1]
    assert first.information()[1][0] != runs["noisy"][1].information()[1][0]
    assert 0 < first.information()[1].max() < log(256)


def test_figure_1_of_three_epochs_is_whole_and_meets_its_limit(monkeypatch):
    """H(X) = ln 4096 in the first layers with the finest bins, whatever the weights."""
    monkeypatch.setattr(deterministic_szt, "BIN_WIDTHS", (1e-4, 0.8))
    monkeypatch.setattr(deterministic_szt, "EPOCHS", (3, 3))
    found = deterministic_szt.run(quick=True, seed=0, report=lambda _: None)
    json.dumps(reproduction_object(found))
    assert [check.is_met for check in found.checks[:3]] == [True, True, True]
    assert len(found.charts["bins"].panels) == 2
