"""Every layer map Θ^n from given codes to a layer of given width, with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Code
from ibsolve.threshold.circuits import Circuit
from ibsolve.threshold.dichotomies import separable_dichotomies
from ibsolve.threshold.separability import PointSet

MAP_LIMIT = 65_536
"""Most layer maps that are listed one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerMap:
    """One map from codes to the codes of a layer: outputs[i] is the image of the i-th code below.

    circuit: None if the map is feasible, else a circuit that its neuron `neuron` (from 0) violates.
    """

    outputs: tuple[Code, ...]
    circuit: Circuit | None
    neuron: int | None

    @property
    def is_feasible(self) -> bool:
        return self.circuit is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCount:
    """How many layer maps there are, and how many of them threshold neurons realise."""

    total: int
    feasible: int

    @property
    def forbidden(self) -> int:
        """κ, the number of forbidden mappings (paper 000, eq. (28))."""
        return self.total - self.feasible


def map_count(codes: Sequence[Code], width: int) -> MapCount:
    """The number of maps from the codes to a layer of `width` neurons, and of the feasible ones.

    >>> from ibsolve.problem import cube
    >>> map_count(cube(2), 2).forbidden
    60
    """
    separable = len(separable_dichotomies(PointSet(codes)))
    return MapCount(total=2 ** (len(codes) * width), feasible=separable**width)


def layer_maps(codes: Sequence[Code], width: int) -> Iterator[LayerMap]:
    """All maps from the codes to {0,1}^width, first neuron slowest, each with its verdict.

    codes: distinct codes of the layer below, shape (k,). There are 2^(k·width) maps.
    Raises LimitError at once for more than MAP_LIMIT.

    >>> sum(m.is_feasible for m in layer_maps([(0, 0), (0, 1), (1, 0), (1, 1)], 1))
    14
    """
    points = PointSet(codes)
    if width * len(codes) > MAP_LIMIT.bit_length() - 1:
        raise LimitError(
            Fault(
                where="layer maps",
                expected=f"at most {MAP_LIMIT} maps to list",
                found=f"2^{width * len(codes)} from {len(codes)} codes to {width} neurons",
                remedy="ask for the counts alone: map_count(), or --counts on the command line",
            )
        )
    # Listed here and not in the generator, so that a LimitError comes at once.
    separable = frozenset(separable_dichotomies(points))
    return _maps(points, width, separable)


def _maps(points: PointSet, width: int, separable: frozenset[int]) -> Iterator[LayerMap]:
    size = len(points.points)
    circuit = cache(points.circuit)
    for masks in product(range(2**size), repeat=width):
        neuron = next((j for j, mask in enumerate(masks) if mask not in separable), None)
        yield LayerMap(
            outputs=tuple(tuple(mask >> i & 1 for mask in masks) for i in range(size)),
            circuit=None if neuron is None else circuit(masks[neuron]),
            neuron=neuron,
        )
