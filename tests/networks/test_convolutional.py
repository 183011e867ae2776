"""The convolutional network of paper 001, App. B.3: its sizes, weights, noise and what is refused."""

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.networks.models import convolutional


def outputs_of(model, inputs):
    found = {}
    for name, layer in model.named_children():
        inputs = found[name] = layer(inputs)
    return found


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((28, 28), [(16, 14, 14), (32, 7, 7), (128,), (10,)]),
        ((8, 8), [(16, 4, 4), (32, 2, 2), (128,), (10,)]),
    ],
)
def test_layers_have_the_sizes_of_the_appendix(shape, sizes):
    found = outputs_of(convolutional(shape).eval(), torch.rand(3, shape[0] * shape[1]))
    assert [tuple(found[f"layer{place}"].shape[1:]) for place in (1, 2, 3, 4)] == sizes


def test_the_network_has_the_weights_of_the_appendix():
    counts = [parameter.numel() for parameter in convolutional().parameters()]
    convolutions = [16 * 25, 16, 16, 16, 32 * 16 * 25, 32, 32, 32]
    assert counts == [*convolutions, 128 * 32 * 7 * 7, 128, 128, 128, 1280, 10]


def test_weights_fill_the_interval_of_their_fan_in():
    model = convolutional((28, 28))
    for layer, inputs in (
        (model.layer1.convolution, 25),
        (model.layer2.convolution, 400),
        (model.layer3.linear, 1568),
        (model.layer4, 128),
    ):
        scaled = layer.weight.detach().numpy().ravel() * np.sqrt(inputs)
        assert np.abs(scaled).max() <= 1 + 1e-6
        # A uniform law on (−1, 1) has variance 1/3, and its estimate a deviation of √(4/45/n).
        assert abs((scaled**2).mean() - 1 / 3) < 5 * np.sqrt(4 / 45 / len(scaled))


def test_one_seed_gives_one_set_of_weights_whatever_the_noise():
    states = [convolutional((8, 8), **kind).state_dict() for kind in ({}, {"noise": 0.1}, {"dropout": 0.2})]
    other = convolutional((8, 8), seed=1).state_dict()
    for name, weights in states[0].items():
        assert all(torch.equal(weights, state[name]) for state in states)
    assert not torch.equal(states[0]["layer4.weight"], other["layer4.weight"])


def test_no_weight_is_drawn_from_the_global_stream():
    before = torch.get_rng_state()
    convolutional((8, 8), noise=0.1)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("kind", [{"noise": 0.3}, {"dropout": 0.2}])
def test_noise_is_off_at_test(kind):
    inputs = torch.rand(4, 64)
    plain, noisy = convolutional((8, 8)), convolutional((8, 8), **kind)
    assert torch.equal(plain.eval()(inputs), noisy.eval()(inputs))
    torch.manual_seed(0)
    noisy.train()
    assert not torch.equal(noisy(inputs), noisy(inputs))
    assert [type(layer) for layer in noisy.modules()].count(type(noisy.layer3.noise)) == 3
    assert list(dict(noisy.layer1.named_children())) == [
        "convolution",
        "normalisation",
        "activation",
        "noise",
        "pooling",
    ]


def test_layer_4_is_the_last_linear_map():
    assert isinstance(convolutional().layer4, nn.Linear)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"image_shape": (3, 8)}, r"image_shape\[0\]: expected a whole number >= 4, found 3"),
        ({"image_shape": (8, 8, 3)}, r"image_shape: expected \(height, width\), found 3"),
        ({"classes": 0}, "classes: expected a whole number >= 1, found 0"),
        ({"noise": 0}, "noise: expected a finite number > 0, found 0"),
        ({"dropout": 1}, "dropout: expected a finite number > 0 and < 1, found 1"),
        ({"noise": 0.1, "dropout": 0.2}, "noise and dropout: expected one of them, found both"),
        ({"seed": -1}, "seed: expected a whole number >= 0, found -1"),
    ],
)
def test_what_makes_no_network_is_refused(given, message):
    with pytest.raises(ProblemError, match=message):
        convolutional(**given)
