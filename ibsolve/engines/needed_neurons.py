"""How many different neurons layers need: above few codes, few."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.problem import Code, Problem, Readout


def layer_size(points: int, width: int) -> int:
    """How many different neurons a layer above so many codes needs at most.

    On k codes every column is an affine function of some k − 1 columns of the layer, and so are the
    weighted sums of the neurons above: the others change neither partition nor separability.
    """
    return min(width, points - 1)


def trimmed(problem: Problem) -> Problem:
    """The problem without neurons that no layer needs; outputs that are target bits all stay.

    >>> trimmed(Problem.from_function(lambda a, b: a ^ b, widths=[9, 7, 1])).widths
    (3, 3, 1)
    """
    codes = len(problem.table.inputs)
    widths = []
    for width in problem.widths:
        widths.append(max(1, layer_size(codes, width)))
        codes = min(codes, 2 ** widths[-1])
    if problem.readout is Readout.EQUAL:
        widths[-1] = problem.widths[-1]
    return problem.revised(widths=widths)


def widened(layer: Sequence[Code], width: int) -> tuple[Code, ...]:
    """The codes with constant neurons up to the width.

    >>> widened([(1,), (0,)], 3)
    ((1, 0, 0), (0, 0, 0))
    """
    return tuple(code + (0,) * (width - len(code)) for code in layer)
