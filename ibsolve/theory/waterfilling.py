"""Water-filling: how a budget on ‖W‖²_F is best spent on the components of a Gaussian input.

Paper 003, Theorems 1 and 2 and Lemma 1: of Z = WX + noise, X ~ N(0, Σ), noise ~ N(0, σ²I), the
largest I(X;Z) over all W of N_1 rows with ‖W‖²_F <= F. With λ_1 >= λ_2 >= … the positive
eigenvalues of Σ, component k receives weight from the breakpoint ρ_k = σ²(k/λ_k − Σ_{i<=k} 1/λ_i)
on, and the largest information is

    MMI(F) = MMI(ρ_k) + (k/2) ln(1 + (F − ρ_k) λ_k / (kσ²))    for ρ_k <= F <= ρ_{k+1},

which is the printed (2) and (9) without their cancelling terms. MMI is concave and has a continuous
derivative 1/(2μ(F)), where μ is the water level; what jumps at the breakpoints, which the paper
calls discontinuities, is the second derivative −1/(2kμ²).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.errors import Fault, LimitError, shown
from ibsolve.theory.spectrum import Spectrum, read_input
from ibsolve.theory.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterFilling:
    """The best use of every budget at once; built by `water_filling`.

    heights: σ²/λ_k, rising, shape (n,) with n = min(rank of Σ, N_1): the water level from which
    component k receives weight. breakpoints: ρ_k, the budget that level takes, shape (n,).
    nats_at_breakpoints: MMI(ρ_k) in nats, shape (n,). Where n = 0 nothing can be carried.

    Methods take budgets F >= 0 of any shape and return arrays of that shape; they raise ProblemError
    for other budgets.
    """

    heights: Floats
    breakpoints: Floats
    nats_at_breakpoints: Floats

    @classmethod
    def of(cls, spectrum: Spectrum, *, noise: float, width: int) -> Self:
        """The water-filling of a spectrum whose width and noise have been checked."""
        with np.errstate(over="ignore", under="ignore"):
            heights = noise / spectrum.eigenvalues[:width]
        # A component of infinite height is out of reach of any budget.
        heights = heights[np.isfinite(heights)]
        steps = np.arange(1, len(heights)) * np.diff(heights)
        growth = np.arange(1, len(heights)) * np.diff(np.log(heights)) / 2
        start = np.zeros(min(len(heights), 1))
        return cls(
            heights=heights,
            breakpoints=np.concatenate([start, np.cumsum(steps)]),
            nats_at_breakpoints=np.concatenate([start, np.cumsum(growth)]),
        )

    def active(self, budgets: ArrayLike) -> NDArray[np.int_]:
        """How many components the water has reached: the largest k with ρ_k <= F."""
        return np.asarray(np.searchsorted(self.breakpoints, _read_budgets(budgets), side="right"))

    def level(self, budgets: ArrayLike) -> Floats:
        """The water level μ(F), in the unit of the budget; infinite where no component exists."""
        budgets = _read_budgets(budgets)
        if not len(self.heights):
            return np.full(budgets.shape, np.inf)
        k = self.active(budgets)
        return np.asarray(self.heights[k - 1] + (budgets - self.breakpoints[k - 1]) / k)

    def information(self, budgets: ArrayLike, *, unit: Unit = Unit.NATS) -> Floats:
        """MMI(F), in the unit.

        >>> water_filling([4, 2, 1], noise=1, width=3).information([0.25, 1, 5]).round(6)
        array([0.346574, 0.906189, 2.256116])
        """
        budgets = _read_budgets(budgets)
        if not len(self.heights):
            return np.zeros(budgets.shape)
        return np.asarray(self._nats(budgets, self.active(budgets)) / unit.size)

    def information_by_width(self, budget: float, *, unit: Unit = Unit.NATS) -> Floats:
        """MMI of the widths 1, 2, … up to the one from which on it stays the same, in the unit."""
        widths = np.arange(1, int(self.active(budget)) + 1)
        return np.asarray(self._nats(np.float64(budget), widths) / unit.size)

    def slope(self, budgets: ArrayLike, *, unit: Unit = Unit.NATS) -> Floats:
        """dMMI/dF = 1/(2μ), in the unit for one unit of budget."""
        return np.asarray(1 / (2 * self.level(budgets)) / unit.size)

    def power(self, budget: float) -> Floats:
        """The squared singular values of a best W, falling: max(0, μ − σ²/λ_i), shape (active,)."""
        k = int(self.active(budget))
        return np.asarray(np.maximum(float(self.level(budget)) - self.heights[:k], 0))

    def budget_for(self, target: float, *, unit: Unit = Unit.NATS) -> float | None:
        """The least F with MMI(F) = target >= 0, given in the unit; None where no budget reaches it.

        Raises LimitError where that budget is beyond 1e150.
        """
        nats = unit.in_nats(target)
        if not len(self.heights):
            return 0.0 if nats == 0 else None
        k = int(np.searchsorted(self.nats_at_breakpoints, nats, side="right"))
        with np.errstate(over="ignore"):
            growth = np.expm1(2 * (nats - self.nats_at_breakpoints[k - 1]) / k)
            budget = float(self.breakpoints[k - 1] + k * self.heights[k - 1] * growth)
        if not budget <= LARGEST:
            expected = f"information that a budget up to {LARGEST:g} carries"
            raise LimitError(Fault(where="target", expected=expected, found=f"{target:g} {unit}"))
        return budget

    def _nats(self, budgets: Floats | np.float64, k: NDArray[np.int_]) -> Floats:
        """MMI in nats where k components carry all of the budget."""
        beyond = (budgets - self.breakpoints[k - 1]) / (k * self.heights[k - 1])
        return np.asarray(self.nats_at_breakpoints[k - 1] + k / 2 * np.log1p(beyond))


def water_filling(covariance: Any, *, noise: float, width: int) -> WaterFilling:
    """The best use of every budget on ‖W‖²_F of one linear layer.

    covariance: Σ_x as eigenvalues, shape (N_0,), or matrix, shape (N_0, N_0); it may be singular.
    noise: σ² > 0. width: N_1 >= 1 rows of W.
    Raises ProblemError with every fault found.
    Source: paper 003, Theorems 1 and 2, Lemma 1; singular Σ by leaving out what has no variance.

    >>> water_filling([4, 2, 1], noise=1, width=3).breakpoints
    array([0.  , 0.25, 1.25])
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    arguments.check()
    return WaterFilling.of(spectrum, noise=noise, width=width)


