"""Progress of work that takes over a second, on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ibsolve.engines import Incumbent

_QUIET_SECONDS = 1.0


@contextmanager
def progress(name: str) -> Iterator[Callable[[Incumbent], None]]:
    """A reporter for a search: a line that renews itself in a terminal, else rarer and rarer lines."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False)
    status = console.status(f"{name}: searching") if console.is_terminal else None
    next_line = _QUIET_SECONDS
    started = False

    def report(state: Incumbent) -> None:
        nonlocal next_line, started
        if state.seconds < next_line:
            return
        line = f"{name}: {_state(state)}"
        if status is None:
            next_line *= 2
            typer.echo(line, err=True)
        else:
            next_line = state.seconds + 0.2
            status.update(line)
            if not started:
                status.start()
                started = True

    try:
        yield report
    finally:
        if status is not None and started:
            status.stop()


def _state(state: Incumbent) -> str:
    parts = [
        "no network yet" if state.objective is None else f"objective {state.objective:.6f} bits",
        *([] if state.bound is None else [f"at most {state.bound:.6f} bits"]),
        *([f"{state.nodes} nodes"] if state.nodes else []),
        f"{state.seconds:.0f} s",
    ]
    return ", ".join(parts)
