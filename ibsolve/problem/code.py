"""Codes: tuples of bits, the values that inputs and layers take. First variable leftmost."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from ibsolve.errors import Fault, Faults, LimitError, ProblemError, shown
from ibsolve.problem.rational import whole_number

Code = tuple[int, ...]

CUBE_LIMIT = 16
"""Most variables for which all 2^n inputs are listed."""


def cube(variables: int) -> list[Code]:
    """All codes of `variables` bits in ascending order.

    Raises LimitError above CUBE_LIMIT variables.

    >>> cube(2)
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    if variables > CUBE_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {CUBE_LIMIT} when every input is listed",
                found=f"{variables}, that is 2^{variables} inputs",
                remedy="give the law on the inputs that occur (input.probability, or a data set)",
            )
        )
    return list(product((0, 1), repeat=variables))


def code_text(code: Code) -> str:
    """The code as a string of 0 and 1.

    >>> code_text((0, 1, 1))
    '011'
    """
    return "".join(map(str, code))


def as_code(value: str | Iterable[object], *, width: int | None = None, where: str = "code") -> Code:
    """The code written as a string of 0 and 1 or as a sequence of bits.

    Raises ProblemError for another symbol or, where `width` is given, another length.

    >>> as_code("011"), as_code([True, 0])
    ((0, 1, 1), (1, 0))
    """
    faults = Faults()
    bits: list[int] = []
    try:
        bits = [("0", "1").index(bit) if isinstance(bit, str) else whole_number(bit) for bit in value]
    except (TypeError, ValueError):
        bits = [2]
    expected = "bits 0 and 1" if width is None else f"{width} bits, each 0 or 1"
    if not set(bits) <= {0, 1} or (width is not None and len(bits) != width):
        faults.add(where, expected=expected, found=shown(value))
        raise ProblemError(*faults.found)
    return tuple(bits)
