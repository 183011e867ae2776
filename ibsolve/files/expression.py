"""Boolean expressions: their truth tables, from Python's own syntax tree.

The text is parsed, never compiled or run, and only the few kinds of nodes that a Boolean
expression needs are read.
"""

from __future__ import annotations

import ast
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
    masks = dict(zip(variables, variable_masks(len(variables)), strict=True))
    return _value(_tree(text, where), masks, where)


def _tree(text: str, where: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(text.strip(), mode="eval").body
    except (RecursionError, MemoryError):
        # What Python's parser says of text that nests deeper than its stacks.
        raise _fault(
            where,
            f"{_GRAMMAR}, not nested this deeply",
            shown(text),
            "give a truth table or a PLA file instead",
        ) from None
    except (SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise _fault(where, _GRAMMAR, f"{shown(text)}: {reason}") from None


def _value(tree: ast.expr, masks: dict[str, int], where: str) -> int:
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
        elif isinstance(node, ast.Name) and node.id in masks:
            values.append(masks[node.id])
        elif isinstance(node, ast.Constant) and type(node.value) is int and node.value in (0, 1):
            values.append(node.value * everything)
        else:
            raise _unknown(node, masks, where)
    return values.pop()


def _unknown(node: ast.expr, masks: dict[str, int], where: str) -> CaseFileError:
    column = f"at column {node.col_offset + 1}"
    if isinstance(node, ast.Name):
        return _fault(where, f"a variable among {', '.join(masks)}", f"{shown(node.id)} {column}")
    return _fault(where, _GRAMMAR, f"{_KINDS.get(type(node), type(node).__name__)} {column}")


_KINDS = {
    ast.Call: "a call",
    ast.Attribute: "an attribute",
    ast.Lambda: "a lambda",
    ast.BinOp: "another operator",
    ast.UnaryOp: "another operator",
    ast.BoolOp: "and/or (write & and |)",
    ast.Compare: "a comparison",
    ast.Constant: "another constant",
}


def _fault(where: str, expected: str, found: str, remedy: str | None = None) -> CaseFileError:
    return CaseFileError(Fault(where=where, expected=expected, found=found, remedy=remedy))
