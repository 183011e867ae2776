"""Puts versions into the results, and says which counts differ from the committed reference."""

import json
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("ibsolve", "numba", "numpy", "ortools", "scipy")
RIVALS = {name: name for name in ("cvxpy", "embo", "infomeasure", "npeet_plus")} | {"sklearn": "scikit-learn"}
"""What to import and who distributes it: measured where they are installed; nothing needs them."""
REFERENCE = Path(__file__).with_name("reference.json")


def versions():
    installed = [*PACKAGES, *(rival for name, rival in RIVALS.items() if find_spec(name))]
    return {name: version(name) for name in installed} | {"python": platform.python_version()}


def pytest_benchmark_update_machine_info(machine_info):
    cpu = machine_info["cpu"]
    kept = {"cpu": {"brand": cpu.get("brand_raw"), "count": cpu.get("count")}}
    kept |= {key: machine_info[key] for key in ("machine", "system", "python_version")}
    machine_info.clear()
    machine_info |= kept


def pytest_benchmark_update_json(output_json):
    output_json["versions"] = versions()


def pytest_terminal_summary(terminalreporter, config):
    session = getattr(config, "_benchmarksession", None)
    if session is None or not REFERENCE.exists():
        return
    reference = {
        run["fullname"]: run["extra_info"] for run in json.loads(REFERENCE.read_text())["benchmarks"]
    }
    terminalreporter.section("versions")
    terminalreporter.write_line(", ".join(f"{name} {number}" for name, number in versions().items()))
    terminalreporter.section("counts against the committed reference")
    differing = 0
    for run in session.benchmarks:
        known = reference.get(run.fullname, {})
        for what, count in run.extra_info.items():
            if known.get(what) != count:
                differing += 1
                terminalreporter.write_line(f"{run.name}: {what} {known.get(what)} -> {count}")
    terminalreporter.write_line(f"{differing} counts differ" if differing else "all counts are the same")
