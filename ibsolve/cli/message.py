"""What goes to standard error: errors, a line a fault."""

from __future__ import annotations

import typer


def print_error(error: Exception) -> None:
    """Print one line a fault on standard error."""
    for line in str(error).splitlines():
        typer.echo(f"ibsolve: {line}", err=True)
