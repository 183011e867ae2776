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
