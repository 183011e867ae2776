"""What the checker answers, and how its refusals are worded."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from ibsolve.checker.logarithms import LogSum
from ibsolve.errors import shown

TOLERANCE = Fraction(1, 10**9)
"""Bits by which a printed number may differ from the exact value."""


class Outcome(StrEnum):
    """The checker's answer to a solution."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    """Nothing is wrong, but the proof that was asked for is too large to repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of `check`.

    refusals: one sentence for each claim found false: the field, what it claims, what is true.
    remark: what was proved again or what still rests on the search; None where refused.
    """

    outcome: Outcome
    refusals: tuple[str, ...] = ()
    remark: str | None = None

    def __post_init__(self) -> None:
        assert bool(self.refusals) == (self.outcome is Outcome.REFUSED), "refusals and outcome disagree"

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 refused, 3 undecided."""
        return {Outcome.ACCEPTED: 0, Outcome.REFUSED: 1, Outcome.UNDECIDED: 3}[self.outcome]


@dataclass(slots=True)
class Refusals:
    """Collects the false claims of one solution so that they can be reported together."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, *, claimed: object, true: str) -> None:
        """Note that the field `where` claims one thing while another is true."""
        text = claimed if isinstance(claimed, str) else shown(claimed)
        self.found.append(f"{where}: claims {text}, but {true}")

    def judge_figure(self, where: str, claimed: float | None, true: LogSum) -> None:
        """Refuse a number that is missing or further than TOLERANCE from the exact value."""
        if claimed is None:
            self.add(where, claimed="nothing", true=f"it is {float(true)!r}")
        elif not true.is_within(Fraction(claimed), TOLERANCE):
            self.add(where, claimed=claimed, true=f"it is {float(true)!r}")

    def judge_null(self, where: str, claimed: object, reason: str) -> None:
        """Refuse a value where there is none to give."""
        if claimed is not None:
            self.add(where, claimed=claimed, true=f"it must be null: {reason}")

    def __bool__(self) -> bool:
        return bool(self.found)
