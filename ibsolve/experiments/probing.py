"""When networks are measured, and on which inputs."""

from __future__ import annotations

import numpy as np

from ibsolve.datasets import Samples


def logarithmic_times(last: int, points: int) -> tuple[int, ...]:
    """0, and about so many times evenly spaced on a logarithmic scale up to the last.

    >>> logarithmic_times(100, 5)
    (0, 1, 3, 10, 32, 100)
    """
    return (0, *np.unique(np.geomspace(1, last, points).round().astype(int)).tolist())


def probe_of(samples: Samples, n: int, *, seed: int = 0) -> Samples:
    """Samples drawn at random, n of them, or all where there are no more."""
    return samples if n >= len(samples) else samples.split(n / len(samples), seed=seed)[1]
