"""Exit codes, the same for every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What the caller of a command learns."""

    YES = 0
    """A proved optimum, or accepted."""
    NO = 1
    """A definite no: infeasible, refused, a contradiction."""
    BAD_INPUT = 2
    """The input or the usage is wrong."""
    LIMIT = 3
    """A limit was reached or the run was interrupted."""


def combined(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of several cases: 2 if any input was bad, else the largest.

    >>> combined([ExitCode.LIMIT, ExitCode.BAD_INPUT]), combined([ExitCode.YES, ExitCode.LIMIT])
    (<ExitCode.BAD_INPUT: 2>, <ExitCode.LIMIT: 3>)
    """
    given = list(codes)
    return ExitCode.BAD_INPUT if ExitCode.BAD_INPUT in given else max(given, default=ExitCode.YES)
