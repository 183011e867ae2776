"""Where a plane breaks data processing along the layers."""

from __future__ import annotations

from dataclasses import dataclass

from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators import data_processing_violations
from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneViolation:
    """At a time, `later` tells more than `earlier`, and cannot: in the order of the chain.

    excess: > 0, in the unit of the plane. is_significant: whether the intervals exclude an excess of 0.
    """

    time: int
    earlier: str
    later: str
    excess: float
    is_significant: bool


def plane_violations(
    plane: InformationPlane, axis: Axis | str, *, probe: str | None = None, method: str | None = None
) -> list[PlaneViolation]:
    """Violations of the data processing inequality at each time.

    I(X;T) and I(T;Y) never rise from a layer to the next, I(T;X′) never falls: there the chain is the
    layers from the last to the first. probe, method: None takes the first of the plane.
    Raises ProblemError for H(Bin(T)), which obeys no such law.
    """
    if axis == Axis.CLUSTERING:
        raise ProblemError(Fault(where="axis", expected="an information", found=str(axis)))
    probe, method = probe or plane.probes[0], method or plane.methods[0]
    layers = plane.layers[::-1] if axis == Axis.OUTPUT else plane.layers
    found = []
    for time in plane.times:
        of_layer = {
            point.layer: point.estimate
            for point in plane.points
            if (point.time, point.axis, point.probe, point.method) == (time, axis, probe, method)
        }
        chain = [layer for layer in layers if layer in of_layer]
        if not chain:
            continue
        found += [
            PlaneViolation(
                time=time,
                earlier=chain[each.earlier],
                later=chain[each.later],
                excess=each.excess,
                is_significant=each.is_significant,
            )
            for each in data_processing_violations([of_layer[layer] for layer in chain])
        ]
    return found
