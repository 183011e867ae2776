"""The exact engine, one concept a module.

engine: what it can carry, and its answer · search: layer above layer, remembered · layer_search: one
layer, with questions to exact arithmetic · kernel: the compiled search · frames, tables: its memory
and what it reads · stage, reduction: a layer's problem and what a layer leaves of it · columns: what
neurons can output · symmetry: what need not be repeated · floor: what cannot be beaten · counting.
"""

from ibsolve.engines.exact.engine import Exact, least_equivocation, optima

__all__ = ["Exact", "least_equivocation", "optima"]
