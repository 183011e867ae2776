"""Charts of information planes: their data, and that a drawing is the same twice."""

from dataclasses import replace
from math import log
from re import findall

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from report.charted import TIMES, plane

from ibsolve.bottleneck import bottleneck_curve, exact_frontier
from ibsolve.errors import ProblemError
from ibsolve.estimators import distance_histograms
from ibsolve.estimators.labels import Labels
from ibsolve.report.activations_chart import activation_histograms, layer_scatter
from ibsolve.report.autoencoder_chart import autoencoder_chart
from ibsolve.report.chart import Chart, Panel, Series, Style, chart_image
from ibsolve.report.chart.drawing import _set_scales
from ibsolve.report.distances_chart import distances_chart
from ibsolve.report.epochs_chart import epochs_chart
from ibsolve.report.plane_chart import plane_chart
from ibsolve.report.smoothing import hann_smoothed
from ibsolve.studies.information_plane import Axis
from ibsolve.theory import Unit, autoencoder_plane

BOUNDS = {Axis.INPUT: 5.0, Axis.TARGET: 2.5}
XOR = np.full((4, 2), 0.0)
XOR[[0, 1, 2, 3], [0, 1, 1, 0]] = 0.25
SKEW = np.array([[0.3, 0.05], [0.2, 0.1], [0.05, 0.1], [0.02, 0.18]])


def labelled(chart):
    return {series.label: series for series in chart.panels[0].series}


def test_a_layer_is_a_path_in_the_order_of_time():
    path = labelled(plane_chart(plane(), title="t"))["layer2"]
    assert path.style is Style.PATH
    assert path.x.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert path.y.tolist() == [0.25, 0.75, 1.25, 1.75]
    assert path.shade.tolist() == list(TIMES)


def test_the_feasible_region_has_the_corners_of_the_bounds():
    region = labelled(plane_chart(plane(), title="t", bounds=BOUNDS))["feasible"]
    assert list(zip(region.x, region.y, strict=True)) == [(0, 0), (5, 0), (5, 2.5), (2.5, 2.5)]


def test_without_bounds_only_data_processing_is_drawn():
    assert set(labelled(plane_chart(plane(), title="t"))) == {"I(T;Y) = I(X;T)", "layer1", "layer2"}


def test_fractions_are_of_the_bounds():
    shares = labelled(plane_chart(plane(), title="t", bounds=BOUNDS, as_fractions=True))
    assert shares["layer1"].x.tolist() == [0.2, 0.4, 0.6, 0.8]
    assert shares["layer1"].y.tolist() == [0.2, 0.4, 0.6, 0.8]
    assert (shares["feasible"].x.max(), shares["feasible"].y.max()) == (1, 1)


def test_a_fraction_without_a_bound_is_refused():
    with pytest.raises(ProblemError, match=r"bounds: expected a bound > 0 for I\(T;Y\).*found none"):
        plane_chart(plane(), title="t", bounds={Axis.INPUT: 5.0}, as_fractions=True)


def test_a_plane_without_the_other_axis_is_refused():
    with pytest.raises(ProblemError, match=r"expected a method that measured I\(X;T\) and I\(T;X'\)"):
        plane_chart(plane(), title="t", target=Axis.OUTPUT)


def test_the_bottleneck_is_drawn_in_the_unit_of_the_plane():
    frontier, curve = exact_frontier(XOR), bottleneck_curve(XOR)
    drawn = labelled(plane_chart(plane(), title="t", curve=curve, frontier=frontier))
    stairs, soft = drawn["partitions (exact)"], drawn["bottleneck (best encoders found)"]
    assert (stairs.x[-1], stairs.y[-1]) == pytest.approx((log(2), log(2)))
    assert (soft.x[-1], soft.y[-1]) == pytest.approx((log(2), log(2)))


def test_no_partition_is_left_of_the_best_encoders():
    drawn = labelled(
        plane_chart(plane(), title="t", curve=bottleneck_curve(SKEW), frontier=exact_frontier(SKEW))
    )
    stairs, soft = drawn["partitions (exact)"], drawn["bottleneck (best encoders found)"]
    assert (stairs.x >= np.interp(stairs.y, soft.y, soft.x) - 1e-4).all()
    assert (np.diff(stairs.x) >= 0).all()
    assert (np.diff(stairs.y) >= 0).all()


