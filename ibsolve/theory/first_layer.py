"""What one noisy neuron tells of a finite input: I(X;T_1) of T_1 = f(X) + N(0, β²), by quadrature.

Given X, T_1 is Gaussian, so I(X;T_1) = h(T_1) − ½ ln(2πeβ²), where T_1 is a mixture of equal
Gaussians at the values of f. All is computed in units of β.
"""

from __future__ import annotations

from itertools import pairwise
from math import e, log, pi
from typing import Any

import numpy as np

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.errors import shown
from ibsolve.theory.unit import Unit

REACH = 9.5
"""Deviations to either side of a value that are integrated; what lies beyond has mass below 1e-20."""

STEPS = 12
"""Points of the trapezoid rule a deviation."""

_CHUNK = 2048
"""Points integrated at once."""
_SEEN = 40.0
"""Deviations from which on a component is exactly 0 beside one within REACH."""
_SUM_TOLERANCE = 1e-9


def first_layer_information(values: Any, probabilities: Any, beta: float, *, unit: str = Unit.NATS) -> float:
    """I(X;T_1), in the unit, of T_1 = f(X) + N(0, β²) for an input X of finitely many values.

    values: f(x) of each x, shape (n,); equal ones are merged. probabilities: p(x) >= 0, shape (n,),
    that sum to 1 within 1e-9. beta: β > 0.
    The trapezoid rule errs by less than 1e-10 nats, as the integrand is analytic and vanishes at both ends.
    Raises ProblemError with every fault found.
    Source: paper 001, eq. (1) for the first layer, whose second term is then exact.

    >>> inputs = np.array([-3, -1, 1, 3])
    >>> round(first_layer_information(np.tanh(inputs - 2.3), [0.25] * 4, 0.01), 8)
    1.04412794
    """
    from scipy.special import entr

    arguments = Arguments()
    means, law = _read(arguments, values, probabilities)
    beta = arguments.number("beta", beta, above=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    distinct, place = np.unique(means[law > 0], return_inverse=True)
    weights = np.asarray(np.bincount(place, weights=law[law > 0] / law.sum()), dtype=float)
    # Components further apart than both reaches are integrated apart, each cluster from its first value:
    # floats would not resolve β far from 0.
    with np.errstate(over="ignore"):
        gaps = np.diff(distinct) / beta
    starts = [0, *np.flatnonzero(gaps > 2 * REACH) + 1, len(distinct)]
    nats = -log(2 * pi * e) / 2
    for first, last in pairwise(starts):
        nats += _entropy((distinct[first:last] - distinct[first]) / beta, weights[first:last])
    # What exceeds the range of I(X;T_1) is rounding.
    return counted.of_nats(max(0.0, min(nats, float(entr(weights).sum()))))


def _read(arguments: Arguments, values: Any, probabilities: Any) -> tuple[Floats, Floats]:
    means, law = real_array(values), real_array(probabilities)
    if means is None or means.ndim != 1 or not len(means) or not (abs(means) <= LARGEST).all():
        expected = f"one number or more within ±{LARGEST:g}"
        arguments.faults.add("values", expected=expected, found=shown(values))
        return np.zeros(1), np.ones(1)
    if law is None or law.shape != means.shape or not (law >= 0).all():
        expected = f"{len(means)} numbers >= 0, one for each value"
        arguments.faults.add("probabilities", expected=expected, found=shown(probabilities))
    elif not abs(law.sum() - 1) <= _SUM_TOLERANCE:
        found = f"{law.sum():.12g}"
        arguments.faults.add("probabilities", expected="a sum of 1 within 1e-9", found=found)
    else:
        return means, law
    return means, np.ones(len(means))


def _entropy(means: Floats, law: Floats) -> float:
    """−∫ g ln g of g = Σ law_i N(mean_i, 1), nats; means ascend without a gap beyond both reaches."""
    from scipy.special import entr

    points = np.arange(means[0] - REACH, means[-1] + REACH + 1 / STEPS, 1 / STEPS)
    total = 0.0
    for chunk in np.split(points, range(_CHUNK, len(points), _CHUNK)):
        near = slice(*np.searchsorted(means, [chunk[0] - _SEEN, chunk[-1] + _SEEN]))
        density = np.exp(-((chunk[:, None] - means[near]) ** 2) / 2) @ law[near] / np.sqrt(2 * pi)
        total += float(entr(density).sum()) / STEPS
    return total
