"""Faults of a file that is read line by line; a long list is cut, with the number left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ibsolve.errors import CaseFileError, Fault

LISTED = 50
"""Most faults that a message lists; a table of the wrong kind has one in every cell."""


@dataclass(slots=True)
class LineFaults:
    """Faults found so far in the file that messages call `source`."""

    source: str
    listed: list[Fault] = field(default_factory=list)
    unlisted: int = 0

    def add(self, line: int | None, expected: str, found: str, remedy: str | None = None) -> None:
        """One more fault; line: counted from 1, None for the file as a whole."""
        if len(self.listed) == LISTED:
            self.unlisted += 1
            return
        where = self.source if line is None else f"{self.source}, line {line}"
        self.listed.append(Fault(where=where, expected=expected, found=found, remedy=remedy))

    def raise_if_any(self) -> None:
        """Raise CaseFileError with the faults listed and the number of the others."""
        if self.unlisted:
            rest = Fault(where=self.source, expected="no other fault", found=f"{self.unlisted} more")
            raise CaseFileError(*self.listed, rest)
        if self.listed:
            raise CaseFileError(*self.listed)

    def __bool__(self) -> bool:
        return bool(self.listed)
