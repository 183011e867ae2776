"""Fully connected networks, noisy or not (papers 001 and 002)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import sqrt

import torch
from torch import nn

from ibsolve.arguments import Arguments
from ibsolve.networks.noise import GaussianNoise


class Activation(StrEnum):
    """What follows a sum of weights."""

    TANH = "tanh"
    RELU = "relu"
    LEAKY_RELU = "leaky-relu"
    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"
    LINEAR = "linear"

    def module(self) -> nn.Module | None:
        """A new module of it, None for linear."""
        return {
            Activation.TANH: nn.Tanh,
            Activation.RELU: nn.ReLU,
            Activation.LEAKY_RELU: lambda: nn.LeakyReLU(0.1),
            Activation.SIGMOID: nn.Sigmoid,
            Activation.SOFTMAX: lambda: nn.Softmax(dim=1),
            Activation.LINEAR: lambda: None,
        }[self]()


def fully_connected(
    widths: Sequence[int],
    activation: str = Activation.TANH,
    *,
    beta: float | None = None,
    seed: int = 0,
    output: str = Activation.LINEAR,
    noise_seed: int = 0,
) -> nn.Sequential:
    """A network with children "layer1", "layer2", … for its hidden layers, and "output".

    Each is a Sequential of "linear", "activation" (none where linear) and, for hidden layers of a noisy
    network, "noise". Weights are normal with variance 1/d for d inputs, biases 0, the same for a
    seed whatever activation and noise.
    widths: of the input, the hidden layers and the output, such as (12, 10, 7, 5, 4, 3, 2). activation: one
    of `Activation`, of the hidden layers. output: that of the last; "linear" for the loss "cross-entropy".
    beta: β > 0 of the noise after each hidden layer, None for none. noise_seed: of its generator, which the
    layers share.
    Raises ProblemError with every fault found.
    Source: paper 001, Section 5.1; the weights are those of Shwartz-Ziv and Tishby 2017.

    >>> model = fully_connected((12, 10, 2), beta=0.01)
    >>> list(dict(model.named_children())), list(dict(model.layer1.named_children()))
    (['layer1', 'output'], ['linear', 'activation', 'noise'])
    """
    arguments = Arguments()
    counted = arguments.counts("widths", widths)
    hidden = arguments.choice("activation", activation, Activation)
    last = arguments.choice("output", output, Activation)
    seed = arguments.seed("seed", seed)
    noise_seed = arguments.seed("noise_seed", noise_seed)
    if beta is not None:
        beta = arguments.number("beta", beta, above=0)
    if len(counted) == 1:
        arguments.faults.add("widths", expected="those of input and output, or more", found=str(len(counted)))
    arguments.check()
    drawing = torch.Generator().manual_seed(seed)
    noise = torch.Generator().manual_seed(noise_seed)
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for place, (below, width) in enumerate(pairwise(counted), start=1):
        is_last = place == len(counted) - 1
        parts: OrderedDict[str, nn.Module] = OrderedDict(linear=_linear(below, width, drawing))
        function = (last if is_last else hidden).module()
        if function is not None:
            parts["activation"] = function
        if beta is not None and not is_last:
            parts["noise"] = GaussianNoise(beta, generator=noise)
        layers["output" if is_last else f"layer{place}"] = nn.Sequential(parts)
    return nn.Sequential(layers)


def _linear(below: int, width: int, drawing: torch.Generator) -> nn.Linear:
    # Empty at first: torch's own weights would come from the global stream.
    layer = nn.utils.skip_init(nn.Linear, below, width)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(width, below, generator=drawing) / sqrt(below))
        layer.bias.zero_()
    return layer
