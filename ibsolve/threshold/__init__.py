"""Row 2: what threshold neurons can do — separability, certificates, tables, layer maps."""

from ibsolve.threshold.circuits import (
    CUBE_CIRCUIT_LIMIT,
    Circuit,
    circuits_within,
    cube_circuits,
)
from ibsolve.threshold.dichotomies import DICHOTOMY_LIMIT, dichotomy_bound, separable_dichotomies
from ibsolve.threshold.expression import inequality, minimal_expression
from ibsolve.threshold.functions import (
    FUNCTION_COUNTS,
    MASK_LIMIT,
    TABLE_LIMIT,
    threshold_functions,
    threshold_masks,
)
from ibsolve.threshold.layer_maps import MAP_LIMIT, LayerMap, MapCount, layer_maps, map_count
from ibsolve.threshold.separability import PointSet

__all__ = [
    "CUBE_CIRCUIT_LIMIT",
    "DICHOTOMY_LIMIT",
    "FUNCTION_COUNTS",
    "MAP_LIMIT",
    "MASK_LIMIT",
    "TABLE_LIMIT",
    "Circuit",
    "LayerMap",
    "MapCount",
    "PointSet",
    "circuits_within",
    "cube_circuits",
    "dichotomy_bound",
    "inequality",
    "layer_maps",
    "map_count",
    "minimal_expression",
    "separable_dichotomies",
    "threshold_functions",
    "threshold_masks",
]
