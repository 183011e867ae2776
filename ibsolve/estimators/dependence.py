"""Whether one variable is a continuous function of the other, where mutual information is infinite."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.neighbours import Norm, nearest_others

_LEAST_SAMPLES = 50
_LOOKED_AT = 1000
_TAKEN = 4000
"""Samples among which neighbours are looked for at most."""
_SHORTFALL_OF_ONE, _MOST_SHORTFALL_OF_ONE = 20.0, 0.03
_SHORTFALL, _MOST_SHORTFALL = 1.5, 0.3
"""Of N^(−1/d): linear, leaky and tanh layers of two and three inputs fall short by 1.0 to 1.3 of it."""


def dependence_coefficient(x: Floats, y: Floats) -> float:
    """How close y is to a function of x, from 0 for independence to 1: the least of y's coordinates.

    x: shape (N, d), y: shape (N, e), features of more than one value; those of x count by their deviation.
    Of more than 1000 samples every so many-th is looked at, among all. It may fall below 0 by chance.
    Nearest neighbours become distant in high dimension: there it stays low even for a function.
    Source: Azadkia & Chatterjee 2021, T_n(Y, Z) without conditioning.

    >>> line = np.arange(100.0)[:, None]
    >>> round(dependence_coefficient(line, line**2), 2)
    0.97
    """
    n = len(x)
    places = np.arange(0, n, max(1, n // _LOOKED_AT))
    nearest = nearest_others(x / x.std(axis=0), 1, Norm.EUCLIDEAN, places)[1][:, 0]
    found = []
    for coordinate in y.T:
        ordered = np.sort(coordinate)
        at_most = np.searchsorted(ordered, coordinate, side="right")
        at_least = n - np.searchsorted(ordered, coordinate, side="left")
        # Σ (n min(R_i, R_N(i)) − L_i²), of which only the falls from R_i to R_N(i) are sampled.
        spread = float((at_least * (n - at_least)).mean())
        falls = np.maximum(at_most[places] - at_most[nearest], 0)
        found.append(1 + n * float((at_most - at_least).mean() - falls.mean()) / spread)
    return min(found)


def cautions_of_function(x: Floats, y: Floats) -> tuple[Caution, ...]:
    """VACUOUS where, as far as the samples can show, y is a function of x or x is one of y.

    x, y: shapes (N, d) and (N, e). A smooth function falls short of the coefficient 1 by as much as nearest
    neighbours are apart, of the order N^(−1/d): where that is too far to tell, from about five dimensions or
    below 50 samples, nothing is said. Noise that is finer than the distance of neighbours is not seen.
    """
    step = -(-len(x) // _TAKEN)
    x, y = x[::step], y[::step]
    if len(x) < _LEAST_SAMPLES or not (np.ptp(x, axis=0).any() and np.ptp(y, axis=0).any()):
        return ()
    x, y = x[:, np.ptp(x, axis=0) > 0], y[:, np.ptp(y, axis=0) > 0]
    for source, target in ((x, y), (y, x)):
        shortfall = _shortfall_of_function(len(x), source.shape[1])
        if shortfall is None:
            continue
        coefficient = dependence_coefficient(source, target)
        if coefficient >= 1 - shortfall:
            return (
                Caution(
                    concern=Concern.VACUOUS,
                    reason="as far as these samples can show, one variable is a function of the other "
                    f"(dependence coefficient {coefficient:.3f}), and I(X;Y) of a deterministic continuous "
                    "relation is infinite",
                    advice="the number tells of N and of the method alone: add the noise that limits what "
                    "can be read, and estimate I(X;Y+Z)",
                ),
            )
    return ()


def _shortfall_of_function(n: int, dimension: int) -> float | None:
    """How far below 1 the coefficient of a function may be; None where that says nothing."""
    if dimension == 1:
        # 3/N for y = x, while Gaussians of ρ = 0.999 fall short by 0.043 whatever N.
        return min(_MOST_SHORTFALL_OF_ONE, _SHORTFALL_OF_ONE / n)
    shortfall: float = _SHORTFALL * n ** (-1 / dimension)
    return shortfall if shortfall <= _MOST_SHORTFALL else None
