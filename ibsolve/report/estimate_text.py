"""An estimate for human readers."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from ibsolve.estimators import Estimate
from ibsolve.report.text import grid


def print_estimate(estimate: Estimate, source: str, console: Console) -> None:
    """Print the value with its range, its interval, the parameters and every warning."""
    unit = estimate.unit
    of = f"({estimate.estimator}, n = {estimate.n})"
    # However long the path is, the value stays on its line.
    console.print(f"{source}: {estimate.quantity} {estimate.value:.6f} {unit} {of}", soft_wrap=True)
    interval = estimate.interval
    if interval is not None:
        within = f"[{interval.lower:.6f}, {interval.upper:.6f}] {unit}"
        share = "certain" if interval.confidence == 1 else f"{100 * interval.confidence:g} %"
        console.print(f"  interval    {within}, {share}: {interval.covers}")
    floor = "-∞" if estimate.floor is None else f"{estimate.floor:g}"
    ceiling = "no ceiling" if estimate.ceiling is None else f"{estimate.ceiling:.6f} {unit} at most"
    console.print(f"  range       from {floor}; for these samples {ceiling}")
    for caution in estimate.warnings:
        console.print(f"warning: {caution}")
    if estimate.parameters:
        console.print()
        rows = [[name, _text(value)] for name, value in estimate.parameters.items()]
        console.print(grid(["parameter", "value"], rows, left=(0, 1)))


def _text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
