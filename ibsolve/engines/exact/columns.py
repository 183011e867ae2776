"""What one neuron can output on the points below it: the candidates for every layer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.needed_neurons import layer_size
from ibsolve.problem import Code
from ibsolve.threshold import (
    MASK_LIMIT,
    PointSet,
    restricted_functions,
    separable_dichotomies,
    threshold_masks,
)


@cache
def canonical_functions(variables: int) -> NDArray[np.int64]:
    """The threshold functions that are 0 on 0…0, as bitmasks over the 2^variables codes.

    >>> len(canonical_functions(2))
    7
    """
    masks = threshold_masks(variables).astype(np.int64)
    return np.ascontiguousarray(masks[masks & 1 == 0])


def neuron_columns(codes: tuple[Code, ...]) -> NDArray[np.int64]:
    """The outputs of one neuron on the codes that are 0 on the first and not on all, as bitmasks.

    Complementing a neuron changes nothing above it, and a constant one tells nothing apart.
    Raises LimitError beyond what separable_dichotomies lists.

    >>> neuron_columns(((0, 0), (0, 1), (1, 1))).tolist()
    [2, 4, 6]
    """
    points = PointSet(codes)
    if points.variables <= MASK_LIMIT:
        masks = restricted_functions(points).view(np.int64)
    else:
        masks = np.array(separable_dichotomies(points), dtype=np.uint64).view(np.int64)
    return np.ascontiguousarray(masks[(masks & 1 == 0) & (masks != 0)])


def are_neuron_columns(columns: Iterable[int], codes: tuple[Code, ...]) -> bool:
    """Whether one neuron each realises the columns over the codes; all 0 on the first code."""
    if len(codes[0]) <= MASK_LIMIT:
        return set(columns) <= set(neuron_columns(codes).tolist())
    points = PointSet(codes)
    return all(points.is_separable(column % 2**64) for column in columns)


def layer_sizes(points: int, width: int, *, classes: int) -> range:
    """How many different neurons a layer may have that must tell so many classes apart (R5).

    >>> list(layer_sizes(8, 3, classes=3))
    [2, 3]
    """
    return range(max(1, (classes - 1).bit_length()), layer_size(points, width) + 1)
