"""Row 6: loops over engines — the frontier over epsilon, and the widths that suffice, the bottleneck."""

from ibsolve.studies.comparison import Chain, Comparison, Method, Quantity, compare
from ibsolve.studies.frontier import Frontier, Step, frontier
from ibsolve.studies.realisability import AttainingMapping, RealisabilityPrice, realisability_price
from ibsolve.studies.widths import (
    Architecture,
    Refutation,
    Undecided,
    WidthStudy,
    minimal_architectures,
)

__all__ = [
    "Architecture",
    "AttainingMapping",
    "Chain",
    "Comparison",
    "Frontier",
    "Method",
    "Quantity",
    "RealisabilityPrice",
    "Refutation",
    "Step",
    "Undecided",
    "WidthStudy",
    "compare",
    "frontier",
    "minimal_architectures",
    "realisability_price",
]
