"""Runs the `ibsolve` command: inside this process, so that start-up is paid once, or as installed."""

import io
import signal
import sys
from contextlib import chdir, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from ibsolve.cli import main

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("ibsolve"))
"""The installed command, for what takes a process of its own: signals, closed streams, start-up."""


def ibsolve(*arguments, text="", cwd=ROOT):
    """The finished command: its exit code and what it wrote, as `subprocess.run` would tell."""
    given = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    output, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    command = ["ibsolve", *map(str, arguments)]
    with (
        chdir(cwd),
        kept_handlers(),
        patch.object(sys, "argv", command),
        patch.object(sys, "stdin", given),
        patch.object(sys, "stdout", output),
        patch.object(sys, "stderr", error),
        patch.dict("os.environ", COLUMNS="80"),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code
        else:
            code = 0
    return CompletedProcess(command, code or 0, written(output), written(error))


@contextmanager
def kept_handlers():
    """What the command does to signals and hooks is undone."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(number) for number in numbers]
    hook = sys.unraisablehook
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, handler)


def written(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()
