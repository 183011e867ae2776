"""Activations of threshold networks: exact step and sign, a sigmoid near the step, a step with its slope.

The sum that a neuron of a solved network passes on, w·x − θ, is an integer and fires from 0 on. What
is smooth therefore has its middle at −½, halfway between the integers that fire and the others.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ibsolve.arguments import Arguments

SLOPE = 4.0
"""Slope of a sigmoid where none is given: 0.88 at the least sum that fires, 0.12 at the next below."""


class Step(nn.Module):
    """1 where the sum is at least 0, else 0, in the type of the sum; its gradient is zero.

    >>> Step()(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 1., 1.])
    """

    def forward(self, sums: Tensor) -> Tensor:
        return (sums >= 0).to(sums.dtype)


class Sign(nn.Module):
    """torch.sign: −1 below 0, 1 above, and 0 for a sum of 0, which is neither of the two.

    >>> Sign()(torch.tensor([-3.0, 0.5]))
    tensor([-1.,  1.])
    """

    def forward(self, sums: Tensor) -> Tensor:
        return torch.sign(sums)


class ScaledSigmoid(nn.Module):
    """1/(1 + exp(−slope (s + ½))) of a sum s: at integers it tends to the step as the slope grows.

    slope: > 0. Raises ProblemError otherwise.

    >>> ScaledSigmoid(4)(torch.tensor([-1.0, 0.0])).round(decimals=4)
    tensor([0.1192, 0.8808])
    """

    def __init__(self, slope: float = SLOPE) -> None:
        super().__init__()
        arguments = Arguments()
        self.slope = arguments.number("slope", slope, above=0)
        arguments.check()

    def forward(self, sums: Tensor) -> Tensor:
        return torch.sigmoid(self.slope * (sums + 0.5))

    def extra_repr(self) -> str:
        return f"slope={self.slope:g}"


class StraightThroughStep(nn.Module):
    """The step, exactly, with the derivative of `ScaledSigmoid` for its gradient.

    slope: > 0. Raises ProblemError otherwise.
    Source: Bengio, Léonard and Courville 2013 (arXiv:1308.3432), the straight-through estimator.

    >>> sums = torch.tensor([-1.0, 0.0], requires_grad=True)
    >>> StraightThroughStep(4)(sums).sum().backward()
    >>> sums.grad.round(decimals=4)
    tensor([0.4200, 0.4200])
    """

    def __init__(self, slope: float = SLOPE) -> None:
        super().__init__()
        self.sigmoid = ScaledSigmoid(slope)

    def forward(self, sums: Tensor) -> Tensor:
        soft = self.sigmoid(sums)
        # The difference is exactly 0 and carries the gradient; soft + (hard − soft) would round.
        return (sums >= 0).to(sums.dtype) + (soft - soft.detach())
