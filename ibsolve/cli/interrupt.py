"""Ctrl-C and SIGTERM: a search ends with what it has, anything else ends at once; exit code 3."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

import typer

from ibsolve.cli.exit_code import ExitCode

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED = Event()


class Interrupted(BaseException):
    """The user wants the program to end. Like KeyboardInterrupt no error, so not one of ours."""


def interrupt_on_signal() -> None:
    """From now on SIGINT and SIGTERM raise Interrupted.

    What is raised inside a destructor Python only reports, and goes on; there the program ends at once.
    """
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    sys.unraisablehook = _end_instead_of_reporting


def end_if_interrupted() -> None:
    """Leave the program as `end_interrupted` does if a signal has raised Interrupted.

    To ask whenever an error ends a command: compiled modules that are being loaded, or call Python, may have
    put an error of their own (ortools: ImportError, "initialization failed") in the place of Interrupted.
    """
    if _INTERRUPTED.is_set():
        end_interrupted()


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


def end_interrupted() -> NoReturn:
    """Leave the program at once with exit code 3, and say so.

    An orderly exit would wait for, or abort, a solver that still runs in a thread of its own.
    """
    typer.echo("ibsolve: interrupted", err=True)
    os._exit(ExitCode.LIMIT)


def _end_instead_of_reporting(unraisable: sys.UnraisableHookArgs) -> None:
    if isinstance(unraisable.exc_value, Interrupted):
        end_interrupted()
    sys.__unraisablehook__(unraisable)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _INTERRUPTED.set()
    raise Interrupted
