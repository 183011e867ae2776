"""Layer maps with their verdicts, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from ibsolve.problem import Code, code_text
from ibsolve.report.text import grid
from ibsolve.threshold import LayerMap, MapCount


def layer_object(
    number: int, codes: Sequence[Code], width: int, count: MapCount, maps: Iterable[LayerMap] | None
) -> dict[str, Any]:
    """The maps of a layer as an object of JSON types; a circuit maps codes to integer factors."""
    return {
        "layer": number,
        "codes": [code_text(code) for code in codes],
        "width": width,
        "total": count.total,
        "feasible": count.feasible,
        "forbidden": count.forbidden,
        **({} if maps is None else {"maps": [_map_object(layer_map) for layer_map in maps]}),
    }


def _map_object(layer_map: LayerMap) -> dict[str, Any]:
    circuit = layer_map.circuit
    return {
        "outputs": [code_text(code) for code in layer_map.outputs],
        "feasible": layer_map.is_feasible,
        "neuron": layer_map.neuron,
        "circuit": None
        if circuit is None
        else {
            side: {code_text(code): factor for code, factor in factors.items()}
            for side, factors in (("positive", circuit.positive), ("negative", circuit.negative))
        },
    }


def print_layer(
    number: int,
    codes: Sequence[Code],
    width: int,
    count: MapCount,
    maps: Iterable[LayerMap] | None,
    *,
    console: Console,
) -> None:
    """Print the counts of a layer and, where maps are given, one line a map."""
    console.print(
        f"layer {number}: {len(codes)} codes to {width} neuron{'s' * (width > 1)}, {count.total} maps, "
        f"{count.feasible} feasible, κ = {count.forbidden} forbidden"
    )
    if maps is not None:
        rows = (
            [" ".join(map(code_text, layer_map.outputs)), "feasible"]
            if layer_map.circuit is None
            else [
                " ".join(map(code_text, layer_map.outputs)),
                f"forbidden: neuron {(layer_map.neuron or 0) + 1} cannot put {layer_map.circuit} apart",
            ]
            for layer_map in maps
        )
        console.print(grid([" ".join(map(code_text, codes)), "verdict"], rows, left=(0, 1)))
    console.print()
