"""The experiments of the review (paper 002), in small."""

import numpy as np
import pytest

from ibsolve.datasets import szt
from ibsolve.experiments import compression_survey as survey
from ibsolve.experiments.review_table import TABLE, Mark
from ibsolve.experiments.softmax_bins import _pairs, _residual
from ibsolve.experiments.teacher_student import INPUTS, student
from ibsolve.experiments.trained_plane import (
    METHODS,
    SOFTMAX,
    Setting,
    mark,
    probe_of,
    times_until,
    trained_plane,
)
from ibsolve.studies.information_plane import Axis, Change, Phases


@pytest.fixture(scope="module")
def trained():
    train, test = szt().split(0.2, seed=0)
    setting = Setting(
        widths=(6, 3), activation="tanh", optimiser="adam", learning_rate=0.01, epochs=3, batch=512
    )
    probes = {"train": probe_of(train, 64, seed=0), "test": probe_of(test, 64, seed=0)}
    return trained_plane(setting, train, test, methods=METHODS, probes=probes, times=(0, 1, 3), seed=0)


def test_every_method_measures_the_layers_and_axes_it_is_for(trained):
    plane = trained.plane
    assert plane.times == (0, 1, 3)
    assert trained.test_accuracy.shape == (3,)
    for name, method in METHODS.items():
        axes = {Axis.INPUT: method.of_input, Axis.TARGET: method.of_target}
        wanted = {
            (layer, axis)
            for layer in ([SOFTMAX] if method.is_of_softmax else plane.layers)
            for axis, estimator in axes.items()
            if estimator is not None
        }
        assert {(each.layer, each.axis) for each in plane.points if each.method == name} == wanted


def test_the_same_seed_gives_the_same_plane(trained):
    train, test = szt().split(0.2, seed=0)
    setting = Setting(
        widths=(6, 3), activation="tanh", optimiser="adam", learning_rate=0.01, epochs=3, batch=512
    )
    method = "bins of width 1/15"
    again = trained_plane(
        setting,
        train,
        test,
        methods={method: METHODS[method]},
        probes={"train": probe_of(train, 64, seed=0)},
        times=(0, 1, 3),
        seed=0,
    )
    first, second = (each.plane.curve("layer2", Axis.INPUT, method=method) for each in (trained, again))
    assert np.array_equal(first.values, second.values)


def test_binned_information_of_the_target_is_at_most_that_of_the_input(trained):
    for method in ("bins of width 1/15", "30 percentile bins", "ten bins of softmax"):
        x, y = (trained.plane.curve(SOFTMAX, axis, method=method) for axis in (Axis.INPUT, Axis.TARGET))
        assert (y.values <= x.values + 1e-12).all()


def test_the_adapted_bound_does_not_see_the_scale_of_a_layer():
    values = np.random.default_rng(0).normal(size=(30, 3))
    estimator = METHODS["KDE, σ² adapted"].of_input
    small, large = (estimator.estimate(np.arange(30.0), factor * values).value for factor in (1, 100))
    assert small == pytest.approx(large)


def test_times_begin_with_0_and_1_and_end_with_the_last():
    assert times_until(100, 5) == (0, 1, 3, 10, 32, 100)


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
