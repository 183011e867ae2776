"""The list of estimators for human readers and as objects of JSON types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from rich.console import Console

from ibsolve.estimators import AbstractEntropyEstimator, AbstractEstimator, AbstractInformationEstimator
from ibsolve.estimators.interface import plain_value
from ibsolve.report.text import grid


def estimator_object(kind: type[AbstractEstimator]) -> dict[str, Any]:
    """The estimator as an object of JSON types: x and y null where it estimates no mutual information.

    parameters: by name, with the values that they have where none is given. required: names of the others.
    """
    found = fields(kind)  # type: ignore[arg-type]
    required = [each for each in found if each.default is MISSING]
    of_pairs = kind if issubclass(kind, AbstractInformationEstimator) else None
    return {
        "name": kind.name,
        "summary": kind.summary,
        "x": sorted(of_pairs.x_kinds) if of_pairs else None,
        "y": sorted(of_pairs.y_kinds) if of_pairs else None,
        "information": str(of_pairs.information_quantity) if of_pairs else None,
        "entropy": str(kind.entropy_quantity) if issubclass(kind, AbstractEntropyEstimator) else None,
        "adds_noise": of_pairs is not None and of_pairs.adds_noise,
        "parameters": {each.name: plain_value(each.default) for each in found if each not in required},
        "required": [each.name for each in required],
    }


def print_estimators(
    found: Iterable[Mapping[str, Any]], not_built: Mapping[str, str], console: Console
) -> None:
    """Print one row an estimator, and why the review's other methods are not there."""
    rows = [
        [
            each["name"],
            " and ".join(text for text, key in (("I", "information"), ("H", "entropy")) if each[key]),
            _kinds(each["x"]),
            _kinds(each["y"]),
            each["summary"],
        ]
        for each in found
    ]
    console.print(grid(["estimator", "of", "x", "y", "method"], rows, left=(0, 1, 2, 3, 4)))
    for name, reason in not_built.items():
        console.print()
        console.print(f"not built: {name}: {reason}")


def _kinds(kinds: list[str] | None) -> str:
    if kinds is None:
        return "-"
    return "any" if len(kinds) == 3 else " or ".join(kinds)
