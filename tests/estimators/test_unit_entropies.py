"""Entropies of single units: those of the estimator for one unit each, and what they show that it cannot."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import BinnedEntropy, Bins, Labels, unit_entropies

WIDTH = {"rule": "width", "width": 0.25}


@given(st.integers(1, 40), st.integers(1, 6), st.integers(0, 9))
def test_each_unit_has_the_entropy_of_its_own_layer(n, d, seed):
    layer = np.tanh(np.random.default_rng(seed).normal(size=(n, d)))
    found = unit_entropies(layer, Bins(**WIDTH))
    for unit in range(d):
        expected = BinnedEntropy(**WIDTH).entropy(layer[:, [unit]], unit="nats").value
        assert found[unit] == pytest.approx(expected, abs=1e-12)
    assert (found <= BinnedEntropy(**WIDTH).entropy(layer, unit="nats").value + 1e-12).all()


def test_units_cluster_where_the_layer_cannot():
    layer = np.sign(np.random.default_rng(0).normal(size=(200, 60)))
    two_bins = {"bins": 2, "range": (-1, 1)}
    assert BinnedEntropy(**two_bins).entropy(layer, unit="nats").value == pytest.approx(np.log(200))
    assert unit_entropies(layer, Bins(**two_bins)).max() <= np.log(2) + 1e-12


def test_tensors_give_the_same():
    layer = np.random.default_rng(1).normal(size=(30, 3))
    both = [unit_entropies(given, Bins(**WIDTH)) for given in (layer, torch.as_tensor(layer))]
    assert (both[0] == both[1]).all()


@pytest.mark.parametrize(
    ("layer", "bins", "message"),
    [
        ([0.5, 0.1], 0.1, r"bins: expected Bins\(…\), found 0.1"),
        (Labels([0, 1]), Bins(), "t: expected vectors, found labels"),
        ([[0.5], [np.nan]], Bins(), "t"),
    ],
)
def test_what_has_no_units_is_refused(layer, bins, message):
    with pytest.raises(ProblemError, match=message):
        unit_entropies(layer, bins)