def test_intervals_become_bands_where_there_are_any():
    chart = epochs_chart(plane(), title="t")
    assert [panel.y_label for panel in chart.panels] == ["I(X;T) (nats)", "I(T;Y) (nats)"]
    with_bands, without = (panel.series[0] for panel in chart.panels)
    assert with_bands.lower == pytest.approx(np.array([0.9, 1.9, 2.9, 3.9]))
    assert without.lower is None


def test_a_bound_is_a_line_over_all_times():
    bound = epochs_chart(plane(), title="t", bounds=BOUNDS).panels[0].series[-1]
    assert (bound.x.tolist(), bound.y.tolist()) == ([0, 100], [5, 5])


def test_a_window_smooths_the_chart_and_leaves_the_plane():
    measured = plane()
    before = measured.curve("layer1", Axis.INPUT).values
    smooth = epochs_chart(measured, title="t", window=4).panels[0]
    assert "Hann window of 4" in smooth.title
    assert before[0] < smooth.series[0].y[0] < before[1]
    assert smooth.series[0].y[3] == before[3]
    path = labelled(plane_chart(measured, title="t", window=4))["layer1"]
    assert path.x == pytest.approx(smooth.series[0].y)
    assert (measured.curve("layer1", Axis.INPUT).values == before).all()


@pytest.mark.parametrize("draw", [epochs_chart, plane_chart])
def test_a_window_of_nothing_is_refused(draw):
    with pytest.raises(ProblemError, match="window: expected a finite number > 0, found 0"):
        draw(plane(), title="t", window=0)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(1, 2000))
def test_smoothing_stays_within_the_range_and_keeps_what_is_constant(values, window):
    given_values, times = np.array(values), np.arange(float(len(values))) ** 2
    smooth = hann_smoothed(times, given_values, window)
    assert smooth.shape == (len(values),)
    assert min(values) - 1e-9 <= smooth.min() <= smooth.max() <= max(values) + 1e-9
    assert hann_smoothed(times, np.ones(len(values)), window) == pytest.approx(np.ones(len(values)))


def test_a_missing_value_is_missed_in_its_window_alone():
    smooth = hann_smoothed(np.arange(4.0), np.array([np.nan, 1.0, 2.0, 2.0]), 4)
    assert np.isnan(smooth).tolist() == [True, True, False, False]


def test_every_activation_is_in_one_bin():
    values = {0: {"T": np.array([[0.0, 1.0], [2.0, 3.0]])}, 5: {"T": np.array([[9.0, 1.0], [2.0, 3.0]])}}
    chart = activation_histograms(values, title="t", bins=3)
    assert [panel.title for panel in chart.panels] == ["T, epoch 0", "T, epoch 5"]
    assert [panel.series[0].y.sum() for panel in chart.panels] == [1, 1]
    assert chart.panels[0].series[0].x.tolist() == [0, 3, 6, 9]


def test_values_beyond_the_limits_are_in_the_last_bin():
    chart = activation_histograms({0: {"T": np.array([[0.5], [7.0]])}}, title="t", bins=2, limits=(0, 2))
    assert chart.panels[0].series[0].y.tolist() == [0.5, 0.5]


def test_activations_that_are_no_numbers_are_refused():
    with pytest.raises(ProblemError, match=r"activations\[3\]\['T'\]: expected finite numbers of shape"):
        activation_histograms({3: {"T": np.array([[np.nan]])}}, title="t")


def test_three_units_are_three_pairs():
    chart = layer_scatter({7: {"T": np.arange(12.0).reshape(4, 3)}}, [0, 1, 1, 0], title="t")
    assert [(panel.x_label, panel.y_label) for panel in chart.panels] == [
        ("unit 1", "unit 2"),
        ("unit 1", "unit 3"),
        ("unit 2", "unit 3"),
    ]
    assert labelled(chart)["class 1"].x.tolist() == [3, 6]


