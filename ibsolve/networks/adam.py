"""Adam, each number by itself: what stands in one tensor, many starts or networks, shares nothing.

Loading torch.optim takes longer than many a training here.
"""

from __future__ import annotations

from torch import Tensor

_MEMORIES = (0.9, 0.99)
_LEAST_GRADIENT = 1e-30
"""Only to divide by: a little information has as good a gradient as a lot."""


def adam_direction(slope: Tensor, mean: Tensor, square: Tensor, step: int) -> Tensor:
    """The direction of a step, about 1 in every entry; updates the two running means in place.

    step: from 1. Source: Kingma and Ba 2015 (arXiv:1412.6980), Algorithm 1.
    """
    first, second = _MEMORIES
    mean.lerp_(slope, 1 - first)
    square.lerp_(slope**2, 1 - second)
    return mean / (1 - first**step) / ((square / (1 - second**step)).sqrt() + _LEAST_GRADIENT)
