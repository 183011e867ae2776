"""What a linear layer with Gaussian noise tells about a Gaussian input: for ascent, and as an interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import shown
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.theory.spectrum import read_input


def gaussian_nats(weights: torch.Tensor, covariance: torch.Tensor) -> torch.Tensor:
    """½ ln det(I + WΣWᵀ), nats, of many W at once, shape (K,); differentiable.

    weights: shape (K, N_1, N_0). covariance: Σ in units of the noise, shape (N_0, N_0).
    """
    # Σ = LLᵀ by eigenvalues. Singular values keep what a determinant loses: gains far from 1.
    variances, directions = torch.linalg.eigh(covariance)
    factor = directions * variances.clamp_min(0).sqrt()
    gains = torch.linalg.svdvals(weights @ factor)
    return torch.log1p(gains**2).sum(dim=1) / 2


def gaussian_information(weights: Any, covariance: Any, *, noise: float) -> InformationInterval:
    """I(X;WX + noise) = ½ ln det(I + WΣWᵀ/σ²), nats, within what rounding can do to it.

    weights: W, shape (N_1, N_0). covariance: Σ of X, a matrix or eigenvalues, as for
    `theory.fully_connected`. noise: σ² > 0.
    Raises ProblemError with every fault found.
    Source: paper 003, (5).

    >>> found = gaussian_information([[1, 0]], [3, 1], noise=1)
    >>> round(found.value, 12), found.upper - found.lower < 1e-13
    (0.69314718056, True)
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    array = real_array(weights)
    if array is None or array.ndim != 2 or array.shape[1] != spectrum.dimension or not array.size:
        expected = f"numbers of shape (N_1, {spectrum.dimension})"
        arguments.faults.add("weights", expected=expected, found=shown(weights))
    elif not np.isfinite(array).all():
        arguments.faults.add("weights", expected="finite numbers", found=shown(weights))
    arguments.check()
    assert array is not None, "refused above"
    return gaussian_interval(array, as_matrix(covariance) / noise)


def gaussian_interval(weights: Floats, covariance: Floats) -> InformationInterval:
    """The interval of ½ ln det(I + WΣWᵀ), nats; Σ, shape (N_0, N_0), in units of the noise.

    The information is ½ Σ ln(1 + s²) over the singular values s of WΣ^½. Rounding moves each of them by
    a multiple of ε‖WΣ^½‖, and the information by s/(1 + s²) times that. W itself may exceed its budget by a
    few ε.
    """
    rows, columns = weights.shape
    variances, directions = np.linalg.eigh(covariance)
    gains = np.linalg.svd(weights @ (directions * np.sqrt(variances.clip(0))), compute_uv=False)
    nats = float(np.log1p(gains**2).sum() / 2)
    lost = float(np.finfo(float).eps * columns * (rows + columns) * gains.max(initial=0.0))
    slopes = gains / (1 + gains**2)
    return InformationInterval.around(
        nats, error=lost * float(slopes.sum()) + float(np.finfo(float).eps) * nats
    )


def as_matrix(covariance: Any) -> Floats:
    """The covariance as a symmetric matrix, given as one or as eigenvalues; it has been checked."""
    array = np.asarray(covariance, dtype=float)
    return np.diag(array) if array.ndim == 1 else (array + array.T) / 2
