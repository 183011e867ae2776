"""One annealing of integer weights, sliced so that it can be stopped."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ibsolve.engines.annealing import kernel
from ibsolve.engines.interface import LayerCodes
from ibsolve.problem import Code, Neuron

_SLICE_WORK = 20_000_000
"""Weights read and masses summed between two looks at the clock, some hundredths of a second."""

_HOT, _COLD = 0.4, 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What an annealing is after: little ΣH(X_n), and no more loss than allowed.

    inputs: the support. joint: p(x, y), shape (n, labels). target: bits that the output must equal,
    shape (n, outputs), or (n, 0). allowed: greatest H(Y|X_ν), bits. penalty: bits charged for a bit
    beyond it, and for an output bit that is wrong with certainty. steps: how many changes are tried.
    """

    inputs: Sequence[Code]
    joint: NDArray[np.float64]
    target: NDArray[np.int64]
    allowed: float
    penalty: float
    steps: int


def annealing(
    aim: Aim,
    widths: Sequence[int],
    rng: np.random.Generator,
    *,
    largest: int,
    stops: Callable[[], bool],
    frozen: Sequence[Neuron] = (),
) -> Iterator[LayerCodes]:
    """The networks that one annealing from a random start meets at the end of its slices.

    largest: greatest |weight| that a change may reach. frozen: neurons that layer 1
    begins with and keeps, fewer than all of it.
    """
    points, variables = len(aim.inputs), len(aim.inputs[0])
    depth, most = len(widths), max(variables, *widths)
    sizes = np.array([variables, *widths], dtype=np.int64)
    codes = np.zeros((depth + 1, points, most), dtype=np.int64)
    codes[0, :, :variables] = aim.inputs
    weights = rng.integers(-2, 3, size=(depth + 1, most, most))
    thresholds = rng.integers(-1, 2, size=(depth + 1, most))
    for j, neuron in enumerate(frozen):
        weights[1, j, :variables], thresholds[1, j] = neuron.weights, neuron.threshold
    network = (codes, codes.copy(), codes.copy(), sizes, len(frozen), weights, thresholds)
    schedule = (aim.allowed, aim.penalty, _HOT, _COLD, aim.steps, largest)
    state = np.full(depth + 3, 0.0)
    state[kernel.LEAST] = math.inf
    kernel.seed_generator(int(rng.integers(2**31)))
    # At worst a step reads all weights at all points, and sums the masses of every layer anew.
    step_work = sum(a * b for a, b in pairwise(sizes.tolist())) + depth * (aim.joint.shape[1] + most)
    size = max(1, _SLICE_WORK // (points * step_work))
    for first in range(0, aim.steps, size):
        if stops():
            return
        if kernel.anneal(
            network, (aim.joint, aim.target), schedule, first, min(first + size, aim.steps), state
        ):
            yield tuple(
                tuple(tuple(map(int, code[:width])) for code in layer)
                for layer, width in zip(network[2][1:], widths, strict=True)
            )
