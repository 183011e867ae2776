"""What two jointly Gaussian vectors tell about each other, nats."""

from __future__ import annotations

from math import log1p
from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import Fault, ProblemError
from ibsolve.theory.spectrum import read_spectrum

_DEPENDENT = 1e-12
"""Share of unexplained variance below which rounding cannot tell it from none."""


def gaussian_pair_information(rho: float, dimension: int = 1) -> float:
    """I(X;Y) = −(d/2) ln(1 − ρ²), nats, of d independent pairs of Gaussians, each with correlation ρ.

    rho: −1 < ρ < 1. dimension: d >= 1.
    Raises ProblemError with every fault found; at |ρ| = 1 the information is infinite.
    Source: paper 004, (31).

    >>> round(gaussian_pair_information(0.5, 10), 12)
    1.438410362259
    """
    arguments = Arguments()
    rho = arguments.number("rho", rho, above=-1, below=1)
    dimension = arguments.count("dimension", dimension)
    arguments.check()
    # (1 − ρ)(1 + ρ) keeps what 1 − ρ² would round away.
    return -dimension / 2 * (log1p(-rho) + log1p(rho))


def joint_gaussian_information(covariance: Any, x_dimension: int) -> float:
    """I(X;Y) = ½ ln(det Σ_x det Σ_y / det Σ), nats, of jointly Gaussian X and Y.

    covariance: Σ of (X, Y), shape (d, d). x_dimension: how many of the first coordinates are X, from 1 to
    d − 1. Coordinates that are constant, or combinations of others of the same vector, tell nothing more
    and are allowed.
    Raises ProblemError with every fault found, and where a combination of X is one of Y: the information is
    infinite.
    Source: paper 004, (31) for a given covariance; with canonical correlations it is −½ Σ ln(1 − ρ_i²).

    >>> joint_gaussian_information([[1, 0.5], [0.5, 1]], 1) == gaussian_pair_information(0.5)
    True
    """
    arguments = Arguments()
    spectrum = read_spectrum(arguments, "covariance", covariance)
    split = arguments.count("x_dimension", x_dimension)
    given = real_array(covariance)
    if given is not None and given.ndim != 2:
        found = f"an array of {given.ndim} axes"
        arguments.faults.add("covariance", expected="a matrix, shape (d, d)", found=found)
    elif split >= spectrum.dimension > 0:
        expected = f"fewer coordinates than the {spectrum.dimension} of (X, Y)"
        arguments.faults.add("x_dimension", expected=expected, found=str(split))
    arguments.check()
    assert given is not None, "a fault was not raised"
    matrix = given
    x_whitening, y_whitening = _whitening(matrix[:split, :split]), _whitening(matrix[split:, split:])
    correlations = np.linalg.svd(x_whitening.T @ matrix[:split, split:] @ y_whitening, compute_uv=False)
    if (correlations**2 >= 1 - _DEPENDENT).any():
        raise ProblemError(
            Fault(
                where="covariance",
                expected="no combination of X that is one of Y: the information is infinite",
                found=f"a canonical correlation of {correlations.max():.15g}",
                remedy="add the variance of a noise to the diagonal of X or Y",
            )
        )
    return float(-(np.log1p(-correlations) + np.log1p(correlations)).sum() / 2)


def _whitening(covariance: Floats) -> Floats:
    """W of full column rank with WᵀΣW = I, shape (d, rank); of Σ scaled to a unit diagonal."""
    scale = np.sqrt(np.diag(covariance).clip(0))
    varies = scale > 0
    factor = np.zeros_like(scale)
    factor[varies] = 1 / scale[varies]
    spectrum = read_spectrum(Arguments(), "covariance", covariance * np.outer(factor, factor))
    return np.asarray(factor[:, None] * spectrum.basis / np.sqrt(spectrum.eigenvalues))
