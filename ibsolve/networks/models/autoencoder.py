"""The fully connected autoencoder of paper 004, Fig. 5."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

import torch
from torch import nn

from ibsolve.arguments import Arguments


def autoencoder(
    widths: Sequence[int] = (784, 1000, 500, 250), bottleneck: int = 2, *, seed: int = 0
) -> nn.Sequential:
    """A network with children "encoder1", "encoder2", …, "bottleneck", "decoder1", …, "output".

    Each is a Sequential of "linear" and, but for the bottleneck, "activation": a sigmoid. The decoder mirrors
    the encoder, so the output is as wide as the input, and within (0, 1) as the input should be. The paper
    does not print its initial weights. These are uniform within ±4√(6/(inputs + outputs)) before a sigmoid
    (Glorot and Bengio 2010, so that deep sigmoids neither saturate nor merge their inputs), a quarter of that
    before the linear bottleneck, with biases 0; the same for a seed.
    widths: of the input and the encoder's layers before the bottleneck, two numbers or more.
    bottleneck: K >= 1.
    Raises ProblemError with every fault found.
    Source: paper 004, Section IV-B; widths as in Fig. 5.

    >>> model = autoencoder((64, 32), bottleneck=2)
    >>> [(name, layer.linear.out_features) for name, layer in model.named_children()]
    [('encoder1', 32), ('bottleneck', 2), ('decoder1', 32), ('output', 64)]
    """
    arguments = Arguments()
    encoder = arguments.counts("widths", widths)
    code = arguments.count("bottleneck", bottleneck)
    seed = arguments.seed("seed", seed)
    if len(encoder) == 1:
        arguments.faults.add(
            "widths", expected="those of the input and one layer or more", found=str(len(encoder))
        )
    arguments.check()
    drawing = torch.Generator().manual_seed(seed)
    before = len(encoder) - 1
    sizes = (*encoder, code, *reversed(encoder))
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for place, (below, width) in enumerate(pairwise(sizes), start=1):
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        if place == before + 1:
            parts["linear"] = _linear(below, width, 1.0, drawing)
            layers["bottleneck"] = nn.Sequential(parts)
            continue
        parts["linear"] = _linear(below, width, 4.0, drawing)
        parts["activation"] = nn.Sigmoid()
        layers[_name(place, before)] = nn.Sequential(parts)
    return nn.Sequential(layers)


def _name(place: int, before: int) -> str:
    if place <= before:
        return f"encoder{place}"
    behind = place - before - 1
    return "output" if behind > before else f"decoder{behind}"


def _linear(below: int, width: int, gain: float, drawing: torch.Generator) -> nn.Linear:
    # Empty at first: torch's own weights would come from the global stream.
    layer = nn.utils.skip_init(nn.Linear, below, width)
    limit = gain * sqrt(6 / (below + width))
    with torch.no_grad():
        layer.weight.copy_(torch.empty(width, below).uniform_(-limit, limit, generator=drawing))
        layer.bias.zero_()
    return layer
