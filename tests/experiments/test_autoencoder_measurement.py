"""Information of the layers of an autoencoder, measured batch by batch."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.estimators import MatrixRenyi
from ibsolve.estimators.estimate import Concern
from ibsolve.estimators.kernel_width import KernelWidth, WidthRule
from ibsolve.experiments.autoencoder.measurement import informations, mean_estimates
from ibsolve.studies.information_plane import Axis

NEW = KernelWidth(WidthRule.NORMALISED, 0.8)
OLD = {"x": KernelWidth(WidthRule.SIMPLIFIED, 5.0), "z": KernelWidth(WidthRule.SIMPLIFIED, 25.0)}


def _layers(seed, n=30):
    rng = np.random.default_rng(seed)
    x = rng.random((n, 6))
    z = np.tanh(x @ rng.standard_normal((6, 2)))
    return {"x": x, "z": z, "out": 1 / (1 + np.exp(-z @ rng.standard_normal((2, 6))))}


@given(st.integers(0, 1000))
def test_pair_by_pair_it_is_matrix_renyi_by_the_new_rule(seed):
    layers = _layers(seed)
    found = informations(layers, dict.fromkeys(layers, NEW), alpha=1.01)
    renyi = MatrixRenyi(1.01, WidthRule.NORMALISED, 0.8)
    for name, values in layers.items():
        assert found[name][0] == pytest.approx(renyi.estimate(layers["x"], values).value, abs=1e-9)
        assert found[name][1] == pytest.approx(renyi.estimate(values, layers["out"]).value, abs=1e-9)
        assert found[name][2] == pytest.approx(renyi.entropy(values).value, abs=1e-9)


def test_pair_by_pair_it_is_matrix_renyi_with_a_width_of_each_layers_own():
    layers = _layers(0)
    found = informations(layers, {**OLD, "out": OLD["x"]}, alpha=1.01)
    renyi = MatrixRenyi(1.01, WidthRule.SIMPLIFIED, 5.0, y_gamma=25.0)
    assert found["z"][0] == pytest.approx(renyi.estimate(layers["x"], layers["z"]).value, abs=1e-12)


def test_the_mean_over_batches_has_students_interval_in_bits():
    batches = [{"t": (value, 2 * value, 1.0)} for value in (0.1, 0.2, 0.3, 0.4, 0.5)]
    found = mean_estimates(batches, n=50, parameters={})["t", Axis.INPUT]
    deviation = sqrt(0.025) / log(2)
    assert found.value == pytest.approx(0.3 / log(2))
    # 2.776445: t of 4 degrees of freedom at 97.5 %, from tables.
    assert found.interval.upper - found.value == pytest.approx(2.776445 * deviation / sqrt(5), rel=1e-6)
    assert not found.warnings


@pytest.mark.parametrize(("entropy", "said"), [(0.01, "nearly all"), (log(50) - 0.01, "hardly two")])
def test_a_kernel_that_sees_nothing_is_told(entropy, said):
    found = mean_estimates([{"t": (0.0, 0.0, entropy)}] * 2, n=50, parameters={})["t", Axis.OUTPUT]
    assert found.has(Concern.SATURATED)
    assert said in found.warnings[0].reason
