"""I(X;Z) as floats can know it: a value between two ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Self

from ibsolve.errors import Faults, ProblemError


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationInterval:
    """lower <= value <= upper, in nats, with the truth between the ends; all finite, lower >= 0.

    Raises ProblemError for ends that are not so.
    """

    value: float
    lower: float
    upper: float

    def __post_init__(self) -> None:
        faults = Faults()
        if not (0 <= self.lower <= self.value <= self.upper and isfinite(self.upper)):
            faults.add(
                "interval",
                expected="0 <= lower <= value <= upper, all finite",
                found=f"{self.lower}, {self.value}, {self.upper}",
            )
        faults.raise_if_any(ProblemError)

    @classmethod
    def around(cls, value: float, *, error: float) -> Self:
        """The interval of a value that misses the truth by at most `error`; nothing lies below 0 nats.

        >>> InformationInterval.around(1.0, error=0.25)
        InformationInterval(value=1.0, lower=0.75, upper=1.25)
        """
        return cls(value=max(0.0, value), lower=max(0.0, value - error), upper=max(0.0, value) + error)
