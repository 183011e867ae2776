"""Training by Adam in small batches, with the numbers kept that did best on validation samples."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ibsolve.descent.adam import adam_direction
from ibsolve.errors import TrainingError
from ibsolve.estimators.variational.objective import AbstractObjective
from ibsolve.estimators.variational.parts import Parts

_MEMORIES = (0.9, 0.999)
_LEAST_SLOPE = 1e-8
_AVERAGED = 0.98
"""Memory of the mean over steps: batches shake the numbers about the best ones."""

_LOOK_EVERY = 20
"""Steps between two looks at the validation samples."""
_EARLY = 0.8
_PATIENCE = 400
"""Steps without a better look after which training ends."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trained:
    """numbers: those kept, shape (size,). best_step: when they were met, 0 before the first. steps: taken.

    late_rise: of the bound on validation samples over the last fifth of the steps allowed, nats.
    """

    numbers: Tensor
    best_step: int
    steps: int
    late_rise: float


def train(
    objective: AbstractObjective,
    parts: Parts,
    *,
    steps: int,
    batch: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> Trained:
    """Train on the training samples until the bound on the validation samples no longer rises.

    Source: Kingma and Ba 2015 (arXiv:1412.6980), Algorithm 1 and section 7.2, the mean over steps.
    Raises TrainingError where the loss is no number, with the step.
    """
    device = objective.device
    numbers = torch.tensor(objective.start, dtype=torch.float32, device=device)
    mean, square = torch.zeros_like(numbers), torch.zeros_like(numbers)
    averaged = numbers.clone()
    validation = torch.tensor(parts.validation, device=device)
    best, best_step, kept = _looked(objective, averaged, validation), 0, averaged.clone()
    first_bad = torch.full((), -1, device=device)
    batches = _Batches(parts.training, batch, rng)
    step, early = 0, best
    while step < steps and step - best_step < _PATIENCE:
        step += 1
        places = torch.from_numpy(batches.following()).to(device)
        with torch.enable_grad():
            numbers.requires_grad_()
            loss = objective.loss(numbers, places)
            (slope,) = torch.autograd.grad(loss, numbers)
        numbers = numbers.detach()
        # Not read here: each reading waits for the device.
        first_bad = torch.where((first_bad < 0) & ~torch.isfinite(loss.detach()), step, first_bad)
        numbers -= learning_rate * adam_direction(
            slope, mean, square, step, memories=_MEMORIES, least_slope=_LEAST_SLOPE
        )
        # Over few steps at first, so that the start is soon forgotten.
        averaged.lerp_(numbers, max(1 - _AVERAGED, 10 / (10 + step)))
        if step % _LOOK_EVERY == 0 or step == steps:
            value = _looked(objective, averaged, validation)
            _require_finite(int(first_bad), value, step, learning_rate)
            if value > best:
                best, best_step, kept = value, step, averaged.clone()
            if step <= _EARLY * steps:
                early = best
    return Trained(numbers=kept, best_step=best_step, steps=step, late_rise=best - early)


def _looked(objective: AbstractObjective, numbers: Tensor, validation: Tensor) -> float:
    with torch.no_grad():
        return float(objective.bound(numbers, validation))


def _require_finite(first_bad: int, value: float, step: int, learning_rate: float) -> None:
    # -inf on validation samples is a bad look, not the end.
    if first_bad >= 0 or math.isnan(value):
        raise TrainingError(
            f"training: the bound ceased to be a number at step {first_bad if first_bad > 0 else step}: "
            f"lower the learning rate, {learning_rate:g}"
        )


class _Batches:
    """Training samples in a new order each time all were seen; what is left of an order is passed over."""

    def __init__(self, training: NDArray[np.int64], batch: int, rng: np.random.Generator) -> None:
        self._training = training
        self._batch = min(batch, len(training))
        self._rng = rng
        self._order = training[:0]

    def following(self) -> NDArray[np.int64]:
        if len(self._order) < self._batch:
            self._order = self._rng.permutation(self._training)
        places, self._order = self._order[: self._batch], self._order[self._batch :]
        return places
