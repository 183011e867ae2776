"""Whether a saved plane can be gone on with: how it was measured against how it would be measured now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint
from ibsolve.theory import Unit

_WAY_OUT = "a plane goes on with what it began with"


class Place(NamedTuple):
    """What is measured at each time, and by what."""

    method: str
    layer: str
    axis: Axis
    probe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an estimate records of how it was made. n: inputs. parameters: of the estimator."""

    estimator: str
    n: int
    parameters: Mapping[str, Any]


def check_resumed(
    plane: InformationPlane,
    *,
    clock: Clock,
    unit: Unit,
    layers: Sequence[str],
    settings: Mapping[Place, Settings],
    repeats: int,
) -> None:
    """Raise ProblemError unless every point of the plane is what would be measured now.

    settings: of all that is measured at each time. repeats: n_x. What a plane does not record is not
    compared: the weights, the inputs themselves, and the seed.
    """
    faults = Faults()
    if not isinstance(plane, InformationPlane):
        faults.add("resume", expected="an InformationPlane", found=shown(plane))
        faults.raise_if_any(ProblemError)
    found = dict.fromkeys(_place(point) for point in plane.points)
    _compare(faults, "clock", [clock], [plane.clock])
    _compare(faults, "unit", [unit], [plane.unit])
    if not found:
        _compare(faults, "layers", layers, plane.layers)
    else:
        for what, number in (("layers", 1), ("probes", 3), ("methods", 0)):
            _compare(faults, what, [each[number] for each in settings], [each[number] for each in found])
    # Of names that differ, all that hangs on them differs too, and is not told again.
    faults.raise_if_any(ProblemError)
    if not found:
        return
    _compare_axes(faults, settings, found)
    faults.raise_if_any(ProblemError)
    for time, count in sorted(Counter(point.time for point in plane.points).items()):
        if count != len(settings):
            faults.add(
                f"resume, {clock} {time}",
                expected=f"{len(settings)} points",
                found=str(count),
                remedy="leave the points of that time out, and it is measured again",
            )
    differences: dict[tuple[str, str, str], list[str]] = {}
    for point in plane.points:
        for where, expected, other in _differences(point, settings[_place(point)], repeats):
            differences.setdefault((where, expected, other), []).append(point.layer)
    for (where, expected, other), of_layers in differences.items():
        named = where if where.startswith("probe") else f"layer {_listed(of_layers)}, {where}"
        faults.add(f"resume, {named}", expected=expected, found=other, remedy=_WAY_OUT)
    faults.raise_if_any(ProblemError)


def _place(point: PlanePoint) -> Place:
    return Place(point.method, point.layer, point.axis, point.probe)


def _compare(faults: Faults, what: str, mine: Sequence[str], other: Sequence[str]) -> None:
    if set(mine) != set(other):
        faults.add(f"resume, {what}", expected=_listed(mine), found=_listed(other), remedy=_WAY_OUT)


def _compare_axes(faults: Faults, mine: Mapping[Place, Settings], other: Mapping[Place, None]) -> None:
    for method, layer, probe in dict.fromkeys((each.method, each.layer, each.probe) for each in mine):
        axes = [
            [each.axis for each in places if (each.method, each.layer, each.probe) == (method, layer, probe)]
            for places in (mine, other)
        ]
        _compare(faults, f"method {method}, layer {layer}, probe {probe}, axes", *axes)


def _differences(point: PlanePoint, mine: Settings, repeats: int) -> Iterator[tuple[str, str, str]]:
    """Where, what is expected, what was found."""
    estimate = point.estimate
    recorded = estimate.parameters
    if estimate.n != mine.n:
        yield f"probe {point.probe}", f"{mine.n} inputs", f"{estimate.n}"
    if estimate.estimator != mine.estimator:
        yield f"method {point.method}", mine.estimator, estimate.estimator
        return
    for name, value in mine.parameters.items():
        if name not in recorded or recorded[name] != value:
            found = shown(recorded[name]) if name in recorded else "none"
            yield f"method {point.method}, {name}", shown(value), found
    # Of the first noisy layer it is 1.
    if recorded.get("n_x", 1) not in (1, repeats):
        yield f"method {point.method}, n_x", f"{repeats}", shown(recorded["n_x"])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names)) or "none"
