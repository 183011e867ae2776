"""What is to be drawn of a plane, looked at before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.studies.information_plane import Axis, InformationPlane


def check_drawn(plane: Any, bounds: Any = None, **names: Any) -> dict[Axis, float]:
    """The bounds by axis. names: the probes, methods and layers to draw, None for those of the plane.

    Raises ProblemError for what is no plane with points, for names that it lacks, and for bounds that are no
    numbers >= 0 of axes.
    """
    arguments = Arguments()
    if not isinstance(plane, InformationPlane) or not plane.points:
        found = "one without points" if isinstance(plane, InformationPlane) else shown(plane)
        arguments.faults.add("plane", expected="an InformationPlane with points", found=found)
        arguments.check()
    for what, given in names.items():
        known = getattr(plane, what)
        for place, name in enumerate(() if given is None else arguments.items(what, given)):
            if name not in known:
                expected = f"one of {', '.join(known)}"
                arguments.faults.add(f"{what}[{place}]", expected=expected, found=shown(name))
    if not isinstance(bounds, Mapping | None):
        arguments.faults.add("bounds", expected="numbers by axis", found=shown(bounds))
        bounds = None
    limits = {
        arguments.choice("bounds", axis, Axis): arguments.number(f"bounds[{axis!s}]", bound, at_least=0)
        for axis, bound in (bounds or {}).items()
    }
    arguments.check()
    return limits
