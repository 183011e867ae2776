"""The estimators by nearest neighbours in a few plain lines each, over all pairs."""

import numpy as np
from scipy.special import psi


def distances(points):
    """In the maximum norm, shape (N, N)."""
    return np.abs(points[:, None, :] - points[None, :, :]).max(axis=2)


def ksg(x, y, k, variant):
    of_x, of_y = distances(x), distances(y)
    joint = np.maximum(of_x, of_y)
    np.fill_diagonal(joint, np.inf)
    n, total = len(x), 0.0
    for i in range(n):
        near = np.argsort(joint[i], kind="stable")[:k]
        if variant == 1:
            radius = joint[i, near[-1]]
            counts = [(each[i] < radius).sum() - (radius > 0) for each in (of_x, of_y)]
            total += psi(counts[0] + 1) + psi(counts[1] + 1)
        else:
            counts = [(each[i] <= each[i, near].max()).sum() - 1 for each in (of_x, of_y)]
            total += psi(counts[0]) + psi(counts[1]) + 1 / k
    return psi(k) + psi(n) - total / n


def ross(labels, vectors, k):
    kept = np.bincount(labels)[labels] > 1
    labels, vectors = labels[kept], vectors[kept]
    gaps = distances(vectors)
    n, total = len(labels), 0.0
    for i in range(n):
        same = np.flatnonzero(labels == labels[i])
        reached = min(k, len(same) - 1)
        radius = np.sort(gaps[i, same])[reached]
        total += psi(reached) - psi(len(same)) - psi((gaps[i] < radius).sum())
    return psi(n) + total / n


def mixed(x, y, k, *, as_printed):
    of_x, of_y = distances(x), distances(y)
    joint = np.maximum(of_x, of_y)
    n, total = len(x), 0.0
    for i in range(n):
        radius = np.sort(joint[i])[k]
        if as_printed:
            neighbours = (joint[i] == 0).sum() - 1 if radius == 0 else k
            total += psi(neighbours) + np.log(n)
            total -= np.log((of_x[i] <= radius).sum()) + np.log((of_y[i] <= radius).sum())
        elif radius == 0:
            total += psi((joint[i] == 0).sum()) + np.log(n)
            total -= psi((of_x[i] == 0).sum()) + psi((of_y[i] == 0).sum())
        else:
            total += psi(k) + np.log(n) - psi((of_x[i] < radius).sum()) - psi((of_y[i] < radius).sum())
    return total / n
