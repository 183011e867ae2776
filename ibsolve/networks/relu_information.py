"""What a ReLU layer of one or two neurons tells about a Gaussian input, by quadrature on a grid.

Pre-activations S ~ N(b, C), Z = relu(S) + noise; everything here is in units of the noise, σ = 1.
Given the rest, one neuron with S ~ N(m, l²) has the density

    q(z; m, l) = Q(m/l) φ(z) + N(z; m, l² + 1) Φ((m + z l²) / (l √(l² + 1))),

the noise alone where the neuron is silent, the linear layer where it fires. Of two neurons the second
is integrated out so, given the first, s_1 = b + √C_11 u:

    p(z_1, z_2) = ∫ φ(u) φ(z_1 − relu(s_1)) q(z_2; m(u), l) du,

a product of two matrices on grids of z_1, u and z_2, which holds for singular C too. Panels of
Gauss-Legendre nodes in u end where either neuron begins to fire; z needs no panels, since the
densities are analytic and there the plain sum converges faster than any power of its step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, e, log, pi, sqrt
from typing import Any

import numpy as np
import torch

from ibsolve.arguments import Arguments, real_array
from ibsolve.descent.threads import one_thread
from ibsolve.errors import Fault, LimitError, shown
from ibsolve.networks.device import chosen_device
from ibsolve.networks.gaussian_information import as_matrix
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.theory.spectrum import read_input

MOST_NEURONS = 2
MOST_GAIN = (1e6, 1e2)
"""Largest variance of a pre-activation, in units of σ², that a grid is made for: of 1 and of 2 neurons."""
MOST_BIAS = 1e6
"""Largest |b|, in units of σ: beyond it the points of a grid run together."""

_FLOOR = 1e-12
"""Variance, in units of σ², added to every neuron: derivatives exist, and 1e-12 nats are what it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fineness:
    """How fine a grid is: deviations covered, step of z, width of a panel of u, nodes of a panel."""

    reach: float
    step: float
    panel: float
    order: int


TRAINING = Fineness(reach=5.0, step=1.0, panel=4.0, order=5)
"""Misses by some 1e-5 nats, a hundredth of what an ascent has to reach."""
COARSE = Fineness(reach=8.0, step=0.4, panel=2.0, order=10)
FINE = Fineness(reach=9.0, step=0.2, panel=1.0, order=12)


