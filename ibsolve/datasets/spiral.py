"""Two spirals that wind round each other (paper 001, Appendix B.2)."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.datasets.samples import Samples


def spiral(n: int = 2000, *, noise: float = 0.02, turns: float = 1.0, seed: int = 0) -> Samples:
    """Points of the plane on two spiral arms, n in all, of 2 classes that take turns.

    Point t ∈ (0, 1) of an arm lies at radius t and angle 2π · turns · t, of class 1 half a turn further, and
    t is the root of a uniform number, as an arm is longer outside. The paper gives no formula: this is ours.
    noise: standard deviation of what is added to both coordinates, >= 0. turns: > 0.
    Raises ProblemError with every fault found.
    Source: paper 001, Appendix B.2 and Fig. 11.

    >>> data = spiral(4, noise=0)
    >>> data.labels.tolist(), data.inputs.shape
    ([0, 1, 0, 1], (4, 2))
    """
    arguments = Arguments()
    n = arguments.count("n", n)
    noise = arguments.number("noise", noise, at_least=0)
    turns = arguments.number("turns", turns, above=0)
    seed = arguments.seed("seed", seed)
    arguments.check()
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    radius = np.sqrt(rng.uniform(size=n))
    angle = 2 * np.pi * turns * radius + np.pi * labels
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points += noise * rng.normal(size=points.shape)
    return Samples(inputs=points, labels=labels, classes=2, name="spiral")
