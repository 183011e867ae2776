"""How near a ReLU layer with finite biases comes to the linear layer (paper 003, Theorem 4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.theory.spectrum import read_spectrum
from ibsolve.theory.unit import Unit


def relu_gap_bound(means: Any, deviations: Any, *, noise: float, unit: str = Unit.NATS) -> float:
    """An upper bound on I(X;S + noise) − I(X;relu(S) + noise) >= 0, in the unit.

    S = WX + b with coordinates S_k ~ N(means[k], deviations[k]²), which may depend on each other.
    means: the biases, where X has mean 0, shape (N_1,); deviations: > 0, shape (N_1,). noise: σ² > 0.
    The bound is (1/σ) Σ_k √E[min(S_k, 0)²] nats; it replaces Lemma 3, whose proof multiplies a
    pointwise bound by an infinite volume.
    Raises ProblemError with every fault found.
    Source: the derivative of the entropy along (1−a)·relu(s) + a·s is (1/σ²) times conditional
    covariances, of which the second factor has a variance of at most σ².

    >>> [round(relu_gap_bound([b], [1], noise=1), 6) for b in (0, 2, 4)]
    [0.707107, 0.075952, 0.001758]
    """
    arguments = Arguments()
    centres = _read_coordinates(arguments, "means", means, {})
    spreads = _read_coordinates(arguments, "deviations", deviations, {"above": 0.0})
    if len(centres) != len(spreads):
        arguments.faults.add(
            "deviations", expected=f"{len(centres)}, as many as means", found=str(len(spreads))
        )
    variance = arguments.number("noise", noise, above=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return float(_negative_part(centres / spreads) @ spreads / np.sqrt(variance) / counted.size)


def relu_bias(covariance: Any, *, width: int, budget: float, tolerance: float) -> float:
    """A bias that keeps every pre-activation of a ReLU layer positive but for a small probability.

    With this bias in all N_1 neurons, P(some S_k < 0) <= tolerance for every W with ‖W‖²_F <= F, so
    the laws of Z and Z_relu are within `tolerance` in total variation: b = √(F λ_1) Q⁻¹(tol/N_1).
    The event is that the *pre-activation* is negative; the printed {z_i < 0} is another one.
    covariance: as for `fully_connected`; width: N_1 >= 1; budget: F >= 0; 0 < tolerance < 1.
    Raises ProblemError with every fault found.

    >>> round(relu_bias([4, 2, 1], width=2, budget=1, tolerance=0.01), 6)
    5.151659
    """
    from scipy.special import ndtri

    arguments = Arguments()
    spectrum = read_spectrum(arguments, "covariance", covariance)
    width = arguments.count("width", width)
    budget = arguments.number("budget", budget, at_least=0)
    tolerance = arguments.number("tolerance", tolerance, above=0, below=1)
    arguments.check()
    largest = float(spectrum.eigenvalues[0]) if spectrum.rank else 0.0
    return max(0.0, float(np.sqrt(budget * largest) * -ndtri(tolerance / width)))


def _negative_part(ratios: Floats) -> Floats:
    """√E[min(S, 0)²] for S ~ N(t, 1): E = (1 + t²) Q(t) − t φ(t)."""
    from scipy.special import ndtr

    tails = (1 + ratios**2) * ndtr(-ratios)
    density = np.exp(-(ratios**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(np.sqrt(np.maximum(tails - ratios * density, 0)))


def _read_coordinates(arguments: Arguments, where: str, values: Any, limits: dict[str, float]) -> Floats:
    listed = arguments.items(where, values)
    return np.array(
        [arguments.number(f"{where}[{place}]", value, **limits) for place, value in enumerate(listed)]
    )
