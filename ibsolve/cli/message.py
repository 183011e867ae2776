"""What goes to standard error: errors, a line a fault."""

from __future__ import annotations

import typer


def print_error(error: Exception, *, about: str | None = None) -> None:
    """Print one line a fault on standard error; `about` leads where the line does not name it."""
    for line in str(error).splitlines():
        lead = f"{about}: " if about and not line.startswith(about) else ""
        typer.echo(f"ibsolve: {lead}{line}", err=True)
