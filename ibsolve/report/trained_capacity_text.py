"""Trained capacities beside their closed forms, for human readers and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from ibsolve.report.text import bits as decimals
from ibsolve.report.text import grid

if TYPE_CHECKING:
    # Only torch trains; who prints need not load it.
    from ibsolve.networks import TrainedCapacity

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def trained_capacity_object(results: Sequence[TrainedCapacity]) -> dict[str, Any]:
    """Trained capacities as an object of JSON types; information in nats."""
    return {
        "format": FORMAT,
        "unit": "nats",
        "contradicts": any(result.contradicts for result in results),
        "trained": [_object(result) for result in results],
    }


def _object(result: TrainedCapacity) -> dict[str, Any]:
    return {
        "architecture": result.architecture.value,
        "widths": list(result.widths),
        "block": result.block,
        "bias": result.bias,
        "binds": result.closed_form.binds.value,
        "budget": result.closed_form.budgets[0],
        "noise": result.closed_form.noise,
        "value": result.value,
        "lower": result.information.lower,
        "upper": result.information.upper,
        "closed_form": result.closed_form.value,
        "meaning": result.closed_form.meaning.value,
        "gap": result.gap,
        "gap_bound": result.gap_bound,
        "contradicts": result.contradicts,
        "is_reached": result.is_reached,
        "weights": [layer.tolist() for layer in result.weights],
        "starts": result.starts,
        "steps": result.steps,
        "seconds": result.seconds,
        "device": result.device,
    }


def print_trained_capacity(results: Sequence[TrainedCapacity], console: Console) -> None:
    """Print what training reached beside what the closed form allows, a row an architecture."""
    form = results[0].closed_form
    console.print(
        f"I(X;Z) by gradient ascent, F = {form.budgets[0]:g}, σ² = {form.noise:g}; nats; "
        f"device {results[0].device}"
    )
    console.print()
    headings = [
        "architecture",
        "widths",
        "bias",
        "trained",
        "±",
        "closed form",
        "gap",
        "gap <=",
        "verdict",
        "s",
    ]
    console.print(grid(headings, [_row(result) for result in results], left=(0, 8)))
    console.print()
    console.print(
        "No weights attain more than the closed form; of a ReLU layer it is a supremum, which growing "
        "biases approach."
    )


def _row(result: TrainedCapacity) -> list[str]:
    return [
        result.architecture.value,
        ", ".join(map(str, result.widths)),
        "-" if result.bias is None else f"{result.bias:g}",
        decimals(result.value),
        f"{result.information.upper - result.value:.0e}",
        decimals(result.closed_form.value),
        f"{result.gap:.1e}",
        decimals(result.gap_bound),
        _verdict(result),
        f"{result.seconds:.1f}",
    ]


def _verdict(result: TrainedCapacity) -> str:
    if result.contradicts:
        return "CONTRADICTION"
    return "reached within 0.1 %" if result.is_reached else "below"
