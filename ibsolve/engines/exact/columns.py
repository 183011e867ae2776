"""What one neuron can output on the points below it: the candidates for every layer."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ibsolve.problem import Code
from ibsolve.threshold import MASK_LIMIT, PointSet, separable_dichotomies, threshold_masks


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
    variables = len(codes[0])
    if variables <= MASK_LIMIT:
        place = np.array([int("".join(map(str, code)), 2) for code in codes], dtype=np.int64)
        bits = threshold_masks(variables).astype(np.int64)[:, None] >> place & 1
        masks = bits @ (np.int64(1) << np.arange(len(codes), dtype=np.int64))
    else:
        listed = separable_dichotomies(PointSet(codes))
        masks = np.array(listed, dtype=np.uint64).view(np.int64)
    masks = np.unique(masks[masks & 1 == 0])
    return np.ascontiguousarray(masks[masks != 0])


def layer_size(points: int, width: int) -> int:
    """How many different neurons a layer above so many codes needs at most.

    On k codes every column is an affine function of some k − 1 columns of the layer, and so are the
    weighted sums of the neurons above: the others change neither partition nor separability.
    """
    return min(width, points - 1)
