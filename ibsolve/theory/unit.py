"""The unit of information: nats, in which the formulas are written, or bits."""

from __future__ import annotations

from enum import StrEnum
from math import log


class Unit(StrEnum):
    """What an amount of information is counted in.

    >>> Unit.BITS.of_nats(2 * log(2)), Unit("bits").in_nats(2) == 2 * log(2)
    (2.0, True)
    """

    NATS = "nats"
    BITS = "bits"

    @property
    def size(self) -> float:
        """One unit, nats."""
        return 1.0 if self is Unit.NATS else log(2)

    def of_nats(self, nats: float) -> float:
        """An amount given in nats, in this unit."""
        return nats / self.size

    def in_nats(self, amount: float) -> float:
        """An amount given in this unit, in nats."""
        return amount * self.size
