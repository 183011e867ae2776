"""Linear separability of a dichotomy, with an exact certificate either way.

A linear programme in floats proposes a neuron or a set of points; integers decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from ibsolve.errors import Fault, Faults, ProblemError, shown
from ibsolve.problem import Code, Neuron
from ibsolve.threshold.circuits import Circuit, circuit_of
from ibsolve.threshold.functions import TABLE_LIMIT, threshold_functions
from ibsolve.threshold.proposal import LinearProgramme
from ibsolve.threshold.simplex import basic_solution


class PointSet:
    """Finitely many distinct points of {0,1}^m, and which of their dichotomies are separable.

    points: codes of equal length m >= 1, shape (n,). A dichotomy is a bitmask over them: bit i
    set means that points[i] belongs to the class where the neuron fires.
    """

    def __init__(self, points: Sequence[Code]) -> None:
        faults = Faults()
        if not points or len({len(point) for point in points}) != 1 or not points[0]:
            faults.add(
                "points", expected="one point or more, all of the same length >= 1", found=shown(points)
            )
        elif unfit := [p for p in points if not isinstance(p, tuple) or not set(p) <= {0, 1}]:
            faults.add("points", expected="tuples of bits 0 and 1", found=shown(unfit[0]))
        elif len(set(points)) < len(points):
            faults.add("points", expected="distinct points", found="a repeated point")
        faults.raise_if_any(ProblemError)
        self.points = tuple(points)

    @property
    def variables(self) -> int:
        return len(self.points[0])

    @cached_property
    def _programme(self) -> LinearProgramme:
        return LinearProgramme(self.points)

    @cached_property
    def table(self) -> dict[int, Neuron]:
        """Every separable dichotomy with a neuron of smallest weights, for few variables.

        Each separable dichotomy of the points is a threshold function of the whole cube
        restricted to them. Raises LimitError above TABLE_LIMIT variables.
        """
        import numpy as np

        functions = threshold_functions(self.variables)
        place = np.array([int("".join(map(str, point)), 2) for point in self.points])
        masks = np.fromiter(functions, dtype=np.int64, count=len(functions))
        restricted = (masks[:, None] >> place & 1) @ (1 << np.arange(len(place)))
        # The first of the functions with equal restrictions has the smallest weights.
        dichotomies, first = np.unique(restricted, return_index=True)
        neurons = list(functions.values())
        return {int(mask): neurons[i] for mask, i in zip(dichotomies, first, strict=True)}

    def separation(self, dichotomy: int) -> Neuron | Circuit:
        """A neuron that realises the dichotomy, or a circuit that it violates.

        Positive codes of the circuit lie where the neuron would have to fire. The claim is checked
        in integers whichever way it goes. Raises ProblemError for a bitmask of other points.

        >>> square = PointSet([(0, 0), (0, 1), (1, 0), (1, 1)])
        >>> square.separation(0b1000)
        Neuron(weights=(1, 1), threshold=2)
        >>> str(square.separation(0b0110))
        '01 + 10 = 00 + 11'
        """
        self._require_mask(dichotomy)
        if self.variables <= TABLE_LIMIT:
            neuron = self.table.get(dichotomy)
            return neuron if neuron is not None else self.circuit(dichotomy)
        return self.separation_by_programme(dichotomy)

    def is_separable(self, dichotomy: int) -> bool:
        """Whether some neuron realises the dichotomy."""
        self._require_mask(dichotomy)
        if self.variables <= TABLE_LIMIT:
            return dichotomy in self.table
        return isinstance(self.separation_by_programme(dichotomy), Neuron)

    def separation_by_programme(self, dichotomy: int) -> Neuron | Circuit:
        """As `separation`, by linear programming alone, for any number of variables."""
        weights, points = self._programme.propose(dichotomy)
        certificate = (
            self._dependency(dichotomy, points) if weights is None else self._rounded(dichotomy, weights)
        )
        return certificate or self.separation_in_rationals(dichotomy)

    def separation_in_rationals(self, dichotomy: int) -> Neuron | Circuit:
        """As `separation`, by the exact simplex method alone: the route when floats mislead."""
        ones, zeros = self.classes(dichotomy)
        if not ones or not zeros:
            return Neuron(weights=(0,) * self.variables, threshold=int(not ones))
        everything = list(range(len(self.points)))
        solution, farkas = basic_solution(*self._farkas_system(dichotomy, everything))
        if solution is not None:
            return self._circuit(dichotomy, everything, solution)
        # y·(a, 1) + y_last <= 0 on the ones and y·(b, 1) >= 0 on the zeros, with y_last > 0.
        *normal, offset, margin = farkas
        scale = math.lcm(*(value.denominator for value in farkas))
        neuron = Neuron(
            weights=tuple(int(-value * scale) for value in normal),
            threshold=int((offset + margin) * scale),
        )
        assert self.realises(neuron, dichotomy), "the exact simplex method returned a wrong neuron"
        return neuron

    def circuit(self, dichotomy: int) -> Circuit:
        """A circuit violated by a dichotomy known to be inseparable."""
        certificate = self.separation_by_programme(dichotomy)
        assert isinstance(certificate, Circuit), f"dichotomy {dichotomy:b} is separable"
        return certificate

    def classes(self, dichotomy: int) -> tuple[list[Code], list[Code]]:
        """The points where the neuron fires, and the others."""
        ones = [point for i, point in enumerate(self.points) if dichotomy >> i & 1]
        zeros = [point for i, point in enumerate(self.points) if not dichotomy >> i & 1]
        return ones, zeros

    def realises(self, neuron: Neuron, dichotomy: int) -> bool:
        """Whether the neuron fires exactly on the dichotomy's first class."""
        return all(neuron.fires(point) == bool(dichotomy >> i & 1) for i, point in enumerate(self.points))

    def _require_mask(self, dichotomy: int) -> None:
        if not 0 <= dichotomy < 1 << len(self.points):
            raise ProblemError(
                Fault(
                    where="dichotomy",
                    expected=f"a bitmask of {len(self.points)} points",
                    found=shown(dichotomy),
                )
            )

    def _rounded(self, dichotomy: int, proposed: list[float]) -> Neuron | None:
        """A neuron with integer weights near the proposed ones, if it then realises the dichotomy."""
        for largest in (1, 12, 1000, 10**6):
            fractions = [Fraction(value).limit_denominator(largest) for value in proposed]
            scale = math.lcm(*(value.denominator for value in fractions))
            integers = [int(value * scale) for value in fractions]
            divisor = math.gcd(*integers) or 1
            weights = tuple(integer // divisor for integer in integers)
            sums = [sum(w * x for w, x in zip(weights, point, strict=True)) for point in self.points]
            threshold = min((s for i, s in enumerate(sums) if dichotomy >> i & 1), default=max(sums) + 1)
            neuron = Neuron(weights=weights, threshold=threshold)
            if self.realises(neuron, dichotomy):
                return neuron
        return None

    def _dependency(self, dichotomy: int, proposed: list[int]) -> Circuit | None:
        """The circuit among the proposed points, if there is one that the dichotomy violates."""
        solution, _ = basic_solution(*self._farkas_system(dichotomy, proposed))
        return None if solution is None else self._circuit(dichotomy, proposed, solution)

    def _farkas_system(self, dichotomy: int, chosen: Sequence[int]) -> tuple[list[list[int]], list[int]]:
        """Σ λ_a (a, 1) = Σ μ_b (b, 1) and Σ λ_a = 1 in the weights of the chosen points."""
        columns = []
        for i in chosen:
            sign = 1 if dichotomy >> i & 1 else -1
            columns.append([*(sign * bit for bit in self.points[i]), sign, int(sign > 0)])
        return columns, [0] * (self.variables + 1) + [1]

    def _circuit(self, dichotomy: int, chosen: Sequence[int], solution: dict[int, Fraction]) -> Circuit:
        # The solution is basic, so its points depend on each other in one way only: a circuit.
        return circuit_of(
            {
                self.points[chosen[j]]: weight if dichotomy >> chosen[j] & 1 else -weight
                for j, weight in solution.items()
            }
        )
