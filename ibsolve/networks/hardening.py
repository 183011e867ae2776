"""Trained networks as threshold networks: the codes of their layers, decided exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.interface import LayerCodes
from ibsolve.networks.ensemble import Ensemble
from ibsolve.problem import Code

_DOUBT = 1e-12
"""Sums this near to 0, as a share of what is added, are added again as fractions."""


def hardened_codes(ensemble: Ensemble, inputs: Sequence[Code]) -> tuple[list[LayerCodes], NDArray[np.int_]]:
    """The different codes that the networks give to the inputs, and which of them each network has.

    A neuron fires iff its weighted sum and bias, taken as the rational numbers that floats are, are at
    least 0. inputs: codes, shape (n,). The second value has shape (K,).
    """
    networks = len(ensemble.weights[0])
    below = np.broadcast_to(np.array(inputs, dtype=float), (networks, len(inputs), len(inputs[0])))
    layers = []
    for weight, bias in zip(ensemble.weights, ensemble.biases, strict=True):
        below = _fired(below, weight.detach().cpu().numpy(), bias.detach().cpu().numpy())
        layers.append(below)
    widths = [layer.shape[2] for layer in layers]
    flat = np.concatenate([layer.reshape(networks, -1) for layer in layers], axis=1).astype(np.int8)
    different, which = np.unique(flat, axis=0, return_inverse=True)
    return [_layers(row, widths, len(inputs)) for row in different], np.asarray(which).ravel()


def _fired(
    codes: NDArray[np.float64], weights: NDArray[np.float32], biases: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The outputs of a layer, shape (K, n, m). codes: below, shape (K, n, b)."""
    wide, offset = weights.astype(float), biases.astype(float)
    sums = codes @ wide + offset
    added = codes @ np.abs(wide) + np.abs(offset)
    fired = sums >= 0
    for network, point, neuron in np.argwhere(np.abs(sums) <= _DOUBT * added):
        exact = Fraction(float(offset[network, 0, neuron]))
        for weight in wide[network, codes[network, point] > 0, neuron]:
            exact += Fraction(float(weight))
        fired[network, point, neuron] = exact >= 0
    return fired.astype(float)


def _layers(row: NDArray[np.int8], widths: Sequence[int], points: int) -> LayerCodes:
    """The codes of one network, layer by layer."""
    ends = np.cumsum([points * width for width in widths])
    parts = np.split(row, ends[:-1])
    return tuple(
        tuple(map(tuple, part.reshape(points, width).tolist()))
        for part, width in zip(parts, widths, strict=True)
    )
