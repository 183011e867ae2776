"""What noise in one or two dimensions leaves of a finite input, I(X;T), by quadrature."""

from __future__ import annotations

from math import e, log, pi
from typing import Any

import numpy as np

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.errors import shown
from ibsolve.theory.first_layer import first_layer_information
from ibsolve.theory.unit import Unit

_TILE = 8.5
"""Side of the squares integrated one after another, deviations: beyond the next, a mean has mass < 1e-15."""
_STEPS = 8
"""Points of the trapezoid rule a deviation, along each axis."""
_SUM_TOLERANCE = 1e-9


def mixture_information(means: Any, probabilities: Any, beta: float, *, unit: str = Unit.NATS) -> float:
    """I(X;T), in the unit, of T = f(X) + N(0, β²I) in one or two dimensions, for finitely many x.

    means: f(x) of each x, shape (n,), (n, 1) or (n, 2); equal ones are merged. probabilities: p(x) >= 0,
    shape (n,), that sum to 1 within 1e-9. beta: β > 0.
    The error is below 1e-8 nats: the trapezoid rule on analytic integrands that vanish at both ends.
    Raises ProblemError with every fault found.
    Source: I(X;T) = h(T) − h(Z), paper 001, eq. (1) for the first layer.

    >>> round(mixture_information([[0, 0], [0.3, 0.1], [-0.2, 0.4]], [1 / 3] * 3, 0.1), 9)
    0.978918369
    """
    from scipy.special import entr

    places = real_array(means)
    if places is not None and places.ndim == 2 and places.shape[1] == 1:
        places = places[:, 0]
    if places is None or places.ndim != 2:
        return first_layer_information(means if places is None else places, probabilities, beta, unit=unit)
    arguments = Arguments()
    law = _read(arguments, places, probabilities)
    beta = arguments.number("beta", beta, above=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    distinct, place = np.unique(places[law > 0], axis=0, return_inverse=True)
    weights = np.asarray(np.bincount(place.reshape(-1), weights=law[law > 0] / law.sum()), dtype=float)
    arguments.number("beta", beta, above=float(np.ptp(distinct, axis=0).max()) / LARGEST)
    arguments.check()
    nats = _entropy((distinct - distinct.min(axis=0)) / beta, weights) - log(2 * pi * e)
    # What exceeds the range of I(X;T) is rounding.
    return counted.of_nats(max(0.0, min(nats, float(entr(weights).sum()))))


def _read(arguments: Arguments, places: Floats, probabilities: Any) -> Floats:
    if places.shape[1] != 2 or not len(places) or not (abs(places) <= LARGEST).all():
        expected = f"numbers within ±{LARGEST:g} of shape (n,), (n, 1) or (n, 2)"
        arguments.faults.add("means", expected=expected, found=f"shape {places.shape}, {shown(places)}")
    law = real_array(probabilities)
    if law is None or law.shape != (len(places),) or not (law >= 0).all():
        expected = f"{len(places)} numbers >= 0, one for each mean"
        arguments.faults.add("probabilities", expected=expected, found=shown(probabilities))
    elif not abs(law.sum() - 1) <= _SUM_TOLERANCE:
        arguments.faults.add("probabilities", expected="a sum of 1 within 1e-9", found=f"{law.sum():.12g}")
    else:
        return law
    return np.ones(len(places))


def _entropy(means: Floats, law: Floats) -> float:
    """−∫ g ln g of g = Σ law_i N(mean_i, I), nats."""
    from scipy.special import entr

    steps = round(_TILE * _STEPS)
    grid = np.arange(steps) / _STEPS
    total = 0.0
    for corner, near in _tiles(means):
        # A component is a product of its two axes: the square costs one product of matrices.
        along = [np.exp(-((corner[axis] + grid - means[near, axis, None]) ** 2) / 2) for axis in range(2)]
        density = (along[0] * law[near, None]).T @ along[1] / (2 * pi)
        total += float(entr(density).sum())
    return total / _STEPS**2


def _tiles(means: Floats) -> list[tuple[Floats, Any]]:
    """The lower corners of the squares next to a mean, with the means next to each."""
    own = np.floor(means / _TILE)
    offsets = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    squares = (own[:, None, :] + offsets).reshape(-1, 2)
    component = np.repeat(np.arange(len(means)), len(offsets))
    distinct, square = np.unique(squares, axis=0, return_inverse=True)
    order = np.argsort(square.reshape(-1), kind="stable")
    bounds = np.searchsorted(square.reshape(-1)[order], np.arange(1, len(distinct)))
    members = np.split(component[order], bounds)
    return [(corner * _TILE, near) for corner, near in zip(distinct, members, strict=True)]
