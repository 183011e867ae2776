"""A classifier of labels by what is known of them: H(X) less its cross-entropy."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ibsolve.arguments import Floats
from ibsolve.estimators.variational.features import Features
from ibsolve.estimators.variational.jackknife import Judgement, jackknifed, mean_without_each
from ibsolve.estimators.variational.objective import AbstractObjective
from ibsolve.estimators.variational.perceptron import Perceptron


class ClassifierObjective(AbstractObjective):
    """H(X) + mean ln q(x|y), where softmax of a perceptron gives q; at the start q is the law in training.

    codes: labels from 0, shape (N,). entropy: H(X) in nats; None is that of the samples judged.
    """

    def __init__(
        self,
        codes: Tensor,
        *,
        given: Features,
        training: Tensor,
        hidden: tuple[int, ...],
        entropy: float | None,
        rng: np.random.Generator,
    ) -> None:
        self.device = codes.device
        self._codes = codes
        self._given = given
        self._entropy = entropy
        self._labels = int(codes.max()) + 1
        self._logits = Perceptron((given.width, *hidden, self._labels))
        self.start = self._start(rng, training)

    def loss(self, numbers: Tensor, places: Tensor) -> Tensor:
        return -self._log_shares(numbers, places).mean()

    def bound(self, numbers: Tensor, places: Tensor) -> Tensor:
        log_shares = self._log_shares(numbers, places).double()
        return log_shares.mean() + self._entropy_of(self._counts(places))

    def judged(self, numbers: Tensor, places: Tensor, most: int) -> Judgement:
        log_shares = self._log_shares(numbers.double(), places).cpu()
        counts = self._counts(places).cpu()
        codes = self._codes[places].cpu()
        return jackknifed(
            log_shares.mean() + self._entropy_of(counts),
            mean_without_each(log_shares) + self._entropy_without_one(counts)[codes],
            of_pairs=self._variance_of_pairs(counts),
        )

    def _start(self, rng: np.random.Generator, training: Tensor) -> Floats:
        start = self._logits.start(rng)
        # Half a sample more of each label: a label that training never meets keeps some share.
        shares = self._counts(training).cpu().numpy() + 0.5
        start[-self._labels :] = np.log(shares / shares.sum())
        return start

    def _log_shares(self, numbers: Tensor, places: Tensor) -> Tensor:
        """Ln q(x|y), shape (places,)."""
        logits = self._logits(numbers, self._given.rows(places).to(numbers.dtype))
        return logits.log_softmax(dim=1).gather(1, self._codes[places][:, None])[:, 0]

    def _counts(self, places: Tensor) -> Tensor:
        return torch.bincount(self._codes[places], minlength=self._labels).double()

    def _entropy_of(self, counts: Tensor) -> Tensor:
        if self._entropy is not None:
            return torch.tensor(self._entropy, dtype=torch.float64, device=counts.device)
        total = counts.sum()
        return total.log() - torch.special.xlogy(counts, counts).sum() / total

    def _entropy_without_one(self, counts: Tensor) -> Tensor:
        """The entropy with one sample less of each label, shape (labels,)."""
        if self._entropy is not None:
            return torch.full_like(counts, self._entropy)
        rest = counts.sum() - 1
        fewer = (counts - 1).clamp_min(0)
        terms = torch.special.xlogy(counts, counts)
        return rest.log() - (terms.sum() - terms + torch.special.xlogy(fewer, fewer)) / rest

    def _variance_of_pairs(self, counts: Tensor) -> float:
        """That of χ²/2n: what the entropy varies by where all labels have one share."""
        if self._entropy is not None:
            return 0.0
        freedom = int((counts > 0).sum()) - 1
        return freedom / (2 * float(counts.sum()) ** 2)
