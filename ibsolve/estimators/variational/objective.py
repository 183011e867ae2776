"""What a network is trained for, and what it is worth on samples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from torch import Tensor

from ibsolve.arguments import Floats
from ibsolve.estimators.variational.jackknife import Judgement


class AbstractObjective(ABC):
    """A bound on I(X;Y) as a function of the numbers of a network and of samples, given by their places."""

    start: Floats
    """The numbers before training, shape (size,), where the bound is about 0."""
    device: Any
    """Where the samples are."""

    @abstractmethod
    def loss(self, numbers: Tensor, places: Tensor) -> Tensor:
        """What training makes smaller, a single number."""

    @abstractmethod
    def bound(self, numbers: Tensor, places: Tensor) -> Tensor:
        """The bound on these samples, nats, a single number: quick, to see when to stop."""

    @abstractmethod
    def judged(self, numbers: Tensor, places: Tensor, most: int) -> Judgement:
        """The bound on these samples in double precision, with its error.

        most: samples that are looked at together, where the bound is not one of each sample.
        """
