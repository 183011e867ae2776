"""Draws from a mixture, one of each of its samples a round, and what the posterior says at them."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.centres import Centres, Codes
from ibsolve.estimators.mixture.sums import AbstractSums

_NUMBERS = 2**18
"""Coordinates drawn at once."""


def group_entropies(centres: Centres, sums: AbstractSums, rng: np.random.Generator) -> Floats:
    """H(G|T = t), nats, at one t drawn around each sample, shape (N,): in [0, ln G]."""
    drawn = []
    for _, points, shifts in _round(centres, rng):
        found = sums.centre_sums(points, shifts) if centres.are_groups else sums.group_sums(points, shifts)
        drawn.append(found.entropies)
    return np.concatenate(drawn)


def entropies_within(centres: Centres, sums: AbstractSums, rng: np.random.Generator) -> Floats:
    """H(J|T = t, G = g), nats, at one t drawn around each sample, g its group, shape (N,)."""
    first, last = centres.own_group
    drawn = [
        sums.centre_sums(points, shifts, (first[own], last[own])).entropies
        for own, points, shifts in _round(centres, rng)
    ]
    return np.concatenate(drawn)


def plain_information(centres: Centres, sums: AbstractSums, rng: np.random.Generator) -> float:
    """The mean of −ln g(t), less h(Z), nats, at one t drawn around each sample.

    Source: paper 001, (11) and (12), with n_MC = 1.
    """
    total = 0.0
    for _, points, shifts in _round(centres, rng):
        total += float((shifts - np.log(sums.centre_sums(points, shifts).weights)).sum())
    return total / centres.n + log(centres.n) - centres.dimension / 2


def plain_information_within(centres: Centres, sums: AbstractSums, rng: np.random.Generator) -> float:
    """As `plain_information`, of the mixture of each group, on average over samples."""
    first, last = centres.own_group
    sizes = np.log(centres.group_counts[centres.group_of_centre])
    total = 0.0
    for own, points, shifts in _round(centres, rng):
        weights = sums.centre_sums(points, shifts, (first[own], last[own])).weights
        total += float((shifts - np.log(weights) + sizes[own]).sum())
    return total / centres.n - centres.dimension / 2


def _round(centres: Centres, rng: np.random.Generator) -> Iterator[tuple[Codes, Floats, Floats]]:
    """The centre m of each sample, m + z, and |z|²/2, in blocks; samples ascend by their centres."""
    own = np.repeat(np.arange(centres.size), centres.counts.astype(np.int64))
    rows = max(1, _NUMBERS // centres.dimension)
    for low in range(0, len(own), rows):
        block = own[low : low + rows]
        noise = rng.standard_normal((len(block), centres.dimension))
        yield block, centres.places[block] + noise, (noise**2).sum(axis=1) / 2
