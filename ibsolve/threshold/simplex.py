"""Exact linear feasibility: a small simplex method in integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def basic_solution(
    columns: Sequence[Sequence[int]], right_side: Sequence[int]
) -> tuple[dict[int, Fraction] | None, list[Fraction]]:
    """A basic solution of Σ x_j·columns[j] = right_side, x >= 0, or a proof that there is none.

    columns: integers, shape (n, r). right_side: integers >= 0, shape (r,).
    Returns (x, y). x: the positive entries of a basic solution, whose columns are linearly
    independent, or None. Then y, shape (r,), is a Farkas vector: y·columns[j] <= 0 for all j while
    y·right_side > 0.
    Phase one of the simplex method with Bland's rule (Bland 1977), so that it ends, on a tableau
    of integers over one common denominator (Edmonds 1967).

    >>> basic_solution([[1, 0], [1, 2]], [2, 2])[0]
    {0: Fraction(1, 1), 1: Fraction(1, 1)}
    >>> basic_solution([[-1], [-2]], [1])
    (None, [Fraction(1, 1)])
    """
    rows, size = len(right_side), len(columns)
    # The artificial columns carry the inverse of the basis, from which the Farkas vector is read.
    tableau = [
        [*(column[row] for column in columns), *(int(row == other) for other in range(rows)), right_side[row]]
        for row in range(rows)
    ]
    # Reduced costs of minimising the sum of the artificial variables, kept as a last row.
    tableau.append(
        [
            -sum(line[j] for line in tableau) if j < size or j == size + rows else 0
            for j in range(size + rows + 1)
        ]
    )
    basis = [size + row for row in range(rows)]
    denominator = 1
    while True:
        costs = tableau[-1]
        entering = next((j for j in range(size) if costs[j] < 0), None)
        if entering is None:
            break
        leaving = _least_ratio(tableau, basis, entering)
        pivot_row = tableau[leaving]
        pivot = pivot_row[entering]
        for row, line in enumerate(tableau):
            factor = line[entering]
            # Where neither the row nor the denominator changes there is nothing to do.
            if row != leaving and (factor or pivot != denominator):
                tableau[row] = [
                    (value * pivot - factor * other) // denominator
                    for value, other in zip(line, pivot_row, strict=True)
                ]
        denominator = pivot
        basis[leaving] = entering
    costs = tableau[-1]
    if costs[-1]:
        return None, [1 - Fraction(cost, denominator) for cost in costs[size : size + rows]]
    values = sorted((j, line[-1]) for j, line in zip(basis, tableau, strict=False) if j < size and line[-1])
    return {j: Fraction(value, denominator) for j, value in values}, []


def _least_ratio(tableau: Sequence[Sequence[int]], basis: Sequence[int], entering: int) -> int:
    """The row that limits the entering variable most; ties go to the lowest variable (Bland)."""
    best: int | None = None
    for row, variable in enumerate(basis):
        step = tableau[row][entering]
        if step <= 0:
            continue
        if best is None:
            best = row
            continue
        # Cross-multiplied comparison of the ratios right side / step.
        mine, least = tableau[row][-1] * tableau[best][entering], tableau[best][-1] * step
        if mine < least or (mine == least and variable < basis[best]):
            best = row
    assert best is not None, "the sum of artificial variables is bounded below"
    return best
