"""Adam, each number by itself: what stands in one tensor, many starts or networks, shares nothing.

Loading torch.optim takes longer than many a training here.
"""

from __future__ import annotations

from torch import Tensor


def adam_direction(
    slope: Tensor,
    mean: Tensor,
    square: Tensor,
    step: int,
    *,
    memories: tuple[float, float] = (0.9, 0.99),
    least_slope: float = 1e-30,
) -> Tensor:
    """The direction of a step, about 1 in every entry; updates the two running means in place.

    step: from 1. memories: of the two means, in (0, 1). least_slope: added to what is divided by; as small
    as it is, a little information has as good a slope as a lot.
    Source: Kingma and Ba 2015 (arXiv:1412.6980), Algorithm 1.
    """
    first, second = memories
    mean.lerp_(slope, 1 - first)
    square.lerp_(slope**2, 1 - second)
    return mean / (1 - first**step) / ((square / (1 - second**step)).sqrt() + least_slope)
