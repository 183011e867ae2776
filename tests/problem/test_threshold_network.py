"""Neurons, layers and networks of threshold units."""

from itertools import product

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.problem import Layer, Network, Neuron, cube

AND = Neuron(weights=(1, 1), threshold=2)
OR = Neuron(weights=(1, 1), threshold=1)
XOR = Network((Layer((OR, AND)), Layer((Neuron(weights=(1, -1), threshold=1),))))


@given(own.neurons(3))
def test_complementing_a_neuron_negates_weights_and_moves_the_threshold_by_one(neuron):
    complement = Neuron(weights=tuple(-w for w in neuron.weights), threshold=1 - neuron.threshold)
    assert all(neuron.fires(code) != complement.fires(code) for code in cube(3))


def test_a_neuron_fires_at_its_threshold():
    assert [AND.fires(code) for code in cube(2)] == [False, False, False, True]
    assert [OR.fires(code) for code in cube(2)] == [False, True, True, True]


def test_two_layers_compute_xor():
    assert [XOR(code) for code in ["00", "01", (1, 0), [1, 1]]] == [(0,), (1,), (1,), (0,)]
    assert XOR.widths == (2, 1)
    assert XOR.fan_in == 2


@given(st.integers(1, 3).flatmap(own.networks))
def test_the_codes_of_a_network_are_those_of_its_layers_in_turn(network):
    for bits in product((0, 1), repeat=network.fan_in):
        codes = network.codes(bits)
        below = [bits, *codes[:-1]]
        assert codes == [layer(code) for layer, code in zip(network.layers, below, strict=True)]
        assert network(bits) == codes[-1]
        assert tuple(map(len, codes)) == network.widths


@pytest.mark.parametrize("bits", ["0", "012", (0, 1, 1), [2, 0], None])
def test_an_input_that_does_not_fit_is_refused(bits):
    with pytest.raises(ProblemError, match="input: expected 2 bits, each 0 or 1, found "):
        XOR(bits)


@pytest.mark.parametrize(
    ("weights", "threshold", "message"),
    [
        ((), 1, r"weights: expected a tuple of one integer or more, found \(\)"),
        ([1, 1], 1, r"weights: expected a tuple of one integer or more, found \[1, 1\]"),
        ((1, 0.5), 1, r"weights: expected integers, found \(1, 0.5\)"),
        ((1, True), 1, "weights: expected integers"),
        ((1,), 0.5, "threshold: expected an integer, found 0.5"),
        ((1,), False, "threshold: expected an integer, found False"),
        (("1",), None, "weights: expected integers.*\nthreshold: expected an integer, found None"),
    ],
)
def test_a_neuron_has_integers_only(weights, threshold, message):
    with pytest.raises(ProblemError, match=message):
        Neuron(weights=weights, threshold=threshold)


def test_a_layer_reads_one_layer_below():
    with pytest.raises(
        ProblemError, match=r"neurons: expected one neuron or more.* found weight counts \[1, 2\]"
    ):
        Layer((AND, Neuron(weights=(1,), threshold=1)))
    with pytest.raises(ProblemError, match=r"found weight counts \[\]"):
        Layer(())


def test_every_layer_that_does_not_fit_the_one_below_is_named():
    with pytest.raises(
        ProblemError, match=r"layer 2: expected 1 weights a neuron.* found 2\nlayer 3: expected 1"
    ):
        Network((Layer((AND,)), Layer((OR,)), Layer((OR,))))
    with pytest.raises(ProblemError, match="layers: expected one layer or more, found none"):
        Network(())
