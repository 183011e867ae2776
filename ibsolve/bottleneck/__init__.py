"""Row 4: the information bottleneck — exact deterministic frontier, iterative estimates, certified bounds."""

from ibsolve.bottleneck.agglomerative import Agglomeration, agglomerate
from ibsolve.bottleneck.curve import BottleneckCurve, bottleneck_curve

__all__ = [
    "Agglomeration",
    "BottleneckCurve",
    "agglomerate",
    "bottleneck_curve",
]
