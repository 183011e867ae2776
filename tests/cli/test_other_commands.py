"""check, flow, mappings and reproduce: output, JSON and exit codes."""

import json
import subprocess
import sys

import pytest
from command import ROOT, ibsolve


@pytest.fixture
def solution(tmp_path):
    path = tmp_path / "solution.json"
    ibsolve("solve", "cases/xor2.toml", "-o", path)
    return path


def rewritten(path, **changes):
    document = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(document))
    return path


def test_check_accepts_what_solve_wrote(solution):
    done = ibsolve("check", solution, "cases/xor2.toml")
    assert (done.returncode, done.stdout) == (0, "xor2: accepted; optimality rests on the search\n")


def test_check_reproves_by_enumeration(solution):
    done = ibsolve("check", solution, "--reprove", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["remark"].startswith("optimality re-proved: plain enumeration")


def test_check_refuses_an_altered_solution_and_says_what_is_true(solution):
    done = ibsolve("check", rewritten(solution, compression=0.5))
    assert done.returncode == 1
    assert "compression" in done.stdout


def test_check_refuses_the_solution_of_another_case(solution):
    done = ibsolve("check", solution, "cases/and2.toml")
    assert (done.returncode, "refused" in done.stdout) == (1, True)


def test_check_reads_the_solutions_of_several_cases_from_standard_input():
    lines = ibsolve("solve", "cases/xor2.toml", "cases/xor2_w1.toml", "--json").stdout
    done = ibsolve("check", "-", text=lines)
    assert done.returncode == 0
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["xor2", "xor2_w1"]


def test_check_of_a_pla_file_takes_the_widths_of_the_solution(tmp_path):
    path = tmp_path / "rd53.json"
    ibsolve("solve", "cases/rd53.pla", "--target", "s2", "--widths", "1", "-o", path)
    assert ibsolve("check", path, "cases/rd53.pla", "--target", "s2").returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected"),
        ("{", "expected"),
        ("[" * 20_000, "expected"),
        ("{}", "expected"),
        ('{"format": 2}', "format"),
    ],
)
def test_check_of_a_malformed_solution_exits_2(text, message):
    done = ibsolve("check", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_flow_shows_the_cells_of_a_solution(solution):
    done = ibsolve("flow", solution, "cases/xor2.toml", "--cells")
    assert done.returncode == 0
    assert "objective, eq. (28)         1.500000 bits = 3/2" in done.stdout
    assert "X1 = 00" in done.stdout


def test_flow_json_has_the_cells_that_the_table_has(solution):
    flow = json.loads(ibsolve("flow", solution, "cases/xor2.toml", "--cells", "--json").stdout)
    first = flow["layers"][0]
    weighed = sum(cell["probability"] * cell["entropy"] for cell in first["cells"])
    assert weighed == pytest.approx(first["reduction"])


def test_flow_refuses_a_network_of_another_fan_in(solution):
    done = ibsolve("flow", solution, "cases/and3.toml")
    assert done.returncode == 2
    assert "network: expected 3 weights a neuron in layer 1, one for each variable, found 2" in done.stderr


def test_flow_needs_no_widths_from_a_pla_file(tmp_path):
    path = tmp_path / "network.json"
    path.write_text(json.dumps({"layers": [[{"weights": [1] * 5, "threshold": 4}]]}))
    flow = json.loads(ibsolve("flow", path, "cases/rd53.pla", "--target", "s2", "--json").stdout)
    assert flow["distortion"] == pytest.approx(0)


def test_mappings_lists_forbidden_maps_with_a_circuit():
    done = ibsolve("mappings", "cases/xor2_w1.toml")
    assert done.returncode == 0
    assert "16 maps, 14 feasible, κ = 2 forbidden" in done.stdout
    assert done.stdout.count("forbidden: neuron 1 cannot put") == 2


@pytest.mark.parametrize(
    ("case", "widths", "forbidden"), [("xor2", "1", 2), ("xor3", "1", 152), ("xor2", "2", 60)]
)
def test_mappings_counts_the_forbidden_maps_of_the_paper(case, widths, forbidden):
    done = ibsolve("mappings", f"cases/{case}.toml", "--widths", widths, "--json")
    layer = json.loads(done.stdout)
    assert layer["forbidden"] == forbidden
    assert sum(not listed["feasible"] for listed in layer["maps"]) == forbidden


def test_mappings_too_many_to_list_are_refused_with_a_way_out():
    done = ibsolve("mappings", "cases/xor3.toml", "--widths", "3,1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "at most 65536 maps to list, found 2^24" in done.stderr
    assert "--counts" in done.stderr
    assert ibsolve("mappings", "cases/xor3.toml", "--widths", "3,1", "--counts").returncode == 0


def test_table_1_is_reproduced_by_both_engines():
    done = ibsolve("reproduce", "table1")
    assert done.returncode == 0
    assert done.stdout.count("matched") == 8
    assert done.stdout.count("explained") == 1
    assert "0.4755" in done.stdout


def test_table_1_as_json_carries_whole_solutions():
    rows = [
        json.loads(line) for line in ibsolve("reproduce", "table1", "--full", "--json").stdout.splitlines()
    ]
    assert len(rows) == 19
    assert all(set(row["solutions"]) == {"exact", "cpsat"} for row in rows)


def test_fig_2_names_the_two_forbidden_mappings():
    done = ibsolve("reproduce", "fig2")
    assert done.returncode == 0
    assert done.stdout.count("optimum of (20)") == 2


def test_fig_3_is_drawn_as_text_and_as_svg(tmp_path):
    target = tmp_path / "xor.svg"
    done = ibsolve("reproduce", "fig3", "--plot", target)
    assert done.returncode == 0
    assert "11 -> 00 -> 0" in done.stdout
    assert target.read_text().startswith("<?xml")


def test_a_figure_of_another_kind_is_refused(tmp_path):
    done = ibsolve("reproduce", "fig3", "--plot", tmp_path / "xor.docx")
    assert done.returncode == 2
    assert "expected a file ending in .svg or .png" in done.stderr


def test_the_version_is_printed():
    assert ibsolve("--version").stdout.startswith("ibsolve 0.")


def test_python_m_ibsolve_is_the_same_command():
    done = subprocess.run(
        [sys.executable, "-m", "ibsolve", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == ibsolve("--version").stdout
