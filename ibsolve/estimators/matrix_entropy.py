"""Rényi's entropy of order α of a density matrix: of its eigenvalues, or of tr A² where α = 2."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np

from ibsolve.arguments import Floats

_NEAR_ONE = 0.5
_UNIT_ROUNDOFF = 2.0**-53


def entropy_of_eigenvalues(eigenvalues: Floats, alpha: float) -> tuple[float, float]:
    """S_α of the eigenvalues, nats, and how much more it could be: smallest and largest value.

    eigenvalues: of a symmetric matrix without negative ones, shape (N,), of any positive sum, by which
    they are divided; what rounding made negative is 0. alpha > 0; 1 is von Neumann's −Σ λ ln λ. Both values
    are the same but for α < 1, where eigenvalues within rounding of 0 matter: they count as 0, and in the
    second value as large as rounding allows.
    Source: paper 004 (18), paper 002 (5a).

    >>> entropy_of_eigenvalues(np.array([0.5, 0.5]), 2)[0] == log(2)
    True
    """
    n = len(eigenvalues)
    unresolved = n * _UNIT_ROUNDOFF * float(eigenvalues.max())
    floor = unresolved if alpha < 1 else 0.0
    positive = eigenvalues[eigenvalues > floor]
    least = _entropy(positive, alpha, n)
    missing = n - len(positive)
    if alpha >= 1 or not missing:
        return least, least
    return least, _entropy(np.concatenate([positive, np.full(missing, unresolved)]), alpha, n)


def entropy_of_square_trace(trace: float, n: int) -> float:
    """S_2 = −ln tr A², nats, from N² tr A² of a matrix of shape (N, N)."""
    return min(max(0.0, 2 * log(n) - log(trace)), log(n))


def eigenvalues_of(lower: Any) -> Floats:
    """Eigenvalues of a symmetric matrix of which the lower triangle is given, and may be overwritten."""
    if isinstance(lower, np.ndarray):
        from scipy.linalg import eigh

        # Transposed, it is laid out as LAPACK wants it, and nothing is copied.
        return np.asarray(
            eigh(lower.T, lower=False, eigvals_only=True, overwrite_a=True, check_finite=False, driver="evr")
        )
    import torch

    return np.asarray(torch.linalg.eigvalsh(lower).cpu())


def _entropy(positive: Floats, alpha: float, n: int) -> float:
    logs = np.log(positive) - log(float(positive.sum()))
    if alpha == 1:
        value = -float(np.exp(logs) @ logs)
    elif abs(alpha - 1) < _NEAR_ONE:
        # Σ λ^α = 1 + Σ λ (λ^(α−1) − 1), which keeps its digits as α nears 1.
        value = float(np.log1p(np.exp(logs) @ np.expm1((alpha - 1) * logs))) / (1 - alpha)
    else:
        powers = alpha * logs
        largest = float(powers.max())
        value = (largest + log(float(np.exp(powers - largest).sum()))) / (1 - alpha)
    # What leaves the range [0, ln N] is rounding.
    return min(max(0.0, value), log(n))
