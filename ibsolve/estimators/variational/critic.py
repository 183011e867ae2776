"""A critic that scores pairs of samples, trained to tell pairs that belong together from others."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from ibsolve.estimators.variational.jackknife import Judgement, jackknifed, pooled, variance_of_pairs
from ibsolve.estimators.variational.objective import AbstractObjective
from ibsolve.estimators.variational.perceptron import Perceptron

_RANK = 32
_MOST_AT_A_LOOK = 1024


class InputRows(Protocol):
    """Samples of one variable as network inputs."""

    @property
    def width(self) -> int: ...

    def rows(self, places: Tensor) -> Tensor: ...

    def fresh_rows(self, places: Tensor) -> Tensor: ...


class AbstractContrast(ABC):
    """A bound as a function of scores, shape (K, K): of pair (x_i, y_j), which belong together for i = j."""

    def loss(self, scores: Tensor) -> Tensor:
        """What training makes smaller: here −bound."""
        return -self.bound(scores)

    @abstractmethod
    def bound(self, scores: Tensor) -> Tensor:
        """The bound, nats, a single number."""

    @abstractmethod
    def bound_without_each(self, scores: Tensor) -> Tensor:
        """The bound without row and column k, shape (K,). scores: in double precision."""

    @abstractmethod
    def terms_of_pairs(self, scores: Tensor) -> Tensor:
        """What pair (i, j), i ≠ j, adds to the bound to first order, shape (K, K): their mean counts."""


class CriticObjective(AbstractObjective):
    """A bound by scores s(x, y) = u(x)·v(y)/√32 + a(x) + b(y), where perceptrons give (u, a) and (v, b).

    All K² pairs of K samples so cost little more than K. At the start v, a and b are 0, and the bound is 0.
    """

    def __init__(
        self,
        contrast: AbstractContrast,
        *,
        x: InputRows,
        y: InputRows,
        hidden: tuple[int, ...],
        device: torch.device,
        rng: np.random.Generator,
    ) -> None:
        self.device = device
        self._contrast = contrast
        self._x, self._y = x, y
        self._of_x = Perceptron((x.width, *hidden, _RANK + 1))
        self._of_y = Perceptron((y.width, *hidden, _RANK + 1))
        # Only one factor of u·v may be 0, else neither has a slope.
        self.start = np.concatenate([self._of_x.start(rng, silent_from=_RANK), self._of_y.start(rng)])

    def loss(self, numbers: Tensor, places: Tensor) -> Tensor:
        return self._contrast.loss(
            self._scores(numbers, self._x.fresh_rows(places), self._y.fresh_rows(places))
        )

    def bound(self, numbers: Tensor, places: Tensor) -> Tensor:
        groups = _groups(places, _MOST_AT_A_LOOK)
        values = [len(group) * self._contrast.bound(self._scores_at(numbers, group)) for group in groups]
        return sum(values) / len(places)

    def judged(self, numbers: Tensor, places: Tensor, most: int) -> Judgement:
        judgements = []
        for group in _groups(places, most):
            # In main memory, where every device has its double precision and sums have one order.
            scores = self._scores_at(numbers.double(), group).cpu()
            judgements.append(
                jackknifed(
                    self._contrast.bound(scores),
                    self._contrast.bound_without_each(scores),
                    of_pairs=variance_of_pairs(self._contrast.terms_of_pairs(scores)),
                )
            )
        return pooled(judgements)

    def _scores_at(self, numbers: Tensor, places: Tensor) -> Tensor:
        x, y = (side.rows(places).to(numbers.dtype) for side in (self._x, self._y))
        return self._scores(numbers, x, y)

    def _scores(self, numbers: Tensor, x: Tensor, y: Tensor) -> Tensor:
        for_x, for_y = numbers.split([self._of_x.size, self._of_y.size])
        u, v = self._of_x(for_x, x), self._of_y(for_y, y)
        one = torch.ones_like(u[:, :1])
        # a and b as two more products: added to all pairs they would cost as much as the products do.
        left = torch.cat([u[:, :_RANK] / math.sqrt(_RANK), u[:, _RANK:], one], dim=1)
        right = torch.cat([v[:, :_RANK], one, v[:, _RANK:]], dim=1)
        return left @ right.T


def _groups(places: Tensor, most: int) -> list[Tensor]:
    return list(places.tensor_split(-(-len(places) // most)))


def log_mean_of_others(scores: Tensor) -> Tensor:
    """Ln of the mean of e^s over pairs that do not belong together, a single number."""
    k = len(scores)
    return _off_diagonal(scores).flatten().logsumexp(0) - math.log(k * (k - 1))


def log_mean_of_others_without_each(scores: Tensor) -> Tensor:
    """The same without row and column k, shape (K,), K >= 3."""
    k = len(scores)
    others = _off_diagonal(scores)
    top = others.max()
    weights = (others - top).exp()
    total = weights.sum()
    left = total - weights.sum(dim=0) - weights.sum(dim=1)
    # Where one sample has all the weight, what the others have is below the rounding of the sum.
    left = left.clamp_min(float(total) * torch.finfo(total.dtype).eps)
    return left.log() + top - math.log((k - 1) * (k - 2))


def _off_diagonal(scores: Tensor) -> Tensor:
    together = torch.eye(len(scores), dtype=torch.bool, device=scores.device)
    return scores.masked_fill(together, -math.inf)
