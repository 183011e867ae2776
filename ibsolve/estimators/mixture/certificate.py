"""The mean of independent draws with a certified interval, for whatever laws they have within a range."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from ibsolve.arguments import Floats

_EVENTS = 5
"""Two sides of Bernstein's bound, one of the variance, two sides of Hoeffding's: each fails alike."""


@dataclass(slots=True)
class StratifiedMean:
    """The mean over rounds in each of which every stratum is drawn once, all draws independent.

    largest: R, where draws lie in [0, R]. The draws of a stratum are of one law, those of different
    strata need not be.
    """

    largest: float
    rounds: int = 0
    strata: int = 0
    _total: float = 0.0
    _variance: float = 0.0
    _pairs: float = 0.0
    _open: Floats | None = None

    def add(self, values: Floats) -> None:
        """One round. values: one draw of each stratum, shape (strata,)."""
        self.strata = len(values)
        self.rounds += 1
        self._total += float(values.sum())
        if self._open is None:
            self._variance = float(np.var(values))
            self._open = values
        else:
            self._pairs += float(((values - self._open) ** 2).sum())
            self._open = None

    @property
    def draws(self) -> int:
        """M, of all strata together."""
        return self.rounds * self.strata

    @property
    def mean(self) -> float:
        """The mean of all draws."""
        return self._total / self.draws

    def reach(self, error: float) -> float:
        """How far the mean is from its expectation at most, but for a probability of `error`.

        The less of Hoeffding's bound and an empirical form of Bernstein's: with L = ln(5/error),
        R √(L/2M) and σ √(2L/M) + RL/3M. The mean variance σ² of the strata is bounded by
        (√(D + R²L/2) + R √(L/2))² / 2P from D, the squared differences of P pairs of draws, as many in
        each stratum: the sum of independent Y in [0, 1] is below EY − √(2L EY) with probability e^−L at
        most. With one round, σ² is bounded by the variance among all draws (Maurer & Pontil 2009,
        Theorem 10, which asks for independence alone).
        """
        if self.largest == 0.0:
            return 0.0
        bound, draws = log(_EVENTS / error), self.draws
        hoeffding = self.largest * sqrt(bound / (2 * draws))
        return min(
            hoeffding,
            self._deviation(bound) * sqrt(2 * bound / draws) + self.largest * bound / (3 * draws),
        )

    def _deviation(self, bound: float) -> float:
        """σ at most, but for a probability e^−bound."""
        pairs = self.strata * (self.rounds // 2)
        if pairs:
            slack = self.largest * sqrt(bound / 2)
            found = (sqrt(self._pairs + slack**2) + slack) / sqrt(2 * pairs)
        elif self.strata > 1:
            # The only round: the variance is that of its draws.
            freedom = self.strata - 1
            found = sqrt(self._variance * self.strata / freedom) + self.largest * sqrt(2 * bound / freedom)
        else:
            return self.largest / 2
        return min(found, self.largest / 2)
