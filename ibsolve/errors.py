"""What a user can be told: every error ibsolve raises on purpose.

Each class also derives from the built-in that a caller would guess, and an input is checked as a
whole before anything is raised, so that one message lists all its faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LONGEST_ECHO = 60
MOST_LINES = 50
"""Most faults that a message lists."""


def shown(value: object) -> str:
    """The value as a message should echo it: its repr, cut to a readable length."""
    try:
        text = repr(value)
    except ValueError:
        # Python refuses to write out integers of thousands of digits.
        text = f"a {type(value).__name__} too long to write"
    return text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"


def cause(error: BaseException) -> str:
    """What an error of code that is not ours says, in one line: its kind and its first line.

    >>> cause(KeyError("hidden")), cause(ValueError())
    ("KeyError: 'hidden'", 'ValueError')
    """
    kind, lines = type(error).__name__, str(error).strip().splitlines()
    return f"{kind}: {lines[0]}" if lines else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with an input: where, what was expected, what was found, the way out."""

    where: str
    expected: str
    found: str
    remedy: str | None = None

    def __str__(self) -> str:
        way_out = f" ({self.remedy})" if self.remedy else ""
        return f"{self.where}: expected {self.expected}, found {self.found}{way_out}"


class IbsolveError(Exception):
    """Base of everything ibsolve raises on purpose."""


class InputError(IbsolveError, ValueError):
    """An input is wrong; `faults` are those found in it, of which the message lists the first 50.

    unlisted: how many more were found than are kept.
    """

    def __init__(self, *faults: Fault, unlisted: int = 0) -> None:
        self.faults = faults
        self.unlisted = unlisted
        lines = [str(fault) for fault in faults[:MOST_LINES]]
        rest = len(faults) - len(lines) + unlisted
        if rest:
            lines.append(f"and {rest} more fault{'s' * (rest > 1)}")
        super().__init__("\n".join(lines))


class ProblemError(InputError):
    """A problem, network or option given in Python is not well formed."""


class CaseFileError(InputError):
    """A file is not a well-formed case, network, solution or data set."""


class LimitError(InputError):
    """The request is well formed but larger than what was asked to handle it can carry."""


class EngineError(IbsolveError, LookupError):
    """No engine has that name."""


class EstimatorError(IbsolveError, LookupError):
    """No estimator has that name, or it is not of that quantity."""


class ContradictionError(IbsolveError, ArithmeticError):
    """Two engines that both claim a proof do not agree: a bug that the user should report."""


class TrainingError(IbsolveError, ArithmeticError):
    """A training met a number that is not finite; the message names the step."""


class MissingExtraError(IbsolveError, ImportError):
    """An optional library is needed; the message names the extra that installs it."""


@dataclass(slots=True)
class Faults:
    """Collects the faults of one input so that they can be reported together."""

    found: list[Fault] = field(default_factory=list)
    unlisted: int = 0

    def add(self, where: str, *, expected: str, found: str, remedy: str | None = None) -> None:
        self.found.append(Fault(where=where, expected=expected, found=found, remedy=remedy))

    def extend(self, error: InputError, *, prefix: str = "") -> None:
        """Take over the faults of an error raised by a part of the input."""
        self.unlisted += error.unlisted
        for fault in error.faults:
            self.add(
                prefix + fault.where,
                expected=fault.expected,
                found=fault.found,
                remedy=fault.remedy,
            )

    def has(self, argument: str) -> bool:
        """Whether a fault of this argument, or of a member of it, was found."""
        return any(fault.where == argument or fault.where.startswith(f"{argument}[") for fault in self.found)

    @contextmanager
    def gathered(self, *, prefix: str = "") -> Iterator[None]:
        """Add the faults of an `InputError` raised inside the block instead of stopping there."""
        try:
            yield
        except InputError as error:
            self.extend(error, prefix=prefix)

    def raise_if_any(self, kind: type[InputError]) -> None:
        if self.found:
            raise kind(*self.found, unlisted=self.unlisted)

    def __bool__(self) -> bool:
        return bool(self.found)
