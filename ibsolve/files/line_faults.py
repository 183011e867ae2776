"""Faults of a file that is read line by line.

A table of the wrong kind has one in every cell: no more are kept than a message lists, the others
are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ibsolve.errors import MOST_LINES, CaseFileError, Fault


@dataclass(slots=True)
class LineFaults:
    """Faults found so far in the file that messages call `source`."""

    source: str
    listed: list[Fault] = field(default_factory=list)
    unlisted: int = 0

    def add(self, line: int | None, expected: str, found: str, remedy: str | None = None) -> None:
        """One more fault; line: counted from 1, None for the file as a whole."""
        if len(self.listed) == MOST_LINES:
            self.unlisted += 1
            return
        where = self.source if line is None else f"{self.source}, line {line}"
        self.listed.append(Fault(where=where, expected=expected, found=found, remedy=remedy))

    def raise_if_any(self) -> None:
        """Raise CaseFileError with the faults listed and the number of the others."""
        if self.listed:
            raise CaseFileError(*self.listed, unlisted=self.unlisted)

    def __bool__(self) -> bool:
        return bool(self.listed)
