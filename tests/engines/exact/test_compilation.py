"""The search is compiled once: announced then, silent afterwards, and whole after an interruption."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow

SOLVE = """
from ibsolve.engines import Limits, solve
from ibsolve.problem import Problem
for widths in [2, 1], [1]:
    solution = solve(Problem.from_truth_table("0110", widths), engine="exact", limits=Limits(message=print))
    print(solution.status)
"""
NOTICE = "compiling the search, once after installation"


def start(cache):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-u", "-c", SOLVE], env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    )


def said(cache):
    process = start(cache)
    lines, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return lines.splitlines()


def compiled_files(cache):
    return list(cache.rglob("*.nbc"))


def test_compilation_is_announced_and_kept_once_even_if_its_first_process_is_killed(tmp_path):
    process = start(tmp_path)
    assert process.stdout.readline().strip() == NOTICE
    while not compiled_files(tmp_path):
        assert process.poll() is None, "nothing was kept"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert said(tmp_path) == [NOTICE, "optimal", "infeasible"], "what it left works, and is completed"
    kept = set(compiled_files(tmp_path))
    assert said(tmp_path) == ["optimal", "infeasible"]
    assert set(compiled_files(tmp_path)) == kept