def maximising_weights(covariance: Any, *, noise: float, width: int, budget: float) -> Floats:
    """A W that attains MMI(F), shape (N_1, N_0): row i is √(power_i) times the i-th eigenvector.

    Arguments and errors as for `water_filling`; budget: F >= 0. Rows beyond the active components
    are zero. With eigenvalues given the coordinates of the input are their directions.

    >>> maximising_weights([1, 4, 2], noise=1, width=2, budget=1).round(6)
    array([[0.      , 0.790569, 0.      ],
           [0.      , 0.      , 0.612372]])
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    budget = arguments.number("budget", budget, at_least=0)
    arguments.check()
    power = WaterFilling.of(spectrum, noise=noise, width=width).power(budget)
    weights = np.zeros((width, spectrum.dimension))
    weights[: len(power)] = (spectrum.directions(len(power)) * np.sqrt(power)).T
    return weights


def _read_budgets(budgets: ArrayLike) -> Floats:
    """Budgets of any shape as floats."""
    array = real_array(budgets)
    arguments = Arguments()
    if array is None or not ((array >= 0) & (array <= LARGEST)).all():
        expected = f"numbers >= 0 and <= {LARGEST:g}"
        arguments.faults.add("budgets", expected=expected, found=shown(budgets))
    arguments.check()
    assert array is not None, "refused above"
    return array
