"""Neurons that automorphisms map to each other: one of each orbit is enough as the first of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GENERATORS = 8
"""Most symmetries by which orbits are joined."""


def column_orbits(columns: NDArray[np.int64], symmetries: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for every column, equal only for columns that the symmetries map to each other."""
    labels = np.arange(len(columns))
    if len(symmetries) == 1 or not len(columns):
        return labels
    # Some elements nearly always generate the group; where not, orbits are finer, which is sound.
    if len(symmetries) > _GENERATORS:
        symmetries = np.random.default_rng(0).choice(symmetries, size=_GENERATORS, replace=False)
    order = np.argsort(columns)
    images = order[np.searchsorted(columns, _images(columns, symmetries), sorter=order)]
    while True:
        merged = labels
        for image in images:
            merged = np.minimum(merged, merged[image])
            np.minimum.at(merged, image, merged.copy())
        if (merged == labels).all():
            return labels
        labels = merged


def _images(columns: NDArray[np.int64], symmetries: NDArray[np.int64]) -> NDArray[np.int64]:
    """The columns moved by each symmetry and complemented to be 0 at the first code, shape (G, columns)."""
    points = symmetries.shape[1]
    bits = columns[:, None] >> np.arange(points) & 1
    weights = np.int64(1) << np.arange(points, dtype=np.int64)
    moved = np.stack([bits[:, symmetry] @ weights for symmetry in symmetries])
    return np.where(moved & 1, moved ^ weights.sum(), moved)
