"""A reproduction for human readers, and as an object of JSON types."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from ibsolve.report.chart import chart_object
from ibsolve.report.reproduction.reproduction import Reproduction
from ibsolve.report.text import grid

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def print_reproduction(found: Reproduction, console: Console) -> None:
    """Print what was run, each printed value or claim beside what was found, and why it deviates."""
    for line in found.setting:
        console.print(line)
    for table in found.tables:
        console.print()
        console.print(table.title)
        console.print(grid(table.headings, table.rows, left=range(len(table.headings))))
    console.print()
    rows = [[check.claim, check.expected, check.found, check.verdict] for check in found.checks]
    console.print(grid(["printed value or claim", "expected", "found", "verdict"], rows, left=(0, 1, 2, 3)))
    for check in found.checks:
        if check.reason and not check.is_met:
            console.print(f"{check.claim}: {check.reason}")


def reproduction_object(found: Reproduction) -> dict[str, Any]:
    """The reproduction as an object of JSON types, with the data of its charts."""
    return {
        "format": FORMAT,
        "experiment": found.name,
        "setting": list(found.setting),
        "checks": [
            {
                "claim": check.claim,
                "expected": check.expected,
                "found": check.found,
                "verdict": check.verdict,
                "reason": check.reason or None,
            }
            for check in found.checks
        ],
        "tables": [
            {
                "title": table.title,
                "headings": list(table.headings),
                "rows": [list(row) for row in table.rows],
            }
            for table in found.tables
        ],
        "charts": {name: chart_object(chart) for name, chart in found.charts.items()},
    }
