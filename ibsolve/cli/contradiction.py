"""The evidence of a contradiction, kept in a file of the working folder."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import typer

from ibsolve.cli.message import print_error
from ibsolve.errors import IbsolveError

_LONGEST = 80


def save_contradiction(name: str, line: str) -> None:
    """Write a line of JSON to a new file named after the case, and tell where it is.

    Where that fails the reason is told, and the line itself, on standard error: it must not be lost.
    """
    from ibsolve.files import write_atomically

    stem = re.sub(r"[^\w.-]+", "_", name)[:_LONGEST].strip("._") or "case"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.contradiction.json" for number in count(1))
    path = next(path for path in map(Path, names) if not path.exists())
    try:
        write_atomically(path, f"{line}\n")
    except IbsolveError as error:
        print_error(error)
        typer.echo(line, err=True)
    else:
        typer.echo(f"ibsolve: the evidence of the contradiction is in {path}", err=True)
