"""What a certificate of (in)separability must be, told again without the package's own checks."""

import numpy as np

from ibsolve.problem import Neuron


def fires(neuron, point):
    return sum(w * x for w, x in zip(neuron.weights, point, strict=True)) >= neuron.threshold


def realises(neuron, points, dichotomy):
    return all(fires(neuron, point) == bool(dichotomy >> i & 1) for i, point in enumerate(points))


def is_circuit(circuit):
    """Whether it is an affine dependency of points any fewer of which are independent."""
    signed = dict(circuit.positive) | {code: -factor for code, factor in circuit.negative.items()}
    assert len(signed) == len(circuit.positive) + len(circuit.negative)
    points = np.array([(*code, 1) for code in signed])
    factors = np.array(list(signed.values()))
    # One dependency up to scale, and it involves every point: so none can be left out.
    return not (factors @ points).any() and factors.all() and np.linalg.matrix_rank(points) == len(points) - 1


def violates(circuit, points, dichotomy):
    """Whether the circuit's positive side lies in the class of ones and its negative side in the other."""
    ones = {point for i, point in enumerate(points) if dichotomy >> i & 1}
    return set(circuit.positive) <= ones and set(circuit.negative) <= set(points) - ones


def certifies(certificate, points, dichotomy):
    if isinstance(certificate, Neuron):
        return realises(certificate, points, dichotomy)
    return is_circuit(certificate) and violates(certificate, points, dichotomy)
