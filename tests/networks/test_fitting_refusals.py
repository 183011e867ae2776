"""Models, losses and data that do not go together: told before a step is taken, in our words."""

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.datasets import Samples, szt
from ibsolve.errors import ProblemError, TrainingError
from ibsolve.networks.fitting import fit
from ibsolve.networks.fitting_together import fit_together
from ibsolve.networks.models import autoencoder, convolutional, fully_connected

CORNERS = Samples(inputs=np.eye(4), labels=np.array([0, 1, 1, 0]), classes=2, name="corners")
FOUR = Samples(inputs=np.eye(4), labels=np.arange(4), classes=4, name="four")
FIVE = Samples(inputs=np.eye(5), labels=np.arange(5) % 2, classes=2, name="five")


def model(*widths):
    return fully_connected(widths or (4, 3, 2))


class Shaped(nn.Module):
    """Gives its one sum in another shape, or whatever it is told to."""

    def __init__(self, given):
        super().__init__()
        self.linear, self.given = nn.Linear(4, 1), given

    def forward(self, values):
        return self.given(self.linear(values))


def squares(outputs, _, labels):
    return nn.functional.mse_loss(outputs, labels.float())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"model": model(5, 3, 2)},
            r"model: expected one that takes inputs of shape \(4, 4\) and .*, found RuntimeError: mat1",
        ),
        ({"train": FOUR}, r"model: expected outputs of shape \(4, C\) with C > 3, .*, found shape \(4, 2\)"),
        ({"test": FOUR}, r"model: expected outputs of shape \(4, C\) with C > 3, the largest label"),
        ({"train": FOUR, "loss": "square"}, r"with C > 3, the largest label, or C = 1, found shape \(4, 2\)"),
        ({"loss": "reconstruction"}, r"outputs of shape \(4, 4\), as the inputs, found shape \(4, 2\)"),
        ({"model": Shaped(lambda sums: sums[:, 0]), "loss": "square"}, r"found shape \(4,\)"),
        ({"model": Shaped(lambda sums: sums[..., None]), "loss": "square"}, r"found shape \(4, 1, 1\)"),
        ({"model": Shaped(lambda sums: (sums, sums))}, "model: expected outputs of shape .*, found a tuple"),
        ({"model": Shaped(lambda _: {}["hidden"])}, "model: expected one that takes .*KeyError: 'hidden'"),
        (
            {"model": Shaped(lambda sums: sums), "loss": squares},
            r"loss: expected a function of outputs, inputs and labels, .* found UserWarning: Using a target",
        ),
        ({"loss": lambda _, __, labels: labels}, r"loss: expected .*one number, found shape \(4,\)"),
        ({"loss": lambda *_: 1.0}, "loss: expected .*one number, found 1.0"),
        ({"loss": lambda _: 1.0}, r"loss: expected a function of outputs, inputs and labels, .*TypeError"),
        (
            {"loss": lambda outputs, *_: outputs.detach().sum()},
            "loss: expected one that the parameters of the model change, found one that none changes",
        ),
        ({"augment": lambda *_: None}, r"augment: expected a tensor of 4 inputs, found None"),
        (
            {"augment": lambda given, _: given[:2]},
            r"augment: expected a tensor of 4 inputs, found shape \(2, 4\)",
        ),
        (
            {"model": nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 2)), "batch": 3},
            r"model: expected one that takes inputs of shape \(1, 4\) .*ValueError: Expected more than",
        ),
        ({"seed": 2**64}, "seed: expected a seed <= 9223372036854775807"),
    ],
)
def test_what_does_not_go_together_is_refused(changed, message):
    given = {"model": model(), "train": CORNERS, "epochs": 1, "learning_rate": 0.1} | changed
    with pytest.raises(ProblemError, match=message) as told:
        fit(given.pop("model"), given.pop("train"), **given)
    assert len(told.value.faults) == 1


def test_parameters_without_use_stay_and_the_others_are_trained():
    network = nn.ModuleDict({"used": nn.Linear(4, 2), "unused": nn.Linear(4, 2)})
    network.forward = network["used"].forward
    before = network["unused"].weight.clone()
    fit(network, CORNERS, epochs=2, learning_rate=0.1)
    assert (network["unused"].weight == before).all()


