"""Progress of work that takes over a second, on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ibsolve.engines import Incumbent

_QUIET_SECONDS = 1.0


class Progress:
    """A line that renews itself in a terminal, else rarer and rarer lines; messages at once."""

    def __init__(self, name: str) -> None:
        from rich.console import Console

        self._name = name
        console = Console(stderr=True, highlight=False, markup=False)
        self._status = console.status(f"{name}: searching") if console.is_terminal else None
        self._is_shown = False
        self._next_line = _QUIET_SECONDS
        self._objective: float | None = None

    def report(self, state: Incumbent) -> None:
        """Show the state of a search that takes long: with every better network, and now and then."""
        is_better = state.objective != self._objective and state.seconds >= _QUIET_SECONDS
        if state.seconds < self._next_line and not is_better:
            return
        self._objective = state.objective
        if self._status is None:
            while self._next_line <= state.seconds:
                self._next_line *= 2
        else:
            self._next_line = state.seconds + 0.2
        self.say(_state(state))

    def say(self, text: str) -> None:
        """Show what the search is doing."""
        line = f"{self._name}: {text}"
        if self._status is None:
            typer.echo(line, err=True)
            return
        self._status.update(line)
        if not self._is_shown:
            self._status.start()
            self._is_shown = True

    def end(self) -> None:
        """Leave the terminal as it was."""
        if self._status is not None and self._is_shown:
            self._status.stop()


@contextmanager
def progress(name: str) -> Iterator[Progress]:
    """The progress of a search, on standard error."""
    shown = Progress(name)
    try:
        yield shown
    finally:
        shown.end()


def seldom(shown: Progress) -> Callable[[str], None]:
    """What tells of one part of a study after another: a second after the first one, then rarer and rarer."""
    started: float | None = None
    following = _QUIET_SECONDS

    def say(text: str) -> None:
        nonlocal started, following
        now = time.monotonic()
        # Loading what searches counts as no part.
        started = now if started is None else started
        if now - started >= following:
            following = 2 * (now - started)
            shown.say(text)

    return say


def _state(state: Incumbent) -> str:
    gap = None
    if state.objective is not None and state.bound is not None:
        gap = max(0.0, state.bound - state.objective)
    rate = state.nodes / state.seconds if state.seconds else 0.0
    parts = [
        "no network yet" if state.objective is None else f"objective {state.objective:.6f} bits",
        *([] if state.bound is None else [f"at most {state.bound:.6f} bits"]),
        *([] if gap is None else [f"gap {gap:.6f} bits"]),
        *([f"{state.nodes:,} nodes, {rate:,.0f} a second"] if state.nodes else []),
        f"{state.seconds:.0f} s",
    ]
    return ", ".join(parts)
