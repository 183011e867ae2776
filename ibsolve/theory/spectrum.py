"""The spectrum of a covariance: its positive eigenvalues with their directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.errors import shown

_TOLERANCE = 1e-9
"""How far a matrix may be from symmetric and positive, as a share of its largest entry or eigenvalue."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """eigenvalues: the positive ones, falling, shape (r,). dimension: N_0 of the input.

    A direction of variance 0 carries no information and never receives weight, so it is left out.
    basis: the place of each eigenvalue among those given, shape (r,), or the matrix of eigenvectors,
    shape (N_0, r).
    """

    eigenvalues: Floats
    dimension: int
    basis: NDArray[Any]

    @property
    def rank(self) -> int:
        """How many eigenvalues are positive."""
        return len(self.eigenvalues)

    def directions(self, count: int) -> Floats:
        """The eigenvectors of the largest eigenvalues as columns, shape (N_0, count)."""
        if self.basis.ndim == 2:
            return self.basis[:, :count]
        columns = np.zeros((self.dimension, count))
        columns[self.basis[:count], np.arange(count)] = 1.0
        return columns


def read_input(arguments: Arguments, covariance: Any, noise: Any) -> tuple[Spectrum, float]:
    """The spectrum of a covariance, and σ² > 0 that is not lost beside its largest eigenvalue."""
    spectrum = read_spectrum(arguments, "covariance", covariance)
    variance = arguments.number("noise", noise, above=0)
    if spectrum.rank and not variance / spectrum.eigenvalues[0] >= 1 / LARGEST:
        expected = f"at least {1 / LARGEST:g} times the largest eigenvalue, {spectrum.eigenvalues[0]:g}"
        arguments.faults.add("noise", expected=expected, found=f"{variance:g}")
    return spectrum, variance


def read_spectrum(arguments: Arguments, where: str, covariance: Any) -> Spectrum:
    """The spectrum of eigenvalues, shape (N_0,), or of a symmetric matrix, shape (N_0, N_0).

    Eigenvalues may come in any order and be 0. A matrix may miss symmetry or positivity by 1e-9 of
    its size; eigenvalues of a matrix below its rounding error count as 0.
    """
    array = real_array(covariance)
    if array is None or _shape_fault(array):
        expected = "eigenvalues, shape (N,), or a covariance matrix, shape (N, N), of finite real numbers"
        found = shown(covariance) if array is None else _shape_fault(array)
        arguments.faults.add(where, expected=expected, found=found)
        return _of_eigenvalues(np.ones(1))
    if array.ndim == 1:
        lowest = int(array.argmin())
        if array[lowest] < 0:
            found = f"{array[lowest]:g} at place {lowest}"
            arguments.faults.add(where, expected="eigenvalues >= 0", found=found)
        return _of_eigenvalues(array)
    return _of_matrix(arguments, where, array)


def _shape_fault(array: Floats) -> str:
    """What keeps an array from being eigenvalues or a matrix; empty where nothing does."""
    shape = f"an array of shape {array.shape}"
    if array.size == 0 or array.ndim not in (1, 2) or array.shape[0] != array.shape[-1]:
        return shape
    if not (np.abs(array) <= LARGEST).all():
        return f"{shape} with entries that are not finite, or beyond {LARGEST:g}"
    return ""


def _of_eigenvalues(values: Floats) -> Spectrum:
    falling = np.argsort(-values, kind="stable")
    falling = falling[: np.count_nonzero(values > 0)]
    return Spectrum(eigenvalues=values[falling], dimension=len(values), basis=falling)


def _of_matrix(arguments: Arguments, where: str, matrix: Floats) -> Spectrum:
    difference = np.abs(matrix - matrix.T)
    if difference.max() > _TOLERANCE * np.abs(matrix).max():
        row, column = (int(place) for place in np.unravel_index(difference.argmax(), matrix.shape))
        arguments.faults.add(
            where,
            expected="a symmetric matrix",
            found=f"{matrix[row, column]:g} and {matrix[column, row]:g} at ({row}, {column}) and its mirror",
            remedy="(Σ + Σᵀ)/2 is symmetric",
        )
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    size = np.abs(values).max()
    if values[0] < -_TOLERANCE * size:
        arguments.faults.add(
            where, expected="no negative eigenvalue", found=f"{values[0]:g} beside the largest {values[-1]:g}"
        )
    positive = values > len(values) * np.finfo(float).eps * size
    kept = np.flatnonzero(positive)[::-1]
    return Spectrum(eigenvalues=values[kept], dimension=len(values), basis=vectors[:, kept])
