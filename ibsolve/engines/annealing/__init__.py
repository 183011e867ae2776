"""Integer weights annealed, every network met tested exactly: networks in hand, and an engine of its own.

run: one annealing · composition: several outputs, one after another · search: starts, and fewer layers
copied · kernel: the compiled steps · engine: what is claimed
"""

from ibsolve.engines.annealing.engine import Annealing
from ibsolve.engines.annealing.search import annealed_networks

__all__ = ["Annealing", "annealed_networks"]
