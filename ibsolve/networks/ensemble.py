"""K networks of one architecture at once: weights in batches, one product a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_SCALE = 1.0
"""Standard deviation of the first weights and biases: with 3 a quarter fewer networks of XOR end feasible."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ensemble:
    """Weights of K networks: layer l has shape (K, m_{l−1}, m_l), its biases (K, 1, m_l); float32.

    A neuron fires iff its weighted sum and bias are at least 0.
    """

    weights: tuple[Tensor, ...]
    biases: tuple[Tensor, ...]

    @classmethod
    def random(
        cls, networks: int, widths: Sequence[int], *, inputs: int, seed: int, device: torch.device
    ) -> Ensemble:
        """Networks with normal weights and biases; the same seed gives the same ones on every device."""
        source = torch.Generator().manual_seed(seed)
        weights, biases = [], []
        for below, width in zip((inputs, *widths), widths, strict=False):
            weights.append(_SCALE * torch.randn(networks, below, width, generator=source))
            biases.append(_SCALE * torch.randn(networks, 1, width, generator=source))
        return cls(
            weights=tuple(weight.to(device).requires_grad_() for weight in weights),
            biases=tuple(bias.to(device).requires_grad_() for bias in biases),
        )

    @property
    def parameters(self) -> list[Tensor]:
        """What is trained."""
        return [*self.weights, *self.biases]

    def activations(self, points: Tensor, slope: float, *, straight_through: bool) -> list[Tensor]:
        """What every layer puts out, each of shape (K, n, m_l): how likely a neuron fires, from 0 to 1.

        points: inputs, shape (n, m_0). slope: of the sigmoids at 0, times 4. straight_through: hidden
        neurons are thresholds forward and sigmoids backward; the last layer's stay sigmoids, or the loss
        would have no slope.
        """
        layer = points.expand(len(self.weights[0]), *points.shape)
        layers: list[Tensor] = []
        for weight, bias in zip(self.weights, self.biases, strict=True):
            sums = torch.baddbmm(bias, layer, weight)
            layer = torch.sigmoid(slope * sums)
            if straight_through and len(layers) + 1 < len(self.weights):
                # What is added is exactly 0.
                layer = (sums >= 0).to(layer.dtype) + (layer - layer.detach())
            layers.append(layer)
        return layers
