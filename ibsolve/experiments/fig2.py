"""Fig. 2 of paper 000: mappings of one neuron, and what the relaxation (20) asks of XOR."""

from __future__ import annotations

from dataclasses import dataclass

from ibsolve.experiments.boolean_cells import cell
from ibsolve.information import code_flow, keeps_distortion
from ibsolve.problem import Partition
from ibsolve.threshold import LayerMap, layer_maps


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedMap:
    """A mapping of two inputs to one neuron, and its worth for the target XOR, bits."""

    map: LayerMap
    reduction: float
    distortion: float
    attains_relaxation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure2:
    """All 16 mappings {0,1}² → {0,1}; the optimum of eq. (20) for XOR with one neuron, bits.

    The paper shows that eq. (20) without the last constraint of (28) returns mappings that no
    neuron implements: `attaining` are they.
    """

    maps: tuple[WeighedMap, ...]
    relaxed_optimum: float

    @property
    def attaining(self) -> tuple[WeighedMap, ...]:
        """The mappings that attain the optimum of eq. (20)."""
        return tuple(weighed for weighed in self.maps if weighed.attains_relaxation)


def fig2() -> Figure2:
    """The data of Fig. 2; epsilon = 0.

    >>> figure = fig2()
    >>> [weighed.map.is_feasible for weighed in figure.attaining]
    [False, False]
    """
    problem = cell("XOR", 2, (1,))
    table = problem.table
    weighed = []
    for layer_map in layer_maps(table.inputs, 1):
        flow = code_flow(table, [layer_map.outputs])
        kept = keeps_distortion(table, Partition.of(layer_map.outputs), problem.epsilon)
        weighed.append((layer_map, flow, kept))
    best = max(flow.objective for _, flow, kept in weighed if kept)
    return Figure2(
        maps=tuple(
            WeighedMap(
                map=layer_map,
                reduction=float(flow.objective),
                distortion=float(flow.distortion),
                attains_relaxation=kept and flow.objective == best,
            )
            for layer_map, flow, kept in weighed
        ),
        relaxed_optimum=float(best),
    )
