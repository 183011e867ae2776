"""Row 2: what a representation is worth — entropies, their flow through layers, exact comparison."""

from ibsolve.information.cells import Cell, input_distortions, layer_cells
from ibsolve.information.entropy import (
    block_counts,
    exact_conditional_entropy,
    exact_distortion,
    exact_entropy,
    exact_information,
    exact_partition_entropy,
    finest_partition,
    keeps_distortion,
    partition_distortions,
    partition_entropies,
)
from ibsolve.information.flow import (
    Flow,
    LayerFlow,
    TableEntropies,
    code_flow,
    entropy_floor,
    exact_objective,
    exact_total_entropy,
    network_flow,
)
from ibsolve.information.layer_map import layer_map, map_reduction, map_reduction_given_target
from ibsolve.information.logform import LogForm

__all__ = [
    "Cell",
    "Flow",
    "LayerFlow",
    "LogForm",
    "TableEntropies",
    "block_counts",
    "code_flow",
    "entropy_floor",
    "exact_conditional_entropy",
    "exact_distortion",
    "exact_entropy",
    "exact_information",
    "exact_objective",
    "exact_partition_entropy",
    "exact_total_entropy",
    "finest_partition",
    "input_distortions",
    "keeps_distortion",
    "layer_cells",
    "layer_map",
    "map_reduction",
    "map_reduction_given_target",
    "network_flow",
    "partition_distortions",
    "partition_entropies",
]
