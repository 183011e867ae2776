"""What an estimator answers: a number with its unit, its range, its error and what to beware of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ibsolve.theory.unit import Unit


class Quantity(StrEnum):
    """What is estimated; only the first is mutual information."""

    MUTUAL_INFORMATION = "mutual information"
    ENTROPY = "entropy"
    DIFFERENTIAL_ENTROPY = "differential entropy"
    MATRIX_ENTROPY = "matrix entropy"
    MATRIX_INFORMATION = "matrix mutual information"
    BINNED_ENTROPY = "entropy of bins, a measure of clustering"


class Covers(StrEnum):
    """Which error an interval speaks of."""

    NUMERICAL = "numerical error of the quantity of these samples"
    MONTE_CARLO = "Monte-Carlo error of the quantity of these samples"
    CERTAIN = "certain bounds on the quantity of these samples"
    SAMPLING = "sampling error, not bias"
    LOWER_BOUND = "sampling error of a lower bound"
    TOTAL = "sampling error and bias"


class Concern(StrEnum):
    """Why a number may not say what it seems to."""

    NEGATIVE = "below 0"
    SATURATED = "saturated"
    VACUOUS = "vacuous"
    BIASED = "biased"
    HIGH_DIMENSION = "high dimension"
    NOT_GAUSSIAN = "not Gaussian"
    TIES = "ties"
    CONSTANT = "constant feature"
    FLOAT32 = "float32"
    UNDECLARED_LABELS = "labels not declared"
    NOT_CONVERGED = "not converged"
    WIDTH = "width"
    OUTSIDE = "outside the range"
    HIGH_VARIANCE = "high variance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One reason to doubt an estimate, and what to do about it."""

    concern: Concern
    reason: str
    advice: str

    def __str__(self) -> str:
        return f"{self.concern}: {self.reason}; {self.advice}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the quantity lies, with what confidence and against which error.

    lower <= upper. confidence: in (0, 1); 1 where the interval is certain.
    """

    lower: float
    upper: float
    confidence: float
    covers: Covers

    def __post_init__(self) -> None:
        assert self.lower <= self.upper, f"an interval from {self.lower} to {self.upper}"
        assert 0 < self.confidence <= 1, f"a confidence of {self.confidence}"

    def __contains__(self, value: float) -> bool:
        return self.lower <= value <= self.upper

    @property
    def width(self) -> float:
        """Upper − lower."""
        return self.upper - self.lower


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a method found, in nats; `Estimate` is made from it.

    value: finite. ceiling: the largest value that the method can return on these samples, None where there is
    none. interval: None where the method knows none. cautions: those of the method; what holds for
    every method is added later. parameters: what the method chose itself, under names that
    its fields do not have: those say what was asked for.
    """

    value: float
    ceiling: float | None
    interval: Interval | None = None
    cautions: tuple[Caution, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimated amount of information; `float` gives its value.

    value, floor, ceiling, interval: in `unit`. quantity: of what. estimator: its name. n: samples.
    floor: what the quantity cannot fall below, None for differential entropy; an estimate may, and then
    says so instead of being clipped. ceiling: the largest value this estimator can return on these samples,
    None where there is none. parameters: those of the estimator, with all it chose itself.
    """

    value: float
    unit: Unit
    quantity: Quantity
    estimator: str
    n: int
    floor: float | None
    ceiling: float | None
    interval: Interval | None
    warnings: tuple[Caution, ...]
    parameters: Mapping[str, Any]

    def __post_init__(self) -> None:
        assert math.isfinite(self.value), f"{self.estimator} returned {self.value}"

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        """The value with its unit and interval.

        >>> from ibsolve.estimators import Labels, PlugIn
        >>> print(PlugIn().entropy(Labels([0, 1, 1, 0]), unit="bits"))
        entropy 1.000000 bits in [0.500141, 1.499859] (plug-in, n = 4)
        """
        within = (
            "" if self.interval is None else f" in [{self.interval.lower:.6f}, {self.interval.upper:.6f}]"
        )
        return f"{self.quantity} {self.value:.6f} {self.unit}{within} ({self.estimator}, n = {self.n})"

    def has(self, concern: Concern) -> bool:
        """Whether a warning of this kind was raised."""
        return any(caution.concern is concern for caution in self.warnings)
