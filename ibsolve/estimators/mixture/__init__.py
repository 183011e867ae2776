"""Mixtures of equal Gaussians: their sums over many pairs, certain bounds, and certified draws."""

from ibsolve.estimators.mixture.bounds import PairwiseBounds, bounds_within, pairwise_bounds
from ibsolve.estimators.mixture.centres import Centres, Codes, merged_centres
from ibsolve.estimators.mixture.draws import (
    entropies_within,
    group_entropies,
    plain_information,
    plain_information_within,
)
from ibsolve.estimators.mixture.information import (
    Drawing,
    DrawnInformation,
    drawn_information,
    known_information,
    plain_information_drawn,
)
from ibsolve.estimators.mixture.placement import sums_over
from ibsolve.estimators.mixture.sums import AbstractSums, Precision

__all__ = [
    "AbstractSums",
    "Centres",
    "Codes",
    "Drawing",
    "DrawnInformation",
    "PairwiseBounds",
    "Precision",
    "bounds_within",
    "drawn_information",
    "entropies_within",
    "group_entropies",
    "known_information",
    "merged_centres",
    "pairwise_bounds",
    "plain_information",
    "plain_information_drawn",
    "plain_information_within",
    "sums_over",
]
