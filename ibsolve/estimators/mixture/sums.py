"""Sums over the centres of a mixture: what is summed, wherever."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Codes


class Precision(StrEnum):
    """Of the exponentials; sums are float64."""

    FLOAT64 = "float64"
    FLOAT32 = "float32"


LEAST_EXPONENT = {Precision.FLOAT64: -700.0, Precision.FLOAT32: -80.0}
"""What is below counts as this: it adds nothing beside an exponent of 0, and below it numbers are slow."""


class Sums(NamedTuple):
    """Of each query: weights = Σ w, moments = Σ w ln w, over centres or groups of weight w, shape (Q,).

    w is relative to e^(−shift).
    """

    weights: Floats
    moments: Floats

    @property
    def entropies(self) -> Floats:
        """Of the posterior w/Σw, nats; 0 where rounding makes it less."""
        return np.maximum(np.log(self.weights) - self.moments / self.weights, 0.0)


class AbstractSums(ABC):
    """Sums over the K centres of a mixture for many queries, without a matrix of all pairs in memory."""

    @abstractmethod
    def centre_sums(self, points: Floats, shifts: Floats, span: tuple[Codes, Codes] | None = None) -> Sums:
        """Of w = count · e^(shift − |point − centre|²/2), over all centres or those of the span.

        points: shape (Q, d), in units of β. shifts: shape (Q,), so large that the largest w is 1 or more, and
        none overflows: |z|²/2 of a point m + z. span: the first and last (excluded) centre
        of each point, both ascending.
        """

    @abstractmethod
    def group_sums(self, points: Floats, shifts: Floats) -> Sums:
        """As `centre_sums`, with the w of a group added up before."""

    @abstractmethod
    def affinities(self, span: tuple[Codes, Codes] | None = None) -> tuple[Floats, Floats]:
        """Σ_j count_j e^(−|m_i − m_j|²/8) and Σ_j count_j e^(−|m_i − m_j|²/2), for each centre i.

        Over all centres j, or those of the span: the first and last (excluded) of each centre.
        """

    @abstractmethod
    def largest_exponents(self, points: Floats) -> Floats:
        """max_j ln count_j − |point − m_j|²/2, of each point."""

    def log_sums(self, points: Floats) -> Floats:
        """The ln Σ_j count_j e^(−|point − m_j|²/2), of points anywhere."""
        largest = self.largest_exponents(points)
        return np.asarray(np.log(self.centre_sums(points, -largest).weights) + largest)
