"""By how much neurons reach their thresholds, for many codes at once and exactly in integers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.problem import Layer, Network

_MACHINE_INTEGERS = 2**62


def margins(layer: Layer, codes: NDArray[np.bool_]) -> NDArray[Any]:
    """w·x − θ of every neuron, shape (n, width), for codes of shape (n, fan-in); >= 0 where it fires.

    Exact for integers of any size: those that machine integers may not hold are Python's.

    >>> from ibsolve.problem import Neuron
    >>> margins(Layer((Neuron(weights=(2, 1), threshold=2),)), np.array([[False, True], [True, False]]))
    array([[-1],
           [ 0]])
    """
    largest = max(abs(neuron.threshold) + sum(map(abs, neuron.weights)) for neuron in layer.neurons)
    integers: type = np.int64 if largest < _MACHINE_INTEGERS else object
    weights: NDArray[Any] = np.array([neuron.weights for neuron in layer.neurons], dtype=integers)
    thresholds: NDArray[Any] = np.array([neuron.threshold for neuron in layer.neurons], dtype=integers)
    return np.asarray(codes.astype(np.int64).astype(integers) @ weights.T - thresholds)


def outputs(network: Network, codes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The code of the last layer, shape (n, width), for inputs of shape (n, variables)."""
    for layer in network.layers:
        codes = np.asarray(margins(layer, codes) >= 0, dtype=bool)
    return codes
