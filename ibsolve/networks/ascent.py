"""Gradient ascent of many starts at once, of matrices whose product keeps within the unit ball."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise

import numpy as np
import torch

from ibsolve.descent.adam import adam_direction
from ibsolve.errors import TrainingError

_FIRST_STEP, _LAST_STEP = 0.1, 1e-3
"""Length of a step, which falls geometrically; the unit is the radius of the ball."""


def ascended(
    information: Callable[[torch.Tensor], torch.Tensor],
    sizes: Sequence[int],
    *,
    starts: int,
    steps: int,
    seed: int,
    device: torch.device,
) -> tuple[torch.Tensor, ...]:
    """The matrices of the best point met by any start: those of sizes[k+1] rows and sizes[k] columns.

    information: of products M_n ⋯ M_1, shape (starts, sizes[-1], sizes[0]), shape (starts,). The
    product has ‖·‖_F <= 1 at every step, and random matrices to start from. The numbers drawn are the
    same on every device.
    On the sphere the part of a gradient that points out of the ball is left out before the step
    (Adam's, which would mistake it for a reason to turn), and the last matrix is scaled back after it.
    Raises TrainingError, which names the step and the start, where a value or gradient is not finite.
    """
    rng = np.random.default_rng(seed)
    layers = [torch.tensor(rng.normal(size=(starts, rows, columns))) for columns, rows in pairwise(sizes)]
    radii = torch.tensor(rng.random((starts, 1, 1)))
    layers = [layer / _norm(layer) for layer in layers]
    layers[-1] *= radii / _norm(_product(layers))
    layers = [layer.to(device).requires_grad_() for layer in layers]
    means = [torch.zeros_like(layer) for layer in layers]
    squares = [torch.zeros_like(layer) for layer in layers]
    highest = torch.full((starts,), -torch.inf, dtype=torch.float64, device=device)
    best = [layer.detach().clone() for layer in layers]
    for step in range(1, steps + 1):
        product = _product(layers)
        point = product.detach().requires_grad_()
        values = information(point)
        (gradient,) = torch.autograd.grad(values.sum(), point)
        _check_finite(values.detach(), gradient, step, steps)
        with torch.no_grad():
            higher = values > highest
            highest = torch.where(higher, values, highest)
            best = [
                torch.where(higher[:, None, None], new, old) for new, old in zip(layers, best, strict=True)
            ]
            inward = _without_outward(gradient, point)
        length = _FIRST_STEP * (_LAST_STEP / _FIRST_STEP) ** (step / steps)
        slopes = torch.autograd.grad(product, layers, inward)
        with torch.no_grad():
            for layer, slope, mean, square in zip(layers, slopes, means, squares, strict=True):
                layer.add_(adam_direction(slope, mean, square, step), alpha=length)
            layers[-1] /= _norm(_product(layers)).clamp(min=1)
    winner = int(highest.argmax())
    return tuple(layer[winner] for layer in best)


def _product(layers: Sequence[torch.Tensor]) -> torch.Tensor:
    return reduce(lambda below, layer: layer @ below, layers)


def _norm(matrices: torch.Tensor) -> torch.Tensor:
    return matrices.flatten(1).norm(dim=1)[:, None, None]


def _without_outward(gradient: torch.Tensor, point: torch.Tensor) -> torch.Tensor:
    """The gradient without its component out of the ball, where the point is on the sphere."""
    squared = (point * point).sum((1, 2), keepdim=True)
    radial = (gradient * point).sum((1, 2), keepdim=True)
    leaves = (squared > 1 - 1e-12) & (radial > 0)
    return gradient - torch.where(leaves, radial / squared, 0.0) * point


def _check_finite(values: torch.Tensor, gradient: torch.Tensor, step: int, steps: int) -> None:
    fine = torch.isfinite(values) & torch.isfinite(gradient).all(dim=2).all(dim=1)
    if not bool(fine.all()):
        start = int((~fine).nonzero()[0])
        raise TrainingError(
            f"step {step} of {steps}: start {start} has the value {float(values[start]):g} "
            f"and a gradient of norm {float(gradient[start].norm()):g}"
        )
