"""Fitting, compression and overfitting by stated rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import Labels, PlugIn
from ibsolve.studies.information_plane import (
    Axis,
    Clock,
    Curve,
    InformationPlane,
    PhaseRules,
    PlanePoint,
    compression,
    fitting,
    overfitting,
    phases,
)

PHASES = (fitting, compression, overfitting)
CURVES = st.lists(st.integers(-40, 40), min_size=1, max_size=25)
NOISE_FREE = PhaseRules(chance=None)


def curve(values, half_width=np.nan, times=None):
    values = np.asarray(values, dtype=float)
    times = np.arange(len(values), dtype=float) if times is None else np.asarray(times, dtype=float)
    return Curve(times=times, values=values, lower=values - half_width, upper=values + half_width)


def verdicts(values, rules=None, **given):
    return [phase(curve(values, **given), rules).counts for phase in PHASES]


@given(CURVES, st.integers(-1000, 1000))
def test_shifting_a_curve_changes_no_verdict(values, shift):
    assert verdicts(np.array(values) + shift) == verdicts(values)


@given(CURVES, st.sampled_from([0.25, 2.0, 1024.0]))
def test_another_unit_scales_amounts_and_changes_no_verdict(values, factor):
    assert verdicts(np.array(values) * factor) == verdicts(values)
    for phase in PHASES:
        assert phase(curve(np.array(values) * factor)).amount == factor * phase(curve(values)).amount


@given(CURVES, st.data())
def test_waiting_at_any_value_changes_no_verdict(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    waited = values[:place] + [values[place]] * data.draw(st.integers(1, 30)) + values[place:]
    assert verdicts(waited) == verdicts(values)


@given(CURVES)
def test_only_the_order_of_times_counts(values):
    assert verdicts(values, times=np.arange(len(values)) ** 3) == verdicts(values)


@given(CURVES)
def test_a_curve_that_never_falls_never_compresses_nor_overfits(values):
    assert verdicts(sorted(values))[1:] == [False, False]


@given(CURVES)
def test_a_curve_that_never_rises_never_fits_nor_overfits(values):
    assert verdicts(sorted(values, reverse=True))[::2] == [False, False]


@given(CURVES)
def test_amounts_are_differences_of_the_curve_and_within_its_range(values):
    for phase, sign in zip(PHASES, (1, -1, -1), strict=True):
        found = phase(curve(values))
        assert found.amount == sign * (values[int(found.end)] - values[int(found.begin)])
        assert 0 <= found.amount <= max(values) - min(values)
        assert found.begin <= found.end
        assert found.kept == sign * (values[-1] - values[int(found.begin)])


@given(CURVES, st.floats(0, 0.98), st.floats(0, 20))
def test_stricter_rules_never_add_a_phase(values, share, least):
    loose, strict = PhaseRules(share=share / 2, least=least / 2), PhaseRules(share=share, least=least)
    assert all(a or not b for a, b in zip(verdicts(values, loose), verdicts(values, strict), strict=True))


@given(CURVES)
def test_wide_intervals_leave_no_phase_and_narrow_ones_take_none(values):
    assert verdicts(values, half_width=1000.0) == [False] * 3
    assert verdicts(values, half_width=1e-3) == verdicts(values)
    assert verdicts(values, PhaseRules(with_intervals=False), half_width=1000.0) == verdicts(values)


@given(CURVES)
def test_overfitting_is_a_rise_and_a_compression(values):
    fits, compresses, overfits = verdicts(values)
    assert not overfits or (fits and compresses)


def test_the_phases_of_a_rise_and_a_fall():
    values = [0.0, 0.4, 0.9, 1.2, 1.0, 0.6, 0.5]
    assert verdicts(values) == [True, True, True]
    found = compression(curve(values, times=[0, 1, 2, 3, 10, 30, 100]))
    assert (found.begin, found.end) == (3, 100)
    assert found.amount == pytest.approx(0.7)
    assert found.kept == pytest.approx(0.7)


def test_a_dip_that_comes_back_is_not_kept():
    found = compression(curve([0, 1, 2, 3, 1, 2, 3]), NOISE_FREE)
    assert (found.counts, found.amount, found.kept) == (True, 2, 0)


def test_a_change_below_the_share_does_not_count():
    values = [0, 2, 4, 6, 8, 10, 9.5]
    assert not compression(curve(values), PhaseRules(share=0.06)).counts
    assert compression(curve(values), PhaseRules(share=0.04)).counts


def test_a_change_below_the_least_amount_does_not_count():
    assert not compression(curve([1.0, 0.96]), PhaseRules(least=0.05)).counts
    assert compression(curve([1.0, 0.94]), PhaseRules(least=0.05)).counts


def test_rounding_is_no_phase():
    assert verdicts([8.317766166719343, 8.317766166719344, 8.317766166719342]) == [False] * 3


def test_one_time_has_no_phases():
    assert verdicts([3.0]) == [False] * 3


def test_noise_alone_is_seldom_a_phase():
    # 300 curves: 1 % may be, 3 % where the deviation of noise is uncertain; 6 % is three standard errors.
    rng = np.random.default_rng(0)
    found = [verdicts(rng.normal(size=50), PhaseRules(share=0)) for _ in range(300)]
    assert (np.mean(found, axis=0) < 0.06).all()


def test_noise_on_a_rise_is_no_compression_and_noise_on_a_fall_hides_none():
    rng = np.random.default_rng(1)
    ramp = np.linspace(0, 20, 50)
    noise = rng.normal(size=(200, 50))
    assert np.mean([compression(curve(ramp + each)).counts for each in noise]) < 0.02
    assert all(compression(curve(-ramp + each)).counts for each in noise)


def test_noise_of_known_deviation_is_seen():
    values = np.linspace(0, 5, 2000) ** 2 + np.random.default_rng(2).normal(0, 0.3, 2000)
    # The median of 2000 has a standard error of 2 %.
    assert fitting(curve(values)).noise == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize("values", [[], [0.0, np.nan], [np.inf]])
def test_a_curve_without_numbers_is_refused(values):
    for phase in PHASES:
        with pytest.raises(ProblemError, match=r"curve: expected one finite value or more"):
            phase(curve(values))


def test_every_fault_of_the_rules_is_told_at_once():
    with pytest.raises(ProblemError) as caught:
        PhaseRules(share=1.0, least=-1, chance=0, with_intervals="no")
    assert [fault.where for fault in caught.value.faults] == ["share", "least", "chance", "with_intervals"]


def test_phases_of_a_plane_take_the_axes_and_probes_they_are_of():
    def estimate(cells):
        return PlugIn().entropy(Labels([place % cells for place in range(24)]))

    series = {
        (Axis.INPUT, "train"): [1, 6, 4, 2],
        (Axis.TARGET, "train"): [1, 2, 3, 4],
        (Axis.INPUT, "test"): [1, 1, 1, 1],
        (Axis.TARGET, "test"): [1, 2, 4, 1],
    }
    points = tuple(
        PlanePoint(time=time, layer="a", axis=axis, probe=probe, method="m", estimate=estimate(cells))
        for (axis, probe), values in series.items()
        for time, cells in enumerate(values)
    )
    plane = InformationPlane(clock=Clock.EPOCH, unit=points[0].estimate.unit, layers=("a",), points=points)
    rules = PhaseRules(with_intervals=False)
    found = phases(plane, "a", test="test", rules=rules)
    assert found.fitting == fitting(plane.curve("a", Axis.TARGET, probe="train"), rules)
    assert found.compression == compression(plane.curve("a", Axis.INPUT, probe="train"), rules)
    assert found.overfitting == overfitting(plane.curve("a", Axis.TARGET, probe="test"), rules)
    assert (found.fitting.counts, found.compression.counts, found.overfitting.counts) == (True, True, True)
    assert phases(plane, "a").overfitting is None