@dataclass(frozen=True, kw_only=True)
class ReluGrid:
    """Grids for layers of one bias, b in units of σ, and deviations up to `spread`, in units of σ."""

    bias: float
    spread: float
    fineness: Fineness
    device: torch.device

    @cached_property
    def z(self) -> torch.Tensor:
        """Points that cover Z of one neuron, shape (n,)."""
        reach = self.fineness.reach
        lowest = max(0.0, self.bias - reach * self.spread) - reach
        highest = max(0.0, self.bias + reach * self.spread) + reach
        count = ceil((highest - lowest) / self.fineness.step) + 1
        return lowest + self.fineness.step * torch.arange(count, dtype=torch.float64, device=self.device)

    @cached_property
    def nodes(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Nodes and weights that integrate over [0, 1], shape (m,), as a third of the range of u needs."""
        # One segment may be all of the range, and φ(z − s) is as narrow as 1/spread in u.
        panels = ceil(2 * self.fineness.reach * max(1.0, self.spread) / self.fineness.panel)
        nodes, weights = np.polynomial.legendre.leggauss(self.fineness.order)
        ends = np.arange(panels)[:, None]
        return (
            torch.tensor(((ends + (nodes + 1) / 2) / panels).ravel(), device=self.device),
            torch.tensor(np.tile(weights / 2 / panels, panels), device=self.device),
        )

    def nats(self, covariance: torch.Tensor) -> torch.Tensor:
        """I(X;Z), nats, shape (K,), of covariances C of S in units of σ², shape (K, N, N), N <= 2."""
        neurons = covariance.shape[1]
        first = torch.sqrt(covariance[:, 0, 0] + _FLOOR)[:, None]
        if neurons == 1:
            density = _density(self.z, torch.full_like(first, self.bias)[..., None], first[..., None])
        else:
            density = self._density_of_two(covariance, first)
        # 1e-300 stands in the logarithm only, where the density is 0.
        summed = -(density * torch.log(density + 1e-300)).flatten(1).sum(dim=1)
        return summed * self.fineness.step**neurons - neurons * log(2 * pi * e) / 2

    def _density_of_two(self, covariance: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """p(z_1, z_2), shape (K, n, n)."""
        slope = covariance[:, 0, 1][:, None] / first
        rest = (covariance[:, 1, 1][:, None] - slope**2).clamp(min=0) + _FLOOR
        u, weights = self._u(first.detach(), slope.detach())
        s = self.bias + first * u
        fired = _normal(self.z - torch.relu(s)[..., None])
        told = _density(self.z, (self.bias + slope * u)[..., None], torch.sqrt(rest)[..., None])
        return (fired * (weights * _normal(u))[..., None]).mT @ told

    def _u(self, first: torch.Tensor, slope: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Nodes of u and their weights, shape (K, 3m), in three segments that end where a neuron fires.

        They are no function of the weights: an integral does not depend on where it is cut.
        """
        reach = self.fineness.reach
        cuts = torch.cat([-self.bias / first, -self.bias * slope / (slope**2 + _FLOOR)], dim=1)
        inner = cuts.clamp(-reach, reach).sort(dim=1).values
        ends = torch.nn.functional.pad(inner, (1, 0), value=-reach)
        ends = torch.nn.functional.pad(ends, (0, 1), value=reach)
        lengths = ends.diff(dim=1)[..., None]
        nodes, weights = self.nodes
        return (ends[:, :-1, None] + lengths * nodes).flatten(1), (lengths * weights).flatten(1)


def _density(z: torch.Tensor, mean: torch.Tensor, deviation: torch.Tensor) -> torch.Tensor:
    """q(z; m, l)."""
    variance = deviation**2 + 1
    total = torch.sqrt(variance)
    fires = torch.special.ndtr((mean + z * deviation**2) / (deviation * total))
    return torch.special.ndtr(-mean / deviation) * _normal(z) + _normal((z - mean) / total) / total * fires


def _normal(z: torch.Tensor) -> torch.Tensor:
    return torch.exp(-(z**2) / 2) / sqrt(2 * pi)


def relu_information(
    weights: Any, covariance: Any, *, bias: float, noise: float, device: str = "auto"
) -> InformationInterval:
    """I(X;relu(WX + b) + noise), nats, of one or two neurons.

    weights: W, shape (N_1, N_0), N_1 <= 2. covariance: Σ of X ~ N(0, Σ), a matrix or eigenvalues.
    bias: b, of every neuron. noise: σ² > 0. device: see `chosen_device`.
    The interval is the change from a grid to one twice as fine, on either side of the value of the
    finer: an estimate of the error and no proof.
    Raises ProblemError with every fault found, and LimitError beyond `MOST_GAIN` and `MOST_BIAS`.
    Source: the density of paper 003's ReLU layer with the noise after the activation.

    >>> round(relu_information([[1]], [1], bias=1, noise=1, device="cpu").value, 7)
    0.2775773
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    bias = arguments.number("bias", bias)
    array = real_array(weights)
    shapes = [(neurons, spectrum.dimension) for neurons in range(1, MOST_NEURONS + 1)]
    if array is None or array.shape not in shapes or not np.isfinite(array).all():
        expected = f"finite numbers of shape (1 or {MOST_NEURONS}, {spectrum.dimension})"
        arguments.faults.add("weights", expected=expected, found=shown(weights))
    with arguments.faults.gathered():
        place = chosen_device(device)
    arguments.check()
    assert array is not None, "refused above"
    within_noise = array @ as_matrix(covariance) @ array.T / noise
    return relu_interval(torch.tensor(within_noise), bias=bias / sqrt(noise), device=place)


def relu_interval(covariance: torch.Tensor, *, bias: float, device: torch.device) -> InformationInterval:
    """The interval of I(X;Z), nats, for pre-activations N(b, C), all in units of the noise.

    covariance: C, shape (N_1, N_1), N_1 <= 2. Raises LimitError for what no grid is made for.
    """
    gain = float(covariance.diagonal().max())
    check_grid(gain, bias, neurons=len(covariance))
    batch = covariance[None].to(device)
    with one_thread():
        coarse, fine = (
            float(ReluGrid(bias=bias, spread=sqrt(gain), fineness=fineness, device=device).nats(batch))
            for fineness in (COARSE, FINE)
        )
    return InformationInterval.around(fine, error=abs(fine - coarse) + 10 * _FLOOR)


def check_grid(gain: float, bias: float, *, neurons: int) -> None:
    """Raise LimitError where pre-activations of that variance and mean, in units of σ, have no grid."""
    most = MOST_GAIN[neurons - 1]
    faults = []
    # A budget used up exceeds it by rounding.
    if not gain <= most * (1 + 1e-9):
        expected = f"F·λ_1 of at most {most:g}·σ² for a ReLU layer of {neurons}"
        faults.append(Fault(where="budget", expected=expected, found=f"{gain:g}·σ²"))
    if not abs(bias) <= MOST_BIAS:
        faults.append(Fault(where="bias", expected=f"|b| <= {MOST_BIAS:g}·σ", found=f"{bias:g}·σ"))
    if faults:
        raise LimitError(*faults)
