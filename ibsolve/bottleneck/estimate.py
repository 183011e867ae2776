"""What the points of a curve say of a distortion ε = I(X;Y) − I(T;Y): upper estimates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.errors import shown

_ROUNDING = 1e-12
"""A point whose loss exceeds the distortion by no more is taken, bits."""


def rate_on_hull(epsilon: ArrayLike, *, loss: Floats, rate: Floats) -> Floats:
    """The lower convex hull of the points (loss, rate) at each ε, bits; at least one loss is 0."""
    hull: list[tuple[float, float]] = []
    for x, y in sorted(zip(loss.tolist(), rate.tolist(), strict=True)):
        if hull and x == hull[-1][0]:
            continue
        while len(hull) > 1 and _is_on_or_above(hull[-1], hull[-2], (x, y)):
            hull.pop()
        hull.append((x, y))
    corners = np.array(hull)
    # No encoder is needed for less than the best point has: the hull does not rise again.
    lowest = np.minimum.accumulate(corners[:, 1])
    return np.asarray(np.interp(_read_epsilon(epsilon), corners[:, 0], lowest))


def entropy_of_steps(epsilon: ArrayLike, *, loss: Floats, entropy: Floats) -> Floats:
    """The least entropy among the points with loss <= ε, for each ε, bits; at least one loss is 0."""
    order = np.argsort(loss, kind="stable")
    lowest = np.minimum.accumulate(entropy[order])
    taken = np.searchsorted(loss[order], _read_epsilon(epsilon) + _ROUNDING, side="right")
    assert taken.min() > 0, "no point that loses nothing"
    return np.asarray(lowest[taken - 1])


def _is_on_or_above(
    point: tuple[float, float], left: tuple[float, float], right: tuple[float, float]
) -> bool:
    """Whether a point lies on or above the chord from left to right."""
    across = (point[0] - left[0]) * (right[1] - left[1])
    return (point[1] - left[1]) * (right[0] - left[0]) >= across


def _read_epsilon(epsilon: ArrayLike) -> Floats:
    """Distortions of any shape as floats."""
    array = real_array(epsilon)
    arguments = Arguments()
    if array is None or not ((array >= 0) & (array <= LARGEST)).all():
        expected = f"bits >= 0 and <= {LARGEST:g}"
        arguments.faults.add("epsilon", expected=expected, found=shown(epsilon))
    arguments.check()
    assert array is not None, "refused above"
    return array
