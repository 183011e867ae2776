"""The bound of scores by the tangent of the logarithm (Nguyen, Wainwright & Jordan)."""

from __future__ import annotations

from torch import Tensor

from ibsolve.estimators.variational.critic import (
    AbstractContrast,
    log_mean_of_others,
    log_mean_of_others_without_each,
)
from ibsolve.estimators.variational.jackknife import mean_without_each


class Fenchel(AbstractContrast):
    """1 + mean s(x_i, y_i) − mean e^{s(x_i, y_j)}, i ≠ j."""

    def bound(self, scores: Tensor) -> Tensor:
        return 1 + scores.diagonal().mean() - log_mean_of_others(scores).exp()

    def bound_without_each(self, scores: Tensor) -> Tensor:
        return 1 + mean_without_each(scores.diagonal()) - log_mean_of_others_without_each(scores).exp()

    def terms_of_pairs(self, scores: Tensor) -> Tensor:
        return scores.exp()
