"""Codes of rows and cells of pairs of codes, in as many steps as there are numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats
from ibsolve.estimators.cells import kernel

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """How often codes and pairs of them occur.

    of_x, of_y: samples of each code, 0 where it does not occur. counts: samples of each pair that occurs,
    shape (k,). x, y: its codes.
    """

    of_x: Codes
    of_y: Codes
    counts: Codes
    x: Codes
    y: Codes


def codes_of_rows(rows: NDArray[Any]) -> tuple[Codes, int]:
    """Codes from 0, shape (N,), in the order in which different rows appear, and how many there are.

    rows: whole numbers, or floats that are compared bit for bit but for −0, which is 0; shape (N, d).

    >>> codes, different = codes_of_rows(np.array([[7, 1], [2, 2], [7, 1]]))
    >>> codes.tolist(), different
    ([0, 1, 0], 2)
    """
    if rows.dtype.kind == "f":
        rows = (rows + rows.dtype.type(0)).view(np.dtype(f"i{rows.itemsize}"))
    codes = np.empty(len(rows), dtype=np.int64)
    return codes, int(kernel.number_rows(np.ascontiguousarray(rows), codes))


def binned_rows(values: Floats, edges: Floats) -> tuple[NDArray[np.int32], int]:
    """The bin of each value between equally distant edges, shape (N, d), and how many are outside them.

    edges: ascending, two or more. Values outside are in the bin at that end.

    >>> binned_rows(np.array([[-1.0], [0.5], [3.0]]), np.array([0.0, 0.5, 1.0]))[0].tolist()
    [[0], [1], [1]]
    """
    indices = np.empty(values.shape, dtype=np.int32)
    return indices, int(kernel.equal_bins(values, edges, indices))


def cells_of(x: NDArray[Any], y: NDArray[Any]) -> Cells:
    """The cells of N pairs of codes, whole numbers from 0 below some multiple of N.

    >>> found = cells_of(np.array([0, 0, 1]), np.array([1, 1, 0]))
    >>> found.counts.tolist(), found.x.tolist(), found.y.tolist()
    ([2, 1], [0, 1], [1, 0])
    """
    n = len(x)
    of_x, of_y = (np.zeros(int(each.max()) + 1, dtype=np.int64) for each in (x, y))
    counts, cell_x, cell_y = np.empty((3, n), dtype=np.int64)
    found = kernel.count_cells(
        np.asarray(x, dtype=np.int64), np.asarray(y, dtype=np.int64), of_x, of_y, counts, cell_x, cell_y
    )
    return Cells(of_x=of_x, of_y=of_y, counts=counts[:found], x=cell_x[:found], y=cell_y[:found])
