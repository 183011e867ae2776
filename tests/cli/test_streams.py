"""Standard output that is full, closed, gone or of another encoding; input that is still open."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import COMMAND, ROOT

XOR = "cases/xor2.toml"


def run(command, **options):
    return subprocess.run(
        ["sh", "-c", command.replace("ibsolve", COMMAND)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        **options,
    )


def test_an_encoding_without_greek_letters_changes_no_verdict():
    done = run(f"ibsolve solve {XOR}", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"compression C_?" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", ["", "--json"])
def test_a_full_disk_is_bad_input_and_not_a_definite_no(options):
    done = run(f"ibsolve solve {XOR} {options} > /dev/full")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


def test_a_closed_standard_output_is_told():
    done = run(f"ibsolve solve {XOR} >&-")
    assert done.returncode == 2
    assert b"standard output: expected an open stream, found a closed one" in done.stderr


def test_the_output_file_is_written_even_if_the_reader_has_gone(tmp_path):
    target = tmp_path / "solution.json"
    run(f"ibsolve solve {XOR} --json -o {target} | true")
    assert json.loads(target.read_text())["status"] == "optimal"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_one_signal_ends_the_wait_for_standard_input(number):
    with subprocess.Popen(
        [COMMAND, "solve", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(1.5)
        process.send_signal(number)
        assert process.wait(timeout=20) == 3


def test_an_output_path_that_is_too_long_is_one_message(tmp_path):
    done = run(f"ibsolve solve {XOR} -o {tmp_path / ('x' * 300)}")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_a_flood_of_faults_is_cut():
    done = run("ibsolve check -", input=b"x\n" * 1000)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == b"ibsolve: and 950 more faults"


@pytest.mark.parametrize("in_case", [False, True], ids=["alone", "named by a case"])
def test_a_table_of_the_wrong_kind_tells_how_many_faults_are_not_listed(tmp_path, in_case):
    (tmp_path / "words.csv").write_text("a,y\n" + "yes,no\n" * 100)
    (tmp_path / "words.toml").write_text(
        'format = 1\n[target]\ndata = "words.csv"\ncolumns = ["y"]\n[network]\nwidths = [1]\n'
    )
    name = "words.toml" if in_case else "words.csv"
    done = run(f"ibsolve solve {tmp_path / name} --widths 1")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 51
    assert done.stderr.splitlines()[-1].endswith(b"and 150 more faults")
