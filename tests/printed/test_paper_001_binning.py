"""Bins of paper 001, where B is a bin width: an evaluation of its definition by an independent program."""

import pytest

from ibsolve.arguments import Arguments
from ibsolve.estimators import BinnedEntropy, Bins
from ibsolve.estimators.variable import read_variable

LAYER = [[-0.95, 0.2], [-0.96, 0.21], [0.5, 0.5], [0.99, -1.0], [1.0, -1.0]]


def test_bins_of_width_0_05_on_the_range_of_tanh():
    values = read_variable(Arguments(), "t", LAYER).floats
    indices = Bins(rule="width", width=0.05, range=(-1, 1)).indices(values)
    assert indices.tolist() == [[1, 24], [0, 24], [30, 30], [39, 0], [39, 0]]


def test_their_entropy_in_nats():
    found = BinnedEntropy(rule="width", width=0.05, range=(-1, 1)).entropy(LAYER)
    assert found.value == pytest.approx(1.3321790402101223, abs=1e-12)
    assert found.parameters["cells"] == 4
