"""The training loop: what it computes, what it leaves alone, what it refuses."""

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.datasets import Samples, szt
from ibsolve.errors import ProblemError, TrainingError
from ibsolve.networks import GaussianNoise
from ibsolve.networks.fitting import fit
from ibsolve.networks.models import fully_connected

DATA = szt().split(0.9, seed=0)[0]


def trained(**changes):
    model = fully_connected((12, 5, 2), beta=0.1)
    settings = {"epochs": 3, "learning_rate": 0.1, "batch": 64} | changes
    history = fit(model, DATA, **settings)
    return nn.utils.parameters_to_vector(model.parameters()).detach(), history


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"optimiser": "gd"}, lambda p: torch.optim.SGD(p, lr=0.1)),
        (
            {"momentum": 0.9, "weight_decay": 0.01},
            lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
        ),
        (
            {"optimiser": "adam", "weight_decay": 0.01},
            lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.01),
        ),
    ],
)
def test_steps_are_those_of_torch(ours, theirs):
    ours_model, model = (fully_connected((12, 5, 2), seed=3).double() for _ in range(2))
    fit(ours_model, DATA, epochs=5, learning_rate=0.1, **ours)
    inputs, labels = torch.tensor(DATA.inputs), torch.tensor(DATA.labels)
    optimiser = theirs(model.parameters())
    for _ in range(5):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        optimiser.step()
    for found, expected in zip(ours_model.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12)


def test_a_seed_decides_all_whatever_torch_drew_before():
    first, _ = trained()
    torch.rand(7)
    again, _ = trained()
    other, _ = trained(seed=1)
    assert (first == again).all()
    assert (first != other).any()


def test_dropout_is_seeded_too():
    def weights():
        model = nn.Sequential(nn.Dropout(0.5), fully_connected((12, 2)))
        fit(model, DATA, epochs=2, learning_rate=0.1, batch=64)
        return nn.utils.parameters_to_vector(model.parameters())

    assert (weights() == weights()).all()


def test_the_global_stream_threads_and_modes_stay_as_they_were():
    state, threads = torch.random.get_rng_state(), torch.get_num_threads()
    model = nn.Sequential(nn.Dropout(0.5).eval(), fully_connected((12, 2)))
    fit(model, DATA, epochs=1, learning_rate=0.1)
    assert (torch.random.get_rng_state() == state).all()
    assert torch.get_num_threads() == threads
    assert [model[0].training, model[1].training] == [False, True]


def test_what_is_evaluated_and_called_does_not_change_the_training():
    plain, _ = trained(history_every=3)
    told = []
    watched, history = trained(test=DATA.first(100), at_epoch=told.append, report=told.append)
    assert (plain == watched).all()
    assert [each for each in told if isinstance(each, int)] == [0, 1, 2, 3]
    assert history.epochs.tolist() == [0, 1, 2, 3]


def test_losses_are_those_of_the_model_without_noise():
    model = fully_connected((12, 5, 2), beta=0.5)
    history = fit(model, DATA, test=DATA.first(64), epochs=2, learning_rate=0.1, history_every=9)
    model.eval()
    with torch.no_grad():
        outputs = model(torch.tensor(DATA.inputs, dtype=torch.float32))
    labels = torch.tensor(DATA.labels)
    assert history.epochs.tolist() == [0, 2]
    assert history.train_loss[-1] == pytest.approx(float(nn.functional.cross_entropy(outputs, labels)))
    right = (outputs.argmax(dim=1) == labels).double()
    assert history.train_accuracy[-1] == pytest.approx(float(right.mean()))
    assert history.test_accuracy[-1] == pytest.approx(float(right[:64].mean()))


def test_square_loss_of_one_output_is_that_of_the_label():
    data = Samples(inputs=np.array([[0.0], [1.0]]), labels=np.array([0, 1]), classes=2, name="two")
    model = fully_connected((1, 1))
    history = fit(model, data, epochs=200, loss="square", learning_rate=0.5, optimiser="gd")
    assert history.train_loss[-1] == pytest.approx(0, abs=1e-6)
    assert history.train_accuracy[-1] == 1
    assert np.isnan(history.test_loss).all()


def test_a_reconstruction_has_no_accuracy():
    _, history = trained(epochs=1)
    model = fully_connected((12, 12))
    reconstructed = fit(model, DATA, epochs=30, loss="reconstruction", learning_rate=0.1, batch=64)
    assert reconstructed.train_loss[-1] < 0.1 * reconstructed.train_loss[0]
    assert np.isnan(reconstructed.train_accuracy).all()
    assert not np.isnan(history.train_accuracy).any()


def test_a_loss_may_be_a_function():
    def doubled(outputs, _, labels):
        return 2 * nn.functional.cross_entropy(outputs, labels)

    halved, _ = trained(loss=doubled, learning_rate=0.05)
    torch.testing.assert_close(halved, trained()[0])


