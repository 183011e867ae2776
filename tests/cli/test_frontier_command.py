"""`ibsolve frontier`: output, exit codes, figures, files, signals."""

import json
import signal
import subprocess

import pytest
from command import COMMAND, ROOT, ibsolve

LONG_CASE = """format = 1
[input]
variables = ["a", "b", "c", "d"]
[target]
expression = "a ^ b ^ c ^ d"
[network]
widths = [4, 1]
"""


def test_the_steps_of_xor_on_one_neuron_are_a_readable_table():
    done = ibsolve("frontier", "cases/xor2_w1.toml")
    assert done.returncode == 0
    assert (
        "complete (2 steps): below epsilon 0.688722 bits = -1/2 + 3/4*log2(3) no network exists."
        in done.stdout
    )
    assert (
        "1         0.688722  1.000000   1.188722  1.188722  0.811278  0.811278      0.688722" in done.stdout
    )
    assert "2     1                   2            entropy floor" in done.stdout
    assert "1     h1_1    -a + b >= 1  ~a & b" in done.stdout


def test_json_has_one_line_a_case_with_closed_forms_and_networks(tmp_path):
    target = tmp_path / "frontiers.json"
    done = ibsolve("frontier", "cases/xor2_w1.toml", "cases/and2.toml", "--json", "-o", target)
    assert done.returncode == 0
    assert target.read_text() == done.stdout
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["case"], second["case"]) == ("xor2_w1", "and2")
    assert (first["widths"], first["is_complete"], "epsilon" in first["problem"]) == ([1], True, False)
    step = first["steps"][0]
    assert step["epsilon_exact"] == step["distortion_exact"] == "-1/2 + 3/4*log2(3)"
    assert (step["until_exact"], step["epsilon_rounded_up"]) == ("1", "0.688722")
    assert step["objective"] == pytest.approx(1.188722, abs=5e-7)
    assert step["layers"] == [[{"weights": [-1, 1], "threshold": 1}]]
    assert step["evidence"] == {"kind": "search"}
    assert first["steps"][-1]["until"] is None


def test_a_step_is_a_network_that_flow_reads_and_solve_finds(tmp_path):
    document = json.loads(ibsolve("frontier", "cases/xor3.toml", "--widths", "2,1", "--json").stdout)
    step = document["steps"][0]
    network = tmp_path / "network.json"
    network.write_text(json.dumps({"layers": step["layers"]}))
    flow = json.loads(ibsolve("flow", network, "cases/xor3.toml", "--json").stdout)
    assert flow["distortion"] == pytest.approx(step["distortion"])
    epsilon = step["epsilon_rounded_up"]
    solved = ibsolve("solve", "cases/xor3.toml", "--widths", "2,1", "--epsilon", epsilon, "--json")
    assert json.loads(solved.stdout)["objective_exact"] == step["objective_exact"]


def test_a_case_is_read_from_standard_input_and_a_pla_takes_an_output():
    text = (ROOT / "cases/xor2.toml").read_text()
    assert ibsolve("frontier", "-", text=text).returncode == 0
    done = ibsolve("frontier", "cases/rd53.pla", "--widths", "1", "--target", "s2", "--json")
    assert json.loads(done.stdout)["problem"]["targets"] == ["s2"]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_frontier_is_drawn_the_same_every_time(kind, start, tmp_path):
    images = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}.{kind}"
        assert ibsolve("frontier", "cases/xor2.toml", "--plot", path).returncode == 0
        images.append(path.read_bytes())
    assert images[0].startswith(start)
    assert images[0] == images[1]


def test_any_name_is_drawn_as_it_is(tmp_path):
    text = (ROOT / "cases/xor2.toml").read_text().replace('"xor2"', '"$x_{2}$ \\\\frac 漢"')
    done = ibsolve("frontier", "-", "--plot", tmp_path / "x.png", text=text)
    assert (done.returncode, "Warning" in done.stderr) == (0, False)


def test_a_bad_case_goes_to_standard_error_and_the_others_still_run():
    done = ibsolve("frontier", "nowhere.toml", "cases/half_adder.toml", "cases/xor2.toml", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["case"] == "xor2"
    assert "ibsolve: nowhere.toml: expected a file, found none" in done.stderr
    assert (
        'ibsolve: cases/half_adder.toml: readout: expected "any" for a frontier, since outputs that are '
        'the target bits lose nothing, found "equal" (pass --readout any)\n'
    ) in done.stderr
    assert ibsolve("frontier", "cases/half_adder.toml", "--readout", "any").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--readout", "equal"], 'readout: expected "any" for a frontier'),
        (["--widths", "2,x"], "--widths: expected whole numbers"),
        (["--widths", "6,1"], "frontier, by engine exact: expected"),
        (["--time-limit", "0"], "time limit: expected a number of seconds > 0"),
        (["--plot", "frontier.pdf"], "figure: expected a file ending in .svg or .png, found 'pdf'"),
        (["--plot", "frontier"], "figure: expected a file ending in .svg or .png, found ''"),
        (["-o", "no/folder.json"], "create it first"),
        (["--epsilon", "0"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_option_is_one_message_and_exit_2(arguments, message):
    done = ibsolve("frontier", "cases/xor3.toml", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_all_that_is_wrong_with_the_files_is_said_before_the_search():
    arguments = ["-o", "no/folder.json", "--plot", "no/figure.pdf"]
    done = ibsolve("frontier", "cases/xor2.toml", "cases/and2.toml", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 4
    assert "--plot: expected one case to draw, found 2 (draw one at a time)" in done.stderr


def test_a_support_too_large_for_the_engine_is_refused_with_its_message(tmp_path):
    case = tmp_path / "large.toml"
    names = ", ".join(f'"x{number}"' for number in range(7))
    case.write_text(
        f'format = 1\n[input]\nvariables = [{names}]\n[target]\nexpression = "x0"\n[network]\nwidths = [1]\n'
    )
    done = ibsolve("frontier", case)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "frontier, by engine exact: expected at most 64 support inputs, found 128 "
        "(fewer inputs of positive probability, or narrower layers)" in done.stderr
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_leaves_the_steps_found(number, tmp_path):
    target = tmp_path / "frontier.json"
    with subprocess.Popen(
        [COMMAND, "frontier", "-", "--json", "-o", str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(LONG_CASE)
        process.stdin.close()
        # After what the engine may have to say, a line says that steps are being found.
        assert any("<stdin>: down to epsilon" in line for line in process.stderr)
        process.send_signal(number)
        document = json.loads(process.stdout.read())
        assert process.wait(timeout=30) == 3
    assert not document["is_complete"]
    assert document["steps"]
    assert json.loads(target.read_text()) == document


def test_a_limit_exits_3_with_the_steps_found():
    done = ibsolve("frontier", "-", "--time-limit", "1", text=LONG_CASE)
    assert done.returncode == 3
    assert "incomplete (" in done.stdout
    assert "nothing is known: allow more time." in done.stdout