def test_wide_layers_and_labels_of_another_length_are_refused_together():
    with pytest.raises(ProblemError, match=r"(?s)expected a layer of two or three units.*expected 2 samples"):
        layer_scatter({7: {"T": np.zeros((3, 4))}}, [0, 1], title="t")


def test_distances_are_shares_of_the_pairs_of_each_kind():
    found = distance_histograms([[0.0], [0.1], [5.0], [5.1]], Labels([0, 0, 1, 1]), bins=4, range=(0, 6))
    within, between = distances_chart({"layer1": found}, title="t").panels[0].series
    assert within.y.tolist() == [1, 0, 0, 0]
    assert between.y.tolist() == [0, 0, 0, 1]


def theory(unit=Unit.BITS):
    return autoencoder_plane(input_information=5, bottleneck=2, encoder=1, decoder=1, unit=unit)


def test_an_autoencoder_shows_triangle_and_predicted_ends():
    chart = autoencoder_chart(
        plane(unit=Unit.BITS, target=Axis.OUTPUT), title="t", predicted={"bins": theory()}
    )
    drawn = labelled(chart)
    assert drawn["feasible"].x.tolist()[:3] == [0, 5, 5]
    assert drawn["encoder, predicted within"].x.tolist() == [2, 5]
    assert (drawn["other layers, predicted"].x, drawn["other layers, predicted"].y) == ([2], [2])


def test_a_prediction_in_another_unit_is_refused():
    with pytest.raises(ProblemError, match=r"predicted\['bins'\]: expected bits, found nats"):
        autoencoder_chart(
            plane(unit=Unit.BITS, target=Axis.OUTPUT), title="t", predicted={"bins": theory(Unit.NATS)}
        )


EMPTY = replace(plane(), points=())
HALVES = {0: {"T": np.eye(2)}}


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (lambda: plane_chart(3, title="t"), "plane: expected an InformationPlane with points, found 3"),
        (lambda: plane_chart(EMPTY, title="t"), "plane: expected .* with points, found one without points"),
        (lambda: plane_chart(plane(), title=3), "title: expected text, found 3"),
        (lambda: plane_chart(plane(), title="t", target="zz"), "target: expected one of"),
        (lambda: plane_chart(plane(), title="t", methods="bins"), r"methods: .* \(in a list: \['bins'\]\)"),
        (
            lambda: plane_chart(plane(), title="t", methods=["zz"]),
            r"methods\[0\]: expected one of bins, found 'zz'",
        ),
        (
            lambda: plane_chart(plane(), title="t", layers=["zz"]),
            r"layers\[0\]: expected one of layer1, layer2",
        ),
        (lambda: plane_chart(plane(), title="t", bounds=3), "bounds: expected numbers by axis, found 3"),
        (lambda: plane_chart(plane(), title="t", bounds={"zz": 1}), "bounds: expected one of"),
        (
            lambda: plane_chart(plane(), title="t", bounds={Axis.INPUT: np.nan}),
            r"bounds\[I\(X;T\)\]: expected a finite number >= 0, found nan",
        ),
        (
            lambda: plane_chart(plane(), title="t", curve=3),
            "curve: expected a BottleneckCurve or None, found 3",
        ),
        (lambda: plane_chart(plane(), title="t", frontier=3), "frontier: expected a DeterministicFrontier"),
        (lambda: epochs_chart(EMPTY, title="t"), "plane: expected .* with points, found one without points"),
        (
            lambda: epochs_chart(plane(), title="t", probe="zz"),
            r"probes\[0\]: expected one of test, found 'zz'",
        ),
        (lambda: epochs_chart(plane(), title="t", methods=["zz"]), r"methods\[0\]: expected one of bins"),
        (
            lambda: epochs_chart(plane(), title="t", columns=0),
            "columns: expected a whole number >= 1, found 0",
        ),
        (
            lambda: epochs_chart(plane(), title="t", window="x"),
            "window: expected a finite number > 0, found 'x'",
        ),
        (lambda: distances_chart({}, title="t"), "chart: expected something to draw, found nothing"),
        (
            lambda: distances_chart({"a": 3}, title="t"),
            r"histograms\['a'\]: expected DistanceHistograms, found 3",
        ),
        (
            lambda: activation_histograms(3, title="t"),
            "activations: expected numbers by layer, by time, found 3",
        ),
        (lambda: activation_histograms({0: 3}, title="t"), "activations: expected numbers by layer, by time"),
        (lambda: activation_histograms(HALVES, title="t", limits=(1, 0)), r"limits: .* found \(1, 0\)"),
        (lambda: activation_histograms(HALVES, title="t", limits=3), "limits: expected one value or more"),
        (lambda: layer_scatter(HALVES, 3, title="t"), "labels: expected the class of each sample, found 3"),
        (
            lambda: layer_scatter(HALVES, [[1], [1, 2]], title="t"),
            "labels: expected the class of each sample",
        ),
        (
            lambda: autoencoder_chart(plane(target=Axis.OUTPUT), title="t", predicted={"zz": 3}),
            r"methods\[0\]: expected one of bins, found 'zz'",
        ),
    ],
)
def test_what_cannot_be_drawn_is_told_once(drawn, message):
    with pytest.raises(ProblemError, match=message) as told:
        drawn()
    assert len(told.value.faults) == 1


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_drawing_is_the_same_twice(kind):
    charts = [
        plane_chart(plane(), title="t", bounds=BOUNDS, frontier=exact_frontier(XOR)),
        epochs_chart(plane(), title="t", bounds=BOUNDS),
    ]
    for chart in charts:
        assert chart_image(chart, kind=kind) == chart_image(chart, kind=kind)


