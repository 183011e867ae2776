"""`ibsolve capacity` and `ibsolve reproduce mmi-curves`: output, exit codes, what is refused."""

import json
from itertools import pairwise

import numpy as np
import pytest
from command import ROOT, ibsolve

LAYER = ["capacity", "--eigenvalues", "4,2,1", "--budget", "5", "--noise", "1", "--width", "3"]


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("solved") / "xor2.json"
    ibsolve("solve", "cases/xor2.toml", "-o", path)
    return path


def test_the_capacity_of_a_layer_is_printed_with_how_it_is_spent():
    done = ibsolve(*LAYER)
    assert (done.returncode, done.stderr) == (0, "")
    assert "MMI = 2.256116 nats (exact)" in done.stdout
    assert "water level μ               2.250000" in done.stdout


def test_json_says_what_the_number_is():
    document = json.loads(ibsolve(*LAYER, "--unit", "bits", "--json").stdout)
    assert document["value"] == pytest.approx(2.2561160952 / np.log(2), abs=1e-9)
    assert (document["unit"], document["meaning"], document["binds"]) == ("bits", "exact", "weights")
    assert document["power"] == pytest.approx([2, 1.75, 1.25])


def test_a_covariance_comes_from_a_file(tmp_path):
    np.save(tmp_path / "covariance.npy", np.diag([1.0, 4.0, 2.0]))
    arguments = ["--covariance", str(tmp_path / "covariance.npy"), *LAYER[3:], "--json"]
    assert json.loads(ibsolve("capacity", *arguments).stdout)["value"] == pytest.approx(2.2561160952)


