"""`import ibsolve` and `ibsolve --help` stay light: heavy libraries are imported where they are used."""

import json
import subprocess
import sys

import pytest

HEAVY = ["torch", "ortools", "matplotlib", "sympy", "scipy", "numpy", "networkx", "pandas"]


HELP = """
import contextlib, sys, ibsolve.cli
sys.argv = ["ibsolve", "--help"]
with contextlib.suppress(SystemExit):
    ibsolve.cli.main()
"""


def modules_after(code):
    listing = f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, encoding="utf-8", check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        "import ibsolve",
        "import ibsolve; ibsolve.Problem.from_truth_table('0110', [2, 1])",
        HELP,
    ],
    ids=["import ibsolve", "a problem", "ibsolve --help"],
)
def test_no_heavy_library_is_loaded(code):
    assert not modules_after(code).intersection(HEAVY)


def test_the_command_line_needs_no_rich_to_show_its_help():
    assert "rich" not in modules_after(HELP)


def test_estimators_are_named_without_what_they_stand_on():
    loaded = modules_after("from ibsolve.estimators import estimator_names; estimator_names()")
    assert not loaded.intersection(["torch", "scipy", "numba", "ortools", "matplotlib"])
