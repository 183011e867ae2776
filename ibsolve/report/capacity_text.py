"""The capacity of a layer, and noisy layers under theirs, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from ibsolve.report.text import bits as decimals
from ibsolve.report.text import grid
from ibsolve.theory import Capacity, NoisyLayer, OperatingPoint, Reach

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""

_MOST_ROWS = 12


def capacity_object(capacity: Capacity, width: int, reach: Reach | None) -> dict[str, Any]:
    """The capacity of one layer as an object of JSON types; information in the unit it names."""
    point = _point(capacity)
    return {
        "format": FORMAT,
        "value": capacity.value,
        "unit": capacity.unit.value,
        "meaning": capacity.meaning.value,
        "activation": capacity.activation.value,
        "binds": capacity.binds.value,
        "width": width,
        "budget": capacity.budgets[0],
        "noise": capacity.noise,
        "limiting_width": {"name": capacity.limiting_width.name, "size": capacity.limiting_width.size},
        "active": point.active,
        "water_level": point.level,
        "slope": point.slope,
        "breakpoints": point.filling.breakpoints.tolist(),
        "power": point.filling.power(point.budget).tolist(),
        "target": None if reach is None else _reach_object(reach),
    }


def _reach_object(reach: Reach) -> dict[str, Any]:
    return {
        "information": reach.target,
        "is_reached": reach.is_reached,
        "least_budget": reach.budget,
        "least_width": reach.width,
    }


def print_capacity(capacity: Capacity, width: int, reach: Reach | None, console: Console) -> None:
    """Print the capacity of one layer, how its budget is spent and what a target takes."""
    point, unit = _point(capacity), capacity.unit
    console.print(
        f"fully connected layer, {capacity.activation}, N_1 = {width}: "
        f"MMI = {decimals(capacity.value)} {unit} ({capacity.meaning})"
    )
    console.print(f"budget on ‖W‖²_F: F = {capacity.budgets[0]:g}; noise σ² = {capacity.noise:g}")
    limit = capacity.limiting_width
    for name, text in (
        ("limiting width", f"{limit.name} = {limit.size}"),
        ("active components", str(point.active)),
        ("water level μ", decimals(point.level)),
        ("dMMI/dF", f"{decimals(point.slope)} {unit} for one unit of budget"),
    ):
        console.print(f"  {name:<28}{text}")
    console.print()
    console.print(grid(["k", "λ_k", "joins at F = ρ_k", "power"], _component_rows(capacity), left=()))
    if reach is not None:
        console.print()
        verdict = "reached" if reach.is_reached else "not reached"
        console.print(f"target {reach.target:g} {unit}: {verdict} by this layer")
        least_budget = "no budget reaches it" if reach.budget is None else f"{reach.budget:.6f}"
        least_width = "no width reaches it" if reach.width is None else str(reach.width)
        console.print(f"  {f'least F for N_1 = {width}':<28}{least_budget}")
        console.print(f"  {f'least N_1 for F = {capacity.budgets[0]:g}':<28}{least_width}")


def _component_rows(capacity: Capacity) -> list[list[str]]:
    point = _point(capacity)
    filling = point.filling
    power = [*filling.power(point.budget), *[0.0] * len(filling.heights)]
    rows = [
        [
            str(k + 1),
            f"{capacity.noise / filling.heights[k]:g}",
            f"{filling.breakpoints[k]:.6f}",
            f"{power[k]:.6f}",
        ]
        for k in range(min(len(filling.heights), _MOST_ROWS))
    ]
    hidden = len(filling.heights) - len(rows)
    return [*rows, ["…", f"{hidden} more", "", ""]] if hidden else rows


def _point(capacity: Capacity) -> OperatingPoint:
    assert capacity.operating_point is not None, "one layer is a water-filling"
    return capacity.operating_point


def noisy_layers_object(layers: Sequence[NoisyLayer], name: str) -> dict[str, Any]:
    """Noisy layers as an object of JSON types; information in the unit it names."""
    return {
        "format": FORMAT,
        "case": name,
        "unit": layers[0].unit.value,
        "layers": [
            {
                "number": layer.number,
                "width": layer.width,
                "entropy": layer.entropy,
                "budget": layer.budget,
                "points": [
                    {
                        "sigma": point.sigma,
                        "information": point.information,
                        "gaussian": point.gaussian,
                        "capacity": point.capacity,
                    }
                    for point in layer.points
                ],
            }
            for layer in layers
        ],
    }


def print_noisy_layers(layers: Sequence[NoisyLayer], name: str, console: Console) -> None:
    """Print what every layer tells at every noise, beside its limit and its ceiling."""
    console.print(
        f"{name}: noise N(0, σ²) before the threshold of one layer at a time, the layers below without; "
        f"{layers[0].unit}"
    )
    console.print()
    rows = [
        [
            f"X{layer.number}" if not number else "",
            str(layer.budget) if not number else "",
            decimals(layer.entropy) if not number else "",
            f"{point.sigma:g}",
            decimals(point.information),
            decimals(point.gaussian),
            decimals(point.capacity),
        ]
        for layer in layers
        for number, point in enumerate(layer.points)
    ]
    console.print(grid(["layer", "‖W‖²_F", "H(X_n)", "σ", "I(X;T_n)", "Gaussian input", "MMI"], rows))
    console.print()
    console.print(
        "I(X;T_n) <= ½ log det(I + WΣWᵀ/σ²), the same weights on a Gaussian input of the same covariance, "
        "<= MMI(‖W‖²_F)."
    )
