"""Boolean expressions: their truth tables, by a parser with explicit stacks.

Python's own parser is not used: it crashes on deep nesting, and `!` is not its syntax. Here
nothing is executed and nothing recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ibsolve.errors import CaseFileError, Fault, shown
from ibsolve.files.output_bits import variable_masks
from ibsolve.problem import CUBE_LIMIT

LENGTH_LIMIT = 100_000
"""Most characters of an expression."""

NESTING_LIMIT = 1_000
"""Most parentheses and complements open at once."""

_SYMBOL = re.compile(r"\s*(?:(?P<operand>\w+)|(?P<sign>[~!&|^()]))")
_PRECEDENCE = {"|": 1, "^": 2, "&": 3, "~": 4}
_AFTER_OPERAND = frozenset(")&^|")
_GRAMMAR = "variables, 0, 1, ~ or !, &, ^, | and parentheses"


def parse_expression(text: str, variables: Sequence[str], *, where: str = "expression") -> int:
    """The truth table of an expression: bit i is its value on input number i.

    Input number i reads the variables as binary digits, the first one most significant.
    text: variables, the constants 0 and 1, complement ~ or !, & before ^ before |, parentheses;
    at most LENGTH_LIMIT characters, NESTING_LIMIT levels. variables: at most CUBE_LIMIT names.
    Raises CaseFileError with one fault, placed at `where`.

    >>> bin(parse_expression("a ^ b & ~c", ["a", "b", "c"]))
    '0b10110100'
    """
    if len(variables) > CUBE_LIMIT:
        raise _fault(
            where,
            f"at most {CUBE_LIMIT} variables for an expression",
            str(len(variables)),
            "list the inputs that occur with target.table, or give them as a data set",
        )
    if len(text) > LENGTH_LIMIT:
        raise _fault(
            where, f"at most {LENGTH_LIMIT} characters", str(len(text)), "give a truth table instead"
        )
    reading = _Reading(where, dict(zip(variables, variable_masks(len(variables)), strict=True)))
    for column, symbol in _symbols(text, where):
        reading.take(symbol, column)
    return reading.finished(text)


@dataclass(slots=True)
class _Reading:
    """The state of the precedence parser: values so far, and the operators that wait for more."""

    where: str
    masks: dict[str, int]
    values: list[int] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    open_levels: int = 0
    wants_operand: bool = True

    def take(self, symbol: str, column: int) -> None:
        if (symbol not in _AFTER_OPERAND) is not self.wants_operand:
            wanted = "a variable, 0, 1, ~ or (" if self.wants_operand else "&, ^, | or )"
            raise _fault(self.where, f"{wanted} at column {column}", shown(symbol))
        if symbol in "~(":
            self._open(symbol)
        elif symbol == ")":
            self._close(column)
        elif symbol in _PRECEDENCE:
            self._settle(_PRECEDENCE[symbol])
            self.waiting.append(symbol)
            self.wants_operand = True
        else:
            self.values.append(self._operand(symbol, column))
            self.wants_operand = False

    def finished(self, text: str) -> int:
        if self.wants_operand:
            raise _fault(self.where, "a variable, 0, 1, ~ or ( at the end", shown(text[-20:]))
        self._settle(0)
        if self.waiting:
            raise _fault(self.where, "every ( closed", f"{self.waiting.count('(')} left open")
        return self.values.pop()

    def _open(self, symbol: str) -> None:
        self.open_levels += 1
        if self.open_levels > NESTING_LIMIT:
            raise _fault(
                self.where,
                f"at most {NESTING_LIMIT} parentheses and complements open at once",
                "more",
                "give a truth table instead",
            )
        self.waiting.append(symbol)

    def _close(self, column: int) -> None:
        self._settle(0)
        if not self.waiting:
            raise _fault(self.where, "a ( for every )", f"a ) too many at column {column}")
        self.waiting.pop()
        self.open_levels -= 1

    def _settle(self, precedence: int) -> None:
        """Apply the waiting operators that bind at least as tightly, back to the last (."""
        while self.waiting and self.waiting[-1] != "(" and _PRECEDENCE[self.waiting[-1]] >= precedence:
            operator = self.waiting.pop()
            right = self.values.pop()
            if operator == "~":
                self.values.append(self.masks_of_all ^ right)
                self.open_levels -= 1
            else:
                left = self.values.pop()
                self.values.append(_combined(left, operator, right))

    @property
    def masks_of_all(self) -> int:
        return (1 << (1 << len(self.masks))) - 1

    def _operand(self, symbol: str, column: int) -> int:
        if symbol in self.masks:
            return self.masks[symbol]
        if symbol in ("0", "1"):
            return int(symbol) * self.masks_of_all
        raise _fault(
            self.where, f"a variable among {', '.join(self.masks)}", f"{shown(symbol)} at column {column}"
        )


def _combined(left: int, operator: str, right: int) -> int:
    if operator == "&":
        return left & right
    return left | right if operator == "|" else left ^ right


def _symbols(text: str, where: str) -> Iterator[tuple[int, str]]:
    """Every symbol with its column, counted from 1; `!` comes out as `~`."""
    end = len(text.rstrip())
    position = 0
    while position < end:
        match = _SYMBOL.match(text, position)
        if match is None:
            blank = len(text[position:]) - len(text[position:].lstrip())
            column = position + blank
            raise _fault(where, _GRAMMAR, f"{shown(text[column])} at column {column + 1}")
        symbol = match["operand"] or match["sign"]
        yield match.end() - len(symbol) + 1, "~" if symbol == "!" else symbol
        position = match.end()


def _fault(where: str, expected: str, found: str, remedy: str | None = None) -> CaseFileError:
    return CaseFileError(Fault(where=where, expected=expected, found=found, remedy=remedy))
