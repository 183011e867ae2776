"""Row 4: the information bottleneck — exact deterministic frontier, iterative estimates, certified bounds."""

from ibsolve.bottleneck.frontier import DeterministicFrontier, exact_frontier
from ibsolve.bottleneck.least_entropy import LeastEntropy, least_entropy

__all__ = [
    "DeterministicFrontier",
    "LeastEntropy",
    "exact_frontier",
    "least_entropy",
]
