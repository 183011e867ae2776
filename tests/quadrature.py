"""Information through one noisy neuron by numerical integration: a route of its own."""

import numpy as np

PANELS, ORDER, REACH = 24, 24, 9.5


def gaussian_mixture(means, deviation, kinks=()):
    """Points s and weights that integrate against the uniform mixture of N(mean, deviation²)."""
    low, high = min(means) - REACH * deviation, max(means) + REACH * deviation
    edges = np.unique(
        [*np.linspace(low, high, PANELS * len(means) + 1), *(k for k in kinks if low < k < high)]
    )
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    points = (edges[:-1, None] + edges[1:, None]) / 2 + np.diff(edges)[:, None] / 2 * nodes
    scaled = np.diff(edges)[:, None] / 2 * weights
    density = np.mean([normal(points, mean, deviation) for mean in means], axis=0)
    return points.ravel(), (scaled * density).ravel()


def noisy_entropy(values, weights, sigma):
    """h(V + noise), nats, where V takes the values with the weights and noise ~ N(0, σ²)."""
    grid = np.arange(min(values) - REACH * sigma, max(values) + REACH * sigma, sigma / 12)
    density = np.concatenate(
        [normal(part[:, None], values, sigma) @ weights for part in np.array_split(grid, 20)]
    )
    logs = np.log(density, out=np.zeros_like(density), where=density > 0)
    return float(-(density * logs).sum() * sigma / 12)


def noisy_information(values, weights, sigma):
    """I(V; V + noise), nats."""
    return noisy_entropy(values, weights, sigma) - np.log(2 * np.pi * np.e * sigma**2) / 2


def normal(points, mean, deviation):
    return np.exp(-(((points - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))
