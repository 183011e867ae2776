"""Perceptrons whose weights are a stretch of one vector: one step of Adam moves them all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Perceptron:
    """Layers of these widths, from inputs to outputs, with ReLU between."""

    widths: tuple[int, ...]

    @property
    def size(self) -> int:
        """Numbers: weights and biases of all layers."""
        return sum((before + 1) * after for before, after in pairwise(self.widths))

    def start(self, rng: np.random.Generator, *, silent_from: int = 0) -> NDArray[np.float64]:
        """Random numbers to start from, shape (size,). Outputs from `silent_from` on are 0 at first."""
        drawn = []
        last = len(self.widths) - 2
        for place, (before, after) in enumerate(pairwise(self.widths)):
            weights = rng.normal(scale=math.sqrt(2 / before), size=(before + 1, after))
            # Biases are spread, so that the kinks of the ReLUs are not all at the mean of the data.
            weights[-1] = rng.uniform(-1, 1, size=after) / math.sqrt(before)
            if place == last:
                weights[-1] = 0
                weights[:, silent_from:] = 0
            drawn.append(weights.ravel())
        return np.concatenate(drawn)

    def __call__(self, numbers: Tensor, inputs: Tensor) -> Tensor:
        """Outputs, shape (samples, last width). numbers: shape (size,). inputs: (samples, first width)."""
        pairs = list(pairwise(self.widths))
        layers = numbers.split([(before + 1) * after for before, after in pairs])
        values = inputs
        for place, ((before, after), layer) in enumerate(zip(pairs, layers, strict=True)):
            weights = layer.view(before + 1, after)
            values = torch.addmm(weights[-1], values if place == 0 else values.relu(), weights[:-1])
        return values
