"""Gaussian noise added to samples: another draw for each step of training, one draw to judge by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ibsolve.estimators.variable import Variable
from ibsolve.estimators.variational.features import as_tensor, standardised


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoisyFeatures:
    """Rows of network inputs with noise. clean: shape (N, d). deviations: of the noise, shape (d,).

    drawn: the noise to judge by, shape (N, d).
    """

    clean: Tensor
    deviations: Tensor
    drawn: Tensor
    rng: np.random.Generator

    @property
    def width(self) -> int:
        """Inputs of the network."""
        return int(self.clean.shape[1])

    def rows(self, places: Tensor) -> Tensor:
        """Inputs of the samples at these places, with the same noise each time, shape (places, d)."""
        return self.clean[places] + self.drawn[places]

    def fresh_rows(self, places: Tensor) -> Tensor:
        """Inputs of the samples at these places, with noise drawn anew, shape (places, d)."""
        return self.clean[places] + _normal(self.rng, len(places), self.deviations)


def noisy_features(
    variable: Variable,
    training: NDArray[np.int64],
    device: torch.device,
    noise: float,
    rng: np.random.Generator,
) -> NoisyFeatures:
    """The features of a variable of numbers. noise: its deviation, in the units of the variable."""
    clean, deviations = standardised(as_tensor(variable, device), training, noise=noise)
    drawn = _normal(rng, variable.n, deviations)
    return NoisyFeatures(clean=clean, deviations=deviations, drawn=drawn, rng=rng)


def _normal(rng: np.random.Generator, samples: int, deviations: Tensor) -> Tensor:
    drawn = rng.standard_normal((samples, len(deviations)), dtype=np.float32)
    return torch.from_numpy(drawn).to(deviations.device) * deviations
