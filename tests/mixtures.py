"""Mixtures of equal Gaussians in a few plain lines: the twin of the compiled sums, and random ones."""

import numpy as np


def log_weights(points, centres, counts):
    """ln count − |point − centre|²/2, shape (points, centres)."""
    squares = ((points[:, None] - centres) ** 2).sum(axis=2)
    return np.log(counts) - squares / 2


def posterior_entropies(points, centres, counts, groups=None):
    logs = log_weights(points, centres, counts)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    if groups is not None:
        weights = weights @ (groups[:, None] == np.unique(groups))
    law = weights / weights.sum(axis=1, keepdims=True)
    return -(law * np.log(np.where(law > 0, law, 1))).sum(axis=1)


def random_layer(rng, *, samples=None, dimension=None):
    """Activations in clusters of any tightness, some of them equal."""
    n = samples or int(rng.integers(1, 30))
    d = dimension or int(rng.integers(2, 6))
    clusters = rng.normal(size=(int(rng.integers(1, 6)), d)) * 10 ** rng.uniform(-1, 1)
    rows = clusters[rng.integers(len(clusters), size=n)] + 10 ** rng.uniform(-2, 0.5) * rng.normal(
        size=(n, d)
    )
    return np.where(rng.random(n)[:, None] < 0.2, rows[0], rows)
