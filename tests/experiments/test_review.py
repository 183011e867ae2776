"""The experiments of the review (paper 002), in small."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ibsolve.datasets import szt
from ibsolve.errors import CaseFileError
from ibsolve.estimators import DecisionRule, Labels
from ibsolve.experiments import compression_survey as survey
from ibsolve.experiments.probing import probe_of
from ibsolve.experiments.review_table import TABLE, Mark
from ibsolve.experiments.softmax_bins import _pairs, _residual
from ibsolve.experiments.teacher_student import INPUTS, student
from ibsolve.experiments.trained_plane import (
    ADAPTED,
    BINS,
    DECISION,
    DECISION_RULE,
    KDE,
    METHODS,
    OF_ONE,
    PERCENTILES,
    SOFTMAX,
    TEN_BINS,
    Setting,
    mark,
    trained_plane,
)
from ibsolve.studies.information_plane import Axis, Change, Phases

SHORT = Setting(widths=(6, 3), activation="tanh", optimiser="adam", learning_rate=0.01, epochs=3, batch=512)


@pytest.fixture(scope="module")
def trained():
    train, test = szt().split(0.2, seed=0)
    probes = {"train": probe_of(train, 64, seed=0), "test": probe_of(test, 64, seed=0)}
    return trained_plane(SHORT, train, test, methods=tuple(METHODS), probes=probes, times=(0, 1, 3), seed=0)


def test_every_method_measures_the_layers_it_is_for(trained):
    plane = trained.plane
    assert plane.layers == ("layer1", "layer2", SOFTMAX, DECISION)
    assert trained.hidden == ("layer1", "layer2")
    assert plane.times == (0, 1, 3)
    assert trained.test_accuracy.shape == (3,)
    for name in METHODS:
        layers = [OF_ONE[name]] if name in OF_ONE else [*trained.hidden, SOFTMAX]
        assert plane.measured(Axis.TARGET, method=name) == layers
        assert plane.measured(Axis.INPUT, method=name) in (layers, [])


def test_the_same_seed_gives_the_same_plane(trained):
    train, test = szt().split(0.2, seed=0)
    probes = {"train": probe_of(train, 64)}
    again = trained_plane(SHORT, train, test, methods=[BINS], probes=probes, times=(0, 1, 3), seed=0)
    first, second = (each.plane.curve("layer2", Axis.INPUT, method=BINS) for each in (trained, again))
    assert np.array_equal(first.values, second.values)


def test_binned_information_of_the_target_is_at_most_that_of_the_input(trained):
    for method in (BINS, PERCENTILES, TEN_BINS):
        x, y = (trained.plane.curve(SOFTMAX, axis, method=method) for axis in (Axis.INPUT, Axis.TARGET))
        assert (y.values <= x.values + 1e-12).all()


def test_the_decision_is_measured_as_the_decision_rule_does(trained):
    """By hand: the same network without a tracker."""
    from ibsolve.networks.fitting import fit
    from ibsolve.networks.models import fully_connected

    train, _ = szt().split(0.2, seed=0)
    model = fully_connected((12, 6, 3, 2), "tanh", seed=0)
    fit(model, train, epochs=3, optimiser="adam", learning_rate=0.01, batch=512, seed=0)
    probe = probe_of(train, 64)
    outputs = model(torch.tensor(probe.inputs, dtype=torch.float32)).detach().double()
    rule = DecisionRule()
    x, y = (
        trained.plane.curve(DECISION, axis, method=DECISION_RULE).values[-1]
        for axis in (Axis.INPUT, Axis.TARGET)
    )
    assert x == pytest.approx(rule.entropy(outputs).value)
    assert y == pytest.approx(rule.estimate(Labels(probe.labels), outputs).value)
    bins = trained.plane.curve(SOFTMAX, Axis.INPUT, method=TEN_BINS).values[-1]
    by_hand = METHODS[TEN_BINS].estimate(np.arange(64.0), torch.softmax(outputs, dim=1))
    assert bins == pytest.approx(by_hand.value)


def test_the_adapted_bound_does_not_see_the_scale_of_a_layer():
    values = np.random.default_rng(0).normal(size=(30, 3))
    estimator = METHODS[ADAPTED]
    small, large = (estimator.estimate(np.arange(30.0), factor * values).value for factor in (1, 100))
    assert small == pytest.approx(large)


def test_bounds_by_kernels_are_upper_ones_of_what_inputs_determine():
    """What is plotted of I(X;T) is no difference of two bounds."""
    values = np.random.default_rng(0).normal(size=(30, 3))
    found = METHODS[KDE].estimate(np.arange(30.0), values)
    assert found.value == pytest.approx(found.interval.upper)


def test_a_student_learns_what_its_samples_say():
    found = student(5 * INPUTS, 1000.0, epochs=600, seed=0)
    assert found.train_error[-1] < 0.2 * found.train_error[0]
    # From weights near 0: all that the hidden layer tells it has learnt.
    assert found.information[0] < 0.01 < found.information[-1]


def test_marks_are_those_of_the_review():
    assert [mark(each) for each in ([True, True], [True, False], [False])] == list(
        map(str, (Mark.YES, Mark.BOTH, Mark.NO))
    )


def test_table_one_has_its_sixteen_rows_as_printed():
    assert len(TABLE) == 16
    assert [str(row.comp) for row in TABLE].count("✓") == 4
    assert [str(row.comp) for row in TABLE].count("×") == 3
    assert [row.gen for row in TABLE].count(Mark.YES) == 2
    assert [row.gen for row in TABLE].count(Mark.NO) == 6
    assert [row.gen for row in TABLE].count(None) == 7
    assert TABLE[10].references == "[3]"
    assert (TABLE[10].comp, TABLE[10].gen) == (Mark.YES, Mark.YES)


def test_every_row_is_run_or_has_a_reason():
    for row in TABLE:
        assert bool(row.reason) != (row.references in survey.COVERAGE)
    assert set(survey.COVERAGE) <= {row.references for row in TABLE}


def verdict(network, method, amount, accuracy, *, counts):
    change = Change(
        amount=amount,
        begin=0,
        end=1,
        kept=amount,
        threshold=0.05,
        noise=0,
        is_beyond_intervals=None,
        counts=counts,
    )
    seen = (Phases(fitting=change, compression=change, overfitting=change),)
    return survey.Verdict(network=network, method=method, test_accuracy=accuracy, on_train=seen, on_test=seen)


def grid(methods):
    for place, (activation, seed) in enumerate([(a, s) for a in survey.ACTIVATIONS for s in range(3)]):
        network = survey.Network(data="szt", widths=(3,), activation=activation, optimiser="sgd", seed=seed)
        for method in methods:
            counts = activation == "tanh"
            yield verdict(network, method, place / 10, 0.5 + place / 20, counts=counts)


def test_rows_of_the_review_stand_beside_what_their_cells_show():
    found = survey._review(list(grid(survey.SURVEYED)), survey.QUICK)
    rows = {row[0]: row for row in found.rows}
    assert len(found.rows) == len(TABLE)
    assert rows["[3]"][6:10] == ("✓", "✓", "✓", "+1.00 (p = 0.33, n = 3)")
    assert rows["[7]"][8] == "~"
    assert rows["[16]"][8:] == ("not run", "")
    assert all(len(row) == len(found.headings) for row in found.rows)


def test_rows_left_out_are_listed_with_their_reason():
    quick, full = (dict(survey._left_out(size).rows) for size in (survey.QUICK, survey.FULL))
    assert quick.keys() - full.keys() == {"[16]"}
    assert full == {row.references: row.reason for row in TABLE if row.reason}


def test_cells_have_a_verdict_on_every_phase():
    found = survey._cells(list(grid([survey.BINS])))
    assert [row[2] for row in found.rows] == ["tanh", "relu"]
    assert [row[6:11] for row in found.rows] == [("✓",) * 5, ("×",) * 5]


SMALL = survey.Size(
    seeds=1,
    times=3,
    inputs=32,
    widths={"szt": ((3, 2),)},
    epochs={("szt", optimiser): 2 for optimiser in survey.OPTIMISERS},
    methods=(BINS, TEN_BINS, DECISION_RULE),
)


class Broken(BaseException):
    """As Ctrl-C: no error."""


def broken_off(after):
    """A report that ends the run when it has told of so many networks and begins the next."""

    def report(line):
        if line.startswith(f"network {after + 1} of "):
            raise Broken

    return report


def test_a_survey_broken_off_goes_on_where_it_was(tmp_path):
    whole = survey._networks_seen(SMALL, seed=0, report=lambda _: None, folder=None)
    folder, told = tmp_path / "new", []
    with pytest.raises(Broken):
        survey._networks_seen(SMALL, seed=0, report=broken_off(2), folder=folder)
    trained_before = survey._trained
    try:
        survey._trained = lambda *given: told.append(given[1]) or trained_before(*given)
        again = survey._networks_seen(SMALL, seed=0, report=lambda _: None, folder=folder)
    finally:
        survey._trained = trained_before
    assert len(told) == 4
    assert again == whole
    assert [path.name for path in folder.iterdir()] == [survey.KEPT]


def test_what_was_kept_of_another_survey_is_refused(tmp_path):
    with pytest.raises(Broken):
        survey._networks_seen(SMALL, seed=0, report=broken_off(1), folder=tmp_path)
    with pytest.raises(CaseFileError, match=r"seed: expected 1, found 0 \(take another folder"):
        survey._networks_seen(SMALL, seed=1, report=lambda _: None, folder=tmp_path)


def test_other_estimators_of_the_same_name_are_another_survey(tmp_path, monkeypatch):
    with pytest.raises(Broken):
        survey._networks_seen(SMALL, seed=0, report=broken_off(1), folder=tmp_path)
    wider = replace(survey.METHODS[BINS], width=0.5)
    monkeypatch.setattr(survey, "METHODS", {**survey.METHODS, BINS: wider})
    with pytest.raises(CaseFileError, match=r"method bins of width 1/15: expected .*width=0.5"):
        survey._networks_seen(SMALL, seed=0, report=lambda _: None, folder=tmp_path)


def test_what_is_no_verdict_in_the_file_is_told_with_its_network(tmp_path):
    with pytest.raises(Broken):
        survey._networks_seen(SMALL, seed=0, report=broken_off(1), folder=tmp_path)
    path = tmp_path / survey.KEPT
    path.write_text(path.read_text().replace("on_train", "on_trial"))
    with pytest.raises(CaseFileError, match=r"networks.json, szt.*expected results that a run has kept"):
        survey._networks_seen(SMALL, seed=0, report=lambda _: None, folder=tmp_path)


@pytest.mark.parametrize("text", ['{"results": 3}', "[" * 100_000, "?"])
def test_a_file_that_keeps_nothing_is_refused(tmp_path, text):
    (tmp_path / survey.KEPT).write_text(text)
    with pytest.raises(CaseFileError, match="expected results that a run has kept"):
        survey._networks_seen(SMALL, seed=0, report=lambda _: None, folder=tmp_path)


def test_a_pair_of_equal_target_information_is_judged_by_accuracy():
    x, y, accuracy = (np.array(each) for each in ([1.0, 2.0, 5.0], [0.5, 0.5, 0.9], [0.9, 0.8, 0.1]))
    assert _pairs(x, y, accuracy) == [True]
    assert _pairs(-x, y, accuracy) == [False]


def test_residuals_of_ranks_are_free_of_what_explains_them():
    rng = np.random.default_rng(0)
    values, others = rng.normal(size=(2, 40))
    left = _residual(values, others)
    assert abs(np.corrcoef(left, np.argsort(np.argsort(others)))[0, 1]) < 1e-9


@pytest.mark.parametrize("module", ["narrow_layer", "teacher_student"])
@pytest.mark.slow
def test_named_runs_meet_their_claims(module):
    from importlib import import_module

    found = import_module(f"ibsolve.experiments.{module}").run(quick=True, seed=0, report=lambda _: None)
    assert [check.claim for check in found.checks if not check.is_met] == []
