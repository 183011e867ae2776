"""A heuristic for networks in hand: integer weights annealed, every network met tested exactly."""

from ibsolve.engines.annealing.search import annealed_networks

__all__ = ["annealed_networks"]
