"""The autoencoder of paper 004: its layers, and what its seed decides."""

import pytest
import torch

from ibsolve.errors import ProblemError
from ibsolve.networks.models import autoencoder


def test_the_decoder_mirrors_the_encoder_as_in_fig_5():
    sizes = [layer.linear.out_features for layer in _layers(autoencoder((7, 10, 5, 2), bottleneck=3))]
    assert sizes == [10, 5, 2, 3, 2, 5, 10, 7]


def test_default_widths_are_the_papers():
    model = autoencoder()
    assert [layer.linear.out_features for layer in _layers(model)] == [1000, 500, 250, 2, 250, 500, 1000, 784]
    assert list(dict(model.named_children())) == [
        *("encoder1", "encoder2", "encoder3", "bottleneck"),
        *("decoder1", "decoder2", "decoder3", "output"),
    ]


def test_all_layers_are_sigmoids_but_the_linear_bottleneck():
    model = autoencoder((6, 5, 4), bottleneck=2)
    linear = [name for name, layer in model.named_children() if not hasattr(layer, "activation")]
    assert linear == ["bottleneck"]
    outputs = model(10 * torch.randn(50, 6, generator=torch.Generator().manual_seed(0)))
    assert ((outputs > 0) & (outputs < 1)).all()


def test_a_seed_gives_the_same_weights_and_leaves_torchs_stream_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first, same, other = (autoencoder((6, 5), bottleneck=2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), same.parameters(), strict=True))
    assert not torch.equal(first.encoder1.linear.weight, other.encoder1.linear.weight)


def test_weights_fill_the_range_of_glorot_and_bengio():
    model = autoencoder((60, 40), bottleneck=20)
    for layer, limit in ((model.encoder1, 4 * (6 / 100) ** 0.5), (model.bottleneck, (6 / 60) ** 0.5)):
        largest = float(layer.linear.weight.abs().max().detach())
        assert 0.97 * limit < largest <= limit


def test_every_fault_is_told():
    with pytest.raises(ProblemError) as raised:
        autoencoder((5,), bottleneck=0, seed=-1)
    message = str(raised.value)
    assert "widths: expected those of the input and one layer or more, found 1" in message
    assert "bottleneck: expected a whole number >= 1, found 0" in message
    assert "seed: expected a whole number >= 0, found -1" in message


def _layers(model):
    return [layer for _, layer in model.named_children()]
