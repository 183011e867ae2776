"""Modules of torch as threshold networks: exactly the same function, or a refusal that says where."""

from fractions import Fraction

import pytest
import strategies as own
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import ibsolve
from ibsolve.errors import ProblemError
from ibsolve.networks import (
    GaussianNoise,
    ScaledSigmoid,
    Sign,
    Step,
    StraightThroughStep,
    from_torch,
    to_torch,
)
from ibsolve.problem import Layer, Neuron, Problem, cube

FLOATS = st.one_of(
    st.sampled_from([0.0, 0.1, 0.2, 0.3, -0.3, 0.5, 1.0, -1.0]),
    st.floats(-3, 3),
    st.floats(-1e-300, 1e-300),
)


def linear(weights, biases=None, dtype=torch.float64):
    module = nn.Linear(len(weights[0]), len(weights), bias=biases is not None, dtype=dtype)
    with torch.no_grad():
        module.weight.copy_(torch.tensor(weights, dtype=dtype))
        if biases is not None:
            module.bias.copy_(torch.tensor(biases, dtype=dtype))
    return module


def rows(width, fan_in, entries=FLOATS):
    row = st.lists(entries, min_size=fan_in, max_size=fan_in)
    return st.lists(row, min_size=width, max_size=width)


@st.composite
def models(draw, activations=(Step, StraightThroughStep), max_inputs=4):
    """Sequential models of up to three layers in floats of two widths, with and without bias."""
    dtype = draw(st.sampled_from([torch.float64, torch.float32]))
    fan_in = draw(st.integers(1, max_inputs))
    modules = []
    for width in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        biases = draw(st.none() | st.lists(FLOATS, min_size=width, max_size=width))
        modules += [linear(draw(rows(width, fan_in)), biases, dtype), draw(st.sampled_from(activations))()]
        fan_in = width
    return nn.Sequential(*modules)


def exact_sums(model, code):
    """The sums of every layer in rationals, whether a sign is taken of 0, and the bits of the last layer."""
    values, sums, is_tied = list(map(Fraction, code)), [], False
    for module in model:
        if isinstance(module, nn.Linear):
            biases = [0.0] * module.out_features if module.bias is None else module.bias.tolist()
            values = [
                sum((Fraction(w) * v for w, v in zip(row, values, strict=True)), Fraction(bias))
                for row, bias in zip(module.weight.tolist(), biases, strict=True)
            ]
            sums += values
        elif isinstance(module, Sign):
            is_tied |= 0 in values
            values = [Fraction((value > 0) - (value < 0)) for value in values]
        else:
            values = [Fraction(int(value >= 0)) for value in values]
    return sums, is_tied, tuple(int(value > 0) for value in values)


@given(models())
def test_the_network_is_the_model_in_exact_arithmetic(model):
    network = from_torch(model)
    for code in cube(network.fan_in):
        assert network(code) == exact_sums(model, code)[2]


@given(models())
def test_the_network_is_the_model_in_floats_away_from_ties(model):
    network, wide = from_torch(model), model.double()
    for code in cube(network.fan_in):
        if all(abs(value) > 1e-12 for value in exact_sums(model, code)[0]):
            assert tuple(wide(torch.tensor(code, dtype=torch.float64)).tolist()) == network(code)


def test_a_tie_that_floats_miss_is_decided_exactly():
    model = nn.Sequential(linear([[0.1, 0.2, -0.3]]), Step())
    assert Fraction(0.1) + Fraction(0.2) > Fraction(0.3)
    assert from_torch(model)((1, 1, 1)) == (1,)
    opposite = nn.Sequential(linear([[-0.1, -0.2, 0.3]]), Step())
    assert from_torch(opposite)((1, 1, 1)) == (0,)
    tied = nn.Sequential(linear([[-0.25, -0.5, 0.75]]), Step())
    assert from_torch(tied)((1, 1, 1)) == (1,)


@given(models(activations=(Sign, Sign, Step)))
def test_signs_become_bits_unless_one_can_be_taken_of_0(model):
    codes = cube(model[0].in_features)
    found = [exact_sums(model, code) for code in codes]
    if any(is_tied for _, is_tied, _ in found):
        with pytest.raises(
            ProblemError, match=r"expected a sum that is never 0, .*found 0 for the code [01]+ "
        ):
            from_torch(model)
    else:
        network = from_torch(model)
        assert [network(code) for code in codes] == [code for _, _, code in found]


