"""`ibsolve reproduce renyi-width`: output, JSON, exit codes, what is refused."""

import json

from command import ibsolve

FEW = ("reproduce", "renyi-width", "--runs", "2", "--samples", "128")


def test_the_points_of_figure_3_are_met():
    done = ibsolve(*FEW)
    assert (done.returncode, done.stdout.count("matched")) == (0, 36)
    assert "Figs. 3 and 4 of paper 004" in done.stdout


def test_json_has_a_line_a_point():
    values = [json.loads(line) for line in ibsolve(*FEW, "--json").stdout.splitlines()]
    assert len(values) == 36
    assert {value["verdict"] for value in values} == {"matched"}
    assert (values[0]["unit"], values[0]["rule"], values[0]["samples"]) == ("bits", "(27)", 128)


def test_one_run_has_no_deviation_and_is_refused():
    done = ibsolve("reproduce", "renyi-width", "--runs", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "runs: expected a whole number >= 2, found 1" in done.stderr


def test_the_figures_are_written_with_their_data(tmp_path):
    assert ibsolve(*FEW, "--quick", "--out", str(tmp_path)).returncode == 0
    written = {"fig3.svg", "fig3.png", "fig4.svg", "fig4.png", "renyi-width.json"}
    assert {each.name for each in tmp_path.iterdir()} == written
    told = json.loads((tmp_path / "renyi-width.json").read_text())
    assert [check["verdict"] for check in told["checks"]] == ["met"] * 36
    assert [panel["title"] for panel in told["charts"]["fig3"]["panels"]] == [
        f"N = 128, d = {d}" for d in (10, 100, 1000)
    ]
