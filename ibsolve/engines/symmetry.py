"""Symmetries that a search need not repeat: automorphisms of a table, canonical codes of a layer.

Permuting and flipping the bits of the codes below a layer keeps what is a threshold function. So a
table that such a symmetry maps onto itself gives equal worth to every layer and to its image; and
two layers whose codes carry equal counts after some symmetry have equal futures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from ibsolve.problem import Code
from ibsolve.threshold import cube_symmetries

_GROUP_LIMIT = 5
"""Most variables whose 2^m·m! symmetries are tried one by one."""

_GENERATORS = 8
"""Most symmetries by which orbits are joined."""


def automorphisms(codes: Sequence[Code], families: Sequence[Sequence[Sequence[int]]]) -> NDArray[np.int64]:
    """The symmetries of the codes that map every family of vectors onto itself, as permutations.

    families: sets of vectors with an entry a code, such as the counts of each label. Entry [g, i] of
    the result is the number of the code that symmetry g sends code i to. Only the identity beyond
    five variables.

    >>> from ibsolve.problem import cube
    >>> len(automorphisms(cube(2), [[(0, 1, 1, 0)]]))
    4
    """
    points, variables = len(codes), len(codes[0])
    if variables > _GROUP_LIMIT:
        return np.arange(points)[None, :]
    images = cube_symmetries(variables)
    place = np.array([int("".join(map(str, code)), 2) for code in codes])
    index = np.full(2**variables, -1)
    index[place] = np.arange(points)
    moved = index[images[:, place]]
    return _keeping(moved[(moved >= 0).all(axis=1)], families)


def simple_automorphisms(
    codes: Sequence[Code], families: Sequence[Sequence[Sequence[int]]]
) -> NDArray[np.int64]:
    """As `automorphisms` for any number of variables, of those that touch one or two of them.

    They flip one variable or two, or exchange two with or without flipping both; the identity is not
    among them.

    >>> from ibsolve.problem import cube
    >>> simple_automorphisms(cube(2), [[(0, 1, 1, 0)]]).tolist()
    [[3, 2, 1, 0], [0, 2, 1, 3], [3, 1, 2, 0]]
    """
    index = {code: i for i, code in enumerate(codes)}
    own = np.array(codes, dtype=np.int64)
    moved = []
    for i, j in combinations_with_replacement(range(own.shape[1]), 2):
        for is_exchange, flip in ((False, 1), (True, 0), (True, 1)):
            if is_exchange and i == j:
                continue
            image = own.copy()
            if is_exchange:
                image[:, [i, j]] = image[:, [j, i]]
            image[:, list({i, j})] ^= flip
            moved.append([index.get(tuple(code), -1) for code in image.tolist()])
    images = np.array(moved, dtype=np.int64).reshape(-1, len(codes))
    return _keeping(images[(images >= 0).all(axis=1)], families)


def _keeping(moved: NDArray[np.int64], families: Sequence[Sequence[Sequence[int]]]) -> NDArray[np.int64]:
    """The permutations that map every family of vectors onto itself."""
    points = moved.shape[1]
    for family in families:
        rank = {entry: number for number, entry in enumerate(sorted({e for v in family for e in v}))}
        vectors = np.array([[rank[entry] for entry in vector] for vector in family], dtype=np.uint16)
        # As byte strings whole vectors sort and compare in one step.
        words = np.sort(np.ascontiguousarray(vectors[:, moved]).view(f"S{2 * points}")[:, :, 0], axis=0)
        own = np.sort(vectors.view(f"S{2 * points}")[:, 0])
        moved = moved[(words == own[:, None]).all(axis=0)]
    return moved


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
