"""Runs the installed `ibsolve` command, as a user would."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("ibsolve"))


def ibsolve(*arguments, text=None, cwd=ROOT, timeout=120):
    """The finished process; standard output and error are text."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        timeout=timeout,
    )
