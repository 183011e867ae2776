"""Every closed form of a layer's capacity that an input allows, against training."""

from __future__ import annotations

from math import sqrt
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import ProblemError
from ibsolve.networks.capacity import TrainedCapacity, trained_capacity
from ibsolve.networks.capacity_plan import Architecture
from ibsolve.networks.device import chosen_device
from ibsolve.networks.gaussian_information import as_matrix
from ibsolve.networks.relu_information import MOST_GAIN, MOST_NEURONS
from ibsolve.theory import shared_block
from ibsolve.theory.spectrum import read_input

RELU_BIASES = (0.0, 1.0, 2.0, 4.0)
"""In units of √(F λ_1), the largest deviation that a pre-activation can have."""


def crosscheck_capacity(
    covariance: Any,
    *,
    noise: float,
    width: int,
    budget: float,
    seed: int = 0,
    device: str = "auto",
) -> list[TrainedCapacity]:
    """Training beside the closed form, in nats, for every architecture that the input allows.

    Arguments as for `trained_capacity`. In order: a linear layer of the width; where the covariance is
    two identical independent blocks, a convolution with that many filters; two layers of the width; and
    ReLU layers of the width, or of 2 where that is less, with the biases `RELU_BIASES`. ReLU layers whose
    variance F·λ_1 exceeds `MOST_GAIN` of two neurons have one instead, and beyond `MOST_GAIN` of one
    are left out: no grid is made for them.
    Raises ProblemError with every fault found, and TrainingError.

    >>> found = crosscheck_capacity([2, 1, 2, 1], noise=1, width=1, budget=2, device="cpu")
    >>> [str(trained.architecture) for trained in found[:4]]
    ['linear', 'convolutional', 'two-layer', 'relu']
    >>> any(trained.contradicts for trained in found)
    False
    """
    arguments = Arguments()
    spectrum, variance = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    budget = arguments.number("budget", budget, at_least=0)
    seed = arguments.count("seed", seed, at_least=0)
    with arguments.faults.gathered():
        chosen_device(device)
    arguments.check()
    matrix = as_matrix(covariance)
    given: dict[str, Any] = {"noise": variance, "budget": budget, "seed": seed, "device": device}
    found = [trained_capacity(matrix, widths=width, **given)]
    if _is_two_blocks(matrix):
        found.append(
            trained_capacity(
                matrix, widths=width, kind=Architecture.CONVOLUTIONAL, block=len(matrix) // 2, **given
            )
        )
    found.append(trained_capacity(matrix, widths=(width, width), kind=Architecture.TWO_LAYER, **given))
    largest = budget * float(spectrum.eigenvalues[0]) if spectrum.rank else 0.0
    neurons = [n for n in range(min(width, MOST_NEURONS), 0, -1) if largest <= MOST_GAIN[n - 1] * variance]
    found.extend(
        trained_capacity(
            matrix,
            widths=neurons[0],
            kind=Architecture.RELU,
            bias=bias * sqrt(largest),
            starts=4,
            **given,
        )
        for bias in RELU_BIASES
        if neurons
    )
    return found


def _is_two_blocks(matrix: Any) -> bool:
    if len(matrix) % 2:
        return False
    try:
        shared_block(matrix, size=len(matrix) // 2)
    except ProblemError:
        # The one fault left to a covariance that has been read: its halves depend or differ.
        return False
    return True
