"""From a solved network to modules of torch: the same function, exactly, or one with gradients."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import torch
from torch import nn

from ibsolve.arguments import Arguments
from ibsolve.errors import Faults, LimitError, shown
from ibsolve.networks.activation import SLOPE, ScaledSigmoid, Step, StraightThroughStep
from ibsolve.problem import Layer, Network


class Surrogate(StrEnum):
    """What stands in for the step so that a network has gradients."""

    SIGMOID = "sigmoid"
    STRAIGHT_THROUGH = "straight-through"


def to_torch(
    network: Network,
    *,
    surrogate: str | None = None,
    slope: float = SLOPE,
    dtype: torch.dtype = torch.float64,
) -> nn.Sequential:
    """The network as nn.Sequential of Linear (weights w, bias −θ) and activation, layer after layer.

    It takes bits as floats of the dtype, shape (…, variables), and returns the code of the last layer,
    shape (…, width). The values are those of the network, exactly, whatever the order of summation:
    all sums are integers that the dtype holds (on a GPU, unless torch is told to round float32
    products to fewer bits). Drawing no random number, it leaves the state of torch alone.
    surrogate: None for `Step`, which has no gradient; "straight-through" for the same values with the
    gradient of a sigmoid; "sigmoid" for that sigmoid itself, whose values are not those of the network.
    slope: of the sigmoid, > 0; without surrogate it is not used.
    Raises ProblemError with every fault found; LimitError where |θ| + Σ|w| of a neuron exceeds the
    integers that the dtype holds (2^53 for float64, 2^24 for float32).

    >>> from ibsolve.problem import Neuron
    >>> model = to_torch(Network((Layer((Neuron(weights=(1, 1), threshold=2),)),)))
    >>> model(torch.tensor([[0.0, 1.0], [1.0, 1.0]], dtype=torch.float64)).tolist()
    [[0.0], [1.0]]
    """
    arguments = Arguments()
    if not isinstance(network, Network):
        arguments.faults.add(
            "network",
            expected="a Network",
            found=shown(network),
            remedy="of a solution, pass solution.network",
        )
    chosen = None if surrogate is None else arguments.choice("surrogate", surrogate, Surrogate)
    slope = arguments.number("slope", slope, above=0)
    if dtype not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        arguments.faults.add(
            "dtype", expected="torch.float64, float32, float16 or bfloat16", found=shown(dtype)
        )
    arguments.check()
    _check_exact(network, dtype)
    modules: list[Any] = []
    for layer in network.layers:
        modules += [_linear(layer, dtype), _activation(chosen, slope)]
    return nn.Sequential(*modules)


def _check_exact(network: Network, dtype: torch.dtype) -> None:
    limit = int(2 / torch.finfo(dtype).eps)
    faults = Faults()
    for number, layer in enumerate(network.layers, start=1):
        for place, neuron in enumerate(layer.neurons, start=1):
            if abs(neuron.threshold) + sum(map(abs, neuron.weights)) > limit:
                wide = dtype == torch.float64
                faults.add(
                    f"layer {number}, neuron {place}",
                    expected=f"weights and a threshold whose sizes add up to at most {limit}",
                    found="larger ones",
                    remedy=None if wide else "dtype=torch.float64 holds integers up to 2^53",
                )
    faults.raise_if_any(LimitError)


def _linear(layer: Layer, dtype: torch.dtype) -> nn.Linear:
    # Without the random start, which would advance the user's generator.
    linear = nn.utils.skip_init(nn.Linear, layer.fan_in, layer.width, dtype=dtype)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([neuron.weights for neuron in layer.neurons], dtype=torch.float64))
        linear.bias.copy_(torch.tensor([-neuron.threshold for neuron in layer.neurons], dtype=torch.float64))
    return linear


def _activation(surrogate: Surrogate | None, slope: float) -> nn.Module:
    match surrogate:
        case Surrogate.SIGMOID:
            return ScaledSigmoid(slope)
        case Surrogate.STRAIGHT_THROUGH:
            return StraightThroughStep(slope)
        case None:
            return Step()
