"""Circuits: minimal affine dependencies of binary points, the certificates of inseparability.

A dichotomy of a finite set is linearly separable iff no circuit (C+, C−) has C+ in one class and
C− in the other (mathematics: Farkas' lemma and the conformal decomposition of Rockafellar 1969).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Code, code_text, cube

CUBE_CIRCUIT_LIMIT = 4
"""Most variables for which all circuits of the cube are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Σ positive[a]·a = Σ negative[b]·b with equal sums of coprime positive integers, and minimal.

    >>> str(Circuit(positive={(0, 0): 1, (1, 1): 1}, negative={(0, 1): 1, (1, 0): 1}))
    '00 + 11 = 01 + 10'
    """

    positive: Mapping[Code, int]
    negative: Mapping[Code, int]

    def __post_init__(self) -> None:
        weighted = [*self.positive.items(), *((code, -factor) for code, factor in self.negative.items())]
        assert min((*self.positive.values(), *self.negative.values())) > 0, "coefficients must be positive"
        assert sum(factor for _, factor in weighted) == 0, "the sides weigh differently"
        for bits in zip(*(code for code, _ in weighted), strict=True):
            assert sum(bit * f for bit, (_, f) in zip(bits, weighted, strict=True)) == 0, "not a dependency"

    def forbids(self, ones: Iterable[Code], zeros: Iterable[Code]) -> bool:
        """Whether one side lies in `ones` and the other in `zeros`."""
        one, zero = set(ones), set(zeros)
        return (self.positive.keys() <= one and self.negative.keys() <= zero) or (
            self.positive.keys() <= zero and self.negative.keys() <= one
        )

    def __str__(self) -> str:
        return f"{_side(self.positive)} = {_side(self.negative)}"


def _side(factors: Mapping[Code, int]) -> str:
    return " + ".join(
        code_text(code) if factor == 1 else f"{factor}·{code_text(code)}"
        for code, factor in sorted(factors.items())
    )


def circuit_of(coefficients: Mapping[Code, Fraction]) -> Circuit:
    """The circuit with these coefficients (positive on one side, negative on the other)."""
    scale = Fraction(
        math.lcm(*(c.denominator for c in coefficients.values())),
        math.gcd(*(c.numerator for c in coefficients.values())),
    )
    return Circuit(
        positive={code: int(c * scale) for code, c in sorted(coefficients.items()) if c > 0},
        negative={code: int(-c * scale) for code, c in sorted(coefficients.items()) if c < 0},
    )


@cache
def cube_circuits(variables: int) -> tuple[Circuit, ...]:
    """All circuits of the cube {0,1}^variables, each once: 0, 0, 1, 20, 1348 for 0 … 4 variables.

    Raises LimitError above CUBE_CIRCUIT_LIMIT variables.

    >>> [str(circuit) for circuit in cube_circuits(2)]
    ['00 + 11 = 01 + 10']
    """
    if variables > CUBE_CIRCUIT_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {CUBE_CIRCUIT_LIMIT} to list all circuits of the cube",
                found=str(variables),
                remedy="test single dichotomies with separation() instead",
            )
        )
    codes = cube(variables)
    origin, others = codes[0], codes[1:]
    supports: set[frozenset[Code]] = set()
    circuits = []
    # Every circuit is the image, under flipping coordinates, of one that holds the origin.
    for size in range(4, variables + 3):
        for rest in combinations(others, size - 1):
            dependency = _only_dependency((origin, *rest))
            if dependency is None:
                continue
            for shift in codes:
                moved = {
                    tuple(a ^ b for a, b in zip(code, shift, strict=True)): c
                    for code, c in dependency.items()
                }
                if frozenset(moved) not in supports:
                    supports.add(frozenset(moved))
                    first = min(moved)
                    circuits.append(
                        circuit_of({code: c if moved[first] > 0 else -c for code, c in moved.items()})
                    )
    return tuple(sorted(circuits, key=lambda c: sorted([*c.positive, *c.negative])))


def circuits_within(points: Sequence[Code]) -> list[Circuit]:
    """The circuits of a set of points of at most CUBE_CIRCUIT_LIMIT variables."""
    inside = set(points)
    return [
        circuit
        for circuit in cube_circuits(len(points[0]))
        if circuit.positive.keys() <= inside and circuit.negative.keys() <= inside
    ]


def _only_dependency(points: Sequence[Code]) -> dict[Code, Fraction] | None:
    """The affine dependency of the points if it is unique up to scale and involves all of them."""
    rows = [[Fraction(point[i]) for point in points] for i in range(len(points[0]))]
    rows.append([Fraction(1)] * len(points))
    size = len(points)
    pivots: list[int] = []
    free: int | None = None
    for column in range(size):
        pivot = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if pivot is None:
            if free is not None:
                return None
            free = column
            continue
        top = len(pivots)
        rows[top], rows[pivot] = rows[pivot], rows[top]
        lead = rows[top][column]
        rows[top] = [value / lead for value in rows[top]]
        for r, row in enumerate(rows):
            if r != top and row[column]:
                factor = row[column]
                rows[r] = [value - factor * other for value, other in zip(row, rows[top], strict=True)]
        pivots.append(column)
    if free is None:
        return None
    dependency = {points[free]: Fraction(1)}
    for row, column in zip(rows, pivots, strict=False):
        dependency[points[column]] = -row[free]
    return dependency if all(dependency.values()) else None
