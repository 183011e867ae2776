"""What is read off planes of autoencoders, on planes whose answers are known."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.estimators.estimate import Covers, Estimate, Interval, Quantity
from ibsolve.experiments.autoencoder.reading import (
    agreement,
    compressing_layers,
    critical_bottleneck,
    decoder,
    encoder,
    gap_to_bisector,
    infeasible_share,
    lasting_fall,
    output_spread,
    processing,
)
from ibsolve.experiments.probing import logarithmic_times
from ibsolve.studies.information_plane import OF_PROBES, Axis, Clock, Curve, InformationPlane, PlanePoint
from ibsolve.theory import Unit

LAYERS = ("input", "encoder1", "bottleneck", "decoder1", "output")


def plane(inputs, outputs, reach=0.05):
    """A plane of layers whose I(X;T) and I(T;X') are given over time, one row a layer."""
    points = []
    for axis, rows in ((Axis.INPUT, inputs), (Axis.OUTPUT, outputs)):
        for layer, row in zip(LAYERS, rows, strict=True):
            for time, value in enumerate(row):
                estimate = Estimate(
                    value=value,
                    unit=Unit.BITS,
                    quantity=Quantity.MATRIX_INFORMATION,
                    estimator="matrix-renyi",
                    n=100,
                    floor=0.0,
                    ceiling=6.6,
                    interval=Interval(
                        lower=value - reach, upper=value + reach, confidence=0.95, covers=Covers.SAMPLING
                    ),
                    warnings=(),
                    # Batches differ by twice the reach, and alike at all times.
                    parameters={OF_PROBES: [value - reach, value, value + reach]},
                )
                points.append(
                    PlanePoint(
                        time=time, layer=layer, axis=axis, probe="test", method="new", estimate=estimate
                    )
                )
    return InformationPlane(clock=Clock.STEP, unit=Unit.BITS, layers=LAYERS, points=tuple(points))


def ideal(most, transferred):
    """The end that Theorem 1 has."""
    passed = min(most, transferred)
    inputs = [[most], [(most + passed) / 2], [passed], [passed], [passed]]
    return plane(inputs, [[passed]] * 5)


@given(st.floats(1, 6), st.floats(0.2, 9))
def test_an_ideal_plane_agrees_with_theorem_1_and_violates_nothing(most, transferred):
    found = ideal(most, transferred)
    assert processing(found).violated == 0
    assert infeasible_share(found) == 0
    assert output_spread(found, LAYERS).tolist() == [0.0]
    judged = agreement(found, transferred=transferred)
    assert (judged.met, judged.farthest) == (judged.coordinates, 0.0) == (8, 0.0)


def test_a_layer_off_the_theory_is_named_with_its_distance():
    inputs = [[4.0], [4.0], [3.0], [3.5], [3.0]]
    judged = agreement(plane(inputs, [[3.0]] * 5), transferred=3.0)
    assert (judged.layer, judged.met) == ("decoder1", 7)
    assert judged.farthest == pytest.approx(0.5)


def test_a_later_layer_with_more_of_the_input_violates_the_forward_inequality():
    inputs = [[4.0], [3.5], [2.0], [3.0], [2.0]]
    found = processing(plane(inputs, [[2.0]] * 5))
    assert (found.violated, found.pairs, found.places) == (1, 20, ("bottleneck", "decoder1"))
    assert found.worst == pytest.approx(0.25)


def test_an_earlier_layer_with_more_of_the_output_violates_the_backward_inequality():
    found = processing(plane([[4.0], [4.0], [3.0], [3.0], [3.0]], [[3.0], [3.0], [3.0], [2.0], [3.0]]))
    assert {found.places} <= {("decoder1", "bottleneck"), ("decoder1", "encoder1"), ("decoder1", "input")}
    assert found.violated == 3


def test_a_violation_within_intervals_is_none():
    assert processing(plane([[4.0], [3.0], [2.0], [2.05], [2.0]], [[2.0]] * 5)).violated == 0


def test_points_above_the_bisector_or_beyond_all_information_are_outside():
    inputs = [[4.0, 4.0], [4.5, 3.0], [3.0, 3.0], [2.0, 3.0], [2.0, 3.0]]
    outputs = [[3.0, 3.0], [3.0, 3.0], [3.0, 3.0], [3.0, 3.0], [3.0, 3.0]]
    assert infeasible_share(plane(inputs, outputs)) == pytest.approx(2 / 6)


def test_a_fall_that_stays_is_compression_and_a_dip_is_not():
    learning = [1.0, 0.5, 2.0, 3.0, 3.0, 3.0]
    falling = [3.0, 2.0, 4.0, 3.5, 3.0, 2.5]
    dipping = [3.0, 2.0, 4.0, 2.5, 3.0, 4.0]
    at_first = [5.0, 2.0, 3.0, 4.0, 4.0, 4.0]
    found = plane([[4.0] * 6, falling, dipping, at_first, learning], [learning] * 5)
    assert compressing_layers(found) == ("encoder1",)


def test_batches_that_differ_do_not_hide_a_fall_that_all_of_them_have():
    falling = [3.0, 2.0, 4.0, 3.5, 3.0, 2.5]
    wide = plane([[4.0] * 6, falling, falling, falling, [1.0, 0.5, 2, 3, 3, 3]], [falling] * 5, reach=1.0)
    assert compressing_layers(wide) == ("encoder1", "bottleneck", "decoder1")


def test_a_fall_that_batches_do_not_share_is_no_compression():
    falling = [3.0, 2.0, 4.0, 3.5, 3.0, 2.5]
    found = plane([[4.0] * 6, falling, falling, falling, [1.0, 0.5, 2, 3, 3, 3]], [falling] * 5)
    apart = replace(
        found,
        points=tuple(
            replace(point, estimate=replace(point.estimate, parameters={OF_PROBES: [-6.0, 2.5, 11.0]}))
            if point.time == 5
            else point
            for point in found.points
        ),
    )
    assert compressing_layers(apart) == ()


def test_a_fall_below_a_hundredth_of_the_range_is_no_compression():
    falling = [3.97, 3.96, 4.0, 3.98, 3.96, 3.94]
    found = plane([[4.0] * 6, falling, falling, falling, [1.0, 0.5, 2, 3, 3, 3]], [falling] * 5)
    assert compressing_layers(found) == ()


@given(st.lists(st.floats(0, 5), min_size=3, max_size=20))
def test_what_only_rises_never_falls(values):
    rising = np.sort(np.array(values))
    nothing = np.full(len(rising), np.nan)
    curve = Curve(times=np.arange(float(len(rising))), values=rising, lower=nothing, upper=nothing)
    assert lasting_fall(curve) is None


def test_the_gap_to_the_bisector_is_a_share_of_all_information():
    found = plane([[4.0], [4.0], [3.0], [3.0], [3.0]], [[2.0]] * 5)
    assert gap_to_bisector(found) == pytest.approx((2 + 1 + 1) / 3 / 4)


def test_the_bottleneck_belongs_to_both_halves():
    found = ideal(4.0, 2.0)
    assert encoder(found) == ("encoder1", "bottleneck")
    assert decoder(found) == ("bottleneck", "decoder1")


@pytest.mark.parametrize(
    ("information", "critical"),
    [
        ([1.0, 2.0, 2.97, 3.0, 2.96], 4),
        ([3.0, 3.0, 3.0, 3.0, 3.0], 1),
        ([1.0, 3.0, 2.0, 3.0, 3.0], 8),
        ([1.0, 2.0, 3.0, 4.0, 5.0], None),
    ],
)
def test_the_critical_bottleneck_is_where_growth_has_ended(information, critical):
    assert critical_bottleneck([1, 2, 4, 8, 16], np.array(information)) == critical


@given(st.integers(1, 10**6), st.integers(2, 60))
def test_times_rise_from_0_to_the_last(last, points):
    times = logarithmic_times(last, points)
    assert (times[0], times[-1]) == (0, last)
    assert all(before < after for before, after in pairwise(times))
