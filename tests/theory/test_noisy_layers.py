"""Solved networks under noise: a slow twin, the Gaussian ceiling, and the limit without noise."""

from math import erfc, log2, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import tables_with_network

from ibsolve.engines import solve
from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import Layer, Network, Neuron, Problem, cube
from ibsolve.theory import noisy_layers

DEVIATIONS = [0.05, 0.3, 1.0, 4.0]


def slow_information(network, table, number, sigma):
    """I(X;T_n), bits: every input, every code of the layer, in plain Python."""
    layer = network.layers[number - 1]
    law = {}
    for x, count in zip(table.inputs, table.input_counts, strict=True):
        below = x if number == 1 else network.codes(x)[number - 2]
        fires = [
            erfc(
                -(sum(w * c for w, c in zip(n.weights, below, strict=True)) - n.threshold + 0.5)
                / sigma
                / sqrt(2)
            )
            / 2
            for n in layer.neurons
        ]
        for code in cube(layer.width):
            given_x = np.prod([p if bit else 1 - p for p, bit in zip(fires, code, strict=True)])
            law[x, code] = count / table.total * given_x
    output = {code: sum(law[x, code] for x in table.inputs) for code in cube(layer.width)}
    input_law = {x: sum(law[x, code] for code in cube(layer.width)) for x in table.inputs}
    return sum(p * log2(p / (input_law[x] * output[code])) for (x, code), p in law.items() if p > 1e-300)


@given(tables_with_network(), st.sampled_from([0.3, 1.0, 4.0]))
def test_the_slow_twin_agrees(pair, sigma):
    table, network = pair
    for layer in noisy_layers(network, table, [sigma]):
        expected = slow_information(network, table, layer.number, sigma)
        assert layer.points[0].information == pytest.approx(expected, abs=1e-9)


@given(tables_with_network())
def test_information_stays_below_the_gaussian_and_that_below_the_maximum(pair):
    table, network = pair
    for layer in noisy_layers(network, table, DEVIATIONS):
        for point in layer.points:
            assert 0 <= point.information <= point.gaussian + 1e-9
            assert point.gaussian <= point.capacity + 1e-9


def test_noise_lets_a_constant_neuron_tell_something():
    """The limit H(X_n) is no ceiling: what never fires without noise fires more often near its threshold."""
    network = Network((Layer((Neuron(weights=(1, 1), threshold=3),)),))
    table = Problem.from_function(lambda a, b: a & b, widths=[1]).table
    [layer] = noisy_layers(network, table, [1.0])
    assert layer.entropy == 0
    assert layer.points[0].information > 0.05


@given(tables_with_network())
def test_without_noise_a_layer_tells_its_entropy(pair):
    table, network = pair
    for layer in noisy_layers(network, table, [0.04]):
        assert layer.points[0].information == pytest.approx(layer.entropy, abs=1e-6)


@pytest.mark.parametrize("number", [1, 2])
def test_a_solved_network_tends_to_the_entropies_of_its_solution(number):
    solution = solve(Problem.from_function(lambda a, b: a ^ b, widths=[2, 1]))
    layer = noisy_layers(solution.network, solution.problem.table, [0.2, 0.1, 0.05])[number - 1]
    assert layer.entropy == solution.layers[number - 1].entropy
    gaps = [layer.entropy - point.information for point in layer.points]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(0, abs=1e-12)


def test_a_constant_layer_below_tells_nothing():
    constant = Layer((Neuron(weights=(0, 0), threshold=1),))
    network = Network((constant, Layer((Neuron(weights=(1,), threshold=1),))))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    for layer in noisy_layers(network, table, [0.5]):
        point = layer.points[0]
        assert (layer.entropy, point.information, point.gaussian, point.capacity) == (0, 0, 0, 0)


def test_nats_are_bits_times_ln_2():
    solution = solve(Problem.from_function(lambda a, b: a & b, widths=[1]))
    [bits], [nats] = (
        noisy_layers(solution.network, solution.problem.table, [0.5], unit=unit) for unit in ("bits", "nats")
    )
    for name in ("information", "gaussian", "capacity"):
        ratio = getattr(nats.points[0], name) / getattr(bits.points[0], name)
        assert ratio == pytest.approx(np.log(2))
    assert nats.entropy / bits.entropy == pytest.approx(np.log(2))


def test_wrong_arguments_are_refused_together():
    network = Network((Layer((Neuron(weights=(1, 1, 1), threshold=1),)),))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    with pytest.raises(ProblemError) as caught:
        noisy_layers(network, table, [0.5, 0], unit="bans")
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "sigma[1]",
        "unit",
        "network",
    ]


def test_a_layer_too_wide_is_refused_before_any_work():
    wide = Layer(tuple(Neuron(weights=(1, 1), threshold=1) for _ in range(21)))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    with pytest.raises(
        LimitError, match=r"layer 1: expected at most 4194304 pairs .*found 4 codes below and 2\^21"
    ):
        noisy_layers(Network((wide,)), table, [1])


@pytest.mark.parametrize("sigma", [0, -1, 1e-71, 1e71, float("nan"), "1"])
def test_noise_out_of_range_is_refused(sigma):
    network = Network((Layer((Neuron(weights=(1, 1), threshold=1),)),))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    with pytest.raises(ProblemError, match=r"sigma\[0\]: expected a finite number >= 1e-70"):
        noisy_layers(network, table, [sigma])


@pytest.mark.parametrize("sigma", [1e-70, 1e70])
@pytest.mark.parametrize("neuron", [((2**51, -(2**50)), 2**50), ((1, 1), -(2**51)), ((0, 0), 1)])
def test_the_ends_of_both_ranges_are_carried(sigma, neuron):
    weights, threshold = neuron
    network = Network((Layer((Neuron(weights=weights, threshold=threshold),)),))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    [layer] = noisy_layers(network, table, [sigma])
    [point] = layer.points
    assert point.information == pytest.approx(layer.entropy if sigma < 1 else 0, abs=1e-12)
    assert point.information <= point.gaussian + 1e-12 <= point.capacity + 2e-12


@pytest.mark.parametrize("neuron", [((10**400, 1), 1), ((2**52, 1), 1), ((1, 1), -(2**52))])
def test_integers_too_large_for_exact_margins_are_refused(neuron):
    weights, threshold = neuron
    network = Network((Layer((Neuron(weights=weights, threshold=threshold),)),))
    table = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    with pytest.raises(
        LimitError, match=r"layer 1, neuron 1: expected weights .* at most 2\^52, found larger"
    ):
        noisy_layers(network, table, [1])
