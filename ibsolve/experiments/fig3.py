"""Fig. 3 of paper 000: a sequence of mappings X → X₁ → X₂ = Y that implements XOR."""

from __future__ import annotations

from ibsolve.engines import Limits, solve
from ibsolve.experiments.boolean_cells import cell
from ibsolve.solution import Solution

PRINTED_REDUCTIONS = (0.5, 0.5)
"""Δ_1 and Δ_2, bits, of the figure: two inputs merge in each layer."""


def fig3(*, engine: str = "auto", limits: Limits | None = None) -> Solution:
    """The optimum for XOR of two inputs on widths [2, 1]: {00}, {01,10}, {11} or its mirror.

    >>> [len(layer.partition) for layer in fig3().layers]
    [3, 2]
    """
    return solve(cell("XOR", 2, (2, 1)), engine=engine, limits=limits)
