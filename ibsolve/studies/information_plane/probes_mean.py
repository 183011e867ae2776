"""A plane measured on several disjoint probes, such as batches of a test set, as one of their means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators import Covers, Estimate, Interval
from ibsolve.studies.information_plane.plane import InformationPlane

CONFIDENCE = 0.95
OF_PROBES = "of_probes"
"""Name of the parameter that has the value of each probe, in the unit of the plane."""


def mean_over_probes(plane: InformationPlane, *, probe: str) -> InformationPlane:
    """The plane of the means over its probes, with Student's interval of 95 % of each mean.

    probe: their name in it. Estimates keep the parameters that all probes share, a caution of each concern,
    and the values of the probes as `OF_PROBES`.
    Raises ProblemError where a point has fewer than two probes.
    Source: paper 004, Section IV, means over batches.
    """
    groups: dict[Any, list[Estimate]] = {}
    for point in plane.points:
        groups.setdefault(replace(point, probe=probe, estimate=None), []).append(point.estimate)  # type: ignore[arg-type]
    points = tuple(replace(place, estimate=_mean(estimates)) for place, estimates in groups.items())
    return replace(plane, points=points)


def mean_and_reach(values: Floats) -> tuple[float, float]:
    """The mean, and how far Student's interval of 95 % reaches to either side; two values or more."""
    from scipy.special import stdtrit

    error = float(values.std(ddof=1)) / sqrt(len(values))
    return float(values.mean()), float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2)) * error


def _mean(estimates: Sequence[Estimate]) -> Estimate:
    if len(estimates) < 2:
        raise ProblemError(Fault(where="plane", expected="two probes or more", found=str(len(estimates))))
    values = np.array([each.value for each in estimates])
    mean, reach = mean_and_reach(values)
    first = estimates[0]
    shared = {
        name: value
        for name, value in first.parameters.items()
        if all(each.parameters.get(name) == value for each in estimates)
    }
    return replace(
        first,
        value=mean,
        interval=Interval(
            lower=mean - reach, upper=mean + reach, confidence=CONFIDENCE, covers=Covers.SAMPLING
        ),
        warnings=tuple({each.concern: each for found in estimates for each in found.warnings}.values()),
        parameters={**shared, OF_PROBES: values.tolist()},
    )
