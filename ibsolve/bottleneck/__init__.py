"""Row 4: the information bottleneck — exact deterministic frontier, iterative estimates, certified bounds."""

from ibsolve.bottleneck.agglomerative import Agglomeration, agglomerate
from ibsolve.bottleneck.curve import BottleneckCurve, bottleneck_curve
from ibsolve.bottleneck.frontier import DeterministicFrontier, exact_frontier
from ibsolve.bottleneck.least_entropy import LeastEntropy, least_entropy
from ibsolve.bottleneck.rate_bound import RateBound, RateEvidence, RateWork, rate_bound

__all__ = [
    "Agglomeration",
    "BottleneckCurve",
    "DeterministicFrontier",
    "LeastEntropy",
    "RateBound",
    "RateEvidence",
    "RateWork",
    "agglomerate",
    "bottleneck_curve",
    "exact_frontier",
    "least_entropy",
    "rate_bound",
]
