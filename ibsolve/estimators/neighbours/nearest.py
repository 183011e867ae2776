"""The k nearest other samples of a sample."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats

_COMPARED = 400
"""All pairs are compared up to about this many samples, times the squared dimension; beyond, by a tree."""
_CHUNK = 1 << 20
"""Distances held at a time."""


class Norm(StrEnum):
    """How the distance of two vectors is measured."""

    EUCLIDEAN = "euclidean"
    MAXIMUM = "maximum"


def nearest_others(
    points: Floats, k: int, norm: Norm, places: NDArray[Any] | None = None
) -> tuple[Floats, NDArray[np.int64]]:
    """Distances, rising, and places of the k nearest other samples, shapes (M, k).

    points: shape (N, d). k: from 1 to N − 1. places: of the M samples asked for; all where None.

    >>> distances, found = nearest_others(np.array([[0.0], [1.0], [3.0]]), 1, Norm.EUCLIDEAN)
    >>> distances.ravel().tolist(), found.ravel().tolist()
    ([1.0, 1.0, 2.0], [1, 0, 1])
    """
    asked = np.arange(len(points)) if places is None else places
    if len(points) <= _COMPARED * points.shape[1] ** 2:
        return _by_pairs(points, k, norm, asked)
    return by_tree(points, k, norm, asked)


def by_tree(points: Floats, k: int, norm: Norm, places: NDArray[Any]) -> tuple[Floats, NDArray[np.int64]]:
    """`nearest_others` by a tree; places of all M samples."""
    from scipy.spatial import KDTree

    power = 2 if norm is Norm.EUCLIDEAN else np.inf
    distances, found = KDTree(points).query(points[places], k + 1, p=power)
    own = found == places[:, None]
    # Among equal samples the sample itself may stand anywhere, or be left out for one of the others.
    own[~own.any(axis=1), -1] = True
    return distances[~own].reshape(-1, k), found[~own].reshape(-1, k)


def _by_pairs(points: Floats, k: int, norm: Norm, places: NDArray[Any]) -> tuple[Floats, NDArray[np.int64]]:
    from scipy.spatial.distance import cdist

    metric = "euclidean" if norm is Norm.EUCLIDEAN else "chebyshev"
    distances, found = np.empty((len(places), k)), np.empty((len(places), k), dtype=np.int64)
    step = max(1, _CHUNK // len(points))
    for start in range(0, len(places), step):
        chunk = places[start : start + step]
        table = cdist(points[chunk], points, metric)
        rows = np.arange(len(chunk))[:, None]
        table[rows[:, 0], chunk] = np.inf
        near = np.argpartition(table, k - 1, axis=1)[:, :k]
        near = near[rows, np.argsort(table[rows, near], axis=1)]
        distances[start : start + step], found[start : start + step] = table[rows, near], near
    return distances, found
