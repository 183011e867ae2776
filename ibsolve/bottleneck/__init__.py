"""Row 4: the information bottleneck — exact deterministic frontier, iterative estimates, certified bounds."""

from ibsolve.bottleneck.rate_bound import RateBound, RateEvidence, RateWork, rate_bound

__all__ = ["RateBound", "RateEvidence", "RateWork", "rate_bound"]
