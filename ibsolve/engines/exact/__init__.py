"""The exact engine, one concept a module.

engine: what it can carry, and its answers · search: layer above layer, remembered · layer_search: one
layer, with questions to exact arithmetic · kernel: the compiled search · frames, tables: its memory
and what it reads · stage, reduction: a layer's problem and what a layer leaves of it · columns: what
neurons can output · symmetry: what need not be repeated · floor: what cannot be beaten · allowance:
what may be lost · counting: how many optima there are
"""

from ibsolve.engines.exact.engine import Exact, cheapest_below, least_equivocation, optima

__all__ = ["Exact", "cheapest_below", "least_equivocation", "optima"]
