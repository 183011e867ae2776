"""P log2 P of the mass of a code, for the solver: tabulated, or in steps where there are too many masses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from ibsolve.engines.cpsat.scaling import scaled_term, subset_sums

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

TABLE_LIMIT = 2_000
"""Most distinct masses that are tabulated."""

_STEPS = 96

TERM_ERROR = 1
"""Units by which a term may miss the true one by rounding alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCode:
    """The mass, in counts, of the inputs that have a code, and bounds on its scaled term."""

    mass: cp_model.IntVar
    most: cp_model.LinearExpr
    least: cp_model.LinearExpr


class MassTerms(Protocol):
    """How the term of a code follows from the support inputs that have it."""

    @property
    def literals(self) -> int:
        """How many literals and linear terms it takes to say this of one code."""

    def weighed(self, model: cp_model.CpModel, held: Sequence[cp_model.IntVar]) -> WeighedCode:
        """Add to the model what a code weighs. held: whether each support input has it."""


def mass_terms(counts: Sequence[int], total: int, attained: Iterable[int]) -> MassTerms:
    """Tabulated terms where the masses are few, else steps that are exact at `attained`.

    counts: weight of each support input. total: the weight of probability 1.
    """
    sums = subset_sums(counts, TABLE_LIMIT)
    return Tabulated(counts, total, sums) if sums is not None else Stepwise(counts, total, attained)


class Tabulated:
    """Every mass that an event can have, with its term."""

    def __init__(self, counts: Sequence[int], total: int, sums: Sequence[int]) -> None:
        self._counts = counts
        self._rows = [(mass, scaled_term(mass / total)) for mass in sums]

    @property
    def literals(self) -> int:
        return 2 * len(self._rows) + len(self._counts)

    def weighed(self, model: cp_model.CpModel, held: Sequence[cp_model.IntVar]) -> WeighedCode:
        from ortools.sat.python import cp_model

        masses, terms = zip(*self._rows, strict=True)
        mass = model.new_int_var_from_domain(cp_model.Domain.from_values(masses), "")
        term = model.new_int_var_from_domain(cp_model.Domain.from_values(sorted(set(terms))), "")
        model.add(mass == sum(count * point for count, point in zip(self._counts, held, strict=True)))
        model.add_allowed_assignments([mass, term], self._rows)
        return WeighedCode(mass=mass, most=term, least=term)


class Stepwise:
    """Intervals of mass, each with the least and the greatest term inside; attained masses stand alone.

    A relaxation, exact at the attained masses. The engine adds those of every candidate, so that
    no candidate passes for better than it is twice.
    """

    def __init__(self, counts: Sequence[int], total: int, attained: Iterable[int]) -> None:
        self._counts = counts
        self._total = total
        top = sum(counts)
        alone = {0, top, *(mass for mass in attained if mass <= top)}
        ends = sorted({top * k // _STEPS for k in range(_STEPS)} | alone)
        self._steps = [(mass, mass) for mass in sorted(alone)]
        for low, high in pairwise(ends):
            first, last = low + (low in alone), high - 1
            # Halved beside an attained mass: the next candidates are likely to be near it.
            middle = (first + last) // 2 if alone & {low, high} else last
            self._steps += [step for step in ((first, middle), (middle + 1, last)) if step[0] <= step[1]]

    @property
    def literals(self) -> int:
        return 5 * len(self._steps) + len(self._counts)

    def weighed(self, model: cp_model.CpModel, held: Sequence[cp_model.IntVar]) -> WeighedCode:
        from ortools.sat.python import cp_model

        mass = model.new_int_var(0, sum(self._counts), "")
        model.add(mass == sum(count * point for count, point in zip(self._counts, held, strict=True)))
        on = [model.new_bool_var("") for _ in self._steps]
        model.add_exactly_one(on)
        for step, (low, high) in zip(on, self._steps, strict=True):
            model.add_linear_constraint(mass, low, high).only_enforce_if(step)
        return WeighedCode(
            mass=mass,
            most=cp_model.LinearExpr.weighted_sum(on, [self._most(*step) for step in self._steps]),
            least=cp_model.LinearExpr.weighted_sum(on, [self._least(*step) for step in self._steps]),
        )

    def _most(self, low: int, high: int) -> int:
        """The greatest term in a step: P log2 P is convex."""
        return max(scaled_term(low / self._total), scaled_term(high / self._total))

    def _least(self, low: int, high: int) -> int:
        """The least term in a step: P log2 P falls to P = 1/e and rises from there."""
        return scaled_term(min(max(low / self._total, 1 / math.e), high / self._total))
