"""The Boolean functions and architectures of the case study of paper 000, Section V."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ibsolve.problem import Problem

FUNCTIONS: Mapping[str, Callable[[tuple[int, ...]], int]] = {
    "AND": lambda bits: int(all(bits)),
    "OR": lambda bits: int(any(bits)),
    "XOR": lambda bits: sum(bits) % 2,
}
ARCHITECTURES = ((1,), (2, 1), (2, 2, 1))
FOOTNOTE = ("7/10", "1/10", "1/10", "1/10")
"""The distribution of the starred row: P(00) = 0.7, the others 0.1."""


def cell(
    function: str, inputs: int, widths: tuple[int, ...], *, probability: tuple[str, ...] | None = None
) -> Problem:
    """The problem of one cell of Table I; uniform inputs unless a law is given.

    >>> cell("XOR", 2, (2, 1)).name
    'XOR (2) [2 1]'
    """
    of = FUNCTIONS[function]
    truth_table = "".join(str(of(tuple(map(int, f"{x:0{inputs}b}")))) for x in range(2**inputs))
    star = "" if probability is None else "*"
    return Problem.from_truth_table(
        truth_table,
        widths,
        variables=list("abc"[:inputs]),
        probability=probability,
        name=f"{function} ({inputs}){star} [{' '.join(map(str, widths))}]",
    )
