"""Row 10: the `ibsolve` command, one file a sub-command: parse, call, print, exit code."""

from ibsolve.cli.app import main

__all__ = ["main"]
