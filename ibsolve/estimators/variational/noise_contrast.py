"""The bound of scores by telling the right y among those of a group (InfoNCE)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ibsolve.estimators.variational.critic import AbstractContrast


class NoiseContrast(AbstractContrast):
    """Mean over i of s(x_i, y_i) − ln (1/K) Σ_j e^{s(x_i, y_j)}."""

    def bound(self, scores: Tensor) -> Tensor:
        return (scores.diagonal() - scores.logsumexp(dim=1)).mean() + math.log(len(scores))

    def bound_without_each(self, scores: Tensor) -> Tensor:
        k = len(scores)
        log_shares = scores.log_softmax(dim=1)
        # s(x_i, y_i) − ln Σ_{j ≠ k} e^{s(x_i, y_j)} of row i and column k; a share of 1 is one by rounding.
        shares = log_shares.exp().clamp_max(1 - torch.finfo(scores.dtype).eps)
        kept = log_shares.diagonal()[:, None] - torch.log1p(-shares)
        return (kept.sum(dim=0) - kept.diagonal()) / (k - 1) + math.log(k - 1)

    def terms_of_pairs(self, scores: Tensor) -> Tensor:
        return scores.softmax(dim=1) * len(scores)
