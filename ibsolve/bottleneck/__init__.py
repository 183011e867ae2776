"""Row 4: the information bottleneck — exact deterministic frontier, iterative estimates, certified bounds."""
