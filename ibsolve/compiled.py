"""Row 0: functions compiled by numba, cached where the user may write, announced where that takes time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numba


def compiled(function: Callable[..., Any], *, fastmath: set[str] | bool = False) -> Any:
    """The function compiled when first called, and kept on disk where the user may write.

    fastmath: the liberties that LLVM may take with sums of floats, which vectors of them need.
    """
    try:
        return numba.njit(cache=True, nogil=True, fastmath=fastmath)(function)
    except RuntimeError:
        # numba found no place for its cache, neither beside this file nor in the user's: the notice
        # that compilation takes time then comes with every run.
        return numba.njit(nogil=True, fastmath=fastmath)(function)


@contextmanager
def announced_compilation(say: Callable[[str], None]) -> Iterator[None]:
    """Say so where the search has to be compiled first: once after installation."""
    from numba.core import event

    class Announcement(event.Listener):
        is_made = False

        def on_start(self, _event: event.Event) -> None:
            if not self.is_made:
                say("compiling the search, once after installation")
                self.is_made = True

        def on_end(self, _event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield
