"""An estimate as an object of JSON types, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.estimators.estimate import Caution, Concern, Covers, Estimate, Interval, Quantity
from ibsolve.estimators.interface import plain_value
from ibsolve.theory.unit import Unit

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def estimate_object(estimate: Estimate) -> dict[str, Any]:
    """The estimate as an object of JSON types; amounts in its `unit`."""
    return {
        "format": FORMAT,
        "quantity": str(estimate.quantity),
        "estimator": estimate.estimator,
        "value": estimate.value,
        "unit": str(estimate.unit),
        "n": estimate.n,
        "floor": estimate.floor,
        "ceiling": estimate.ceiling,
        "interval": None if estimate.interval is None else interval_object(estimate.interval),
        "warnings": [caution_object(each) for each in estimate.warnings],
        "parameters": {name: plain_value(value) for name, value in estimate.parameters.items()},
    }


def interval_object(interval: Interval) -> dict[str, Any]:
    """The interval as an object of JSON types."""
    return {
        "lower": interval.lower,
        "upper": interval.upper,
        "confidence": interval.confidence,
        "covers": str(interval.covers),
    }


def caution_object(caution: Caution) -> dict[str, str]:
    """The caution as an object of JSON types."""
    return {"concern": str(caution.concern), "reason": caution.reason, "advice": caution.advice}


def read_estimate(found: Any) -> Estimate:
    """The estimate of an object that `estimate_object` wrote; parameters stay as JSON has them.

    Raises ProblemError with every fault found.

    >>> from ibsolve.estimators import Labels, PlugIn
    >>> estimate = PlugIn().entropy(Labels([0, 1, 1, 0]))
    >>> read_estimate(estimate_object(estimate)) == estimate
    True
    """
    arguments = Arguments()
    given = _object(arguments, "estimate", found)
    check_format(arguments, given.get("format", FORMAT))
    cautions = given.get("warnings", [])
    if not isinstance(cautions, list):
        arguments.faults.add("warnings", expected="a list", found=shown(cautions))
        cautions = []
    read: dict[str, Any] = {
        "value": arguments.number("value", given.get("value")),
        "unit": arguments.choice("unit", given.get("unit"), Unit),
        "quantity": arguments.choice("quantity", given.get("quantity"), Quantity),
        "estimator": _text(arguments, "estimator", given.get("estimator")),
        "n": arguments.count("n", given.get("n")),
        "floor": _number_or_none(arguments, "floor", given.get("floor")),
        "ceiling": _number_or_none(arguments, "ceiling", given.get("ceiling")),
        "interval": None
        if given.get("interval") is None
        else _interval(arguments, _object(arguments, "interval", given["interval"])),
        "warnings": tuple(
            _caution(arguments, f"warnings[{place}]", each) for place, each in enumerate(cautions)
        ),
        "parameters": dict(_object(arguments, "parameters", given.get("parameters", {}))),
    }
    arguments.check()
    return Estimate(**read)


def check_format(arguments: Arguments, found: Any) -> None:
    """Add a fault for another format."""
    if found != FORMAT or isinstance(found, bool):
        arguments.faults.add("format", expected=str(FORMAT), found=shown(found))


def _interval(arguments: Arguments, given: Mapping[str, Any]) -> Interval | None:
    lower = arguments.number("lower", given.get("lower"))
    upper = arguments.number("upper", given.get("upper"))
    has_ends = not (arguments.faults.has("lower") or arguments.faults.has("upper"))
    confidence = arguments.number("confidence", given.get("confidence"), above=0, at_most=1)
    covers = arguments.choice("covers", given.get("covers"), Covers)
    if lower > upper and has_ends:
        arguments.faults.add("interval", expected="lower <= upper", found=f"[{lower:g}, {upper:g}]")
    if lower > upper:
        return None
    return Interval(lower=lower, upper=upper, confidence=confidence, covers=covers)


def _caution(arguments: Arguments, where: str, found: Any) -> Caution:
    given = _object(arguments, where, found)
    return Caution(
        concern=arguments.choice(f"{where}.concern", given.get("concern"), Concern),
        reason=_text(arguments, f"{where}.reason", given.get("reason")),
        advice=_text(arguments, f"{where}.advice", given.get("advice")),
    )


def _object(arguments: Arguments, where: str, found: Any) -> Mapping[str, Any]:
    if isinstance(found, Mapping):
        return found
    arguments.faults.add(where, expected="an object", found=shown(found))
    return {}


def _text(arguments: Arguments, where: str, found: Any) -> str:
    if isinstance(found, str):
        return found
    arguments.faults.add(where, expected="text", found=shown(found))
    return ""


def _number_or_none(arguments: Arguments, where: str, found: Any) -> float | None:
    return None if found is None else arguments.number(where, found)
