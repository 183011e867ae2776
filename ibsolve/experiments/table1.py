"""Table I of paper 000: the printed rows, ours by each engine, and a verdict on each.

The starred OR row cannot be matched. Under the footnote's distribution OR gives 0.4755 bits; the
printed 0.888 is AND under that distribution, and also OR with probability 0.7 on another input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ibsolve.engines import Limits, solve
from ibsolve.experiments.boolean_cells import ARCHITECTURES, FOOTNOTE, FUNCTIONS, cell
from ibsolve.problem import Problem
from ibsolve.solution import Solution, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A row as printed: objective, C_ν and H(X|Y) in bits to three decimals, or no solution."""

    exists: bool
    objective: str | None = None
    compression: str | None = None
    conditional_entropy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cell of the case study: what is printed (None: nothing) and what each engine finds."""

    problem: Problem
    printed: Printed | None
    solutions: Mapping[str, Solution]
    verdict: str
    note: str | None = None


_NO = Printed(exists=False)

PRINTED: Mapping[tuple[str, int, tuple[int, ...]], Printed] = {
    ("AND", 2, (1,)): Printed(
        exists=True, objective="1.189", compression="1.189", conditional_entropy="1.189"
    ),
    ("OR", 2, (1,)): Printed(
        exists=True, objective="0.888", compression="0.888", conditional_entropy="0.888"
    ),
    ("XOR", 2, (1,)): _NO,
    ("AND", 2, (2, 1)): Printed(
        exists=True, objective="2.377", compression="1.189", conditional_entropy="1.189"
    ),
    ("XOR", 2, (2, 1)): Printed(
        exists=True, objective="1.500", compression="1.000", conditional_entropy="1.000"
    ),
    ("AND", 2, (2, 2, 1)): Printed(
        exists=True, objective="3.566", compression="1.189", conditional_entropy="1.189"
    ),
    ("XOR", 2, (2, 2, 1)): Printed(
        exists=True, objective="2.500", compression="1.000", conditional_entropy="1.000"
    ),
    ("AND", 3, (1,)): Printed(
        exists=True, objective="2.456", compression="2.456", conditional_entropy="2.456"
    ),
    ("XOR", 3, (1,)): _NO,
}
"""The nine rows in printed order; the OR row is starred: its distribution is the footnote's."""

STARRED = ("OR", 2, (1,))


def table1(engines: Sequence[str], *, full: bool = False, limits: Limits | None = None) -> list[Row]:
    """The rows of Table I, each solved by every engine named.

    full: all 18 cells of functions, inputs and architectures under the uniform law, besides the
    starred row; cells that the paper does not print are compared between engines only.
    """
    rows = []
    for (function, inputs, widths), printed in PRINTED.items():
        starred = (function, inputs, widths) == STARRED
        problem = cell(function, inputs, widths, probability=FOOTNOTE if starred else None)
        rows.append(_row(problem, printed, engines, limits, starred=starred))
    if full:
        rows += [
            _row(cell(function, inputs, widths), None, engines, limits)
            for inputs in (2, 3)
            for widths in ARCHITECTURES
            for function in FUNCTIONS
            if (function, inputs, widths) not in PRINTED or (function, inputs, widths) == STARRED
        ]
    return rows


def _row(
    problem: Problem,
    printed: Printed | None,
    engines: Sequence[str],
    limits: Limits | None,
    *,
    starred: bool = False,
) -> Row:
    solutions = {engine: solve(problem, engine=engine, limits=limits) for engine in engines}
    ours = [as_printed(solution) for solution in solutions.values()]
    exact = {(solution.status, solution.objective_exact) for solution in solutions.values()}
    if len(exact) > 1:
        verdict = "engines disagree"
    elif printed is None:
        verdict = "not printed"
    elif all(own == printed for own in ours):
        verdict = "matched"
    else:
        verdict = "explained" if starred and explains_starred_row() else "differs"
    return Row(
        problem=problem,
        printed=printed,
        solutions=solutions,
        verdict=verdict,
        note=STARRED_NOTE if verdict == "explained" else None,
    )


def as_printed(solution: Solution) -> Printed:
    """A solution as the paper prints it, to three decimals."""
    if solution.status is Status.INFEASIBLE:
        return _NO
    return Printed(
        exists=solution.status is Status.OPTIMAL,
        objective=f"{solution.objective:.3f}",
        compression=f"{solution.compression:.3f}",
        conditional_entropy=f"{solution.H_X_given_Y:.3f}",
    )


STARRED_NOTE = (
    "OR (2)*: under the footnote's distribution (P(00) = 0.7, others 0.1) the optimum is 0.4755 bits, "
    "not the printed 0.888. AND under that distribution gives 0.888, and so does OR with the 0.7 on "
    "another input."
)


def explains_starred_row() -> bool:
    """Whether the note holds: OR under the footnote, AND under it, and OR with 0.7 elsewhere."""
    printed = PRINTED[STARRED]

    def printed_objective(function: str, probability: tuple[str, ...]) -> str | None:
        return as_printed(solve(cell(function, 2, (1,), probability=probability))).objective

    elsewhere = [tuple("7/10" if x == heavy else "1/10" for x in range(4)) for heavy in (1, 2, 3)]
    return (
        printed_objective("OR", FOOTNOTE) == "0.475"
        and printed_objective("AND", FOOTNOTE) == printed.objective
        and all(printed_objective("OR", law) == printed.objective for law in elsewhere)
    )
