"""Row 6: loops over engines — frontiers over epsilon, widths that suffice, the bottleneck beside networks."""

from ibsolve.studies.chain import Chain
from ibsolve.studies.comparison import Comparison, Method, Quantity, compare
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
