"""Certain bounds on what a mixture of equal Gaussians tells, from the distances of its centres."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Centres
from ibsolve.estimators.mixture.sums import AbstractSums

ROUNDING = 1e-12
"""By which bounds of floats are widened, nats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairwiseBounds:
    """Bounds in nats on I(J;T), J the centre of a sample and T = m_J + Z, and given the group of J.

    lower <= I(J;T) <= upper; lower_within <= I(J;T|G) <= upper_within, 0 where each centre is a group.
    group_entropy: H(G).
    """

    lower: float
    upper: float
    lower_within: float
    upper_within: float
    group_entropy: float

    @property
    def of_groups(self) -> tuple[float, float]:
        """Bounds on I(G;T) = I(J;T) − I(J;T|G), cut to [0, H(G)]."""
        most = self.group_entropy
        lower = min(max(0.0, self.lower - self.upper_within - ROUNDING), most)
        return lower, max(lower, min(self.upper - self.lower_within + ROUNDING, most))


def pairwise_bounds(centres: Centres, sums: AbstractSums) -> PairwiseBounds:
    """The bounds of Bhattacharyya (lower) and of Kullback and Leibler (upper).

    Source: paper 002, eq. (3): −(1/N) Σ_i ln (1/N) Σ_j e^(−|m_i − m_j|²/8σ²), and with 2σ² for 8σ².
    """
    n = centres.n
    lower, upper = (_information(centres, each, n) for each in sums.affinities())
    within = _within(centres, sums)
    return PairwiseBounds(
        lower=lower,
        upper=upper,
        lower_within=within[0],
        upper_within=within[1],
        group_entropy=centres.group_entropy,
    )


def bounds_within(centres: Centres, sums: AbstractSums) -> tuple[float, float]:
    """Those on I(J;T|G) alone, from pairs of one group: far fewer than all."""
    lower, upper = _within(centres, sums)
    lower = max(0.0, lower - ROUNDING)
    return lower, max(lower, upper + ROUNDING)


def _within(centres: Centres, sums: AbstractSums) -> tuple[float, float]:
    if centres.are_groups:
        return 0.0, 0.0
    sizes = centres.group_counts[centres.group_of_centre]
    near, far = sums.affinities(centres.own_group)
    return _information(centres, near, sizes), _information(centres, far, sizes)


def _information(centres: Centres, sums: Floats, sizes: Floats | int) -> float:
    # What exceeds the range [0, ln n] is rounding.
    value = -float(centres.counts @ np.log(sums / sizes)) / centres.n
    return min(max(0.0, value), log(centres.n))