@pytest.mark.parametrize(("target", "code"), [("3", 0), ("4", 1)])
def test_a_target_that_is_missed_exits_1(target, code):
    done = ibsolve(*LAYER, "--unit", "bits", "--target", target)
    assert done.returncode == code
    assert "least F for N_1 = 3" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "capacity: expected one of --eigenvalues, --covariance, --solution, found none of them"),
        (LAYER[1:3], "--budget: expected a value with --eigenvalues, found none"),
        ([*LAYER[1:], "--solution", "x.json"], "found --eigenvalues and --solution"),
        ([*LAYER[1:], "--sigma", "1"], "--sigma: expected no such value with --eigenvalues, found '1'"),
        (["--solution", "x.json"], "CASE: expected a value with --solution, found none"),
        (["--eigenvalues", "4,x", *LAYER[3:]], "--eigenvalues: expected numbers separated by commas"),
        (["--eigenvalues", "4,-2", *LAYER[3:]], "covariance: expected eigenvalues >= 0, found -2 at place 1"),
        ([*LAYER[1:4], "-1", *LAYER[5:]], "budget: expected a finite number >= 0, found -1.0"),
        ([*LAYER[1:6], "0", *LAYER[7:]], "noise: expected a finite number > 0, found 0.0"),
        ([*LAYER[1:8], "0"], "width: expected a whole number >= 1, found 0"),
        ([*LAYER[1:], "--unit", "dits"], 'unit: expected one of "nats", "bits", found \'dits\''),
        ([*LAYER[1:], "--plot", "x.pdf"], "figure: expected a file ending in .svg or .png"),
        (["--covariance", "none.npy", *LAYER[3:]], "none.npy: expected a file, found none"),
        (["--eigenvalues", "", *LAYER[3:]], "--eigenvalues: expected numbers separated by commas"),
        ([*LAYER[1:], "--unit", ""], "unit: expected one of"),
        ([*LAYER[1:], "--target", "nan"], "target: expected a finite number >= 0, found nan"),
        ([*LAYER[1:], "--target", "2000"], "target: expected information that a budget up to 1e+150 carries"),
        (["--solution", "x.json", "cases/xor2.toml", "--target", "1"], "--target: expected no such value"),
        (["--solution", "x.json", "cases/xor2.toml", "--sigma", ""], "--sigma: expected numbers"),
        (["--solution", "x.json", "cases/xor2.toml"], "x.json: expected a file, found none"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_use_is_one_message_and_exit_2(arguments, message):
    done = ibsolve("capacity", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_all_that_is_wrong_is_said_at_once():
    wrong = ["--eigenvalues", "-4", "--budget", "-1", "--noise", "0", "--width", "0", "--target", "-1"]
    done = ibsolve("capacity", *wrong, "--unit", "dits")
    assert (done.returncode, done.stdout) == (2, "")
    names = [line.removeprefix("ibsolve: ").partition(":")[0] for line in done.stderr.splitlines()]
    assert names == ["covariance", "noise", "width", "budget", "target", "unit"]


def test_options_of_the_other_form_and_those_that_lack_are_said_with_the_figure():
    done = ibsolve("capacity", "--covariance", "x.npy", "--sigma", "1", "--plot", "no/figure.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    names = [line.removeprefix("ibsolve: ").partition(":")[0] for line in done.stderr.splitlines()]
    assert names == ["--budget", "--noise", "--width", "--sigma", "no/figure.pdf", "figure"]


def test_a_file_of_objects_is_refused_and_not_unpickled(tmp_path):
    np.save(tmp_path / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    done = ibsolve("capacity", "--covariance", str(tmp_path / "objects.npy"), *LAYER[3:])
    assert (done.returncode, done.stdout) == (2, "")
    assert "objects.npy: expected an array of numbers in a .npy file" in done.stderr


def test_a_covariance_that_is_none_is_refused(tmp_path):
    np.save(tmp_path / "skew.npy", np.array([[1.0, 1.0], [0.0, 1.0]]))
    np.save(tmp_path / "indefinite.npy", np.diag([1.0, -1.0]))
    for name in "skew", "indefinite":
        done = ibsolve("capacity", "--covariance", str(tmp_path / f"{name}.npy"), *LAYER[3:])
        assert done.returncode == 2
        assert done.stderr.startswith("ibsolve: covariance: expected ")


def test_a_solved_network_stays_under_its_gaussian_ceiling(network):
    done = ibsolve("capacity", "--solution", network, "cases/xor2.toml", "--json", "--sigma", "0.05,0.5,2")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    for layer, entropy in zip(document["layers"], (1.5, 1.0), strict=True):
        assert layer["entropy"] == pytest.approx(entropy)
        assert layer["points"][0]["information"] == pytest.approx(entropy, abs=1e-6)
        for point in layer["points"]:
            assert point["information"] <= point["gaussian"] <= point["capacity"] + 1e-12


def test_a_table_over_sigma_falls_from_the_entropy_and_is_printed_with_both_ceilings(network):
    done = ibsolve("capacity", "--solution", network, "cases/xor2.toml", "--sigma", "0.1,0.5,2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "X1          4  1.500000  0.1  1.499990        3.329106  5.672425" in done.stdout
    document = json.loads(ibsolve("capacity", "--solution", network, "cases/xor2.toml", "--json").stdout)
    assert (document["case"], document["unit"]) == ("xor2", "bits")
    for layer in document["layers"]:
        told = [point["information"] for point in layer["points"]]
        assert [point["sigma"] for point in layer["points"]] == [0.1, 0.2, 0.3, 0.5, 1, 2, 5]
        assert all(less < more for more, less in pairwise([layer["entropy"], *told]))


def test_a_case_is_read_from_standard_input_and_a_pla_needs_no_widths(network, tmp_path):
    text = (ROOT / "cases/xor2.toml").read_text()
    assert ibsolve("capacity", "--solution", network, "-", text=text).returncode == 0
    path = tmp_path / "network.json"
    path.write_text(json.dumps({"layers": [[{"weights": [1] * 5, "threshold": 4}]]}))
    done = ibsolve("capacity", "--solution", path, "cases/rd53.pla", "--unit", "nats", "--json")
    assert json.loads(done.stdout)["unit"] == "nats"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["cases/and3.toml"],
            "network: expected 3 weights a neuron in layer 1, one for each variable, found 2",
        ),
        (["nowhere.toml"], "nowhere.toml: expected a file, found none"),
        (["cases/xor2.toml", "--sigma", "1,0"], "sigma[1]: expected a finite number >= 1e-70"),
        (["cases/xor2.toml", "--unit", "bans"], "unit: expected one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_network_that_does_not_fit_is_one_message_and_exit_2(network, arguments, message):
    done = ibsolve("capacity", "--solution", network, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_integers_beyond_floats_are_refused_with_their_place(tmp_path):
    path = tmp_path / "network.json"
    path.write_text(json.dumps({"layers": [[{"weights": [10**400, 1], "threshold": 1}]]}))
    done = ibsolve("capacity", "--solution", path, "cases/xor2.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ibsolve: layer 1, neuron 1: expected weights and a threshold whose sizes")


def test_one_value_of_sigma_makes_no_curve(network, tmp_path):
    figure = ["--sigma", "1", "--plot", tmp_path / "x.svg"]
    done = ibsolve("capacity", "--solution", network, "cases/xor2.toml", *figure)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--sigma: expected two different values or more to draw a curve, found only 1" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [*LAYER[:4], "0", *LAYER[5:]],
        [*LAYER[:4], "1e150", *LAYER[5:]],
        ["capacity", "--eigenvalues", "0,0", *LAYER[3:]],
    ],
    ids=["no budget", "the largest budget", "no variance"],
)
def test_a_figure_at_an_extreme_is_drawn(arguments, tmp_path):
    done = ibsolve(*arguments, "--plot", tmp_path / "figure.png")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_figure_of_a_network_is_drawn_the_same_every_time(kind, start, network, tmp_path):
    images = []
    for number in range(2):
        path = tmp_path / f"{number}.{kind}"
        assert ibsolve("capacity", "--solution", network, "cases/xor2.toml", "--plot", path).returncode == 0
        images.append(path.read_bytes())
    assert images[0].startswith(start)
    assert images[0] == images[1]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_figures_are_drawn_the_same_every_time(kind, tmp_path):
    files = [tmp_path / f"{number}.{kind}" for number in range(2)]
    for file in files:
        assert ibsolve(*LAYER, "--plot", str(file)).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes() != b""
    curves = tmp_path / f"curves.{kind}"
    assert ibsolve("reproduce", "mmi-curves", "--plot", str(curves)).returncode == 0
    assert curves.stat().st_size > 1000


def test_figure_1_of_paper_003_is_met():
    done = ibsolve("reproduce", "mmi-curves")
    assert (done.returncode, done.stdout.count("matched")) == (0, 8)
    for value in ("0.4001", "2.5921", "11.3428", "33.5839", "0.3466", "1.6298", "6.1921", "21.1988"):
        assert done.stdout.count(f" {value} ") == 2, "expected, and found"


def test_figure_1_as_json_has_a_line_a_panel():
    first, second = map(json.loads, ibsolve("reproduce", "mmi-curves", "--json").stdout.splitlines())
    assert [value["verdict"] for curve in (first, second) for value in curve["values"]] == ["matched"] * 8
    assert (first["unit"], second["breakpoints"][49]) == ("nats", pytest.approx(1225))


def test_figure_1_is_written_with_its_data(tmp_path):
    assert ibsolve("reproduce", "mmi-curves", "--quick", "--out", str(tmp_path)).returncode == 0
    names = {"mmi-curves.svg", "mmi-curves.png", "mmi-curves.json"}
    assert {each.name for each in tmp_path.iterdir()} == names
    told = json.loads((tmp_path / "mmi-curves.json").read_text())
    assert [check["verdict"] for check in told["checks"]] == ["met"] * 8
    line, points = told["charts"]["mmi-curves"]["panels"][0]["series"]
    assert line["y"][-1] == pytest.approx(points["y"][-1], abs=5e-5)


def test_a_figure_that_cannot_be_written_is_refused_with_all_that_is_wrong():
    for figure in ("mmi-curves", "fig3"):
        done = ibsolve("reproduce", figure, "--plot", "no/figure.pdf")
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 2
