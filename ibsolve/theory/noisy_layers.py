"""Threshold layers with Gaussian noise before the threshold: discrete information under a Gaussian ceiling.

Layer n of a network with integer weights reads the code c of the layer below and fires neuron j iff

    w_j·c − (θ_j − ½) + σZ_j >= 0,    Z_j ~ N(0, 1) independent.

Codes are bits and weights are integers, so without noise this is w_j·c >= θ_j, and no margin is below
½: that is why the threshold lies halfway, and why I(X;T_n) tends to H(X_n) as σ → 0. One layer is
noisy at a time; those below are not, so c is a function of X and X reaches T_n through W c + noise
alone. Hence for every σ

    I(X;T_n) <= I(X; W c + σZ) <= ½ ln det(I + W Σ Wᵀ/σ²) <= MMI(‖W‖²_F; Σ, σ²),

Σ being the covariance of c: by data processing, since Gaussians have the largest entropy for their
covariance, and by the definition of the maximum. H(X_n) is a limit and no ceiling: noise can make a
constant neuron fire more often near its threshold, and so tell something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import LimitError
from ibsolve.information import exact_partition_entropy
from ibsolve.problem import Code, JointTable, Layer, Network, Partition
from ibsolve.theory.unit import Unit
from ibsolve.theory.waterfilling import water_filling

CODE_LIMIT = 2**22
"""Most pairs of a code below and a code of the noisy layer whose probabilities are tabulated."""

_EXACT = 2**52
"""Up to here floats hold every multiple of ½, so that margins are exact."""

_EXTREME = 1e70
"""Largest σ, and the inverse of the least: what is computed from it stays within floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyPoint:
    """One layer at one noise: what it tells, and what no layer could exceed, in the unit of the layer.

    sigma: σ. information: I(X;T_n). gaussian: ½ log det(I + W Σ Wᵀ/σ²), for an input of the same
    covariance without threshold. capacity: the MMI with the same Σ, ‖W‖²_F and σ².
    """

    sigma: float
    information: float
    gaussian: float
    capacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyLayer:
    """One layer under noise. number: n, from 1. entropy: H(X_n), the limit without noise. budget: ‖W‖²_F."""

    number: int
    width: int
    entropy: float
    budget: int
    unit: Unit
    points: tuple[NoisyPoint, ...]


def noisy_layers(
    network: Network, table: JointTable, sigma: Sequence[float], *, unit: str = Unit.BITS
) -> tuple[NoisyLayer, ...]:
    """I(X;T_n) of every layer at every noise, beside H(X_n) and the Gaussian ceiling.

    network: with as many inputs as the table has variables. sigma: one σ or more, each from 1e-70 to
    1e70, in units of the integer weights.
    Exact up to rounding: X is finite, and given X the neurons of a layer are independent.
    Raises ProblemError with every fault found, LimitError for a layer too wide to tabulate or integers
    too large to be exact as floats.

    >>> from ibsolve.problem import Neuron, Problem
    >>> network = Network((Layer((Neuron(weights=(1, 1), threshold=2),)),))
    >>> table = Problem.from_function(lambda a, b: a & b, widths=[1]).table
    >>> [layer] = noisy_layers(network, table, [0.1, 1])
    >>> [round(point.information, 6) for point in layer.points], round(layer.entropy, 6)
    ([0.811273, 0.17136], 0.811278)
    """
    arguments = Arguments()
    listed = [
        arguments.number(f"sigma[{place}]", value, at_least=1 / _EXTREME, at_most=_EXTREME)
        for place, value in enumerate(arguments.items("sigma", sigma))
    ]
    counted = arguments.choice("unit", unit, Unit)
    if network.fan_in != len(table.variables):
        expected = f"{len(table.variables)} weights a neuron in layer 1, one for each variable"
        arguments.faults.add("network", expected=expected, found=str(network.fan_in))
    arguments.check()
    codes = [table.inputs, *zip(*(network.codes(code) for code in table.inputs), strict=True)]
    for number, (layer, below) in enumerate(zip(network.layers, codes, strict=False), start=1):
        if len(set(below)) << layer.width > CODE_LIMIT:
            arguments.faults.add(
                f"layer {number}",
                expected=f"at most {CODE_LIMIT} pairs of codes below and in the layer",
                found=f"{len(set(below))} codes below and 2^{layer.width} in it",
            )
        for place, neuron in enumerate(layer.neurons, start=1):
            if abs(neuron.threshold) + sum(map(abs, neuron.weights)) > _EXACT:
                arguments.faults.add(
                    f"layer {number}, neuron {place}",
                    expected="weights and a threshold whose sizes add up to at most 2^52",
                    found="larger ones",
                )
    arguments.faults.raise_if_any(LimitError)
    return tuple(
        NoisyLayer(
            number=number,
            width=layer.width,
            entropy=counted.of_nats(
                Unit.BITS.in_nats(float(exact_partition_entropy(table, Partition.of(codes[number]))))
            ),
            budget=sum(weight**2 for neuron in layer.neurons for weight in neuron.weights),
            unit=counted,
            points=_points(layer, codes[number - 1], table, listed, counted),
        )
        for number, layer in enumerate(network.layers, start=1)
    )


def _points(
    layer: Layer, below: Sequence[Code], table: JointTable, sigma: list[float], unit: Unit
) -> tuple[NoisyPoint, ...]:
    """The layer at every noise, given the code below of each support input."""
    counts: dict[Code, int] = {}
    for code, count in zip(below, table.input_counts, strict=True):
        counts[code] = counts.get(code, 0) + count
    law = np.array(list(counts.values())) / table.total
    codes = np.array(list(counts), dtype=float)
    weights = np.array([neuron.weights for neuron in layer.neurons], dtype=float)
    # Halfway between the integers that fire and those that do not.
    margins = codes @ weights.T - np.array([neuron.threshold - 0.5 for neuron in layer.neurons])
    centred = codes - law @ codes
    covariance = (centred * law[:, None]).T @ centred
    signal = weights @ covariance @ weights.T
    budget = float((weights**2).sum())
    points = []
    for deviation in sigma:
        filling = water_filling(covariance, noise=deviation**2, width=layer.width)
        gaussian = float(np.linalg.slogdet(np.eye(layer.width) + signal / deviation**2)[1]) / 2
        points.append(
            NoisyPoint(
                sigma=deviation,
                information=unit.of_nats(_information(law, margins / deviation)),
                gaussian=unit.of_nats(gaussian),
                capacity=float(filling.information(budget, unit=unit)),
            )
        )
    return tuple(points)


def _information(law: Floats, margins: Floats) -> float:
    """I(C;T) in nats of neurons that fire with probability Φ(margin), independently given C.

    law: of C, shape (k,). margins: in standard deviations of the noise, shape (k, width).
    """
    from scipy.special import ndtr, rel_entr

    given = np.ones((len(law), 1))
    for fires, rests in zip(ndtr(margins).T, ndtr(-margins).T, strict=True):
        given = np.concatenate([given * fires[:, None], given * rests[:, None]], axis=1)
    return max(0.0, float(law @ rel_entr(given, law @ given).sum(axis=1)))
