"""Truth tables as text: bits, or hexadecimal digits after 0x."""

from __future__ import annotations

from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.problem.code import CUBE_LIMIT


def truth_table_bits(text: str, *, variables: int | None = None) -> list[int]:
    """The 2^n bits of a truth table, the one of input 00…0 first.

    text: 2^n symbols 0 and 1, or "0x" and exactly ⌈2^n / 4⌉ hexadecimal digits whose leftmost bit
    belongs to 00…0. variables: n; default what the length of the text tells.
    Raises ProblemError for other symbols or another length.

    >>> truth_table_bits("0x6"), truth_table_bits("0110")
    ([0, 1, 1, 0], [0, 1, 1, 0])
    >>> truth_table_bits("0x8", variables=1)
    [1, 0]
    """
    faults = Faults()
    if not isinstance(text, str):
        faults.add(
            "truth_table", expected='bits 0 and 1, or hexadecimal digits after "0x"', found=shown(text)
        )
        raise ProblemError(*faults.found)
    hexadecimal = text[:2].lower() == "0x"
    digits = text[2:] if hexadecimal else text
    alphabet = "0123456789abcdefABCDEF" if hexadecimal else "01"
    if not digits or not set(digits) <= set(alphabet):
        kind = 'hexadecimal digits after "0x"' if hexadecimal else "bits 0 and 1"
        faults.add("truth_table", expected=kind, found=shown(text))
        raise ProblemError(*faults.found)
    given = len(digits) * (4 if hexadecimal else 1)
    if variables is None:
        variables = given.bit_length() - 1
    size = 2**variables if variables <= CUBE_LIMIT else 0
    if not size or not variables or len(digits) != (-(-size // 4) if hexadecimal else size):
        unit = "hexadecimal digits, ⌈2^n / 4⌉" if hexadecimal else "bits, 2^n"
        faults.add(
            "truth_table",
            expected=f"as many {unit} for n = {variables} variables, 1 <= n <= {CUBE_LIMIT}",
            found=f"{len(digits)} in {shown(text)}",
        )
        raise ProblemError(*faults.found)
    if not hexadecimal:
        return [int(digit) for digit in digits]
    bits = [int(bit) for digit in digits for bit in f"{int(digit, 16):04b}"]
    if any(bits[size:]):
        faults.add(
            "truth_table",
            expected=f"zeros after the {size} bits of {variables} variables",
            found=shown(text),
        )
        raise ProblemError(*faults.found)
    return bits[:size]
