"""Smoothing of curves for a picture; the data stay as they are."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Arguments, Floats


def hann_smoothed(times: Floats, values: Floats, window: float | None) -> Floats:
    """Means under a Hann window about each time. Shape (n,).

    times: ascending, shape (n,), as are the values. window: what it spans, > 0, in the unit of the times;
    None leaves the values as they are. Each value counts with the time that it stands for, as times need
    not be evenly spaced; where no other time is within the window, it is as it was. What is beyond the ends
    is left out. Raises ProblemError for a window that is no number > 0.
    Source: paper 004, Section IV.

    >>> hann_smoothed(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 4.0, 0.0, 0.0]), 4)
    array([1.33333333, 2.        , 1.        , 0.        ])
    >>> hann_smoothed(np.array([0.0, 900.0]), np.array([1.0, 5.0]), 500)
    array([1., 5.])
    """
    if window is None:
        return values
    arguments = Arguments()
    span = arguments.number("window", window, above=0)
    arguments.check()
    stands_for = np.gradient(times) if len(times) > 1 else np.ones(1)
    away = (times[:, None] - times) / span
    weights = np.where(np.abs(away) < 0.5, np.cos(np.pi * away) ** 2, 0.0) * np.minimum(stands_for, span)
    # A value that is missing spoils only those whose window it is in.
    total = np.where(weights > 0, weights * values, 0.0).sum(axis=1)
    return np.asarray(total / weights.sum(axis=1))
