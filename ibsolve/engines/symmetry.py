"""Symmetries that a search need not repeat: the automorphisms of a table.

Permuting and flipping the bits of the codes below a layer keeps what is a threshold function. So a
table that such a symmetry maps onto itself gives equal worth to every layer and to its image.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from ibsolve.problem import Code, Problem, Readout
from ibsolve.threshold import cube_symmetries

_GROUP_LIMIT = 5
"""Most variables whose 2^m·m! symmetries are tried one by one."""

_LABEL_LIMIT = 64
"""Most labels or classes whose renaming is looked at."""


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


def input_symmetries(problem: Problem) -> NDArray[np.int64]:
    """Simple automorphisms of the inputs that keep what networks are worth and what they must output."""
    table = problem.table
    kept: list[list[tuple[int, ...]]]
    if problem.readout is Readout.EQUAL:
        kept = [[column] for column in zip(*table.target_bits(), strict=True)]
    elif problem.epsilon == 0:
        classes = table.minimal_sufficient_partition
        kept = [[tuple(int(own == k) for own in classes.block_of) for k in range(len(classes))]]
    else:
        kept = [list(zip(*table.counts, strict=True))]
    if max(map(len, kept)) > _LABEL_LIMIT:
        return np.empty((0, len(table.inputs)), dtype=np.int64)
    return simple_automorphisms(table.inputs, [[table.input_counts], *kept])


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