def test_rates_augmentation_and_steps_are_called_as_said():
    rates, steps, shapes = [], [], []

    def augment(inputs, generator):
        shapes.append((len(inputs), isinstance(generator, torch.Generator)))
        return inputs

    trained(
        batch=200,
        epochs=2,
        learning_rate_at=lambda epoch: rates.append(epoch) or 0.1,
        after_step=steps.append,
        augment=augment,
    )
    assert rates == [0, 1]
    assert len(steps) == 2 * -(-len(DATA) // 200)
    assert shapes == 2 * [(200, True), (200, True), (len(DATA) - 400, True)]


def test_a_training_that_is_stopped_gives_what_it_has():
    asked = []
    _, history = trained(epochs=9, stops=lambda: asked.append(0) or len(asked) == 2)
    assert history.epochs.tolist() == [0, 1, 2]
    assert not history.is_complete


def test_a_loss_that_is_no_number_names_its_epoch():
    model = fully_connected((12, 5, 2), "linear")
    with pytest.raises(
        TrainingError, match=r"the loss is (nan|inf) at epoch [1-9]\d*: try a smaller learning_rate"
    ):
        fit(model, DATA, epochs=50, loss="square", learning_rate=1e6, optimiser="gd")


def test_faults_are_told_together():
    message = (
        r"(?s)epochs: expected a whole number >= 1, found 0.*optimiser: expected one of"
        r".*loss: expected one of.*momentum: expected a finite number >= 0 and < 1"
    )
    with pytest.raises(ProblemError, match=message):
        trained(epochs=0, optimiser="newton", loss="hinge", momentum=1)
    with pytest.raises(ProblemError, match=r'"gd" without batch and momentum.*"sgd" takes both'):
        trained(optimiser="gd")
    with pytest.raises(ProblemError, match='momentum: expected 0 with "adam"'):
        trained(optimiser="adam", momentum=0.5)
    with pytest.raises(ProblemError, match="model: expected a parameter to train, found Tanh"):
        fit(nn.Tanh(), DATA, epochs=1, learning_rate=0.1)


def test_layers_have_names_and_noise_but_for_the_output():
    model = fully_connected((12, 10, 7, 2), "relu", beta=0.01, output="tanh")
    assert [name for name, _ in model.named_children()] == ["layer1", "layer2", "output"]
    assert [type(part).__name__ for part in model.layer2] == ["Linear", "ReLU", "GaussianNoise"]
    assert [type(part).__name__ for part in model.output] == ["Linear", "Tanh"]
    noises = [part for part in model.modules() if isinstance(part, GaussianNoise)]
    assert [noise.beta for noise in noises] == [0.01, 0.01]
    assert len({id(noise.generator) for noise in noises}) == 1


def test_weights_depend_on_the_seed_alone():
    def weights(**settings):
        return nn.utils.parameters_to_vector(fully_connected((12, 4, 2), **settings).parameters())

    state = torch.random.get_rng_state()
    assert (weights(seed=2) == weights(seed=2, activation="relu", beta=0.1, noise_seed=5)).all()
    assert (weights(seed=2) != weights(seed=3)).any()
    assert (torch.random.get_rng_state() == state).all()


def test_first_weights_have_variance_one_over_the_inputs():
    """1600 weights, seed 0: their variance within 5 standard errors."""
    weight = fully_connected((40, 40)).output.linear.weight
    assert 40 * float(weight.detach().var()) == pytest.approx(1, abs=5 * (2 / 1600) ** 0.5)


def test_networks_that_cannot_be_are_refused():
    with pytest.raises(
        ProblemError, match=r"(?s)widths\[1\]: expected.*activation: expected one of.*beta: expected"
    ):
        fully_connected((12, 0, 2), "step", beta=0)
    with pytest.raises(ProblemError, match="widths: expected those of input and output, or more, found 1"):
        fully_connected((12,))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"model": 3}, "model: expected an nn.Module, found 3"),
        ({"train": np.eye(4)}, "train: expected Samples"),
        ({"test": 3}, "test: expected Samples, found 3"),
        ({"at_epoch": 3}, "at_epoch: expected a function, found 3"),
        ({"stops": True}, "stops: expected a function, found True"),
        ({"learning_rate_at": lambda _: "x"}, r"learning_rate_at\(0\): expected a finite number >= 0"),
        ({"learning_rate_at": lambda _: -1.0}, r"learning_rate_at\(0\): expected a finite number >= 0"),
        (
            {"test": Samples(inputs=np.eye(3), labels=np.arange(3) % 2, classes=2, name="narrow")},
            "test: expected inputs of the d = 12 of train, found d = 3",
        ),
    ],
)
def test_arguments_of_another_kind_are_refused(wrong, message):
    given = {"model": fully_connected((12, 3, 2)), "train": szt().first(8), "epochs": 1, "learning_rate": 0.1}
    given |= wrong
    model, train = given.pop("model"), given.pop("train")
    with pytest.raises(ProblemError, match=message):
        fit(model, train, **given)
