"""Matrix-based information of the layers of one autoencoder, mean over batches with its standard error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Any

import numpy as np
from scipy.special import stdtrit

from ibsolve.arguments import Floats
from ibsolve.estimators import Estimate
from ibsolve.estimators.estimate import Caution, Concern, Covers, Interval, Quantity
from ibsolve.estimators.gram import Kernel, lower_gram
from ibsolve.estimators.kernel_width import KernelWidth
from ibsolve.estimators.matrix_entropy import eigenvalues_of, entropy_of_eigenvalues
from ibsolve.studies.information_plane import Axis
from ibsolve.theory import Unit

CONFIDENCE = 0.95
OF_BATCHES = "of_batches"
"""Name of the parameter that has the value of each batch, bits."""
_NEAR = 0.05
"""Share of ln N from either end within which an entropy says more of the kernel than of the data."""


def informations(
    layers: Mapping[str, Floats], widths: Mapping[str, KernelWidth], *, alpha: float
) -> dict[str, tuple[float, float, float]]:
    """I_α(X;T), I_α(T;X′) and S_α(T) of each layer, nats, from one batch.

    layers: activations, shape (N, d_T), the first X and the last X′. The same numbers as `MatrixRenyi` gives
    pair by pair, with each Gram matrix made once.
    Source: paper 004 (17)–(21).
    """
    grams = {
        name: lower_gram(Kernel(features=widths[name].scaled(values, name=name).features))
        for name, values in layers.items()
    }
    names = list(layers)
    alone = {name: _entropy(gram.copy(), alpha) for name, gram in grams.items()}
    found = {}
    for name, gram in grams.items():
        with_ends = [
            alone[name] + alone[end] - _entropy(gram * grams[end], alpha) for end in (names[0], names[-1])
        ]
        found[name] = (with_ends[0], with_ends[1], alone[name])
    return found


def _entropy(gram: Any, alpha: float) -> float:
    return entropy_of_eigenvalues(eigenvalues_of(gram), alpha)[0]


def mean_estimates(
    batches: Sequence[Mapping[str, tuple[float, float, float]]], *, n: int, parameters: Mapping[str, Any]
) -> dict[tuple[str, Axis], Estimate]:
    """Means over the batches, bits, for each layer and axis, with Student's interval of 95 %.

    batches: two or more, each as `informations` gives it. n: samples of each.
    """
    found = {}
    for layer in batches[0]:
        values = np.array([batch[layer] for batch in batches])
        for place, axis in enumerate((Axis.INPUT, Axis.OUTPUT)):
            found[layer, axis] = _mean_estimate(
                values[:, place], float(values[:, 2].mean()), layer, n, parameters
            )
    return found


def mean_and_reach(values: Floats) -> tuple[float, float]:
    """The mean, and how far Student's interval of 95 % reaches to either side; two values or more."""
    error = float(values.std(ddof=1)) / sqrt(len(values))
    return float(values.mean()), float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2)) * error


def _mean_estimate(
    values: Floats, entropy: float, layer: str, n: int, parameters: Mapping[str, Any]
) -> Estimate:
    bits = values / log(2)
    mean, reach = mean_and_reach(bits)
    return Estimate(
        value=mean,
        unit=Unit.BITS,
        quantity=Quantity.MATRIX_INFORMATION,
        estimator="matrix-renyi",
        n=n,
        floor=0.0,
        ceiling=float(np.log2(n)),
        interval=Interval(
            lower=mean - reach, upper=mean + reach, confidence=CONFIDENCE, covers=Covers.SAMPLING
        ),
        warnings=_of_entropy(entropy, layer, n),
        parameters={**parameters, OF_BATCHES: bits.tolist()},
    )


def _of_entropy(entropy: float, layer: str, n: int) -> tuple[Caution, ...]:
    if _NEAR * log(n) <= entropy <= (1 - _NEAR) * log(n):
        return ()
    alike = "nearly all" if entropy < _NEAR * log(n) else "hardly two"
    return (
        Caution(
            concern=Concern.SATURATED,
            reason=f"S({layer}) is {entropy:.4g} of at most {log(n):.4g} nats: {alike} samples look alike",
            advice="take another gamma",
        ),
    )
