"""`ibsolve reproduce`: the list, and the one command of all experiments of the catalogue."""

import json
import re
import sys
from types import ModuleType

import numpy as np
import pytest
import typer
from command import ibsolve
from typer.testing import CliRunner

from ibsolve.cli.reproduce import reproduce
from ibsolve.cli.reproduce.experiment import experiment_command
from ibsolve.errors import InputError
from ibsolve.estimators import BinnedEntropy
from ibsolve.experiments.catalogue import EXPERIMENTS, Experiment
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.reproduction import Check, Reproduction
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint, read_plane
from ibsolve.theory import Unit

ENTRY = Experiment(
    name="plateau",
    paper="001",
    figures="Fig. 4",
    summary="a plateau",
    quick=1,
    full=2,
    met="the plateau",
    module="plateau",
)

PLANE = InformationPlane(
    clock=Clock.EPOCH,
    unit=Unit.NATS,
    layers=("neuron",),
    points=(
        PlanePoint(
            time=0,
            layer="neuron",
            axis=Axis.CLUSTERING,
            probe="train",
            method="bins",
            estimate=BinnedEntropy(range=(-1, 1)).entropy(np.linspace(-1, 1, 8)),
        ),
    ),
)


def line_chart():
    line = Series(label="I", x=np.array([0.0, 1.0, np.nan]), y=np.array([0.0, 2.0, np.nan]))
    return Chart(title="I", panels=(Panel(title="", x_label="epoch", y_label="nats", series=(line,)),))


@pytest.fixture
def run(monkeypatch):
    """Runs the command of one experiment that finds `found` nats where 1 is expected."""

    def started(*arguments, found=1.0):
        asked = {}
        module = ModuleType("ibsolve.experiments.plateau")

        def reproduction(**options):
            asked.update(options)
            options["report"]("working")
            check = Check.of_value(
                "plateau", expected=1, found=found, within=1e-3, unit="nats", reason="too few epochs"
            )
            return Reproduction(
                name="plateau",
                setting=("a neuron",),
                checks=(check,),
                charts={"plateau-I": line_chart()},
                planes={"plateau-plane": PLANE},
            )

        module.run = reproduction
        monkeypatch.setitem(sys.modules, module.__name__, module)
        app = typer.Typer()
        app.command()(experiment_command(ENTRY))
        done = CliRunner().invoke(app, [str(each) for each in arguments])
        return done, asked

    return started


def test_every_experiment_has_a_command():
    commands = {
        each.name or each.callback.__name__.replace("_", "-") for each in reproduce.registered_commands
    }
    assert commands == {experiment.name for experiment in EXPERIMENTS} | {"list"}
    names = [experiment.name for experiment in EXPERIMENTS]
    assert len(set(names)) == len(names)


def test_the_list_names_paper_figure_and_time_of_each():
    done = ibsolve("reproduce", "list")
    assert done.returncode == 0
    for experiment in EXPERIMENTS:
        assert experiment.name in done.stdout
    assert "deviates: the starred OR row" in done.stdout


def test_the_list_as_json_has_a_line_an_experiment():
    listed = [json.loads(line) for line in ibsolve("reproduce", "list", "--json").stdout.splitlines()]
    assert [each["name"] for each in listed] == [experiment.name for experiment in EXPERIMENTS]
    keys = {"name", "paper", "figures", "summary", "quick", "full", "met", "deviates"}
    assert all(set(each) == keys for each in listed)


def test_every_entry_says_what_is_met_or_what_deviates():
    assert all(experiment.met or experiment.deviates for experiment in EXPERIMENTS)


def test_what_is_met_ends_with_0(run):
    done, asked = run("--quick", "--seed", "3")
    assert done.exit_code == 0
    assert "met" in done.stdout
    assert "too few epochs" not in done.stdout
    assert (asked["quick"], asked["seed"]) == (True, 3)


def test_what_deviates_ends_with_1_and_says_why(run):
    done, _ = run(found=2.0)
    assert done.exit_code == 1
    assert "deviates" in done.stdout
    assert "plateau: too few epochs" in done.stdout


def test_json_is_one_line_without_nan(run):
    done, _ = run("--json")
    told = json.loads(done.stdout, parse_constant=pytest.fail)
    assert told["checks"][0]["verdict"] == "met"
    assert told["charts"]["plateau-I"]["panels"][0]["series"][0]["y"] == [0.0, 2.0, None]


def test_the_folder_is_made_and_holds_data_and_pictures(run, tmp_path):
    done, _ = run("--out", tmp_path / "new" / "folder")
    assert done.exit_code == 0
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert names == {"plateau.json", "plateau-I.svg", "plateau-I.png", "plateau-plane.csv"}
    assert read_plane(tmp_path / "new" / "folder" / "plateau-plane.csv") == PLANE


@pytest.mark.parametrize(
    ("out", "found"),
    [
        ("", "--out: expected a folder to write to, found an empty name"),
        (" ", "--out: expected a folder to write to, found an empty name"),
        ("file", "--out .*file: expected a folder to write to, found File exists"),
        ("file/folder", "--out .*file/folder: expected a folder to write to, found Not a directory"),
        ("/proc/nope", "--out /proc/nope: expected a folder to write to, found No such file or directory"),
        ("a" * 300, "--out a*: expected a folder to write to, found File name too long"),
        ("nul\0", "--out nul.*: expected a folder to write to, found embedded null byte"),
    ],
)
def test_what_cannot_be_written_to_is_refused_before_the_work(run, tmp_path, monkeypatch, out, found):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    done, asked = run("--out", out)
    assert isinstance(done.exception, InputError)
    assert re.fullmatch(found, str(done.exception))
    assert not asked
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_name_that_is_a_folder_leaves_nothing_half_written(run, tmp_path):
    (tmp_path / "plateau.json").mkdir()
    done, _ = run("--out", tmp_path)
    assert "plateau.json: expected the path of a file to write, found a folder" in str(done.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["plateau.json"]


def test_a_failed_run_leaves_no_folder(run, tmp_path, monkeypatch):
    def fails(*_arguments, **_options):
        raise InputError

    monkeypatch.setattr(Experiment, "run", fails)
    run("--out", tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize("seed", [-1, 2**31, "x"])
def test_what_is_no_seed_is_refused(run, seed):
    done, asked = run("--seed", seed)
    assert (done.exit_code, asked) == (2, {})
    assert "--seed" in done.output
