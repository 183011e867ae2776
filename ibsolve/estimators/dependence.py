"""Whether one variable is a continuous function of the other, where mutual information is infinite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.features import in_deviations
from ibsolve.estimators.neighbours import Norm, nearest_others
from ibsolve.estimators.variable import Variable

_LEAST_SAMPLES = 50
_LOOKED_AT = 1000
_TAKEN = 4000
"""Samples among which neighbours are looked for at most."""
_SHORTFALL_OF_ONE, _MOST_SHORTFALL_OF_ONE = 20.0, 0.03
_SHORTFALL, _MOST_SHORTFALL = 1.5, 0.3
"""Of N^(−1/d): linear, leaky and tanh layers of two and three inputs fall short by 1.0 to 1.3 of it."""
_LEAST_GROWTH = 0.5
"""Of the growth of distances: functions of 500 samples or more have 0.6 to 1.5, noise has none."""
_LEAST_ALONE = 0.2
"""Share of samples with a value of their own, from which a law counts as one with a continuous part."""
_MOST_REPEATED = 0.01
"""Share of different pairs whose x repeats another's: with y unlike it, as no function has."""


def dependence_coefficient(x: Floats, y: Floats) -> float:
    """How close y is to a function of x, from 0 for independence to 1: the least of y's coordinates.

    x: shape (N, d), y: shape (N, e), features of more than one value; those of x count by their deviation.
    Of more than 1000 samples every so many-th is looked at, among all. It may fall below 0 by chance.
    Nearest neighbours become distant in high dimension: there it stays low even for a function. Among
    equally near ones some one is taken, where the source draws one: many equal x make it arbitrary.
    Source: Azadkia & Chatterjee 2021, T_n(Y, Z) without conditioning.

    >>> line = np.arange(100.0)[:, None]
    >>> round(dependence_coefficient(line, line**2), 2)
    0.97
    """
    n = len(x)
    places = _places(n)
    nearest = nearest_others(in_deviations(x), 1, Norm.EUCLIDEAN, places)[1][:, 0]
    found = []
    for coordinate, falls in zip(y.T, _falls(y, places, nearest), strict=True):
        at_least = n - np.searchsorted(np.sort(coordinate), coordinate, side="left")
        # Σ (n min(R_i, R_N(i)) − L_i²) with Σ R_i = Σ L_i: only the falls from R_i to R_N(i) are sampled.
        found.append(1 - n * float(falls) / float((at_least * (n - at_least)).mean()))
    return min(found)


def cautions_of_function(x: Floats, y: Floats) -> tuple[Caution, ...]:
    """VACUOUS where, as far as the samples can show, y is a function of x or x is one of y.

    x, y: shapes (N, d) and (N, e). A smooth function falls short of the coefficient 1 by as much as nearest
    neighbours are apart, of the order N^(−1/d), and further neighbours fall short by more; with noise these
    do hardly. Where neighbours are too far to tell, from about five dimensions or below 50 samples, nothing
    is said. Noise that is finer than the distance of neighbours is not seen. A function with few different
    values tells its finite entropy, and is not meant.
    """
    alone = [_share_alone(each) for each in (x, y)]
    step = -(-len(x) // _TAKEN)
    x, y = _different_pairs(x[::step], y[::step])
    if len(x) < _LEAST_SAMPLES or not (np.ptp(x, axis=0).any() and np.ptp(y, axis=0).any()):
        return ()
    x, y = x[:, np.ptp(x, axis=0) > 0], y[:, np.ptp(y, axis=0) > 0]
    for source, target, share in ((x, y, alone[1]), (y, x, alone[0])):
        shortfall = _shortfall_of_function(len(x), source.shape[1])
        if shortfall is None or share < _LEAST_ALONE or _share_repeated(source) > _MOST_REPEATED:
            continue
        coefficient = dependence_coefficient(source, target)
        if coefficient >= 1 - shortfall and _grows_with_distance(source, target):
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


def _places(n: int) -> NDArray[np.int64]:
    return np.arange(0, n, max(1, n // _LOOKED_AT))


def _falls(y: Floats, places: NDArray[np.int64], neighbours: NDArray[np.int64]) -> Floats:
    """How many ranks a neighbour lies below its sample, on average, 0 where above; of each coordinate."""
    found = []
    for coordinate in y.T:
        ranks = np.searchsorted(np.sort(coordinate), coordinate, side="right")
        found.append(np.maximum(ranks[places] - ranks[neighbours], 0).mean())
    return np.array(found)


def _grows_with_distance(x: Floats, y: Floats) -> bool:
    """Whether y differs more from a further neighbour in x, as a function does and noise does not."""
    n, dimension = x.shape
    if dimension == 1:
        # The shortfall there is too small for noise that neighbours could show.
        return True
    # At about twice the distance of the nearest.
    further = min(2**dimension, n - 1)
    places = _places(n)
    distances, neighbours = nearest_others(in_deviations(x), further, Norm.EUCLIDEAN, places)
    near, far = (float(each) for each in distances[:, [0, -1]].mean(axis=0))
    fall, further_fall = (float(_falls(y, places, neighbours[:, place]).sum()) for place in (0, -1))
    return (further_fall - fall) * near >= _LEAST_GROWTH * fall * (far - near)


def _share_alone(values: Floats) -> float:
    """Share of the samples that no other equals."""
    counts = np.bincount(_row_codes(values))
    return float((counts == 1).sum()) / len(values)


def _share_repeated(values: Floats) -> float:
    """Share of the samples that equal one before."""
    return 1 - (int(_row_codes(values).max()) + 1) / len(values)


def _different_pairs(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The samples without repetitions, which are nearest neighbours of equal y whatever the noise."""
    first = np.sort(np.unique(_row_codes(np.hstack([x, y])), return_index=True)[1])
    return x[first], y[first]


def _row_codes(values: Floats) -> NDArray[np.int64]:
    return Variable(name="values", vectors=values, codes=None).row_codes


def _shortfall_of_function(n: int, dimension: int) -> float | None:
    """How far below 1 the coefficient of a function may be; None where that says nothing."""
    if dimension == 1:
        # 3/N for y = x, while Gaussians of ρ = 0.999 fall short by 0.043 whatever N.
        return min(_MOST_SHORTFALL_OF_ONE, _SHORTFALL_OF_ONE / n)
    shortfall: float = _SHORTFALL * n ** (-1 / dimension)
    return shortfall if shortfall <= _MOST_SHORTFALL else None
