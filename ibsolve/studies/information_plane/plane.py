"""The table of all points of a training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, Faults, ProblemError, shown
from ibsolve.studies.information_plane.point import Axis, Clock, Curve, PlanePoint
from ibsolve.theory import Unit


def check_points(
    faults: Faults,
    points: Sequence[PlanePoint],
    *,
    layers: Sequence[str],
    unit: Unit,
    where: Callable[[int], str],
) -> None:
    """Add a fault for each point of another layer or unit, and for each that is there already.

    where: the name of a point, by its place.
    """
    seen: dict[tuple[object, ...], int] = {}
    known = set(layers)
    for place, point in enumerate(points):
        if point.layer not in known:
            expected = f"a layer of {', '.join(layers) or 'none'}"
            faults.add(f"{where(place)}, layer", expected=expected, found=shown(point.layer))
        if point.estimate.unit is not unit:
            faults.add(f"{where(place)}, unit", expected=f"{unit}, as the plane", found=point.estimate.unit)
        first = seen.setdefault((point.time, point.layer, point.axis, point.probe, point.method), place)
        if first != place:
            expected = "another time, layer, axis, probe or method"
            faults.add(where(place), expected=expected, found=f"those of {where(first)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationPlane:
    """Estimates of the layers of one network over its training.

    layers: in the order that inputs pass through them. points: of these layers and in this unit, at most one
    for each time, layer, axis, probe and method.
    Raises ProblemError with every fault found.
    """

    clock: Clock
    unit: Unit
    layers: tuple[str, ...]
    points: tuple[PlanePoint, ...]

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.choice("clock", self.clock, Clock)
        arguments.choice("unit", self.unit, Unit)
        for place, layer in enumerate(self.layers):
            if layer in self.layers[:place]:
                arguments.faults.add(f"layers[{place}]", expected="each layer once", found=shown(layer))
        check_points(
            arguments.faults,
            self.points,
            layers=self.layers,
            unit=self.unit,
            where=lambda place: f"points[{place}]",
        )
        arguments.check()

    @property
    def times(self) -> tuple[int, ...]:
        """When it was measured, ascending."""
        return tuple(sorted({point.time for point in self.points}))

    @property
    def probes(self) -> tuple[str, ...]:
        """Names of the probe sets, in order of appearance."""
        return tuple(dict.fromkeys(point.probe for point in self.points))

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the estimators, in order of appearance."""
        return tuple(dict.fromkeys(point.method for point in self.points))

    def measured(self, axis: Axis | str, *, probe: str | None = None, method: str | None = None) -> list[str]:
        """The layers that have points of an axis, in order. probe, method: None takes the plane's first."""
        probe, method = (
            given or next(iter(names), None)
            for given, names in ((probe, self.probes), (method, self.methods))
        )
        found = {
            point.layer
            for point in self.points
            if (point.axis, point.probe, point.method) == (axis, probe, method)
        }
        return [layer for layer in self.layers if layer in found]

    def curve(
        self, layer: str, axis: Axis | str, *, probe: str | None = None, method: str | None = None
    ) -> Curve:
        """One quantity of one layer over time. probe, method: None takes the first of the plane.

        Raises ProblemError where the plane has no such point.
        """
        probe = probe or next(iter(self.probes), None)
        found = sorted(
            (
                point
                for point in self.points
                if (point.layer, point.axis, point.probe) == (layer, axis, probe)
                and method in (None, point.method)
            ),
            key=lambda point: point.time,
        )
        if method is None and found:
            found = [point for point in found if point.method == found[0].method]
        if not found:
            raise ProblemError(
                Fault(
                    where="plane",
                    expected="a point"
                    if not self.points
                    else f"a layer of {', '.join(self.layers)}, a probe of {', '.join(self.probes)} "
                    f"and a method of {', '.join(self.methods)}, measured for {axis}",
                    found=shown([layer, probe, method]),
                )
            )
        intervals = [point.estimate.interval for point in found]
        return Curve(
            times=np.array([point.time for point in found], dtype=float),
            values=np.array([point.estimate.value for point in found]),
            lower=np.array([np.nan if each is None else each.lower for each in intervals]),
            upper=np.array([np.nan if each is None else each.upper for each in intervals]),
        )
