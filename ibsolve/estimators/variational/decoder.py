"""A decoder of numbers from what is known of them: a Gaussian whose mean and scales are learned."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.variational.features import Features
from ibsolve.estimators.variational.jackknife import Judgement, jackknifed, mean_without_each
from ibsolve.estimators.variational.objective import AbstractObjective
from ibsolve.estimators.variational.perceptron import Perceptron

_LEAST_PIVOT = 1e-10
"""Share of a feature's variance that does not follow from the features before it."""


class DecoderObjective(AbstractObjective):
    """h(X) + mean ln q(x|y) for the Gaussian q of mean m(y) and covariance B⁻¹ diag(e^{2s(y)}) B⁻ᵀ.

    A perceptron gives m and s, and B, triangular with ones on its diagonal, is the same for all y. At the
    start q is the Gaussian of the training samples, whatever y.
    values: x in double precision, shape (N, d). entropy: h(X) in nats; None takes the mean of −ln r(x) on the
    samples judged, for the Gaussian r of the training samples, which is above h(X).
    name: how messages call x. Raises ProblemError where the training samples have no density.
    """

    def __init__(
        self,
        values: Tensor,
        *,
        given: Features,
        training: Tensor,
        hidden: tuple[int, ...],
        entropy: float | None,
        rng: np.random.Generator,
        name: str,
    ) -> None:
        self.device = values.device
        self._white, log_scale = _whitened(values, training, name)
        self._single = self._white.float()
        self._given = given
        d = values.shape[1]
        # ln of the Gaussian's constant cancels against that of r; h(X) of white values lacks it.
        self._known = None if entropy is None else entropy - log_scale - d / 2 * math.log(2 * math.pi)
        self._perceptron = Perceptron((given.width, *hidden, 2 * d))
        self._mixed = torch.tril_indices(d, d, -1, device=self.device)
        self.start = np.concatenate([self._perceptron.start(rng), np.zeros(d * (d - 1) // 2)])

    def loss(self, numbers: Tensor, places: Tensor) -> Tensor:
        return -self._log_density(numbers, places).mean()

    def bound(self, numbers: Tensor, places: Tensor) -> Tensor:
        return self._gains(numbers, places).mean()

    def judged(self, numbers: Tensor, places: Tensor, most: int) -> Judgement:
        gains = self._gains(numbers.double(), places).cpu()
        return jackknifed(gains.mean(), mean_without_each(gains))

    def _gains(self, numbers: Tensor, places: Tensor) -> Tensor:
        """Ln q(x|y) + h(X), or ln q(x|y)/r(x), of each sample, shape (places,)."""
        log_density = self._log_density(numbers, places).double()
        if self._known is not None:
            return log_density + self._known
        return log_density + (self._white[places] ** 2).sum(dim=1) / 2

    def _log_density(self, numbers: Tensor, places: Tensor) -> Tensor:
        """Ln q of white values less −(d/2) ln 2π, shape (places,)."""
        for_perceptron, for_mixing = numbers.split([self._perceptron.size, len(self._mixed[0])])
        outputs = self._perceptron(for_perceptron, self._given.rows(places).to(numbers.dtype))
        means, log_deviations = outputs.chunk(2, dim=1)
        white = self._single if numbers.dtype == torch.float32 else self._white
        errors = white[places] - means
        d = errors.shape[1]
        below = torch.zeros(d, d, dtype=numbers.dtype, device=self.device)
        below = below.index_put((self._mixed[0], self._mixed[1]), for_mixing)
        scaled = (errors + errors @ below.T) * (-log_deviations).exp()
        return -(scaled**2).sum(dim=1) / 2 - log_deviations.sum(dim=1)


def _whitened(values: Tensor, training: Tensor, name: str) -> tuple[Tensor, float]:
    """Values of mean 0 and covariance 1 on the training samples, and ln |det| of the way back."""
    seen = values[training]
    low = seen.amin(dim=0)
    span = seen.amax(dim=0) - low
    if bool((span > 0).all()):
        # By its span first: squares of the smallest floats are 0.
        shares = (seen - low) / span
        mean, deviation = shares.mean(dim=0), shares.std(dim=0, correction=0)
        standard = ((values - low) / span - mean) / deviation
        covariance = standard[training].T @ standard[training] / len(training)
        factor, failed = torch.linalg.cholesky_ex(covariance)
        pivots = factor.diagonal()
        if not int(failed) and bool((pivots**2 > _LEAST_PIVOT).all()):
            white = torch.linalg.solve_triangular(factor, standard.T, upper=False).T
            return white, float(span.log().sum() + deviation.log().sum() + pivots.log().sum())
    raise ProblemError(
        Fault(
            where=name,
            expected="features that vary and do not follow from each other, which have a density to predict",
            found=f"constant or dependent ones among {values.shape[1]} in {len(seen)} training samples",
            remedy="drop such features, add noise, or take more samples",
        )
    )
