"""Mixtures of paper 001 (sample propagation), computed apart by quadrature to 1e-11, in nats."""

from math import log

import numpy as np
import pytest
from scipy.special import ndtri

from ibsolve.estimators import SamplePropagation
from ibsolve.theory import first_layer_information, noise_entropy


@pytest.mark.parametrize(
    ("weight", "shift", "beta", "entropy", "information"),
    [
        (0.1, -0.23, 0.1, -0.09443812386530022, 0.7892084359240726),
        (0.5, -1.15, 0.01, -1.8015173128903565, 1.3847143398930621),
        (0.5, -1.15, 0.1, 0.12487504672323824, 1.0085216065126112),
        (1.0, -2.3, 0.01, -2.1421037087288277, 1.044127944054591),
        (1.0, -2.3, 0.1, -0.19210703179552346, 0.6915395279938494),
        (2.0, -4.6, 0.01, -2.5354388264814034, 0.6507928263020153),
        (4.0, -9.2, 0.01, -2.623893421244546, 0.5623382315388725),
    ],
)
def test_the_single_neuron_of_section_4(weight, shift, beta, entropy, information):
    x = np.array([-3.0, -1.0, 1.0, 3.0])
    activations = np.tanh(weight * x + shift)
    found = SamplePropagation(beta).estimate(x, activations)
    assert found.value == pytest.approx(information, abs=1e-8)
    assert float(SamplePropagation(beta).entropy(activations)) == pytest.approx(entropy, abs=1e-8)
    assert found.parameters["lower_bound"] <= information <= found.parameters["upper_bound"]


def test_saturated_units_leave_the_entropy_of_a_quarter():
    found = SamplePropagation(0.01).estimate([-3, -1, 1, 3], [-1.0, -1.0, -1.0, 1.0])
    assert found.value == pytest.approx(0.5623351446188083, abs=1e-9)


def test_two_points():
    found = SamplePropagation(1.0).estimate([0, 1], [-1.0, 1.0])
    assert found.value == pytest.approx(0.3368308203469188, abs=1e-9)
    assert float(SamplePropagation(1.0).entropy([-1.0, 1.0])) == pytest.approx(1.7557693535515915, abs=1e-9)


@pytest.mark.parametrize(
    ("beta", "entropy", "information"),
    [(0.1, -0.7883747507933885, 0.9789183687853573), (0.2, 0.16890024003763057, 0.5498989984964858)],
)
def test_three_points_of_the_plane_by_draws(beta, entropy, information):
    points = [[0.0, 0.0], [0.3, 0.1], [-0.2, 0.4]]
    method = SamplePropagation(beta, draws=2000)
    found = method.estimate(points, points)
    assert information in found.interval
    assert found.interval.width < 0.06
    assert entropy in method.entropy(points).interval


def test_a_product_of_the_plane_by_draws():
    a, b = np.tanh(0.5), np.tanh(0.7)
    corners = [[x, y] for x in (-a, a) for y in (-b, b)]
    assert 1.6030569958790242 in SamplePropagation(0.3, draws=500).entropy(corners).interval


def test_equation_1_with_samples_given_each_input():
    conditional = [[-0.6, -0.4], [0.0, 0.2], [0.7, 0.9]]
    method = SamplePropagation(0.2)
    found = method.estimate_apart([-0.5, 0.1, 0.8], conditional)
    assert found.value == pytest.approx(0.8073392155490615, abs=1e-8)
    assert float(method.entropy([-0.5, 0.1, 0.8])) == pytest.approx(0.7282613185043683, abs=1e-8)
    for given, entropy in zip(conditional, [-0.0790778970446934] * 3, strict=True):
        assert float(method.entropy(given)) == pytest.approx(entropy, abs=1e-8)


def test_equation_1_may_be_negative():
    found = SamplePropagation(0.2).estimate_apart([0.1], [[-0.4, 0.6]])
    assert found.value == pytest.approx(-0.6759425773809955, abs=1e-8)
    assert -log(2) < found.value


def test_the_exact_bias_of_two_samples():
    """Lemma 1, (30): two draws of ±1 agree half of the time."""
    method = SamplePropagation(0.5)
    truth = float(method.entropy([-1.0, 1.0]))
    expected = (truth + float(method.entropy([1.0, 1.0]))) / 2
    assert truth == pytest.approx(1.358511546381662, abs=1e-8)
    assert expected == pytest.approx(1.0421514495131947, abs=1e-8)
    assert truth - expected == pytest.approx(0.3163600968684673, abs=1e-8)


TWO_LAYERS, GIVEN_INPUT = 0.5463559984803092, [0.4447612073415921, 0.6842002740973113, 0.3179285834468769]


def second_layer(noise):
    """Activations of the second layer for each input of the first, shape (3, noise)."""
    return np.tanh(1.5 * (np.tanh([[-1.0], [0.0], [1.0]]) + 0.3 * noise) + 0.2)


def test_two_layers_by_integration_over_the_noise_of_the_first():
    nodes, weights = np.polynomial.legendre.leggauss(200)
    noise = 9 * nodes
    law = 9 * weights * np.exp(-(noise**2) / 2) / np.sqrt(2 * np.pi)
    values = second_layer(noise)
    given = [first_layer_information(each, law, 0.3) for each in values]
    noise_alone = noise_entropy(dimension=1, beta=0.3)
    assert [each + noise_alone for each in given] == pytest.approx(GIVEN_INPUT, abs=1e-6)
    whole = first_layer_information(values.ravel(), np.tile(law / 3, 3), 0.3)
    assert whole + noise_alone == pytest.approx(1.0286526867755692, abs=1e-6)
    assert whole - np.mean(given) == pytest.approx(TWO_LAYERS, abs=1e-6)
    assert first_layer_information(np.tanh([-1, 0, 1]), [1 / 3] * 3, 0.3) == pytest.approx(
        0.7727104944648209, abs=1e-6
    )


def test_two_layers_by_samples_given_each_input():
    """2000 quantiles of the first layer's noise stand for its law, and lack its outermost thousandths."""
    values = second_layer(ndtri((np.arange(2000) + 0.5) / 2000))
    found = SamplePropagation(0.3).estimate(np.repeat([-1, 0, 1], 2000), values.ravel())
    assert found.value == pytest.approx(TWO_LAYERS, abs=3e-4)
    apart = SamplePropagation(0.3).estimate_apart(values[:, 0], values)
    assert apart.ceiling == log(3)
    for samples, entropy in zip(values, GIVEN_INPUT, strict=True):
        assert float(SamplePropagation(0.3).entropy(samples)) == pytest.approx(entropy, abs=3e-4)


@pytest.mark.parametrize(
    ("dimension", "beta", "entropy"), [(10, 0.005, -38.79378833343364), (1, 0.1, -0.8836465597893729)]
)
def test_one_sample_has_the_entropy_of_the_noise(dimension, beta, entropy):
    found = SamplePropagation(beta).entropy(np.ones((1, dimension)))
    assert float(found) == pytest.approx(entropy, abs=1e-10)
    assert float(found) == pytest.approx(noise_entropy(dimension=dimension, beta=beta), abs=1e-10)