def test_a_loss_of_ones_own_may_be_of_outputs_of_any_shape():
    network = Shaped(lambda sums: {"sum": sums[:, 0]})
    history = fit(
        network,
        CORNERS,
        epochs=2,
        learning_rate=0.1,
        loss=lambda out, _, labels: squares(out["sum"], _, labels),
    )
    assert history.train_loss[-1] < history.train_loss[0]
    assert np.isnan(history.train_accuracy).all()


def test_a_test_loss_that_is_no_number_names_its_epoch():
    """Of inputs so large that the outputs are too large for floats."""
    huge = Samples(inputs=np.full((2, 4), 1e300), labels=np.array([0, 1]), classes=2, name="huge")
    with pytest.raises(TrainingError, match=r"the test loss is (nan|inf) at epoch 0"):
        fit(fully_connected((4, 3, 2), "linear"), CORNERS, test=huge, epochs=1, learning_rate=0.1)
    with pytest.raises(TrainingError, match=r"the test loss of network 0 is (nan|inf) at epoch 0"):
        together(models=[fully_connected((4, 3, 2), "linear")], tests=[huge])


def together(**changed):
    given = {"models": [model()], "trains": [CORNERS], "tests": [CORNERS], "seeds": [0]}
    given |= {"epochs": 1, "learning_rate": 0.1, "batch": 2} | changed
    return fit_together(given.pop("models"), given.pop("trains"), **given)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"models": [nn.Sequential(nn.Linear(4, 2))]}, r"models\[0\]: expected a network of fully_connected"),
        ({"models": [3]}, r"models\[0\]: expected a network of fully_connected, found 3"),
        ({"models": 3}, "models: expected one value or more, found 3"),
        ({"models": []}, r"models: expected one value or more, found \[\]"),
        (
            {"models": [model(5, 2)], "tests": [FIVE]},
            r"trains\[0\]: expected inputs of the d = 5 of the models, found d = 4",
        ),
        ({"trains": [np.eye(4)]}, r"trains\[0\]: expected Samples, found array"),
        ({"tests": [FOUR]}, r"tests\[0\]: expected labels below the 2 outputs of the models, found 3"),
        ({"seeds": ["x"]}, r"seeds\[0\]: expected a whole number >= 0, found 'x'"),
        ({"seeds": 3}, "seeds: expected one value or more, found 3"),
        ({"alphas": ["x"]}, r"alphas\[0\]: expected a finite number >= 0, found 'x'"),
        ({"alphas": [0.1, 0.1]}, "alphas: expected one for each of 1 models, found 2"),
    ],
)
def test_networks_that_cannot_be_trained_together_are_refused(changed, message):
    with pytest.raises(ProblemError, match=message) as told:
        together(**changed)
    assert len(told.value.faults) == 1


@pytest.mark.parametrize(
    ("built", "message"),
    [
        (lambda: fully_connected(4), "widths: expected one value or more, found 4"),
        (lambda: fully_connected(()), r"widths: expected one value or more, found \(\)"),
        (lambda: autoencoder(3), "widths: expected one value or more, found 3"),
        (lambda: autoencoder((4,)), "widths: expected those of the input and one layer or more, found 1"),
        (lambda: convolutional(28), "image_shape: expected one value or more, found 28"),
        (lambda: convolutional((28,)), r"image_shape: expected \(height, width\), found 1"),
        (lambda: fully_connected((4, 2), seed=2**63), "seed: expected a seed <= 9223372036854775807"),
    ],
)
def test_a_fault_of_an_architecture_is_told_once(built, message):
    with pytest.raises(ProblemError, match=message) as told:
        built()
    assert len(told.value.faults) == 1


def test_streams_and_modes_are_as_before_a_refusal():
    network, state = model(5, 3, 2).eval(), torch.get_rng_state()
    with pytest.raises(ProblemError, match="model: expected one that takes"):
        fit(network, szt().first(8), epochs=1, learning_rate=0.1)
    assert torch.equal(torch.get_rng_state(), state)
    assert not network.training
