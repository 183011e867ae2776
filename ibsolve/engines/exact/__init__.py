"""The exact engine, one concept a module.

engine: what it can carry, and its answers · search: layer above layer, remembered · layer_search: one
layer, with questions to exact arithmetic · kernel: the compiled search · frames, tables: its memory
and what it reads · stage, reduction: a layer's problem and what a layer leaves of it · columns: what
neurons can output · orbits: what need not be repeated · counting: how many optima there are. What
cannot be beaten, what may be lost and the automorphisms of a table lie beside it in engines/: floor,
allowance, symmetry.
"""

from ibsolve.engines.exact.engine import Exact, cheapest_below, least_equivocation, optima

__all__ = ["Exact", "cheapest_below", "least_equivocation", "optima"]
