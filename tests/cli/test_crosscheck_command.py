"""`ibsolve crosscheck`: verdicts, exit codes, evidence, figures, refusals."""

import json
import subprocess
import sys

import pytest
from command import ROOT, ibsolve

CAPACITY = ["--noise", "1", "--width", "2", "--capacity"]
QUICK = ["--networks", "60", "--steps", "200", "--device", "cpu"]

PLANTED = """
import sys
from dataclasses import replace
from ibsolve.cli import main
import ibsolve.networks
from ibsolve.solution import Search, Status

crosscheck = sys.modules["ibsolve.networks.crosscheck"]
honest = crosscheck.solve

def lying(problem, **given):
    return replace(honest(problem, **given), status=Status.INFEASIBLE, layers=(), objective=None,
                   objective_bound=None, objective_exact=None, compression=None, distortion=None,
                   evidence=Search())

crosscheck.solve = lying
main()
"""


def test_both_verdicts_and_the_histogram_are_printed():
    done = ibsolve("crosscheck", "cases/and2.toml", *QUICK)
    assert done.returncode == 0
    assert "solved                      optimal, ΣH(X_i) = 1.622556 bits" in done.stdout
    assert "optimum" in done.stdout
    assert "training: no contradiction: no feasible network lies below the proved optimum" in done.stdout
    assert "capacity: no contradiction: at 4 noises no layer passes the Gaussian capacity" in done.stdout


def test_json_holds_levels_and_the_best_network(tmp_path):
    target = tmp_path / "found.json"
    done = ibsolve("crosscheck", "cases/and2.toml", "cases/xor2_w1.toml", *QUICK, "--json", "-o", target)
    assert done.returncode == 0
    assert target.read_text() == done.stdout
    conjunction, parity = map(json.loads, done.stdout.splitlines())
    assert sum(level["networks"] for level in conjunction["levels"]) == conjunction["feasible"] > 0
    assert conjunction["levels"][0]["total_entropy_exact"] == "4 - 3/2*log2(3)"
    assert not conjunction["training_contradicts"]
    assert (parity["feasible"], parity["reached"], parity["best"]) == (0, None, None)
    network = tmp_path / "network.json"
    network.write_text(json.dumps(conjunction["best"]))
    assert ibsolve("flow", network, "cases/and2.toml").returncode == 0


def test_a_planted_contradiction_exits_with_1_and_saves_its_evidence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PLANTED, "crosscheck", str(ROOT / "cases" / "and2.toml"), *QUICK],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "training: CONTRADICTION: a trained network does what is proved to be out of reach" in done.stdout
    evidence = json.loads((tmp_path / "and2.contradiction.json").read_text())
    assert evidence["training_contradicts"]
    assert evidence["best"]["layers"]
    assert evidence["solution"]["status"] == "infeasible"


def test_the_histogram_is_drawn(tmp_path):
    plot = tmp_path / "levels.svg"
    done = ibsolve("crosscheck", "cases/and2_w2_2_1.toml", *QUICK, "--plot", plot)
    assert (done.returncode, plot.read_bytes()[:5]) == (0, b"<?xml")


def test_closed_forms_are_checked_by_ascent():
    done = ibsolve(
        "crosscheck", "--capacity", "4,2,1", "--budget", "2", "--noise", "1", "--width", "2", "--json"
    )
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert not document["contradicts"]
    linear = document["trained"][0]
    assert linear["value"] == pytest.approx(linear["closed_form"], rel=1e-3)


@pytest.mark.parametrize("name", ["x/y", "../escaped", "and2"])
def test_evidence_stays_in_the_folder_and_beside_what_is_there(tmp_path, name):
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "and2.contradiction.json").write_text("kept")
    case = (ROOT / "cases" / "and2.toml").read_text().replace('name = "and2"', f'name = "{name}"')
    (folder / "case.toml").write_text(case)
    done = subprocess.run(
        [sys.executable, "-c", PLANTED, "crosscheck", "case.toml", *QUICK],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert (folder / "and2.contradiction.json").read_text() == "kept"
    assert len(list(folder.glob("*.contradiction.json"))) == 2
    assert not list(tmp_path.glob("*.json"))


@pytest.mark.slow
def test_the_cells_of_table_1_are_one_table():
    done = ibsolve("reproduce", "crosscheck", "--networks", "20", "--steps", "50", "--device", "cpu")
    assert done.returncode == 0
    rows = done.stdout.splitlines()[2:]
    assert len(rows) == 13
    assert rows[3].split()[:6] == ["XOR", "(2)", "[1]", "infeasible", "-", "0.0"]
    assert all(row.split()[-2] == "holds" for row in rows[1:])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cases/and2.toml", "--networks", "0"], "networks: expected a whole number >= 1, found 0"),
        (["cases/and2.toml", "--steps", "0"], "steps: expected a whole number >= 1, found 0"),
        (["cases/and2.toml", "--device", "tpu"], 'device: expected "auto", "cpu", "cuda"'),
        (["cases/and2.toml", "--loss", "hinge"], "loss: expected one of"),
        (["cases/and2.toml", "--budget", "1"], "--budget: expected no such value without --capacity"),
        ([], "crosscheck: expected a CASE, or --capacity, found neither"),
        (["--capacity", "4,2"], "--budget: expected a value with --capacity, found none"),
        (["cases/and2.toml", "--capacity", "4"], "CASE: expected none with --capacity"),
        (
            ["--capacity", "4,x", "--budget", "1", "--noise", "1", "--width", "1"],
            "--capacity: expected numbers",
        ),
        (["cases/missing.toml"], "cases/missing.toml"),
        (["cases/and2.toml", "--networks", "1000000000"], "training: expected at most 6 GiB"),
        (["cases/and2.toml", "--entropy-weight", "1e39"], "entropy weight: expected a finite number >= 0"),
        (["cases/and2.toml", "--device", "cuda:99999999999"], 'device: expected "auto"'),
        ([*CAPACITY, "4,2", "--budget", "1", "--steps", "9"], "--steps: expected none with --capacity"),
    ],
)
def test_what_cannot_be_checked_exits_with_2(arguments, message):
    done = ibsolve("crosscheck", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_an_epsilon_beyond_floats_is_trained():
    done = ibsolve("crosscheck", "cases/mean2.toml", "--epsilon", "1e400", *QUICK)
    assert done.returncode == 0


def test_without_cuda_it_is_refused():
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("CUDA is there")
    done = ibsolve("crosscheck", "cases/and2.toml", "--device", "cuda")
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected \"cpu\", as torch finds no CUDA, found 'cuda'" in done.stderr


def test_a_loss_that_is_no_number_exits_with_2():
    done = ibsolve("crosscheck", "cases/and2.toml", *QUICK, "--entropy-weight", "1e38")
    assert done.returncode == 2
    assert "training: the loss ceased to be a number at step" in done.stderr


def test_without_torch_one_line_says_what_to_install(tmp_path):
    (tmp_path / "torch.py").write_text("raise ImportError('no torch')")
    script = "from ibsolve.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "crosscheck", str(ROOT / "cases" / "and2.toml")],
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ibsolve: networks need torch: pip install 'ibsolve[torch]'\n"
