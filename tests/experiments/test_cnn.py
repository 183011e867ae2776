"""The CNN of paper 001: rows are paired, layers that are known give what they must, checks can fail."""

from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.datasets import Samples
from ibsolve.experiments.cnn import reproducing
from ibsolve.experiments.cnn.clustering import WIDTHS, Clustering
from ibsolve.experiments.cnn.errors import Errors
from ibsolve.experiments.cnn.rows import DETERMINISTIC, DROPOUT, LAYERS, NOISY, PAPER, QUICK, ROWS, Schedule
from ibsolve.experiments.cnn.similarities import Similarities
from ibsolve.experiments.cnn.training import activations, data_for, error_rate, trained

SHORT = Schedule(epochs=2, seeds=2, first_rate=0.05)
CPU = torch.device("cpu")
PRINTED = {row.label: row.printed / 10_000 for row in ROWS}


def short_data(seed, *, is_mnist_wanted):
    data = data_for(seed, is_mnist_wanted=is_mnist_wanted)
    return replace(data, train=data.train.first(96), test=data.test.first(60))


def errors(**changed):
    means = PRINTED | {row.label: changed[name] for name, row in NAMED.items() if name in changed}
    return Errors(rates={k: np.array([0.95, 1.05]) * v for k, v in means.items()}, is_mnist=True)


NAMED = {"plain": DETERMINISTIC, "small": NOISY[0], "large": NOISY[-1], "dropout": DROPOUT}


def verdicts(checks):
    return {check.claim: check.is_met for check in checks}


def test_the_rate_falls_to_a_tenth():
    for schedule in (PAPER, QUICK):
        assert schedule.rate(schedule.epochs - 1) == pytest.approx(schedule.first_rate / 10)
    assert PAPER.rate(0) == 5e-3
    assert PAPER.shown_epochs == (0, 1, 32, 128)


def test_rows_of_a_seed_start_alike_and_another_seed_does_not():
    data = short_data(0, is_mnist_wanted=False)
    first = {}
    for row in (DETERMINISTIC, NOISY[-1], DROPOUT):
        trained(
            row,
            data,
            SHORT,
            seed=0,
            device=CPU,
            at_epoch=lambda epoch, model, row=row: (
                epoch or first.update({row.label: activations(model, data.test.inputs)})
            ),
        )
    plain = first[DETERMINISTIC.label]
    for layer in LAYERS:
        assert all((found[layer] == plain[layer]).all() for found in first.values())


def test_noise_that_vanishes_trains_as_none_does():
    # Same weights, same batches, same changes of images: or the two would part at the first step.
    data = short_data(1, is_mnist_wanted=False)
    tiny = replace(NOISY[0], beta=1e-9)
    found = [
        activations(trained(row, data, SHORT, seed=1, device=CPU), data.test.inputs)
        for row in (DETERMINISTIC, tiny, DROPOUT)
    ]
    assert np.allclose(found[0]["layer4"], found[1]["layer4"], atol=1e-4)
    assert not np.allclose(found[0]["layer4"], found[2]["layer4"], atol=1e-2)


def test_measuring_leaves_the_training_as_it_was():
    data = short_data(0, is_mnist_wanted=False)
    watched, alone = (
        trained(DROPOUT, data, SHORT, seed=3, device=CPU, at_epoch=at_epoch)
        for at_epoch in (lambda _, model: activations(model, data.test.inputs), lambda _epoch, _model: None)
    )
    for name, weights in watched.state_dict().items():
        assert torch.equal(weights, alone.state_dict()[name])


def test_errors_are_counted_on_the_largest_output():
    test = Samples(inputs=np.zeros((3, 1)), labels=np.array([0, 1, 1]), classes=2, name="three")
    assert error_rate({"layer4": np.array([[1.0, 0], [0, 1], [1, 0]])}, test) == pytest.approx(1 / 3)


def test_the_printed_errors_meet_every_check_of_the_table():
    assert all(check.is_met for check in errors().checks({}))


@pytest.mark.parametrize(
    ("changed", "claim"),
    [
        ({"small": 0.009}, "Table 1: noise of β ≤ 0.1 is harmless"),
        ({"large": 0.006}, "Table 1: errors grow with β from 0.1"),
        ({"large": 0.015}, "Table 1: β = 0.5 is far worse than all others"),
        ({"dropout": 0.0055}, "Table 1: dropout is best"),
        ({"plain": 0.03}, "Table 1: deterministic"),
    ],
)
def test_other_errors_do_not(changed, claim):
    assert not verdicts(errors(**changed).checks({}))[claim]


def test_values_of_the_paper_are_asked_of_mnist_alone():
    assert len(replace(errors(), is_mnist=False).checks({})) == len(errors().checks({})) - len(ROWS)


