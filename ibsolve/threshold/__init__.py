"""Row 2: what threshold neurons can do — separability, certificates, tables, layer maps."""

from ibsolve.threshold.circuits import (
    CUBE_CIRCUIT_LIMIT,
    Circuit,
    circuits_within,
    cube_circuits,
)
from ibsolve.threshold.cube_symmetries import SYMMETRY_LIMIT, cube_symmetries, moved
from ibsolve.threshold.dichotomies import (
    DICHOTOMY_LIMIT,
    dichotomy_bound,
    restricted_functions,
    separable_dichotomies,
)
from ibsolve.threshold.expression import inequality, minimal_expression
from ibsolve.threshold.functions import (
    FUNCTION_COUNTS,
    MASK_LIMIT,
    TABLE_LIMIT,
    threshold_functions,
    threshold_masks,
)
from ibsolve.threshold.layer_maps import MAP_LIMIT, LayerMap, MapCount, layer_maps, map_count
from ibsolve.threshold.npn import NPN_LIMIT, npn_canonical, npn_class_size, npn_classes, npn_table
from ibsolve.threshold.parallelograms import Parallelograms, cube_parallelograms
from ibsolve.threshold.partition_codes import BLOCK_LIMIT, partition_circuits
from ibsolve.threshold.separability import PointSet
from ibsolve.threshold.sign_patterns import sign_patterns
from ibsolve.threshold.smallest_weights import EFFORT, small_neuron, smallest_neuron

__all__ = [
    "BLOCK_LIMIT",
    "CUBE_CIRCUIT_LIMIT",
    "DICHOTOMY_LIMIT",
    "EFFORT",
    "FUNCTION_COUNTS",
    "MAP_LIMIT",
    "MASK_LIMIT",
    "NPN_LIMIT",
    "SYMMETRY_LIMIT",
    "TABLE_LIMIT",
    "Circuit",
    "LayerMap",
    "MapCount",
    "Parallelograms",
    "PointSet",
    "circuits_within",
    "cube_circuits",
    "cube_parallelograms",
    "cube_symmetries",
    "dichotomy_bound",
    "inequality",
    "layer_maps",
    "map_count",
    "minimal_expression",
    "moved",
    "npn_canonical",
    "npn_class_size",
    "npn_classes",
    "npn_table",
    "partition_circuits",
    "restricted_functions",
    "separable_dichotomies",
    "sign_patterns",
    "small_neuron",
    "smallest_neuron",
    "threshold_functions",
    "threshold_masks",
]