@given(st.integers(1, 4).flatmap(own.networks), st.data())
def test_signs_with_a_bias_halfway_never_tie(network, data):
    signs = [data.draw(st.booleans()) for _ in network.layers]
    modules, is_sign_below = [], False
    for layer, is_sign in zip(network.layers, signs, strict=True):
        # b = (s + 1)/2 for the sign s of a bit b; sums of integers and ½ are never 0.
        scale = 0.5 if is_sign_below else 1.0
        weights = [[scale * weight for weight in neuron.weights] for neuron in layer.neurons]
        shift = [sum(row) if is_sign_below else 0.0 for row in weights]
        biases = [s - neuron.threshold + 0.5 for s, neuron in zip(shift, layer.neurons, strict=True)]
        modules += [linear(weights, biases), Sign() if is_sign else Step()]
        is_sign_below = is_sign
    found = from_torch(nn.Sequential(*modules))
    assert all(found(code) == network(code) for code in cube(network.fan_in))


@given(st.integers(1, 5).flatmap(own.networks))
def test_there_and_back_is_the_same_function(network):
    back = from_torch(to_torch(network))
    assert back.widths == network.widths
    assert all(back(code) == network(code) for code in cube(network.fan_in))


@pytest.mark.parametrize("table", ["0110", "0001", "01101001", "00010111", "0110100110010110"])
def test_a_solved_network_comes_back_as_it_was(table):
    network = ibsolve.solve(Problem.from_truth_table(table, [3, 2, 1])).network
    if network is None:
        network = ibsolve.solve(Problem.from_truth_table(table, [4, 1])).network
    assert from_torch(to_torch(network, surrogate="straight-through")) == network


def test_weights_become_the_smallest_integers():
    model = nn.Sequential(linear([[0.71, 0.69, 0.33], [1e300, 1e-300, 0.0]], [-0.7, -1e300]), Step())
    assert from_torch(model).layers[0].neurons == (
        Neuron(weights=(2, 1, 1), threshold=2),
        Neuron(weights=(1, 0, 0), threshold=1),
    )


def test_beyond_what_is_cheap_weights_keep_their_ratio():
    weights = [[0.75, -1.5, *[3.0] * 10]]
    assert from_torch(nn.Sequential(linear(weights, [-0.8]), Step())).layers[0].neurons == (
        Neuron(weights=(1, -2, *[4] * 10), threshold=2),
    )


def test_more_inputs_than_can_be_listed_are_taken():
    model = nn.Sequential(
        linear([[1.0] * 40, [1.0] * 40], [-20.5, -10.0]), Step(), linear([[1, -1]], [-1]), Step()
    )
    network = from_torch(model)
    assert network.layers == (
        Layer((Neuron(weights=(1,) * 40, threshold=21), Neuron(weights=(1,) * 40, threshold=10))),
        Layer((Neuron(weights=(1, -1), threshold=1),)),
    )


def test_a_bias_out_of_reach_makes_a_constant():
    model = nn.Sequential(linear([[1.0] * 20] * 3, [1e300, -1e300, -30.0]), Step())
    assert [neuron.threshold for neuron in from_torch(model).layers[0].neurons] == [0, 21, 21]


def test_what_hands_on_its_input_may_stand_anywhere():
    plain = to_torch(ibsolve.solve(Problem.from_truth_table("0110", [2, 1])).network)
    dressed = nn.Sequential(
        nn.Flatten(),
        nn.Sequential(nn.Identity(), plain[0], nn.Dropout(0.5), plain[1]),
        GaussianNoise(0.1),
        nn.Sequential(plain[2], plain[3], nn.Identity()),
    ).eval()
    assert from_torch(dressed) == from_torch(plain)


def test_one_activation_may_serve_all_layers():
    network = ibsolve.solve(Problem.from_truth_table("0110", [2, 1])).network
    plain, step = to_torch(network), Step()
    assert from_torch(nn.Sequential(plain[0], step, plain[2], step)) == network


class OtherLinear(nn.Linear):
    def forward(self, values):
        return super().forward(values) ** 2


class OtherSequential(nn.Sequential):
    def forward(self, values):
        return 1 - super().forward(values)


def with_hook():
    model = nn.Sequential(linear([[1.0]]), Step())
    model[0].register_forward_hook(lambda _module, _inputs, output: -output)
    return model


