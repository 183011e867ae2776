"""The whole experiment on little data: nothing about its verdicts, all about its parts fitting together."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ibsolve.datasets import Samples
from ibsolve.estimators import MatrixRenyi
from ibsolve.experiments.autoencoder import reproduction
from ibsolve.experiments.autoencoder.record import PROBE, record
from ibsolve.experiments.autoencoder.setting import Rule, Setting
from ibsolve.report.reproduction import reproduction_object
from ibsolve.studies.information_plane import Axis

LAYERS = ("encoder1", "encoder2", "encoder3", "bottleneck", "decoder1", "decoder2", "decoder3", "output")


@pytest.fixture(scope="module")
def small():
    rng = np.random.default_rng(0)
    inputs = 1 / (1 + np.exp(-rng.standard_normal((120, 2)) @ rng.standard_normal((2, 9))))
    data = Samples(inputs=inputs, labels=np.zeros(120, dtype=np.int64), classes=2, name="curved")
    train, test = data.split(0.5, seed=0)
    return Setting(
        train=train,
        test=test,
        widths=(9, 12, 8, 6),
        learning_rate=0.9,
        epochs=12,
        times=(0, 3, 6, 12),
        batches=tuple(np.split(test.inputs, 3)),
        old_gamma=(25.0, 1.0),
        bottlenecks=(1, 2, 4, 6, 32),
        batch=60,
    )


@pytest.fixture(scope="module")
def trained(small):
    return record(small, 2, rules=tuple(Rule), times=small.times, seed=0, report=lambda _: None)


def test_both_planes_have_every_layer_at_every_time(small, trained):
    for rule in Rule:
        plane = trained.planes[rule]
        assert plane.times == small.times
        assert plane.layers == ("input", *LAYERS)
        assert plane.probes == (PROBE,)
        assert all(
            len(plane.curve(layer, axis).values) == 4
            for layer in plane.layers
            for axis in Axis
            if "X" in axis
        )


def test_what_the_input_has_of_itself_does_not_change_in_training(trained):
    for plane in trained.planes.values():
        assert np.ptp(plane.curve("input", Axis.INPUT).values) == 0


def test_each_layer_has_the_kernel_of_its_rule(small, trained):
    """By hand, of the output: I(X;X′) of the batches at the end."""
    from ibsolve.networks.fitting import fit
    from ibsolve.networks.models import autoencoder

    model = autoencoder(small.widths, 2, seed=0)
    training = {"loss": "reconstruction", "learning_rate": 0.9, "momentum": 0.5, "batch": 60, "seed": 0}
    fit(model, small.train, epochs=12, **training)
    outputs = [model(torch.tensor(batch, dtype=torch.float32)).detach().double() for batch in small.batches]
    codes = [model[:4](torch.tensor(each, dtype=torch.float32)).detach().double() for each in small.batches]
    for rule, gammas in ((Rule.NEW, (0.8, 0.8)), (Rule.OLD, (1.0, 25.0))):
        width = "normalised" if rule is Rule.NEW else "simplified"
        for layer, values, y_gamma in (("output", outputs, gammas[0]), ("bottleneck", codes, gammas[1])):
            renyi = MatrixRenyi(1.01, width, gammas[0], y_gamma=y_gamma)
            for axis, others in ((Axis.INPUT, small.batches), (Axis.OUTPUT, outputs)):
                by_hand = [
                    renyi.estimate(other, each, unit="bits").value
                    for other, each in zip(others, values, strict=True)
                ]
                assert trained.last(layer, axis, rule) == pytest.approx(np.mean(by_hand), abs=1e-6)


def test_variances_are_means_over_units(trained):
    assert {layer: len(each) for layer, each in trained.variances.items()} == dict.fromkeys(LAYERS, 4)
    assert all((each > 0).all() for each in trained.variances.values())


def test_measuring_leaves_training_alone(small, trained):
    unwatched = record(small, 2, rules=(Rule.NEW,), times=small.times[-1:], seed=0, report=lambda _: None)
    assert unwatched.lost == trained.lost
    assert unwatched.last("decoder1", Axis.INPUT) == trained.last("decoder1", Axis.INPUT)


def test_the_run_has_verdicts_charts_and_planes(small, monkeypatch):
    monkeypatch.setattr(reproduction, "setting", lambda **_: small)
    told = []
    found = reproduction.run(quick=True, seed=0, report=told.append)
    assert set(found.charts) == {"fig6", "fig7", "fig8", "fig9", "output-spread"}
    assert set(found.planes) == {"k2-old", "k2-new", "k32-old", "k32-new"}
    assert {check.claim.split(":")[0].split(",")[0] for check in found.checks} >= {
        "Fig. 6",
        "Fig. 9",
        "Fig. 7b",
    }
    assert reproduction_object(found)["checks"]
    assert any(line.startswith("K = 32: epoch") for line in told)
    assert any("the digits stand in for MNIST" in line for line in found.setting)


def test_the_papers_own_data_is_said_to_be_so(small):
    paper = replace(small, train=replace(small.train, name="MNIST"))
    assert paper.is_paper
    assert not any("stand in" in line for line in paper.lines())
