"""Codes of rows and cells of pairs of codes, in as many steps as there are numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What the plug-in information of N pairs of codes is made of.

    x, y, pairs: how many different ones occur. entropy_x, entropy_y, entropy_pairs: of the empirical law,
    nats. spread: the variance of the densities ln p(x,y)/p(x)p(y) over the samples.
    """

    x: int
    y: int
    pairs: int
    entropy_x: float
    entropy_y: float
    entropy_pairs: float
    spread: float


def codes_of_rows(rows: NDArray[Any]) -> tuple[Codes, int]:
    """Codes from 0, shape (N,), in the order in which different rows appear, and how many there are.

    rows: whole numbers, or floats that are compared bit for bit but for −0, which is 0; shape (N, d).

    >>> codes, different = codes_of_rows(np.array([[7, 1], [2, 2], [7, 1]]))
    >>> codes.tolist(), different
    ([0, 1, 0], 2)
    """
    if rows.dtype.kind == "f":
        rows = (rows + rows.dtype.type(0)).view(np.dtype(f"i{rows.itemsize}"))
    from ibsolve.estimators.cells import kernel

    codes = np.empty(len(rows), dtype=np.int64)
    return codes, int(kernel.number_rows(np.ascontiguousarray(rows), codes))


def binned_rows(values: Floats, edges: Floats) -> tuple[NDArray[np.int32], int]:
    """The bin of each value between equally distant edges, shape (N, d), and how many are outside them.

    edges: ascending, two or more. Values outside are in the bin at that end.

    >>> binned_rows(np.array([[-1.0], [0.5], [3.0]]), np.array([0.0, 0.5, 1.0]))[0].tolist()
    [[0], [1], [1]]
    """
    from ibsolve.estimators.cells import kernel

    indices = np.empty(values.shape, dtype=np.int32)
    return indices, int(kernel.equal_bins(values, edges, indices))


def cells_of(x: NDArray[Any], y: NDArray[Any]) -> Cells:
    """The cells of N pairs of codes, shape (N,) each, whole numbers from 0, the largest held as an array.

    >>> found = cells_of(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 3]))
    >>> found.x, found.y, found.pairs, round(found.entropy_x / log(2), 9)
    (2, 3, 3, 1.0)
    """
    from ibsolve.estimators.cells import kernel

    n = len(x)
    x, y = (np.ascontiguousarray(each, dtype=np.int64) for each in (x, y))
    *different, of_x_log, of_y_log, of_pairs_log, spread = kernel.cell_sums(x, y)
    entropies = [max(0.0, log(n) - total / n) for total in (of_x_log, of_y_log, of_pairs_log)]
    return Cells(
        x=different[0],
        y=different[1],
        pairs=different[2],
        entropy_x=entropies[0],
        entropy_y=entropies[1],
        entropy_pairs=entropies[2],
        spread=spread,
    )
