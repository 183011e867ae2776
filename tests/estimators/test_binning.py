"""Bins, and the information and entropy of the bins that vectors fall into."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import (
    BinnedEntropy,
    Binning,
    Bins,
    Labels,
    PlugIn,
    Quantity,
    entropy,
    mutual_information,
)
from ibsolve.estimators.bins import _codes
from ibsolve.estimators.estimate import Concern

samples = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).standard_normal((40, 3)))
rules = st.sampled_from(
    [
        {"rule": "width", "width": 0.3},
        {"rule": "width", "width": 0.7, "range": (-2.0, 1.5)},
        {"bins": 4},
        {"bins": 5, "per": "feature"},
        {"bins": 7, "range": (-1.0, 1.0)},
        {"rule": "percentile", "bins": 3},
        {"rule": "percentile", "bins": 4, "per": "feature"},
    ]
)


def plain_indices(values, edges):
    """Half-open bins between the edges, the last one closed, values outside in the bin at that end."""
    index = [max((k for k, edge in enumerate(edges[:-1]) if value >= edge), default=0) for value in values]
    return np.array(index)


@settings(max_examples=20)
@given(samples)
def test_equal_bins_are_those_of_their_edges(values):
    indices = Bins(bins=6, range=(-1, 1)).indices(values)
    assert (indices.ravel() == plain_indices(values.ravel(), np.linspace(-1, 1, 7))).all()


@settings(max_examples=20)
@given(samples)
def test_percentile_bins_are_those_of_the_quantiles_and_hold_as_many_values_each(values):
    indices = Bins(rule="percentile", bins=5).indices(values)
    edges = np.quantile(values, np.linspace(0, 1, 6))
    assert (indices.ravel() == plain_indices(values.ravel(), edges)).all()
    assert np.bincount(indices.ravel()).tolist() == [24] * 5


def test_without_a_range_bins_of_one_width_start_at_0():
    indices = Bins(rule="width", width=0.5).indices(np.array([[-0.1, 0.0, 0.49, 0.5, 3.2]]))
    assert indices.tolist() == [[-1, 0, 0, 1, 6]]


def test_the_last_bin_of_one_width_ends_with_the_range():
    indices = Bins(rule="width", width=0.4, range=(0, 1)).indices(
        np.array([[0.0, 0.4, 0.79, 0.81, 1.0, 5.0]])
    )
    assert indices.tolist() == [[0, 1, 1, 2, 2, 2]]


def test_a_decimal_on_an_edge_of_one_width_belongs_to_the_upper_bin():
    edges = np.array([[float(f"{k / 20 - 1:.2f}") for k in range(41)]])
    indices = Bins(rule="width", width=0.05, range=(-1, 1)).indices(edges)
    assert indices.tolist() == [[*range(40), 39]]


def test_without_a_range_equal_bins_span_the_layer_or_each_feature():
    values = np.array([[0.0, 0.0], [0.1, 10.0]])
    assert Bins(bins=2).indices(values).tolist() == [[0, 0], [0, 1]]
    assert Bins(bins=2, per="feature").indices(values).tolist() == [[0, 0], [1, 1]]


def test_ties_collapse_edges_and_a_constant_layer_has_one_bin():
    values = np.array([[0.0], [0.0], [0.0], [1.0]])
    assert Bins(rule="percentile", bins=4).indices(values).ravel().tolist() == [0, 0, 0, 1]
    for bins in (Bins(), Bins(rule="percentile"), Bins(rule="width", width=3)):
        assert len(np.unique(bins.indices(np.ones((5, 2))))) == 1


@settings(max_examples=20)
@given(samples, rules)
def test_torch_tensors_fall_into_the_same_bins(values, rule):
    indices = Bins(**rule).indices(torch.from_numpy(values))
    assert isinstance(indices, torch.Tensor)
    assert (indices.numpy() == Bins(**rule).indices(values)).all()
    x = torch.from_numpy(values)
    assert BinnedEntropy(**rule).entropy(x).value == BinnedEntropy(**rule).entropy(values).value


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
@settings(max_examples=20)
@given(samples, rules)
def test_on_cuda_too(values, rule):
    on_cuda = torch.from_numpy(values).cuda()
    assert (Bins(**rule).indices(on_cuda).cpu().numpy() == Bins(**rule).indices(values)).all()
    assert BinnedEntropy(**rule).entropy(on_cuda).value == BinnedEntropy(**rule).entropy(values).value


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_one_code_stands_for_one_vector_of_bins(seed):
    rows = np.random.default_rng(seed).integers(-2, 2, (60, 3))
    expected = np.unique(rows, axis=0, return_inverse=True)[1].ravel()
    for codes, different in (_codes(rows), _codes(torch.from_numpy(rows))):
        assert (
            len(set(zip(codes, expected, strict=True))) == expected.max() + 1 == codes.max() + 1 == different
        )


def test_vectors_that_meet_in_one_hash_are_still_told_apart(monkeypatch):
    monkeypatch.setattr("ibsolve.estimators.bins._multipliers", lambda d: np.full(d, 1, dtype=np.int64))
    rows = np.array([[0, 1], [1, 0], [0, 1], [5, 5]])
    for given_rows in (rows, torch.from_numpy(rows)):
        codes, different = _codes(given_rows)
        assert (codes.tolist(), different) == ([0, 1, 0, 2], 3)


@settings(max_examples=20)
@given(samples, rules, st.booleans())
def test_binning_is_the_plug_in_of_the_bins(values, rule, miller_madow):
    binned = [Labels(Bins(**rule).indices(each)) for each in (values, values[:, :1])]
    found = Binning(**rule, miller_madow=miller_madow).estimate(values, values[:, :1])
    assert found.value == pytest.approx(PlugIn(miller_madow).estimate(*binned).value, abs=1e-12)


@settings(max_examples=20)
@given(samples, rules)
def test_a_function_of_x_has_the_entropy_of_its_bins_and_is_called_vacuous(values, rule):
    found = Binning(**rule, bin_x=False).estimate(values, np.tanh(values))
    clustering = BinnedEntropy(**rule).entropy(np.tanh(values))
    assert found.value == pytest.approx(clustering.value, abs=1e-12)
    assert found.has(Concern.VACUOUS)
    assert clustering.quantity is Quantity.BINNED_ENTROPY
    assert "mutual information" not in clustering.quantity


def test_the_index_of_a_sample_declared_as_its_label_is_vacuous_too_and_a_class_is_not():
    layer = np.array([-0.9, -0.8, 0.8, 0.9])
    assert Binning(bins=2).estimate(Labels([0, 1, 2, 3]), layer).has(Concern.VACUOUS)
    assert not Binning(bins=2).estimate(Labels([0, 0, 1, 1]), layer).has(Concern.VACUOUS)


def test_noise_that_moves_samples_between_bins_is_not_vacuous():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(500)
    assert not Binning(bins=5).estimate(x, x + rng.standard_normal(500)).has(Concern.VACUOUS)


def test_bins_that_part_all_samples_are_called_saturated():
    rng = np.random.default_rng(1)
    found = Binning(bins=30, bin_x=False).estimate(np.arange(100.0), rng.standard_normal((100, 10)))
    assert found.value == pytest.approx(np.log(100))
    assert found.has(Concern.SATURATED)


def test_labels_stay_as_they_are_and_join_the_bins_of_vectors():
    layer, labels = np.array([-0.9, -0.9, 0.9, 0.9]), Labels([0, 1, 0, 1])
    assert entropy((layer, labels), estimator="binned-entropy", unit="bits").value == pytest.approx(2)
    assert entropy(labels, estimator="binned-entropy", unit="bits").value == pytest.approx(1)
    assert mutual_information(labels, layer, estimator="binning").value == pytest.approx(0)


def test_values_outside_the_range_are_counted_at_its_ends_with_a_caution():
    found = Binning(bins=2, range=(0, 1)).estimate(Labels([0, 1, 2, 3]), [-5.0, 0.2, 0.8, 9.0], unit="bits")
    assert found.value == pytest.approx(1)
    caution = next(each for each in found.warnings if each.concern is Concern.OUTSIDE)
    assert "2 values of y, 50 % of all, are outside [0, 1]" in caution.reason
    assert not Binning(bins=2, range=(0, 1)).estimate(Labels([0, 1]), [0.0, 1.0]).has(Concern.OUTSIDE)


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_values_outside_the_range_are_refused_by_name_of_the_first(kind):
    outside = kind([[0.0, 1.0], [0.5, 1.5], [2.0, 0.0]])
    with pytest.raises(
        ProblemError, match=r"x\[1, 1\]: expected a value within the range \[0, 1\], found 1.5"
    ):
        BinnedEntropy(range=(0, 1), outside="raise").entropy(outside)


def test_a_range_may_be_a_list():
    as_list, as_tuple = (Binning(bins=3, range=ends, bin_x=False) for ends in ([0, 1], (0, 1)))
    values = np.linspace(0, 1, 9)
    assert as_list.estimate(values, values) == as_tuple.estimate(values, values)


def test_one_sample_tells_nothing():
    assert Binning().estimate([1.0], [2.0]).value == 0
    assert BinnedEntropy().entropy([1.0]).value == 0


def test_float32_is_read_as_it_is():
    values = np.random.default_rng(2).standard_normal((50, 4)).astype(np.float32)
    expected = BinnedEntropy(bins=3).entropy(values.astype(np.float64)).value
    assert BinnedEntropy(bins=3).entropy(torch.from_numpy(values)).value == expected


def test_widths_too_small_to_number_the_bins_are_refused():
    with pytest.raises(
        ProblemError, match=r"width: expected at least 11\.1, to number the bins of x, found 0\.1"
    ):
        BinnedEntropy(rule="width", width=0.1).entropy([1e17, 0.0])


@pytest.mark.parametrize("estimator", [Binning, BinnedEntropy, Bins])
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"rule": "width"}, "width: expected a finite number > 0, found None"),
        ({"rule": "width", "width": 0.0}, "width: expected a finite number > 0, found 0.0"),
        ({"rule": "width", "width": -1}, "width: expected a finite number > 0, found -1"),
        ({"bins": 0}, "bins: expected a whole number >= 1, found 0"),
        ({"bins": 10**13}, r"bins: expected at most 16777216, found 10000000000000 \(a rule of .* no edges"),
        ({"bins": 2.5}, "bins: expected a whole number >= 1, found 2.5"),
        ({"rule": "widths"}, 'rule: expected one of "width", "count", "percentile", found \'widths\''),
        ({"width": 0.1}, 'width: expected None with rule "count", found 0.1'),
        ({"rule": "width", "width": 1, "bins": 3}, 'bins: expected None with rule "width", found 3'),
        ({"rule": "percentile", "range": (0, 1)}, 'range: expected None with rule "percentile"'),
        ({"range": (1, -1)}, r"range: expected lo < hi, found \(1, -1\)"),
        ({"range": (1, 1)}, r"range: expected lo < hi, found \(1, 1\)"),
        ({"range": (0, float("inf"))}, r"range\[1\]: expected a finite number <= 1e\+150, found inf"),
        ({"range": 3}, r"range: expected a pair \(lo, hi\), found 3"),
        ({"outside": "drop"}, 'outside: expected one of "clip", "raise"'),
        ({"per": "epoch"}, 'per: expected one of "layer", "feature"'),
    ],
)
def test_bad_rules_are_refused(estimator, parameters, message):
    with pytest.raises(ProblemError, match=message):
        estimator(**parameters)


def test_an_unknown_rule_hides_no_other_fault_and_brings_none():
    with pytest.raises(ProblemError) as told:
        Bins(rule="widths", range=(1, -1))
    assert [fault.where for fault in told.value.faults] == ["rule", "range"]


def test_all_faults_are_told_at_once():
    with pytest.raises(ProblemError) as told:
        Binning(bins=0, outside="drop", miller_madow=2, bin_x="yes", confidence=1)
    assert len(told.value.faults) == 5
