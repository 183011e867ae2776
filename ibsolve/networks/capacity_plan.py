"""What an ascent on I(X;Z) trains: sizes and budget of the matrices, I(X;Z) of them, the closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

import numpy as np
import torch

from ibsolve.arguments import Floats
from ibsolve.networks.gaussian_information import as_matrix, gaussian_interval, gaussian_nats
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.networks.relu_information import TRAINING, ReluGrid, check_grid, relu_interval
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPlan:
    """sizes: N_0, …, of the matrices to train. budget: F, of the squared norm of their product.

    nats: I(X;Z) of products within the budget, shape (K, sizes[-1], sizes[0]), shape (K,), in nats and
    differentiable. interval: I(X;Z) of one product. gap_bound: see `TrainedCapacity`.
    """

    sizes: tuple[int, ...]
    budget: float
    nats: Callable[[torch.Tensor], torch.Tensor]
    interval: Callable[[Floats], InformationInterval]
    closed_form: Capacity
    gap_bound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The arguments that every architecture has; they have been checked."""

    covariance: Any
    noise: float
    widths: tuple[int, ...]
    budget: float
    device: torch.device

    def in_noise(self) -> Floats:
        """Σ/σ², shape (N_0, N_0)."""
        return as_matrix(self.covariance) / self.noise


def plan_of_linear(setting: Setting) -> CapacityPlan:
    """W of one layer, or W_2 W_1 of two with the budget on the product."""
    covariance = setting.in_noise()
    on_device = torch.tensor(covariance, device=setting.device)
    given: dict[str, Any] = {"budget": setting.budget, "noise": setting.noise}
    if len(setting.widths) == 1:
        closed_form = fully_connected(setting.covariance, width=setting.widths[0], **given)
    else:
        closed_form = multilayer(setting.covariance, widths=setting.widths, **given)
    return CapacityPlan(
        sizes=(len(covariance), *setting.widths),
        budget=setting.budget,
        nats=lambda products: gaussian_nats(products, on_device),
        interval=lambda product: gaussian_interval(product, covariance),
        closed_form=closed_form,
    )


def plan_of_convolution(setting: Setting, *, block: int, binds: Binds) -> CapacityPlan:
    """The filter; its I(X;Z) is that of the whole block-diagonal matrix of copies on the whole input.

    Raises ProblemError where the covariance is not of identical independent blocks of that size.
    """
    (filters,) = setting.widths
    covariance = setting.in_noise()
    inputs = len(covariance)
    closed_form = convolutional(
        shared_block(as_matrix(setting.covariance), size=block),
        inputs=inputs,
        filters=filters,
        budget=setting.budget,
        noise=setting.noise,
        binds=binds,
    )
    blocks = inputs // block
    on_device = torch.tensor(covariance, device=setting.device)
    copies = torch.eye(blocks, dtype=torch.float64, device=setting.device)

    def nats(products: torch.Tensor) -> torch.Tensor:
        whole = torch.einsum("ij,kab->kiajb", copies, products)
        return gaussian_nats(whole.reshape(len(products), blocks * filters, inputs), on_device)

    def interval(product: Floats) -> InformationInterval:
        return gaussian_interval(np.asarray(np.kron(np.eye(blocks), product), dtype=float), covariance)

    return CapacityPlan(
        sizes=(block, filters),
        budget=setting.budget / blocks if binds is Binds.BLOCK_DIAGONAL else setting.budget,
        nats=nats,
        interval=interval,
        closed_form=closed_form,
    )


def plan_of_relu(setting: Setting, *, bias: float) -> CapacityPlan:
    """W of one ReLU layer of one or two neurons. Raises LimitError where it is too large to integrate."""
    (width,) = setting.widths
    covariance = setting.in_noise()
    gain = max(0.0, setting.budget * float(np.linalg.eigvalsh(covariance)[-1]))
    mean = bias / sqrt(setting.noise)
    check_grid(gain, mean, neurons=width)
    grid = ReluGrid(bias=mean, spread=sqrt(gain), fineness=TRAINING, device=setting.device)
    on_device = torch.tensor(covariance, device=setting.device)

    def interval(product: Floats) -> InformationInterval:
        pre_activations = torch.tensor(product @ covariance @ product.T)
        return relu_interval(pre_activations, bias=mean, device=setting.device)

    return CapacityPlan(
        sizes=(len(covariance), width),
        budget=setting.budget,
        nats=lambda products: grid.nats(products @ on_device @ products.mT),
        interval=interval,
        closed_form=fully_connected(
            setting.covariance, width=width, budget=setting.budget, noise=setting.noise, activation="relu"
        ),
        gap_bound=_gap_bound(setting, width, bias),
    )


def _gap_bound(setting: Setting, width: int, bias: float) -> float:
    """How far below the linear layer the best ReLU layer is at most: as far as the linear maximiser."""
    matrix = as_matrix(setting.covariance)
    weights = maximising_weights(matrix, noise=setting.noise, width=width, budget=setting.budget)
    deviations = np.sqrt(np.einsum("ij,jk,ik->i", weights, matrix, weights))
    # A neuron without weights tells nothing in either layer.
    used = deviations[deviations > 0]
    return relu_gap_bound([bias] * len(used), used, noise=setting.noise) if len(used) else 0.0
