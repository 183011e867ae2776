"""Signals that come at bad moments."""

import subprocess
import sys

import pytest

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

IN_A_COMPILED_MODULE = """
import os, signal, sys
from ibsolve.cli.app import app, main

@app.command()
def load():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(10**6):
            pass
    except BaseException as error:
        raise ImportError("initialization failed") from error

sys.argv = ["ibsolve", "load"]
main()
"""


@pytest.mark.parametrize(
    "program", [IN_A_DESTRUCTOR, IN_A_COMPILED_MODULE], ids=["destructor", "compiled module"]
)
def test_a_signal_is_not_lost_where_python_or_a_module_swallows_it(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "ibsolve: interrupted\n")