def cloud(rng, *, scale, size=50):
    return {layer: rng.normal(size=(size, 40)) * scale for layer in LAYERS}


def noised(of, rng, amounts):
    return {layer: of[layer] + amounts[layer] * rng.normal(size=of[layer].shape) for layer in LAYERS}


def similarities(by_beta, *, layers=(1.0, 2.0, 2.0, 1.0), other_seed=None):
    rng = np.random.default_rng(0)
    plain, found = cloud(rng, scale=1), Similarities()
    for row, amount in zip((*NOISY, DROPOUT), by_beta, strict=True):
        amounts = {layer: amount * times for layer, times in zip(LAYERS, layers, strict=True)}
        found.add(row, plain, noised(plain, rng, amounts))
    other = cloud(rng, scale=1)
    if other_seed is not None:
        other = noised(plain, rng, dict.fromkeys(LAYERS, other_seed))
    found.add_unrelated(plain, other)
    return list(verdicts(found.checks).values())


def test_similarities_fall_as_noise_grows():
    assert similarities((0.1, 0.2, 0.4, 0.8, 0.1)) == [True, True, True, True]
    assert similarities((0.1, 0.4, 0.2, 0.8, 0.1)) == [False, True, True, True]
    assert similarities((0.1, 0.2, 0.4, 0.8, 0.1), layers=(2.0, 1.0, 1.0, 2.0)) == [True, False, True, True]
    assert similarities((5.0, 9.0, 15.0, 40.0, 9.0))[2] is False
    assert similarities((0.1, 0.2, 0.4, 0.8, 0.1), other_seed=0.01)[3] is False


class Given(nn.Module):
    """Gives the rows that it was given, whatever its inputs."""

    def __init__(self):
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(300, 1, dtype=torch.float64))

    def forward(self, inputs):
        return self.rows[: len(inputs)]


def clustering(shrinking):
    """Layers 3 and 4 of two classes, whose units gather about ±1/2 by `shrinking` of each epoch."""
    rng = np.random.default_rng(0)
    labels = np.arange(300) % 2
    pixels = rng.normal(size=(300, 6)) + 0.8 * labels[:, None]
    test = Samples(inputs=pixels, labels=labels, classes=2, name="two")
    found = Clustering(test, Schedule(epochs=8, seeds=2, first_rate=0.1))
    spread = rng.uniform(-0.5, 0.5, size=(300, 40))
    model = nn.Sequential(OrderedDict((layer, Given()) for layer in LAYERS))
    for epoch in range(9):
        dense = 0.5 * (2 * labels[:, None] - 1) + spread * shrinking**epoch
        convolved = np.concatenate([pixels, pixels], axis=1)
        for layer, rows in zip(model, (convolved, convolved, dense, dense[:, :2]), strict=True):
            layer.rows.data = torch.tensor(rows)
        found.watch(epoch, model)
    return found


def test_clusters_that_tighten_are_seen():
    found = clustering(0.5)
    assert (found.slopes < 0).all(axis=1)[2:].all()
    assert found.overlap(8, "layer3") == 0
    assert found.overlap(8, "layer1") > 0.3
    met = verdicts(found.checks(is_mnist=False))
    assert met["Fig. 8: Layers 3 and 4 separate the distances in the end"]
    assert met["Fig. 8: Layers 1 and 2 do little to reduce the overlap"]
    assert not met["Fig. 7: H(Bin) of Layer 4 is about ln N at every epoch"]


def test_clusters_that_spread_are_not_taken_for_compression():
    met = verdicts(clustering(1.02).checks(is_mnist=True))
    assert not met["Sec. 5.2: most units of Layer 3 compress, for bins of 1e-4 to 1e-1"]
    assert not met["Sec. 5.2: least negative mean slope"]


def test_slopes_are_those_of_a_regression():
    found = clustering(0.7)
    entropies = np.array(found.units)
    for width in range(len(WIDTHS)):
        expected = np.polyfit(np.arange(1, 9), entropies[:, width], 1)[0]
        assert np.allclose(found.slopes[width], expected)


@pytest.mark.filterwarnings("default")
def test_a_run_says_what_it_used_and_gives_every_figure(monkeypatch):
    monkeypatch.setattr(reproducing, "data_for", short_data)
    told = []
    found = reproducing.run(quick=True, seed=0, report=told.append, schedule=SHORT)
    assert (
        found.setting[0]
        == "data: scikit-learn's digits in place of MNIST: 96 images of 8 × 8 to train, 60 to test"
    )
    assert set(found.charts) == {"cnn-errors", "cnn-cosines", "cnn-entropy", "cnn-distances", "cnn-slopes"}
    assert found.planes["cnn-entropy"].times == (0, 1, 2)
    assert len(found.checks) == 15
    assert any(line.startswith("seed 1, dropout 0.2: epoch 2 of 2") for line in told)
