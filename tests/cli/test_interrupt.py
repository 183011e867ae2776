"""Signals that come at bad moments."""

import subprocess
import sys

IN_A_DESTRUCTOR = """
import os, signal
from ibsolve.cli.interrupt import interrupt_on_signal

class Slow:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(10**6):
            pass

interrupt_on_signal()
Slow()
print("went on")
"""


def test_a_signal_inside_a_destructor_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", IN_A_DESTRUCTOR], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "ibsolve: interrupted\n")