AND = linear([[1.0, 1.0]], [-2.0])
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.Sequential(AND, nn.Sigmoid()), r"module 1 \(Sigmoid\): .*harden it first: Step\(\) fires where"),
        (nn.Sequential(AND, ScaledSigmoid(4)), r"module 1 \(ScaledSigmoid\): .*harden it first"),
        (nn.Sequential(AND, nn.Tanh()), r"module 1 \(Tanh\): .*harden it first: Sign\(\) has its sign"),
        (
            nn.Sequential(AND, nn.ReLU(), AND, Step()),
            r"module 1 \(ReLU\): expected a threshold unit, found ReLU",
        ),
        (nn.Sequential(AND, nn.Threshold(0, 0)), r"module 1 \(Threshold\): expected a threshold unit"),
        (nn.Sequential(AND, nn.BatchNorm1d(1), Step()), "fold it into the Linear before it"),
        (
            nn.Sequential(nn.Sequential(AND, Step()), linear([[1.0]])),
            r"module 1 \(Linear\): expected an act.*the end",
        ),
        (
            nn.Sequential(AND, linear([[1.0]]), Step()),
            r"module 0 \(Linear\): expected an activation after it, found Lin",
        ),
        (nn.Sequential(Step(), AND, Step()), r"module 0 \(Step\): expected a Linear before it, found none"),
        (nn.Sequential(AND, Step(), Step()), r"module 2 \(Step\): expected a Linear before it"),
        (
            nn.Sequential(AND, Step(), AND, Step()),
            r"module 2 \(Linear\): expected 1 inputs, one for each unit b.*found 2",
        ),
        (
            nn.Sequential(linear([[1.0], [NAN]]), Step()),
            r"expected finite numbers in weight, found nan at \[1, 0\]",
        ),
        (
            nn.Sequential(linear([[1.0]], [-INF]), Step()),
            r"expected finite numbers in bias, found -inf at \[0\]",
        ),
        (nn.Sequential(AND, Step(), nn.Dropout(0.5)), r"module 2 \(Dropout\): .*call model.eval\(\)"),
        (
            nn.Sequential(AND, Step(), GaussianNoise(1, noisy_at_test=True)).eval(),
            "expected randomness switched off",
        ),
        (
            nn.Sequential(nn.Flatten(0), AND, Step()),
            r"module 0 \(Flatten\): expected Flatten\(\).*found Flatten\(0, -1\)",
        ),
        (nn.Sequential(OtherLinear(2, 1), Step()), r"module 0 \(OtherLinear\): expected a threshold unit"),
        (
            nn.Sequential(OtherSequential(AND, Step())),
            r"module 0 \(OtherSequential\): expected a threshold unit",
        ),
        (OtherSequential(AND, Step()), "model: expected an nn.Sequential, found OtherSequential"),
        (AND, "model: expected an nn.Sequential, found Linear.*put the layers into one"),
        (None, "model: expected an nn.Sequential, found None"),
        (nn.Sequential(), "model: expected one Linear or more, found none"),
        (nn.Sequential(nn.Identity()), "model: expected one Linear or more, found none"),
        (
            nn.Sequential(nn.Linear(2, 1, device="meta"), Step()),
            r"expected floating-point numbers in weight, found none",
        ),
        (with_hook(), r"module 0 \(Linear\): expected no hooks.*found a forward hook"),
        (
            nn.Sequential(linear([[1.0, -1.0]]), Sign()),
            r"module 0 \(Linear\), unit 0: .*found 0 for the code 00 below",
        ),
        (
            nn.Sequential(linear([[1.0] * 20], [-3.0]), Sign()),
            "unit 0: expected a sum that is never 0.*may be 0",
        ),
        (
            nn.Sequential(linear([[0.0]], [0.0]), Sign()),
            r"found 0 for the code 0 below \(shift its bias a little",
        ),
    ],
    ids=range(28),
)
def test_what_is_no_threshold_network_is_refused(model, message):
    with pytest.raises(ProblemError, match=message):
        from_torch(model)


def test_all_faults_come_in_one_message():
    model = nn.Sequential(linear([[NAN, 1.0]]), nn.Sigmoid(), AND, nn.Dropout(0.5), linear([[INF]]))
    with pytest.raises(ProblemError) as caught:
        from_torch(model)
    places = [
        line.partition(": ")[0].removeprefix("model, module ") for line in str(caught.value).splitlines()
    ]
    assert places == [
        "0 (Linear)",
        "1 (Sigmoid)",
        "2 (Linear)",
        "3 (Dropout)",
        "2 (Linear)",
        "4 (Linear)",
        "4 (Linear)",
    ]


def test_a_sign_that_cannot_be_of_0_on_many_inputs_is_taken():
    weights = [[1.0] * 20, [1.0] * 20, [1.0] * 20]
    model = nn.Sequential(linear(weights, [-3.5, -21.0, 1.0]), Sign(), linear([[1.0] * 3], [0.5]), Sign())
    first, second = from_torch(model).layers
    assert [neuron.threshold for neuron in first.neurons] == [4, 21, 0]
    assert second == Layer((Neuron(weights=(1, 1, 1), threshold=2),))


def test_a_module_given_a_forward_of_its_own_is_refused():
    model = nn.Sequential(nn.Linear(2, 1), Step())
    model[0].forward = torch.zeros_like
    with pytest.raises(ProblemError, match="model, module 0"):
        from_torch(model)


def test_a_module_without_weights_yet_is_refused():
    with pytest.raises(ProblemError, match="model, module 0"):
        from_torch(torch.nn.Sequential(nn.LazyLinear(1), Step()))
