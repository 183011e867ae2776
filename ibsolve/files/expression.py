"""Boolean expressions: their truth tables, from Python's own syntax tree.

The text is parsed, never compiled or run, and only the few kinds of nodes that a Boolean
expression needs are read.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Sequence
from operator import and_, or_, xor

from ibsolve.errors import CaseFileError, Fault, shown
from ibsolve.files.output_bits import variable_masks
from ibsolve.problem import CUBE_LIMIT

LENGTH_LIMIT = 100_000
"""Most characters of an expression."""

_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.BitAnd: and_,
    ast.BitXor: xor,
    ast.BitOr: or_,
}
_SYMBOL = re.compile(r"\w+|\s+|.", re.DOTALL)
_GRAMMAR = "variables, 0, 1, ~, &, ^, | and parentheses"


def parse_expression(text: str, variables: Sequence[str], *, where: str = "expression") -> int:
    """The truth table of an expression: bit i is its value on input number i.

    Input number i reads the variables as binary digits, the first one most significant.
    text: variables, the constants 0 and 1, complement ~, & before ^ before |, parentheses; at most
    LENGTH_LIMIT characters. variables: at most CUBE_LIMIT names.
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
    tree = _tree(_renamed(text, variables, where), text, where)
    return _value(tree, variable_masks(len(variables)), where)


def _renamed(text: str, variables: Sequence[str], where: str) -> str:
    """The text with variables as v0, v1, …: Python would fold some letters and reserve some words.

    What is neither a variable nor part of the grammar is a fault here, with its column.
    """
    names = {name: f"v{number}" for number, name in enumerate(variables)} | {"0": "0", "1": "1"}
    parts = []
    for match in _SYMBOL.finditer(text):
        symbol = match.group()
        column = f"at column {match.start() + 1}"
        if symbol.isspace() or symbol in "~&|^()":
            parts.append(" " if symbol.isspace() else symbol)
        elif symbol in names:
            parts.append(names[symbol])
        elif symbol.isidentifier():
            raise _fault(where, f"a variable among {', '.join(variables)}", f"{shown(symbol)} {column}")
        else:
            raise _fault(where, _GRAMMAR, f"{shown(symbol)} {column}")
    return "".join(parts)


def _tree(renamed: str, text: str, where: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(renamed.strip(), mode="eval").body
    except (RecursionError, MemoryError):
        # What Python's parser says of text that nests deeper than its stacks.
        raise _fault(
            where,
            f"{_GRAMMAR}, not nested this deeply",
            shown(text),
            "give a truth table or a PLA file instead",
        ) from None
    except SyntaxError as error:
        raise _fault(where, _GRAMMAR, f"{shown(text)}: {error.msg}") from None


def _value(tree: ast.expr, masks: Sequence[int], where: str) -> int:
    """The truth table of a tree, by a walk with its own stack: long chains are deep trees."""
    everything = (1 << (1 << len(masks))) - 1
    values: list[int] = []
    waiting: list[ast.expr | Callable[[int, int], int] | None] = [tree]
    while waiting:
        node = waiting.pop()
        if node is None:
            values.append(everything ^ values.pop())
        elif not isinstance(node, ast.expr):
            right = values.pop()
            values.append(node(values.pop(), right))
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            waiting += [_OPERATORS[type(node.op)], node.right, node.left]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            waiting += [None, node.operand]
        elif isinstance(node, ast.Name):
            values.append(masks[int(node.id[1:])])
        elif isinstance(node, ast.Constant):
            values.append(everything if node.value == 1 else 0)
        else:
            found = "a variable called as a function" if isinstance(node, ast.Call) else "empty parentheses"
            raise _fault(where, _GRAMMAR, found)
    return values.pop()


def _fault(where: str, expected: str, found: str, remedy: str | None = None) -> CaseFileError:
    return CaseFileError(Fault(where=where, expected=expected, found=found, remedy=remedy))
