"""What a reproduced experiment gives: its settings, the printed values with verdicts, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ibsolve.report.chart import Chart
from ibsolve.studies.information_plane import InformationPlane

Report = Callable[[str], None]
"""Told what is being done, now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A printed value or claim, what was found, and whether it is met.

    claim: what it is of, with its figure. expected, found: as text, with their unit. reason: why it deviates
    where it does and this is known, else empty.
    """

    claim: str
    expected: str
    found: str
    is_met: bool
    reason: str = ""

    @property
    def verdict(self) -> str:
        """In one word: met, or deviates."""
        return "met" if self.is_met else "deviates"

    @classmethod
    def of_value(
        cls, claim: str, *, expected: float, found: float, within: float, unit: str, reason: str = ""
    ) -> Check:
        """A number to be met within a tolerance.

        >>> Check.of_value("plateau", expected=1.0397, found=1.0399, within=1e-3, unit="nats").verdict
        'met'
        """
        return cls(
            claim=claim,
            expected=f"{expected:.4f} ± {within:g} {unit}",
            found=f"{found:.4f} {unit}",
            is_met=abs(found - expected) <= within,
            reason=reason,
        )

    @classmethod
    def above(cls, claim: str, *, found: float, limit: float, unit: str = "nats", of: str = "") -> Check:
        """A number to be above a limit. of: what the limit is, behind it."""
        return cls(
            claim=claim,
            expected=f"> {limit:.3g} {unit}{of}",
            found=f"{found:.3g} {unit}",
            is_met=found > limit,
        )

    @classmethod
    def below(cls, claim: str, *, found: float, limit: float, unit: str = "nats", of: str = "") -> Check:
        """A number to be below a limit. of: what the limit is, behind it.

        >>> check = Check.below("fall", found=0.5, limit=2 / 3, of=", a third")
        >>> check.expected, check.found, check.is_met
        ('< 0.667 nats, a third', '0.5 nats', True)
        """
        return cls(
            claim=claim,
            expected=f"< {limit:.3g} {unit}{of}",
            found=f"{found:.3g} {unit}",
            is_met=found < limit,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """What was found as a table of text, units in its headings; rows are as long as the headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reproduction:
    """An experiment after its run. setting: lines on what was run, such as the data used and the seeds.

    tables: printed before the checks. charts, planes: by the name of their file without its ending.
    """

    name: str
    setting: tuple[str, ...]
    checks: tuple[Check, ...]
    tables: tuple[ResultTable, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict)
    planes: Mapping[str, InformationPlane] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        """Whether every check is."""
        return all(check.is_met for check in self.checks)
