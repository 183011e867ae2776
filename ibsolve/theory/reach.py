"""The inverse question: what budget and what width a linear layer needs to carry a target I(X;Z)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.theory.spectrum import Spectrum, read_input
from ibsolve.theory.unit import Unit
from ibsolve.theory.waterfilling import WaterFilling

_ROUNDING = 1e-12
"""By what share an amount of information may miss a target that it is meant to reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a layer is from a target, given in `unit`.

    is_reached: whether its own width and budget suffice. budget: the least that does for its width;
    width: the least that does for its budget; None where none does.
    """

    target: float
    unit: Unit
    is_reached: bool
    budget: float | None
    width: int | None


def reach(covariance: Any, *, noise: float, width: int, budget: float, target: float, unit: str) -> Reach:
    """What a linear layer of this width and budget lacks to carry a target.

    Arguments as for `least_budget` and `least_width`. Raises ProblemError with every fault found, and
    LimitError as `least_budget` does.

    >>> reach([4, 2, 1], noise=1, width=1, budget=1, target=1, unit="bits")
    Reach(target=1.0, unit=<Unit.BITS: 'bits'>, is_reached=True, budget=0.75, width=1)
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    budget = arguments.number("budget", budget, at_least=0)
    target = arguments.number("target", target, at_least=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    least = _least_width(spectrum, noise, budget, target, counted)
    return Reach(
        target=target,
        unit=counted,
        is_reached=least is not None and least <= width,
        budget=WaterFilling.of(spectrum, noise=noise, width=width).budget_for(target, unit=counted),
        width=least,
    )


def least_budget(
    covariance: Any, *, noise: float, width: int, target: float, unit: str = Unit.NATS
) -> float | None:
    """The least ‖W‖²_F with which a linear layer reaches a target I(X;Z); None where none does.

    Arguments and errors as for `water_filling`; target: >= 0, in the unit. Only a covariance of
    zeros is out of reach. With ReLU the target is approached and not reached.
    A convolution reaches I with the least shared filter that reaches I·N_B/N_0 on one block.

    >>> least_budget([4, 2, 1], noise=1, width=3, target=0.5, unit="bits")
    0.25
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    target = arguments.number("target", target, at_least=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return WaterFilling.of(spectrum, noise=noise, width=width).budget_for(target, unit=counted)


def least_width(
    covariance: Any, *, noise: float, budget: float, target: float, unit: str = Unit.NATS
) -> int | None:
    """The least N_1 with which a linear layer of budget F reaches a target; None where none does.

    Arguments and errors as for `least_budget`.

    >>> [least_width([4, 2, 1], noise=1, budget=5, target=bits, unit="bits") for bits in (2, 3, 3.2, 4)]
    [1, 2, 3, None]
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    budget = arguments.number("budget", budget, at_least=0)
    target = arguments.number("target", target, at_least=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return _least_width(spectrum, noise, budget, target, counted)


def _least_width(spectrum: Spectrum, noise: float, budget: float, target: float, unit: Unit) -> int | None:
    if target == 0:
        return 1
    filling = WaterFilling.of(spectrum, noise=noise, width=spectrum.dimension)
    enough = filling.information_by_width(budget, unit=unit) >= target * (1 - _ROUNDING)
    return int(enough.argmax()) + 1 if enough.any() else None
