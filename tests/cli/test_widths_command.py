"""`ibsolve widths`: output, exit codes, files, bad options."""

import json

import pytest
from command import ROOT, ibsolve

PARITY_4 = """format = 1
[input]
variables = ["a", "b", "c", "d"]
[target]
expression = "a ^ b ^ c ^ d"
"""


def test_the_smallest_architectures_of_parity_are_a_readable_table():
    done = ibsolve("widths", "cases/xor3.toml")
    assert done.returncode == 0
    assert "2 smallest architectures within 2 layers and 6 neurons in all (4 of 21 searched)" in done.stdout
    assert "[3,1]         4   3.188722  2.000000      0.000000  optimal  best objective of 2" in done.stdout
    assert "[3,1]   [2,1]    [2] loses too much already: complete search by the engine" in done.stdout
    assert "        h2_1    -h1_1 + h1_2 + h1_3 >= 1" in done.stdout


def test_json_has_the_whole_solution_of_every_architecture(tmp_path):
    target = tmp_path / "widths.json"
    done = ibsolve("widths", "-", "cases/half_adder.toml", "--json", "-o", target, text=PARITY_4)
    assert done.returncode == 0
    assert target.read_text() == done.stdout
    parity, adder = map(json.loads, done.stdout.splitlines())
    assert [found["widths"] for found in parity["architectures"]] == [[4], [4, 1]]
    two_layers = parity["architectures"][1]
    assert (two_layers["compression_exact"], two_layers["slack_exact"]) == ("3", "0")
    assert two_layers["is_minimal"]
    assert two_layers["smaller"] == [
        {
            "widths": [3, 1],
            "status": "infeasible",
            "refuted_widths": [3],
            "evidence": {"kind": "search"},
        }
    ]
    assert [depth["widths"] for depth in parity["depths"]] == [[[4]], [[4, 1]]]
    assert "widths" not in parity["problem"]
    assert [found["widths"] for found in adder["architectures"]] == [[2, 2]]
    assert adder["architectures"][0]["smaller"][0]["evidence"]["kind"] == "counting bound"
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps(two_layers["solution"]))
    assert ibsolve("check", solution).returncode == 0


def test_files_without_widths_need_none():
    done = ibsolve("widths", "cases/rd53.pla", "--target", "s2", "--json", "--max-depth", "1")
    assert [found["widths"] for found in json.loads(done.stdout)["architectures"]] == [[1]]
    done = ibsolve("widths", "cases/rd53.pla", "--readout", "equal", "--max-neurons", "3", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["considered"], document["architectures"]) == (1, 1, [])


def test_epsilon_and_engine_are_options():
    done = ibsolve("widths", "cases/xor2.toml", "--epsilon", "7/10", "--engine", "cpsat", "--json")
    document = json.loads(done.stdout)
    assert (document["epsilon"], document["engine"]) == ("7/10", "cpsat")
    assert [found["widths"] for found in document["architectures"]] == [[1], [1, 1]]
    assert document["architectures"][0]["solution"]["engine"] == "cpsat"


def test_none_within_the_limits_exits_1():
    done = ibsolve("widths", "cases/xor3.toml", "--max-neurons", "2")
    assert done.returncode == 1
    assert "none within 2 layers and 2 neurons in all (2 of 3 searched) meets the bound" in done.stdout


def test_a_limit_exits_3_and_lists_what_is_undecided():
    text = (ROOT / "cases/xor3.toml").read_text().replace("a ^ b ^ c", "a ^ b ^ c ^ d ^ e")
    text = text.replace('"c"]', '"c", "d", "e"]')
    done = ibsolve("widths", "-", "--time-limit", "0.001", text=text)
    assert done.returncode == 3
    assert "unknown within 2 layers and 6 neurons in all" in done.stdout
    assert "the limit was reached before it was searched" in done.stdout
    assert "more" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-depth", "0"], "max depth: expected a whole number from 1 to 64, found 0"),
        (["--max-neurons", "0"], "max neurons: expected a whole number from 1 to 256, found 0"),
        (["--max-neurons", "-1"], "max neurons: expected a whole number from 1 to 256, found -1"),
        (["--max-depth", "x"], "'--max-depth'"),
        (["--max-neurons", "2.5"], "'--max-neurons'"),
        (["--max-depth", "20", "--max-neurons", "40"], "expected at most 10,000 architectures"),
        (["--epsilon", "-1"], "epsilon: expected a number of bits >= 0"),
        (["--epsilon", "1", "--readout", "equal"], 'epsilon: expected 0 under readout "equal"'),
        (["--readout", "none"], 'readout: expected "any" or "equal"'),
        (["--engine", "best"], "engine: expected one of annealing, auto"),
        (["--time-limit", "0"], "time limit: expected a number of seconds > 0"),
        (["-o", "no/folder.json"], "create it first"),
        (["--widths", "1"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_option_is_one_message_and_exit_2(arguments, message):
    done = ibsolve("widths", "cases/xor2.toml", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_case_goes_to_standard_error_and_the_others_still_run():
    done = ibsolve("widths", "nowhere.toml", "cases/xor2.toml", "--json")
    assert (done.returncode, json.loads(done.stdout)["case"]) == (2, "xor2")
    assert done.stderr.startswith("ibsolve: nowhere.toml: expected a file, found none")


def test_a_support_too_large_for_the_engine_is_refused_with_its_message(tmp_path):
    case = tmp_path / "large.toml"
    names = ", ".join(f'"x{number}"' for number in range(7))
    case.write_text(f'format = 1\n[input]\nvariables = [{names}]\n[target]\nexpression = "x0 ^ x1"\n')
    done = ibsolve("widths", case, "--engine", "exact")
    assert (done.returncode, done.stdout) == (2, "")
    assert "engine exact: expected at most 64 support inputs, found 128" in done.stderr
