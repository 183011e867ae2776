"""Weights drawn towards orthonormal rows, the regulariser of paper 001 (Appendix B.1)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ibsolve.arguments import Arguments
from ibsolve.errors import shown


def orthonormality_error(weight: Tensor) -> float:
    """‖WWᵀ − I‖_F, or ‖WᵀW − I‖_F for more rows than columns, whose rows cannot be orthonormal.

    weight: W, finite floating-point numbers, shape (rows, columns). Raises ProblemError otherwise.

    >>> orthonormality_error(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
    3.0
    """
    arguments = Arguments()
    _check_weight(arguments, weight)
    arguments.check()
    return float(torch.linalg.matrix_norm(_deviation(weight.detach())))


def orthonormality_step(weight: Tensor, alpha: float) -> float:
    """One step W ← W − α(WWᵀ − I)W, in place and without gradient; returns the error it started from.

    The error is `orthonormality_error`, of whose square the step is α/4 times the gradient. With more
    rows than columns the step is W ← W − αW(WᵀW − I): the same matrix, but it ends at orthonormal
    columns. A singular value s becomes s − αs(s² − 1); for α < ½ all in 0 < s² < 1 + 1/α tend to 1.
    weight: as for `orthonormality_error`. alpha: α > 0.
    Raises ProblemError with every fault found.
    Source: paper 001, Appendix B.1, after Cissé et al. 2017 (arXiv:1704.08847).

    >>> weight = torch.tensor([[1.0, 0.5], [0.0, 1.0]])
    >>> round(orthonormality_step(weight, 0.1), 6), weight
    (0.75, tensor([[ 0.9750,  0.4375],
            [-0.0500,  0.9750]]))
    """
    arguments = Arguments()
    _check_weight(arguments, weight)
    alpha = arguments.number("alpha", alpha, above=0)
    arguments.check()
    return _step(weight, alpha)


def orthonormality_steps(model: nn.Module, alpha: float) -> dict[str, float]:
    """One `orthonormality_step` for every Linear of the model; their errors before it, by name.

    Raises ProblemError with every fault found, such as a model without Linear or weights that are
    computed from others and so cannot be set.

    >>> list(orthonormality_steps(nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1)), 0.1))
    ['0', '2']
    """
    arguments = Arguments()
    alpha = arguments.number("alpha", alpha, above=0)
    weights: dict[str, Any] = {}
    if isinstance(model, nn.Module):
        weights = {
            name: module.weight for name, module in model.named_modules() if isinstance(module, nn.Linear)
        }
    if not weights:
        arguments.faults.add("model", expected="a module with one Linear or more", found=shown(model))
    for name, weight in weights.items():
        where = f"{name}.weight".removeprefix(".")
        if isinstance(weight, nn.Parameter):
            _check_weight(arguments, weight, where)
        else:
            arguments.faults.add(where, expected="a parameter", found="weights computed from others")
    arguments.check()
    return {name: _step(weight, alpha) for name, weight in weights.items()}


def _check_weight(arguments: Arguments, weight: Tensor, where: str = "weight") -> None:
    expected = "a matrix of finite floating-point numbers"
    if not isinstance(weight, Tensor) or not weight.is_floating_point() or weight.ndim != 2:
        arguments.faults.add(where, expected=expected, found=shown(weight))
    elif not bool(torch.isfinite(weight).all()):
        arguments.faults.add(where, expected=expected, found="entries that are not finite")


def _deviation(weight: Tensor) -> Tensor:
    """WWᵀ − I or WᵀW − I, whichever is smaller."""
    rows, columns = weight.shape
    gram = weight @ weight.T if rows <= columns else weight.T @ weight
    return gram - torch.eye(min(rows, columns), dtype=weight.dtype, device=weight.device)


def _step(weight: Tensor, alpha: float) -> float:
    with torch.no_grad():
        deviation = _deviation(weight)
        rows, columns = weight.shape
        weight -= alpha * (deviation @ weight if rows <= columns else weight @ deviation)
    return float(torch.linalg.matrix_norm(deviation))
