"""How numbers, codes and tables look in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ibsolve.problem import Code, code_text

_WIDTH = 110


def terminal(stream: IO[str] | None = None) -> Console:
    """A console on the stream, default standard output; of fixed width where nobody looks."""
    target = stream or sys.stdout
    return Console(
        file=target, highlight=False, emoji=False, markup=False, width=None if target.isatty() else _WIDTH
    )


def bits(value: float | None) -> str:
    """A number of bits to six decimals, or a dash where there is none.

    >>> bits(1.5), bits(None), bits(-1e-17)
    ('1.500000', '-', '0.000000')
    """
    return "-" if value is None else f"{value + 0.0:.6f}".replace("-0.000000", "0.000000")


def code_set(codes: Iterable[Code], *, most: int = 8) -> str:
    """A set of codes in braces, cut where it is long.

    >>> code_set([(0, 1), (1, 0)])
    '{01,10}'
    """
    texts = [code_text(code) for code in codes]
    shown = texts if len(texts) <= most else [*texts[: most - 1], f"… {len(texts) - most + 1} more"]
    return "{" + ",".join(shown) + "}"


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]], *, left: Iterable[int] = (0,)) -> Table:
    """A table of text; columns are right-aligned except those numbered in `left`."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    aligned_left = set(left)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number in aligned_left else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
