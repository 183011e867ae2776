"""What an engine can say about a problem."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The verdict on a problem; each value carries what to do next."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    FEASIBLE = "feasible"
    UNKNOWN = "unknown"

    @property
    def advice(self) -> str:
        """One sentence: what the verdict means and what the reader may try next."""
        return _ADVICE[self]


_ADVICE = {
    Status.OPTIMAL: "No network of these widths keeps the distortion bound with a larger objective.",
    Status.INFEASIBLE: "No network of these widths keeps the distortion bound: "
    "widen a layer, add one, or allow a larger epsilon.",
    Status.FEASIBLE: "A network is in hand, not proved to be the best: a better one may exist up to "
    "the proved bound: allow more time.",
    Status.UNKNOWN: "No network was found, and none is ruled out: allow more time, or try another engine.",
}
