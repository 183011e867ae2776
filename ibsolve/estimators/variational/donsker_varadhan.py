"""The Donsker–Varadhan bound of scores, and its slope for small batches."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ibsolve.estimators.variational.critic import (
    AbstractContrast,
    log_mean_of_others,
    log_mean_of_others_without_each,
)
from ibsolve.estimators.variational.jackknife import mean_without_each

_FORGOTTEN = 0.1
"""Share of the running mean that each batch replaces."""


class DonskerVaradhan(AbstractContrast):
    """Mean s(x_i, y_i) − ln mean e^{s(x_i, y_j)}, i ≠ j; for one training, as it keeps a running mean."""

    def __init__(self) -> None:
        self._running: Tensor | None = None

    def loss(self, scores: Tensor) -> Tensor:
        """What has the slope of −bound, but for the mean of e^s over the last batches in place of this one.

        A logarithm of a batch's mean would bias the slope.
        """
        others = log_mean_of_others(scores)
        seen = others.detach()
        if self._running is None:
            self._running = seen
        else:
            kept = self._running + math.log1p(-_FORGOTTEN)
            self._running = torch.logaddexp(kept, seen + math.log(_FORGOTTEN))
        return (others - self._running).exp() - scores.diagonal().mean()

    def bound(self, scores: Tensor) -> Tensor:
        return scores.diagonal().mean() - log_mean_of_others(scores)

    def bound_without_each(self, scores: Tensor) -> Tensor:
        return mean_without_each(scores.diagonal()) - log_mean_of_others_without_each(scores)

    def terms_of_pairs(self, scores: Tensor) -> Tensor:
        return (scores - log_mean_of_others(scores)).exp()
