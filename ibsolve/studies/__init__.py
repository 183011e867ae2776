"""Row 6: loops over engines — the frontier over epsilon, and the widths that suffice."""

from ibsolve.studies.frontier import Frontier, Step, frontier
from ibsolve.studies.widths import (
    Architecture,
    Refutation,
    Undecided,
    WidthStudy,
    minimal_architectures,
)

__all__ = [
    "Architecture",
    "Frontier",
    "Refutation",
    "Step",
    "Undecided",
    "WidthStudy",
    "frontier",
    "minimal_architectures",
]
