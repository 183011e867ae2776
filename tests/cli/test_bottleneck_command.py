"""`ibsolve bottleneck`: output, exit codes, figures, limits, refusals."""

import json
import signal
import subprocess
import time

import pytest
from command import COMMAND, ROOT, ibsolve

LONG_CASE = """format = 1
[input]
variables = ["a", "b", "c", "d", "e"]
[input.probability]
{laws}
[target]
expression = "(a & b) ^ (c | d & ~e)"
[network]
widths = [2, 1]
[objective]
epsilon = "1/10"
"""

TINY = f"""format = 1
[input]
variables = ["a", "b"]
[input.probability]
"00" = {10**400 - 1}
"11" = 1
[target]
expression = "a & b"
[network]
widths = [1]
"""


@pytest.fixture
def long_case(tmp_path):
    """Thirty-two inputs of unrelated weights: their partitions take hours."""
    laws = "\n".join(f'"{k:05b}" = {1_000 + 7919 * k * k % 1009}' for k in range(32))
    path = tmp_path / "long.toml"
    path.write_text(LONG_CASE.format(laws=laws))
    return path


def test_json_has_one_line_a_case_with_chain_methods_and_price(tmp_path):
    target = tmp_path / "compared.json"
    done = ibsolve("bottleneck", "cases/xor2.toml", "cases/mean2.toml", "--json", "-o", target)
    assert done.returncode == 0
    assert target.read_text() == done.stdout
    xor, mean = map(json.loads, done.stdout.splitlines())
    assert (xor["case"], mean["case"], xor["is_complete"]) == ("xor2", "mean2", True)
    assert xor["chain"]["layers"] == [1.5, 1.0]
    assert xor["price"]["price"] == 0.5
    assert xor["price"]["mappings"] == [
        {"partition": [["00", "11"], ["01", "10"]], "forbidden": True, "circuits": ["01 + 10 = 00 + 11"]}
    ]
    assert xor["solution"]["objective_exact"] == "3/2"
    assert mean["frontier"]["entropy"] == pytest.approx([0, 0.8112781244591328, 1.5])
    assert [method["quantity"] for method in mean["methods"]] == ["I(X;T)"] * 3 + ["H(T)"] * 4


def test_the_same_case_gives_the_same_json_but_for_work():
    first, second = (json.loads(ibsolve("bottleneck", "cases/votes.toml", "--json").stdout) for _ in range(2))
    for document in (first, second):
        document.pop("work")
        document["solution"].pop("work")
    assert first == second


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_plane_is_drawn(tmp_path, kind):
    plot = tmp_path / f"plane.{kind}"
    done = ibsolve("bottleneck", "cases/mean2.toml", "--plot", plot)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    content = plot.read_bytes()
    assert content.startswith(b"\x89PNG" if kind == "png" else b"<?xml")
    assert kind == "png" or b"exact frontier" in content


def test_a_limit_leaves_what_is_proved_and_exits_with_3(long_case):
    done = ibsolve("bottleneck", long_case, "--time-limit", "4", "--json")
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert not document["is_complete"]
    proved_from = document["frontier"]["proved_from"]
    assert proved_from is None or proved_from < document["I_XY"]
    assert document["solution"]["status"] in ("feasible", "unknown")


def test_an_interrupt_leaves_a_table_and_exits_with_3(long_case):
    process = subprocess.Popen(
        [COMMAND, "bottleneck", str(long_case)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    printed, told = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in told) == (3, False)
    assert "incomplete: the limit was reached" in printed
    assert "H_DIB <= H(X_ν)" in printed


def test_an_infeasible_architecture_is_still_compared():
    done = ibsolve("bottleneck", "cases/xor2_w1.toml")
    assert done.returncode == 1
    assert "<= no network" in done.stdout
    assert "threshold neurons           - (infeasible)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cases/xor2.toml", "--epsilon", "-1"], "epsilon: expected"),
        (["cases/xor2.toml", "--plot", "/nowhere/x.svg"], "found no folder /nowhere"),
        (["cases/xor2.toml", "--plot", "x.pdf"], "figure: expected a file ending in .svg or .png"),
        (
            ["cases/xor2.toml", "cases/and2.toml", "--plot", "x.svg"],
            "--plot: expected one case to draw, found 2",
        ),
        (["cases/missing.toml"], "cases/missing.toml"),
        (["cases/sym9.toml", "--time-limit", "0"], "time limit: expected a number of seconds > 0"),
        (["cases/rd53.pla"], "widths"),
        (["TINY"], "p(x): expected inputs of probability 1e-300 or more"),
    ],
)
def test_what_cannot_be_compared_exits_with_2(arguments, message, tmp_path):
    tiny = tmp_path / "tiny.toml"
    tiny.write_text(TINY)
    done = ibsolve("bottleneck", *(tiny if argument == "TINY" else argument for argument in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("epsilon", ["1e400", "1e200", "1e-20", "1e-400"])
def test_every_epsilon_that_solve_takes_is_compared(epsilon):
    done = ibsolve("bottleneck", "cases/mean2.toml", "--epsilon", epsilon)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
