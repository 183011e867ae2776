"""The convolutional network of paper 001, Appendix B.3, for images of any size."""

from __future__ import annotations

from collections import OrderedDict
from math import sqrt

import torch
from torch import nn

from ibsolve.arguments import Arguments
from ibsolve.networks.noise import GaussianNoise

_CHANNELS = (16, 32)
_KERNEL = 5
_DENSE = 128


def convolutional(
    image_shape: tuple[int, int] = (28, 28),
    classes: int = 10,
    *,
    noise: float | None = None,
    dropout: float | None = None,
    seed: int = 0,
) -> nn.Sequential:
    """A network for inputs of shape (N, height · width), with the children "image" and "layer1" … "layer4".

    layer1, layer2: 5 × 5 convolution with padding 2 to 16 and to 32 channels, batch normalisation, tanh,
    noise, 2 × 2 max-pooling. layer3: all of it to 128 units, batch normalisation, tanh, noise. layer4: to the
    classes, logits. In eval mode noise adds nothing, and the outputs of these children are Layers 1 to 4 of
    the paper. Weights and biases are uniform in ±1/√m, with m the inputs of a unit, the same for a seed
    whatever the noise.
    image_shape: (height, width), each >= 4; 28 × 28 gives the 1568 inputs of layer3 that 32 · 7 · 7 is, 8 × 8
    gives 128. noise: β > 0 of the noise; dropout: its probability in (0, 1), in place of noise; None and
    None for neither. Both draw from torch's global stream, which `fit` seeds.
    Raises ProblemError with every fault found.
    Source: paper 001, Appendix B.3, which prints 1586 for 32 · 7 · 7.

    >>> model = convolutional((8, 8), dropout=0.2).eval()
    >>> [name for name, _ in model.named_children()], model(torch.zeros(2, 64)).shape
    (['image', 'layer1', 'layer2', 'layer3', 'layer4'], torch.Size([2, 10]))
    """
    arguments = Arguments()
    sides = arguments.counts("image_shape", image_shape, at_least=2 ** len(_CHANNELS))
    if len(sides) not in (0, 2):
        arguments.faults.add("image_shape", expected="(height, width)", found=str(len(sides)))
    classes = arguments.count("classes", classes)
    seed = arguments.seed("seed", seed)
    if noise is not None:
        arguments.number("noise", noise, above=0)
    if dropout is not None:
        arguments.number("dropout", dropout, above=0, below=1)
    if noise is not None and dropout is not None:
        arguments.faults.add("noise and dropout", expected="one of them", found="both")
    arguments.check()

    def noises() -> OrderedDict[str, nn.Module]:
        if noise is not None:
            return OrderedDict(noise=GaussianNoise(noise))
        return OrderedDict() if dropout is None else OrderedDict(noise=nn.Dropout(dropout))

    drawing = torch.Generator().manual_seed(seed)
    layers: OrderedDict[str, nn.Module] = OrderedDict(image=nn.Unflatten(1, (1, *sides)))
    below = 1
    for place, channels in enumerate(_CHANNELS, start=1):
        convolution = nn.utils.skip_init(nn.Conv2d, below, channels, _KERNEL, padding=_KERNEL // 2)
        layers[f"layer{place}"] = nn.Sequential(
            OrderedDict(
                convolution=_drawn(convolution, below * _KERNEL**2, drawing),
                normalisation=nn.BatchNorm2d(channels),
                activation=nn.Tanh(),
                **noises(),
                pooling=nn.MaxPool2d(2),
            )
        )
        below = channels
    flat = below * (sides[0] // 4) * (sides[1] // 4)
    layers["layer3"] = nn.Sequential(
        OrderedDict(
            flat=nn.Flatten(),
            linear=_drawn(nn.utils.skip_init(nn.Linear, flat, _DENSE), flat, drawing),
            normalisation=nn.BatchNorm1d(_DENSE),
            activation=nn.Tanh(),
            **noises(),
        )
    )
    layers["layer4"] = _drawn(nn.utils.skip_init(nn.Linear, _DENSE, classes), _DENSE, drawing)
    return nn.Sequential(layers)


def _drawn(layer: nn.Module, inputs: int, drawing: torch.Generator) -> nn.Module:
    # Empty at first: torch's own weights would come from the global stream.
    with torch.no_grad():
        for weights in layer.parameters():
            weights.copy_((2 * torch.rand(weights.shape, generator=drawing) - 1) / sqrt(inputs))
    return layer
