"""Whether one variable is a continuous function of the other, where mutual information is infinite."""

from __future__ import annotations

from math import log

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.neighbours import Norm, nearest_others
from ibsolve.estimators.subsets import SubsetEstimates

_FUNCTION = 0.96
"""Coefficient from which a variable may be a function: 1 − 3/N for y = x, 0.957 for ρ = 0.999."""
_GROWS_AS_LN_N = 0.8
"""Growth per doubling, over ln 2, from which an estimate has no limit: 1 for a function."""
_GROWS = 0.3
"""The same, from which an estimate is still far from its limit."""
_LEAST_SAMPLES = 50
_LOOKED_AT = 1000


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


def cautions_of_growth(
    x: Floats, y: Floats, value: float, subsets: SubsetEstimates | None
) -> tuple[Caution, ...]:
    """VACUOUS where y is a function of x, or x of y, and the estimate rises with ln N; or NOT_CONVERGED.

    x, y: as for `dependence_coefficient`. value: the estimate, nats. subsets: those of fewer samples.
    """
    n = len(x)
    if subsets is None or n < _LEAST_SAMPLES:
        return ()
    growth = subsets.growth(value, n) / log(2)
    rose = f"the estimate rose by {growth * log(2):.2g} nats with each doubling of the samples up to {n}"
    if growth < _GROWS:
        return ()
    for source, target in ((x, y), (y, x)):
        # A function of d numbers to e < d spreads over d dimensions, of which e show in the estimate.
        expected = min(1.0, target.shape[1] / source.shape[1])
        if growth < _GROWS_AS_LN_N * expected:
            continue
        coefficient = dependence_coefficient(source, target)
        if coefficient >= _FUNCTION:
            return (
                Caution(
                    concern=Concern.VACUOUS,
                    reason=f"{rose}, and one variable looks like a function of the other (dependence "
                    f"coefficient {coefficient:.3f}): I(X;Y) is infinite for a deterministic continuous "
                    "relation, and the number grows with ln N",
                    advice="add the noise that limits what can be read, and estimate I(X;Y+Z)",
                ),
            )
    return (
        Caution(
            concern=Concern.NOT_CONVERGED,
            reason=rose,
            advice="the truth lies above; more samples or fewer dimensions bring the estimate closer",
        ),
    )
