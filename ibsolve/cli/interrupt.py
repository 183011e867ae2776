"""Ctrl-C and SIGTERM: a search ends with what it has, anything else ends at once; exit code 3."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(BaseException):
    """The user wants the program to end. Like KeyboardInterrupt no error, so not one of ours."""


def interrupt_on_signal() -> None:
    """From now on SIGINT and SIGTERM raise Interrupted."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def ignore_signals() -> None:
    """From now on SIGINT and SIGTERM do nothing."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def stop_on_signal(stop: Event) -> Iterator[None]:
    """Inside the block SIGINT and SIGTERM set the event; a second signal raises Interrupted."""

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            _interrupt(number, frame)
        stop.set()

    previous = [signal.signal(number, handle) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, previous, strict=True):
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted
