"""The capacity of a layer by training: gradient ascent on I(X;Z) against the closed form of the theory.

Z = φ(WX + b) + noise, X ~ N(0, Σ), noise ~ N(0, σ²I), ‖W‖²_F <= F. Whatever an ascent reaches some
weights attain, so it lies below the maximum; where it lies above a closed form, that form is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from time import perf_counter
from typing import Any

import numpy as np
import torch

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.networks.ascent import ascended
from ibsolve.networks.device import chosen_device
from ibsolve.networks.gaussian_information import as_matrix, certified_gaussian, gaussian_nats
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.networks.relu_information import (
    MOST_NEURONS,
    TRAINING,
    ReluGrid,
    certified_relu,
    check_grid,
)
from ibsolve.theory import (
    Binds,
    Capacity,
    convolutional,
    fully_connected,
    maximising_weights,
    multilayer,
    relu_gap_bound,
    shared_block,
)
from ibsolve.theory.spectrum import read_input

NEAR = 1e-3
"""Share of the closed form within which a value has reached it."""

_ROUNDING = 1e-12
"""Rounding of a closed form, as a share of it."""


class Architecture(StrEnum):
    """What is trained."""

    LINEAR = "linear"
    """W of one layer, ‖W‖²_F <= F."""
    CONVOLUTIONAL = "convolutional"
    """One filter for all of the identical independent blocks of the input."""
    TWO_LAYER = "two-layer"
    """W_2 W_1, ‖W_2 W_1‖²_F <= F, with noise at the end."""
    RELU = "relu"
    """W of one ReLU layer of one or two neurons with a given bias, the noise after the activation."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainedCapacity:
    """The most I(X;Z), in nats, that an ascent met, beside the closed form.

    widths: N_1, or N_1 and N_2, or of a convolution N_f. block: N_B of a convolution. bias: b of every
    ReLU neuron. weights: what attains it, a matrix a layer, the first first. information: its I(X;Z),
    within rounding or, for ReLU, as near as two grids agree. closed_form: in nats. gap_bound: of ReLU, by
    how much the best weights may lie below the supremum. starts, steps, seconds, device: the work.
    Raises ProblemError for work that cannot be or a closed form in another unit.
    """

    architecture: Architecture
    widths: tuple[int, ...]
    block: int | None
    bias: float | None
    weights: tuple[Floats, ...]
    information: InformationInterval
    closed_form: Capacity
    gap_bound: float | None
    starts: int
    steps: int
    seconds: float
    device: str

    def __post_init__(self) -> None:
        faults = Faults()
        for name, size in (("starts", self.starts), ("steps", self.steps)):
            if size < 1:
                faults.add(name, expected="a whole number >= 1", found=shown(size))
        if not self.seconds >= 0:
            faults.add("seconds", expected="a number >= 0", found=shown(self.seconds))
        if self.closed_form.unit.size != 1.0:
            faults.add("closed_form", expected="a capacity in nats", found=str(self.closed_form.unit))
        faults.raise_if_any(ProblemError)

    @property
    def value(self) -> float:
        """I(X;Z) of the best weights met, nats."""
        return self.information.value

    @property
    def gap(self) -> float:
        """The closed form less the value, nats; below 0 by rounding alone, or by contradiction."""
        return self.closed_form.value - self.value

    @property
    def contradicts(self) -> bool:
        """Whether weights attain more than the closed form says is possible."""
        return self.information.lower > self.closed_form.value * (1 + _ROUNDING)

    @property
    def is_reached(self) -> bool:
        """Whether the value is within 0.1 % of the closed form, and not above it."""
        return not self.contradicts and self.gap <= NEAR * self.closed_form.value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What to train: the closed form, the budget of the product, and I(X;Z) of it in both ways.

    nats: of products within the budget, shape (K, rows, columns), shape (K,). interval: of one.
    """

    sizes: tuple[int, ...]
    budget: float
    nats: Callable[[torch.Tensor], torch.Tensor]
    interval: Callable[[Floats], InformationInterval]
    closed_form: Capacity
    gap_bound: float | None = None


def trained_capacity(
    covariance: Any,
    *,
    noise: float,
    widths: int | Sequence[int],
    budget: float,
    kind: str = Architecture.LINEAR,
    block: int | None = None,
    binds: str = Binds.SHARED_FILTER,
    bias: float | None = None,
    starts: int = 8,
    steps: int = 200,
    seed: int = 0,
    device: str = "auto",
) -> TrainedCapacity:
    """The most I(X;Z) that gradient ascent finds, in nats, and the closed form it should approach.

    covariance: Σ_x as eigenvalues, shape (N_0,), or matrix, shape (N_0, N_0). noise: σ² > 0. budget:
    F >= 0. kind and widths: "linear", N_1; "convolutional", N_f filters on blocks of `block` inputs,
    with `binds` as for `theory.convolutional`; "two-layer", N_1 and N_2; "relu", N_1 <= 2, with `bias`
    in every neuron. A block or a bias goes with its own kind only.
    starts: random weights, all trained at once; the closed-form maximiser is none of them. steps: of
    each. seed: of the random weights, the same on every device. device: see `chosen_device`.
    Raises ProblemError with every fault found, LimitError for a ReLU layer too large to integrate,
    TrainingError where a number is not finite on the way.
    Source: paper 003, Theorems 1 to 4 and 6; a ReLU layer has a supremum and stays below it.

    >>> found = trained_capacity([4, 2, 1], noise=1, widths=2, budget=5, steps=100, device="cpu")
    >>> round(found.closed_form.value, 9), found.contradicts, found.is_reached
    (2.095773445, False, True)
    """
    arguments = Arguments()
    _, variance = read_input(arguments, covariance, noise)
    limit = arguments.number("budget", budget, at_least=0)
    architecture = arguments.choice("kind", kind, Architecture)
    layers = _read_widths(arguments, widths, architecture)
    size = _read_own(arguments, "block", block, architecture is Architecture.CONVOLUTIONAL)
    mean = _read_own(arguments, "bias", bias, architecture is Architecture.RELU)
    if size is not None:
        size = arguments.count("block", size)
    if mean is not None:
        mean = arguments.number("bias", mean)
    starts, steps = arguments.count("starts", starts), arguments.count("steps", steps)
    seed = arguments.count("seed", seed, at_least=0)
    with arguments.faults.gathered():
        place = chosen_device(device)
    arguments.check()
    started = perf_counter()
    if architecture is Architecture.LINEAR:
        plan = _linear(covariance, variance, layers, limit, place)
    elif architecture is Architecture.TWO_LAYER:
        plan = _two_layer(covariance, variance, layers, limit, place)
    elif architecture is Architecture.CONVOLUTIONAL:
        assert size is not None, "refused above"
        plan = _convolutional(covariance, variance, layers, limit, place, block=size, binds=binds)
    else:
        assert mean is not None, "refused above"
        plan = _relu(covariance, variance, layers, limit, place, bias=mean)
    radius = sqrt(plan.budget)
    best = ascended(
        lambda products: plan.nats(radius * products),
        plan.sizes,
        starts=starts,
        steps=steps,
        seed=seed,
        device=place,
    )
    weights = [layer.cpu().numpy() for layer in best]
    weights[-1] = weights[-1] * radius
    product = weights[0] if len(weights) == 1 else weights[1] @ weights[0]
    return TrainedCapacity(
        architecture=architecture,
        widths=layers,
        block=size,
        bias=mean,
        weights=tuple(weights),
        information=plan.interval(product),
        closed_form=plan.closed_form,
        gap_bound=plan.gap_bound,
        starts=starts,
        steps=steps,
        seconds=perf_counter() - started,
        device=str(place),
    )


def _read_widths(arguments: Arguments, widths: Any, architecture: Architecture) -> tuple[int, ...]:
    layers = arguments.counts("widths", widths if isinstance(widths, (list, tuple)) else [widths])
    wanted = 2 if architecture is Architecture.TWO_LAYER else 1
    if layers and len(layers) != wanted:
        expected = "two numbers, N_1 and N_2" if wanted == 2 else "one number"
        arguments.faults.add("widths", expected=expected, found=shown(widths))
    elif architecture is Architecture.RELU and max(layers, default=1) > MOST_NEURONS:
        expected = f"at most {MOST_NEURONS} ReLU neurons"
        arguments.faults.add("widths", expected=expected, found=shown(widths))
    return layers


def _read_own(arguments: Arguments, where: str, value: Any, is_own: bool) -> Any:
    """The value of an argument that one kind needs and the others have no use for."""
    if is_own == (value is not None):
        return value
    expected = "a number with this kind" if is_own else "none with this kind"
    arguments.faults.add(where, expected=expected, found=shown(value))
    return None


def _linear(
    covariance: Any, noise: float, widths: tuple[int, ...], budget: float, device: torch.device
) -> _Plan:
    (width,) = widths
    closed_form = fully_connected(covariance, width=width, budget=budget, noise=noise)
    return _of_one_matrix(covariance, noise, widths, budget, device, closed_form)


def _two_layer(
    covariance: Any, noise: float, widths: tuple[int, ...], budget: float, device: torch.device
) -> _Plan:
    closed_form = multilayer(covariance, widths=widths, budget=budget, noise=noise)
    return _of_one_matrix(covariance, noise, widths, budget, device, closed_form)


def _of_one_matrix(
    covariance: Any,
    noise: float,
    widths: tuple[int, ...],
    budget: float,
    device: torch.device,
    closed_form: Capacity,
) -> _Plan:
    """I(X;WX + noise), W being the product of the layers."""
    scaled = as_matrix(covariance) / noise
    on_device = torch.tensor(scaled, device=device)
    return _Plan(
        sizes=(len(scaled), *widths),
        budget=budget,
        nats=lambda products: gaussian_nats(products, on_device),
        interval=lambda product: certified_gaussian(product, scaled),
        closed_form=closed_form,
    )


def _convolutional(
    covariance: Any,
    noise: float,
    widths: tuple[int, ...],
    budget: float,
    device: torch.device,
    *,
    block: int,
    binds: str,
) -> _Plan:
    """The whole block-diagonal matrix of copies of the filter, on the whole input."""
    (filters,) = widths
    matrix = as_matrix(covariance)
    closed_form = convolutional(
        shared_block(matrix, size=block),
        inputs=len(matrix),
        filters=filters,
        budget=budget,
        noise=noise,
        binds=binds,
    )
    blocks = len(matrix) // block
    scaled = matrix / noise
    on_device = torch.tensor(scaled, device=device)
    copies = torch.eye(blocks, dtype=torch.float64, device=device)

    def nats(products: torch.Tensor) -> torch.Tensor:
        whole = torch.einsum("ij,kab->kiajb", copies, products)
        return gaussian_nats(whole.reshape(len(products), blocks * filters, blocks * block), on_device)

    return _Plan(
        sizes=(block, filters),
        budget=budget / blocks if closed_form.binds is Binds.BLOCK_DIAGONAL else budget,
        nats=nats,
        interval=lambda product: certified_gaussian(np.kron(np.eye(blocks), product), scaled),
        closed_form=closed_form,
    )


def _relu(
    covariance: Any,
    noise: float,
    widths: tuple[int, ...],
    budget: float,
    device: torch.device,
    *,
    bias: float,
) -> _Plan:
    (width,) = widths
    matrix = as_matrix(covariance)
    scaled = matrix / noise
    gain = budget * float(np.linalg.eigvalsh(scaled)[-1])
    mean = bias / sqrt(noise)
    check_grid(gain, mean, neurons=width)
    grid = ReluGrid(bias=mean, spread=sqrt(max(gain, 0.0)), fineness=TRAINING, device=device)
    on_device = torch.tensor(scaled, device=device)

    def interval(product: Floats) -> InformationInterval:
        within_noise = torch.tensor(product @ scaled @ product.T)
        return certified_relu(within_noise, bias=mean, device=device)

    return _Plan(
        sizes=(len(matrix), width),
        budget=budget,
        nats=lambda products: grid.nats(products @ on_device @ products.mT),
        interval=interval,
        closed_form=fully_connected(covariance, width=width, budget=budget, noise=noise, activation="relu"),
        gap_bound=_gap_bound(matrix, noise, width, budget, bias),
    )


def _gap_bound(matrix: Floats, noise: float, width: int, budget: float, bias: float) -> float:
    """How far below the linear layer the best ReLU layer is at most: as far as the linear maximiser."""
    weights = maximising_weights(matrix, noise=noise, width=width, budget=budget)
    deviations = np.sqrt(np.einsum("ij,jk,ik->i", weights, matrix, weights))
    # A neuron without weights tells nothing in either layer.
    used = deviations[deviations > 0]
    return relu_gap_bound([bias] * len(used), used, noise=noise) if len(used) else 0.0
