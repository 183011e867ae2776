"""Proved solutions against training: the cells of Table I of paper 000, and parities beyond them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

from ibsolve.engines import Limits
from ibsolve.experiments.boolean_cells import cell
from ibsolve.experiments.table1 import PRINTED
from ibsolve.problem import Problem

if TYPE_CHECKING:
    from ibsolve.networks import Crosscheck

_PARITIES = ((3, (3, 1)), (4, (3, 1)), (4, (4, 1)))


def crosscheck_problems() -> list[Problem]:
    """The nine cells of Table I under the uniform law, and parities of three and four inputs.

    >>> [problem.name for problem in crosscheck_problems()[-3:]]
    ['XOR (3) [3 1]', 'XOR (4) [3 1]', 'XOR (4) [4 1]']
    """
    table1 = [cell(function, inputs, widths) for function, inputs, widths in PRINTED]
    return [*table1, *(_parity(inputs, widths) for inputs, widths in _PARITIES)]


def crosscheck_table(
    *,
    networks: int = 1000,
    steps: int = 2000,
    seed: int = 0,
    device: str = "auto",
    limits: Limits | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> list[Crosscheck]:
    """Each problem solved, and networks of its shape trained; the first ones where it is stopped.

    Arguments as for `networks.crosscheck`.
    """
    from ibsolve.networks import crosscheck

    found: list[Crosscheck] = []
    for problem in crosscheck_problems():
        if found and limits is not None and limits.stop.is_set():
            break
        report(problem.name)
        found.append(
            crosscheck(problem, networks=networks, steps=steps, seed=seed, device=device, limits=limits)
        )
    return found


def _parity(inputs: int, widths: tuple[int, ...]) -> Problem:
    table = "".join(str(sum(code) % 2) for code in product((0, 1), repeat=inputs))
    name = f"XOR ({inputs}) [{' '.join(map(str, widths))}]"
    return Problem.from_truth_table(table, widths, variables=list("abcd"[:inputs]), name=name)
