"""`ibsolve estimate` and `ibsolve estimators`: output, exit codes, what is refused."""

import json

import numpy as np
import pytest
import typer
from command import ibsolve

from ibsolve.cli.estimators.rank import rank
from ibsolve.studies.ranking import Ranking


@pytest.fixture
def samples(tmp_path):
    """A Gaussian pair of correlation 0.9, a label of its sign, and numbers of another length."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 1))
    y = 0.9 * x + np.sqrt(0.19) * rng.normal(size=(300, 1))
    path = tmp_path / "data.npz"
    np.savez(
        path,
        X=x,
        Y=y,
        sign=np.where(x[:, 0] > 0, "plus", "minus"),
        short=x[:5],
        empty=x[:0],
        deep=np.zeros((300, 2, 2)),
    )
    return path


@pytest.fixture
def votes(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("a,b,y\n" + "0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n" * 25)
    return path


def test_labels_of_a_csv_file_are_declared(votes):
    done = ibsolve("estimate", votes, "--x", "a,b", "--y", "y", "--labels", "all", "--unit", "bits")
    assert (done.returncode, done.stderr) == (0, "")
    assert "mutual information 1.000000 bits (plug-in, n = 100)" in done.stdout


def test_without_y_it_is_the_entropy_of_x(votes):
    done = ibsolve("estimate", votes, "--x", "y", "--labels", "y", "--unit", "bits", "--json")
    document = json.loads(done.stdout)
    assert (document["quantity"], document["value"]) == ("entropy", pytest.approx(1.0))


def test_json_says_what_the_number_is(samples):
    done = ibsolve("estimate", samples, "--x", "X", "--y", "Y", "--estimator", "ksg", "--json")
    document = json.loads(done.stdout)
    assert {"value", "unit", "n", "floor", "ceiling", "interval", "warnings", "parameters"} <= set(document)
    assert document["value"] == pytest.approx(-np.log(1 - 0.81) / 2, abs=0.3)
    assert (document["unit"], document["n"], document["estimator"]) == ("nats", 300, "ksg")


def test_parameters_are_set_by_name(samples):
    arguments = ["estimate", samples, "--x", "X", "--y", "Y", "--estimator", "ksg", "--set", "k=7", "--json"]
    assert json.loads(ibsolve(*arguments).stdout)["parameters"]["k"] == 7


def test_the_same_seed_prints_the_same(samples):
    arguments = ["estimate", samples, "--x", "X", "--y", "Y", "--seed", "3", "--json"]
    assert ibsolve(*arguments).stdout == ibsolve(*arguments).stdout


def test_numbers_and_labels_together_are_a_mixed_variable(samples):
    done = ibsolve("estimate", samples, "--x", "X,sign", "--y", "Y", "--labels", "sign")
    assert done.returncode == 0
    assert "mixed-ksg, n = 300" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--x", "X", "--y", "Z"], "data.npz: expected one of X, Y, sign, short, empty, deep, found 'Z'"),
        (
            ["--x", "X", "--y", "short"],
            "x and y: expected as many samples of each, found 300 of x and 5 of y",
        ),
        (["--x", "X,short"], "--x: expected as many samples in all of them, found 300 in X, 5 in short"),
        (
            ["--x", "empty"],
            "x: expected shape (N,) or (N, d) with one sample and one feature or more, found shape",
        ),
        (["--x", "sign"], "x: expected real numbers of shape (N,) or (N, d)"),
        (
            ["--x", "X", "--labels", "X"],
            "labels: expected whole numbers, Booleans or text, found floats such as",
        ),
        (["--x", "X,deep"], "deep: expected shape (N,) or (N, d), found shape (300, 2, 2)"),
        (
            ["--x", "X,sign"],
            "sign: expected real numbers, found an array of <U5 (--labels sign declares labels)",
        ),
        (
            ["--x", "X", "--set", "x=1"],
            "--set: expected NAME=VALUE of the estimator's parameters, found 'x=1'",
        ),
        (["--x", "X", "--y", "Y", "--set", "name=1"], "estimator ksg: expected parameters among k"),
        (
            ["--x", "X", "--y", "Y", "--estimator", "ksg", "--set", "k=" + "1" * 5000],
            "k: expected a whole number >= 1, found '111",
        ),
        (["--x", "X", "--labels", "Y"], "--labels: expected names among X, found 'Y'"),
        (["--x", "X,"], "--x: expected names separated by commas, found 'X,'"),
        (["--x", "X", "--y", "Y", "--estimator", "magic"], "estimator: expected one of plug-in,"),
        (
            ["--x", "X", "--y", "Y", "--estimator", "ksg", "--set", "k"],
            "--set: expected NAME=VALUE of the estimator",
        ),
        (
            ["--x", "X", "--y", "Y", "--estimator", "ksg", "--set", "q=1"],
            "estimator ksg: expected parameters among k",
        ),
        (["--x", "X", "--y", "Y", "--estimator", "ksg", "--set", "k=300"], "k"),
        (["--x", "X", "--y", "Y", "--unit", "dits"], 'unit: expected one of "nats", "bits", found \'dits\''),
        (
            ["--x", "X", "--y", "Y", "--seed", "-1"],
            "rng: expected a numpy Generator, a seed >= 0 or None, found -1",
        ),
    ],
)
def test_what_is_wrong_is_told_and_exits_with_2(samples, arguments, message):
    done = ibsolve("estimate", samples, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_numbers_that_are_none_are_refused_with_their_place(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\nnan,3\n")
    done = ibsolve("estimate", path, "--x", "a", "--y", "b")
    assert done.returncode == 2
    assert (
        "x[1]: expected finite numbers within ±1e+150, found nan (drop such samples from x and y"
        in done.stderr
    )


def test_the_list_names_every_estimator_and_what_is_not_built():
    done = ibsolve("estimators", "list")
    assert (done.returncode, done.stderr) == (0, "")
    for name in (
        "plug-in",
        "ksg",
        "sample-propagation",
        "kde",
        "matrix-renyi",
        "mine",
        "edge",
        "decision-rule",
    ):
        assert name in done.stdout
    assert "not built: replica: entropies of wide networks" in done.stdout


def test_the_list_as_json_says_what_each_takes():
    document = json.loads(ibsolve("estimators", "list", "--json").stdout)
    by_name = {each["name"]: each for each in document["estimators"]}
    assert (by_name["plug-in"]["x"], by_name["plug-in"]["y"]) == (["labels"], ["labels"])
    assert by_name["kozachenko-leonenko"]["information"] is None
    assert by_name["ksg"]["parameters"]["k"] == 4
    assert by_name["sample-propagation"]["required"] == ["beta"]
    assert set(document["not_built"]) == {"replica", "infinite-ensemble"}


RANK = ["estimators", "rank", "--tasks", "xor-layer,gaussian-1d-rho-0.9", "--sizes", "100", "--repeats", "2"]


def test_the_ranking_prints_a_table_for_each_task_and_a_summary():
    done = ibsolve(*RANK, "--estimators", "plug-in,ksg,gaussian")
    assert done.returncode == 0
    assert "gaussian-1d-rho-0.9, n = 100: I(X;Y) = 0.830366 nats (Gaussian closed form)" in done.stdout
    assert "xor-layer, n = 100: I(X;Y) = 1.039721 nats (solved network, exact)" in done.stdout
    assert "median RMSE" in done.stdout


def test_the_ranking_is_kept_with_its_date_and_versions_and_drawn(tmp_path):
    kept, drawn = tmp_path / "ranking.json", tmp_path / "ranking.svg"
    done = ibsolve(*RANK, "--estimators", "gaussian", "--json", "-o", kept, "--plot", drawn)
    document = json.loads(kept.read_text())
    assert json.loads(done.stdout) == document
    assert {"date", "versions", "seed", "sizes", "repeats"} <= set(document)
    [score] = document["scores"]
    assert (score["estimator"], score["n"], score["repeats"]) == ("gaussian", 100, 2)
    assert drawn.read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--estimators", "magic"], "estimator: expected one of plug-in,"),
        (
            ["--estimators", "kozachenko-leonenko"],
            "estimators: expected estimators of mutual information, found",
        ),
        (
            ["--estimators", "plug-in", "--tasks", "gaussian-1d-rho-0.5"],
            "tasks: expected a task that one of plug-in is made for",
        ),
        (["--tasks", "none"], "tasks: expected names among gaussian-1d-rho-0.5,"),
        (["--sizes", "1e3"], "--sizes: expected whole numbers separated by commas"),
        (["--sizes", "999999999"], "sizes: expected at most 100000 samples, found 999999999"),
        (["--sizes", "0"], "sizes[0]: expected a whole number >= 1, found 0"),
        (["--repeats", "1"], "repeats: expected a whole number >= 2, found 1"),
        (["--plot", "ranking.pdf"], "figure: expected a file ending in .svg or .png"),
    ],
)
def test_a_ranking_that_cannot_be_made_is_refused(arguments, message):
    done = ibsolve("estimators", "rank", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_ranking_that_is_stopped_before_any_score_is_an_object_too(monkeypatch, capsys):
    nothing = Ranking(scores=(), sizes=(50,), repeats=2, seed=0, is_complete=False, seconds=0.1)
    monkeypatch.setattr("ibsolve.studies.ranking.rank", lambda *_, **__: nothing)
    with pytest.raises(typer.Exit) as left:
        rank(json=True)
    printed = capsys.readouterr()
    assert left.value.exit_code == 3
    assert json.loads(printed.out)["scores"] == []
    assert "stopped before the first estimator was judged" in printed.err