def drawn_text(chart):
    """All text of a drawing: matplotlib says in a comment what the paths below it spell."""
    return findall("<!-- (.*) -->", chart_image(chart, kind="svg").decode())


def test_many_points_are_an_image_in_the_drawing_and_few_are_shapes():
    def drawn(n):
        values = np.random.default_rng(0).normal(size=(n, 2))
        chart = layer_scatter({0: {"1": values}}, np.zeros(n, dtype=int), title="t")
        return chart_image(chart, kind="svg").decode()

    few, many = drawn(1000), drawn(1001)
    assert few.count("<use") > 1000 > many.count("<use")
    assert "<image" in many
    assert "<image" not in few


def test_what_all_panels_have_in_common_is_drawn_once():
    one = plane_chart(plane(), title="t").panels[0]
    later = replace(one.series[-1], shade=one.series[-1].shade + 1)
    other = replace(one, series=(*one.series[:-1], replace(later, label="another layer")))
    for panels, times in (([one], 1), ([one, one, one], 1), ([one, other], 2)):
        text = drawn_text(Chart(title="t", panels=tuple(panels), columns=2))
        assert (text.count("layer1"), text.count("epoch")) == (times, times)
        assert text.count("I(X;T) (nats)") == len(panels)


def test_a_title_wider_than_the_figure_takes_lines():
    panels = (plane_chart(plane(), title="t").panels[0],)
    title = "The deterministic network in bins, and the bottleneck of its joint law"
    lines = [line for line in drawn_text(Chart(title=title, panels=panels)) if line in title]
    assert len(lines) == 2
    assert " ".join(lines) == title


@pytest.mark.parametrize(("first", "power"), [(7.0, 1.0), (10.0, 10.0), (0.03, 0.01)])
def test_an_axis_with_0_is_linear_up_to_a_power_of_ten_where_its_ticks_begin(first, power):
    x = np.array([0.0, first, 100 * first])
    panel = Panel(title="", x_label="x", y_label="y", series=(Series(label="a", x=x, y=x),), is_x_log=True)
    axes = Figure().add_subplot()
    _set_scales(panel, axes)
    assert axes.xaxis.get_transform().linthresh == pytest.approx(power, rel=1e-12)


def test_without_bounds_data_processing_ends_where_the_points_do():
    line = labelled(plane_chart(plane(), title="t"))["I(T;Y) = I(X;T)"]
    assert line.y.tolist() == [0.0, 2.0]
