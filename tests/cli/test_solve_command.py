"""`ibsolve solve`: output, exit codes, standard input, files, signals."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import COMMAND, ROOT, ibsolve

PARITY_CASE = """format = 1
[input]
variables = ["a", "b", "c", "d"]
[target]
expression = "a ^ b ^ c ^ d"
[network]
widths = [4, 1]
"""
RANDOM_CASE = """format = 1
[input]
variables = ["a", "b", "c", "d", "e"]
[target]
truth_table = "0x5c3a9f61"
[network]
widths = [3, 1]
"""


def test_counting_and_explaining_are_part_of_the_answer():
    counted = json.loads(ibsolve("solve", "cases/xor2.toml", "--count", "--json").stdout)
    assert (counted["optima"], counted["explanation"]) == (2, None)
    done = ibsolve("solve", "cases/xor3.toml", "--widths", "2,1", "--explain", "--count")
    assert done.returncode == 1
    assert "optima                      0 distinct tuples of partitions" in done.stdout
    assert "least epsilon 0.451205 bits = -1 + 5/8*log2(5)\n" in done.stdout
    assert "feasible with --epsilon 0.451206, by the network below" in done.stdout
    assert "with its hidden layers and no distortion, code 10 of layer 1 holds inputs" in done.stdout
    enough = ibsolve("solve", "cases/xor3.toml", "--widths", "2,1", "--epsilon", "0.451206")
    assert enough.returncode == 0
    short = ibsolve("solve", "cases/xor3.toml", "--widths", "2,1", "--epsilon", "0.451205")
    assert short.returncode == 1


def test_what_engine_exact_cannot_count_is_refused():
    done = ibsolve("solve", "cases/xor2.toml", "--engine", "enumerate", "--widths", "2,12", "--count")
    assert done.returncode == 0, "4 codes need no more than 3 neurons"
    wide = PARITY_CASE.replace("[4, 1]", "[6, 1]")
    done = ibsolve("solve", "-", "--engine", "cpsat", "--count", text=wide)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ibsolve: <stdin>: count of optima, by engine exact: expected at most 5 neurons in a hidden "
        "layer, found 6 in layer 1 of widths [6, 1] (solve without it)\n"
    )


def test_a_proved_optimum_exits_0_with_a_readable_table():
    done = ibsolve("solve", "cases/xor2.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "objective, eq. (28)         1.500000 bits = 3/2" in done.stdout
    assert "a & ~b" in done.stdout


def test_an_infeasible_case_exits_1_and_names_the_circuit():
    done = ibsolve("solve", "cases/xor2_w1.toml")
    assert done.returncode == 1
    assert "01 + 10 = 00 + 11" in done.stdout


def test_json_has_one_line_a_case():
    done = ibsolve("solve", "cases/xor2.toml", "cases/xor2_w1.toml", "cases/and2_w1.toml", "--json")
    assert done.returncode == 1
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(d["case"], d["status"]) for d in documents] == [
        ("xor2", "optimal"),
        ("xor2_w1", "infeasible"),
        ("and2_w1", "optimal"),
    ]


def test_a_bad_case_goes_to_standard_error_and_the_others_still_run():
    done = ibsolve("solve", "nowhere.toml", "cases/xor2.toml", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["case"] == "xor2"
    assert "ibsolve: nowhere.toml: expected a file, found none" in done.stderr


def test_a_case_is_read_from_standard_input():
    done = ibsolve("solve", "-", "--json", text=(ROOT / "cases/xor2.toml").read_text())
    assert (done.returncode, json.loads(done.stdout)["objective"]) == (0, 1.5)


def test_options_replace_what_the_file_says():
    done = ibsolve(
        "solve", "cases/xor2.toml", "--widths", "1", "--epsilon", "1", "--readout", "any", "--json"
    )
    document = json.loads(done.stdout)
    assert (document["widths"], document["epsilon"], document["objective"]) == ([1], "1", 2.0)


def test_a_pla_file_needs_widths_and_takes_outputs():
    assert "pass --widths" in ibsolve("solve", "cases/rd53.pla").stderr
    done = ibsolve("solve", "cases/rd53.pla", "--widths", "1", "--target", "0", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["problem"]["targets"]) == (0, ["s2"])


def test_both_engines_agree_and_say_so():
    done = ibsolve("solve", "cases/xor3.toml", "--widths", "3,1", "--engine", "both", "--json")
    document = json.loads(done.stdout)
    assert (document["engine"], document["objective_exact"]) == ("both", "2 + 3/4*log2(3)")


def test_the_output_file_holds_the_json_lines(tmp_path):
    target = tmp_path / "solutions.json"
    done = ibsolve("solve", "cases/xor2.toml", "cases/and2.toml", "--json", "-o", target)
    assert done.returncode == 0
    assert target.read_text() == done.stdout


def test_a_file_that_cannot_be_written_is_refused_before_the_search(tmp_path):
    done = ibsolve("solve", "cases/xor2.toml", "-o", tmp_path / "no" / "folder.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "create it first" in done.stderr


def test_no_output_file_is_written_when_no_case_is_good(tmp_path):
    target = tmp_path / "solution.json"
    assert ibsolve("solve", "nowhere.toml", "-o", target).returncode == 2
    assert not target.exists()


def test_a_limit_exits_3_with_a_bound():
    done = ibsolve(
        "solve", "-", "--json", "--engine", "cpsat", "--widths", "4,1", "--time-limit", "2", text=RANDOM_CASE
    )
    document = json.loads(done.stdout)
    assert (done.returncode, document["status"] in ("feasible", "unknown")) == (3, True)
    assert document["objective_bound"] >= (document["objective"] or 0)
    # On a new installation the notice of compiling comes between.
    assert done.stderr
    assert all(line.endswith((" s", "once after installation")) for line in done.stderr.splitlines())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize(
    ("engine", "case", "widths"),
    [("cpsat", RANDOM_CASE, "4,1"), ("enumerate", PARITY_CASE, "2,2,1"), ("exact", RANDOM_CASE, "3,1")],
    ids=["cpsat", "enumerate", "exact"],
)
def test_a_signal_ends_the_search_with_what_it_has(number, engine, case, widths, tmp_path):
    target = tmp_path / "solution.json"
    arguments = ["solve", "-", "--json", "--engine", engine, "--widths", widths, "-o", str(target)]
    with subprocess.Popen(
        [COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(case)
        process.stdin.close()
        # The first progress line says that the search is running; it may have to be compiled before.
        assert any(line.endswith(" s\n") for line in iter(process.stderr.readline, ""))
        process.send_signal(number)
        document = json.loads(process.stdout.read())
        assert process.wait(timeout=30) == 3
    assert document["status"] in ("feasible", "unknown")
    assert json.loads(target.read_text()) == document


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--widths", "2,x"],
            "--widths: expected whole numbers separated by commas, such as 3,1, found '2,x'",
        ),
        (["--widths", ""], "--widths: expected whole numbers"),
        (["--widths", "0"], "widths: expected one whole number a layer, each from 1 to 256"),
        (["--widths", "2,-1"], "--widths: expected whole numbers"),
        (["--widths", "999999"], "each from 1 to 256"),
        (["--epsilon", "-1"], "epsilon: expected a number of bits >= 0"),
        (["--epsilon", "nan"], "epsilon: expected a number of bits >= 0"),
        (["--epsilon", "1e999999999"], "epsilon: expected a number of bits >= 0"),
        (["--readout", "none"], 'readout: expected "any" or "equal"'),
        (["--target", "z"], "z"),
        (
            ["--engine", "exhaust"],
            "engine: expected one of annealing, auto, both, cpsat, enumerate, exact, found 'exhaust'",
        ),
        (["--time-limit", "0"], "time limit: expected a number of seconds > 0"),
        (["--time-limit", "nan"], "time limit: expected a number of seconds > 0"),
        (["--workers", "0"], "workers: expected a whole number from 1 to 64"),
        (["--seed", "-1"], "seed: expected a whole number from 0"),
        (["--seed", "x"], "'--seed'"),
        (["--hint", "x.json"], "x.json: expected a file, found none"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_option_is_one_message_and_exit_2(arguments, message):
    done = ibsolve("solve", "cases/xor2.toml", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_causes_no_traceback():
    cases = [str(path) for path in sorted((ROOT / "cases").glob("*xor2*.toml"))]
    with subprocess.Popen(
        [COMMAND, "solve", *cases, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
        assert process.wait(timeout=30) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_two_signals_end_the_program_at_once(number):
    with subprocess.Popen(
        [COMMAND, "solve", "-", "--engine", "cpsat", "--widths", "4,1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(RANDOM_CASE)
        process.stdin.close()
        process.stderr.readline()
        process.send_signal(number)
        process.send_signal(number)
        assert process.wait(timeout=30) == 3


def wait_until_signals_are_caught(process):
    """A signal before the command has taken over would end it as Python does; that may take seconds."""
    status = Path(f"/proc/{process.pid}/status")
    caught = re.compile(r"SigCgt:\s*(\w+)")
    while not int(caught.search(status.read_text())[1], 16) >> (signal.SIGTERM - 1) & 1:
        time.sleep(0.01)
    time.sleep(0.5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_any_other_command_with_exit_3(number):
    with subprocess.Popen(
        [COMMAND, "reproduce", "table1", "--full"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_until_signals_are_caught(process)
        process.send_signal(number)
        assert process.wait(timeout=30) in (0, 3), "0: it was already done"
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("command", [["solve", "-"], ["check", "-"]], ids=" ".join)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name = '\xff'", "<stdin>, line 1: expected text in UTF-8, found the byte 0xff"),
        (b"", "an empty file"),
    ],
    ids=["not UTF-8", "empty"],
)
def test_standard_input_follows_the_rules_of_files(command, content, message):
    done = subprocess.run([COMMAND, *command], input=content, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


@pytest.mark.parametrize("path", sorted((ROOT / "cases" / "malformed").iterdir()), ids=lambda path: path.name)
def test_a_malformed_file_exits_2_without_a_traceback(path):
    widths = [] if path.suffix == ".toml" else ["--widths", "1"]
    done = ibsolve("solve", path, *widths)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ibsolve: {path}")
    assert "Traceback" not in done.stderr


def test_standard_error_stays_empty_for_quick_work():
    environment = {**os.environ, "TERM": "dumb"}
    done = subprocess.run(
        [COMMAND, "solve", "cases/and2.toml"], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stderr == b""


def test_a_solution_is_a_hint_for_the_next_run(tmp_path):
    found = tmp_path / "found.json"
    first = ibsolve(
        "solve",
        "-",
        "--engine",
        "cpsat",
        "--widths",
        "4,1",
        "--time-limit",
        "3",
        "-o",
        str(found),
        text=RANDOM_CASE,
    )
    assert first.returncode == 3
    again = ibsolve(
        "solve",
        "-",
        "--json",
        "--widths",
        "4,1",
        "--time-limit",
        "0.001",
        "--hint",
        str(found),
        text=RANDOM_CASE,
    )
    assert again.returncode == 3
    assert json.loads(again.stdout)["objective"] == json.loads(found.read_text())["objective"]


def test_a_hint_is_for_one_case():
    done = ibsolve("solve", "cases/xor2.toml", "cases/and2.toml", "--hint", "x.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ibsolve: --hint: expected one case to start, found 2 (solve one at a time)\n"


def test_a_hint_is_not_read_from_standard_input():
    done = ibsolve("solve", "cases/xor2.toml", "--hint", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "ibsolve: --hint: expected a file, found - (only a case is read from standard input)\n"
    )


def test_a_hint_of_another_problem_is_refused(tmp_path):
    found = tmp_path / "found.json"
    ibsolve("solve", "cases/and2.toml", "-o", str(found))
    done = ibsolve("solve", "cases/xor2.toml", "--hint", str(found))
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "hint: expected a distortion of at most epsilon = 0 bits, found a network that loses" in done.stderr
    )
