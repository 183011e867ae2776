"""Solved networks as modules of torch: the same values in floats, gradients where they are asked for."""

from pathlib import Path

import numpy as np
import pytest
import strategies as own
import torch
from hypothesis import given
from hypothesis import strategies as st

import ibsolve
from ibsolve.errors import LimitError, ProblemError
from ibsolve.files import load_case
from ibsolve.networks import ScaledSigmoid, Step, StraightThroughStep, Surrogate, to_torch
from ibsolve.problem import Layer, Network, Neuron, cube

FEW_INPUTS, SOLVED_INPUTS = 9, 4
CASES = {
    path.stem: problem
    for path in sorted((Path(__file__).parents[2] / "cases").glob("*.toml"))
    if len((problem := load_case(path)).table.variables) <= FEW_INPUTS
}
DTYPES = [torch.float64, torch.float32]
XOR = Network(
    (
        Layer((Neuron(weights=(1, 1), threshold=1), Neuron(weights=(1, 1), threshold=2))),
        Layer((Neuron(weights=(1, -1), threshold=1),)),
    )
)


def inputs(network, dtype=torch.float64):
    return torch.tensor(cube(network.fan_in), dtype=dtype)


def in_integers(network):
    return [network(code) for code in cube(network.fan_in)]


def in_floats(model, network, dtype=torch.float64):
    return [tuple(row) for row in model(inputs(network, dtype)).tolist()]


def networks_of(problem, seed):
    """A random network of the problem's widths, its weights up to a thousand."""
    rng = np.random.default_rng(seed)
    below, layers = len(problem.table.variables), []
    for width in problem.widths:
        neurons = [
            Neuron(
                weights=tuple(rng.integers(-1000, 1001, below).tolist()),
                threshold=int(rng.integers(-500, 501)),
            )
            for _ in range(width)
        ]
        layers.append(Layer(tuple(neurons)))
        below = width
    return Network(tuple(layers))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CASES)
def test_every_case_with_few_inputs_is_computed_as_in_integers(name, dtype):
    problem = CASES[name]
    compared = [networks_of(problem, seed) for seed in range(3)]
    if (
        len(problem.table.variables) <= SOLVED_INPUTS
        and (solved := ibsolve.solve(problem).network) is not None
    ):
        compared.append(solved)
    for network in compared:
        assert in_floats(to_torch(network, dtype=dtype), network, dtype) == in_integers(network)


@given(st.integers(1, 5).flatmap(own.networks), st.sampled_from([*DTYPES, torch.float16, torch.bfloat16]))
def test_floats_of_every_width_give_the_integers_values(network, dtype):
    assert in_floats(to_torch(network, dtype=dtype), network, dtype) == in_integers(network)


@given(st.integers(1, 4).flatmap(own.networks))
def test_the_straight_through_step_has_the_values_of_the_step(network):
    assert in_floats(to_torch(network, surrogate="straight-through"), network) == in_integers(network)


@given(st.integers(1, 4).flatmap(own.networks))
def test_a_steep_sigmoid_tends_to_the_step(network):
    expected = torch.tensor(in_integers(network), dtype=torch.float64)
    with torch.no_grad():
        gaps = [
            float(
                (to_torch(network, surrogate="sigmoid", slope=slope)(inputs(network)) - expected).abs().max()
            )
            for slope in (20, 200)
        ]
    assert gaps[1] < 1e-12
    assert gaps[1] <= gaps[0]


@pytest.mark.parametrize("surrogate", Surrogate)
@given(network=st.integers(1, 4).flatmap(own.networks), slope=st.sampled_from([0.05, 0.3]))
def test_surrogates_give_the_last_layer_a_gradient(network, surrogate, slope):
    model = to_torch(network, surrogate=surrogate, slope=slope)
    model(inputs(network)).sum().backward()
    assert (model[-2].bias.grad != 0).all()


@pytest.mark.parametrize("surrogate", Surrogate)
def test_surrogates_give_every_layer_a_gradient(surrogate):
    model = to_torch(XOR, surrogate=surrogate)
    model(inputs(XOR)).sum().backward()
    assert all((parameter.grad != 0).all() for parameter in model.parameters())


def test_the_step_alone_has_no_gradient():
    assert not to_torch(XOR)(inputs(XOR)).requires_grad


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=5), st.sampled_from([0.3, 1.0, 4.0]))
def test_the_gradient_of_the_straight_through_step_is_that_of_the_sigmoid(sums, slope):
    gradients = []
    for activation in (StraightThroughStep(slope), ScaledSigmoid(slope)):
        values = torch.tensor(sums, dtype=torch.float64, requires_grad=True)
        activation(values).sum().backward()
        gradients.append(values.grad.tolist())
    s = np.exp(-slope * (np.array(sums) + 0.5))
    assert gradients[0] == gradients[1] == pytest.approx((slope * s / (1 + s) ** 2).tolist())


@given(st.floats(0.1, 50), st.integers(0, 30))
def test_the_sigmoid_is_symmetric_about_the_middle_of_the_least_sums(slope, distance):
    low, high = ScaledSigmoid(slope)(torch.tensor([-1.0 - distance, distance], dtype=torch.float64)).tolist()
    assert low + high == pytest.approx(1)
    assert low <= 0.5 <= high


def test_a_gradient_finds_its_way_back_to_xor():
    """Straight-through training of one wrong bias: the surrogate is of use, not only non-zero."""
    model = to_torch(XOR, surrogate="straight-through", slope=1)
    with torch.no_grad():
        model[0].bias[1] += 1.2
    expected = torch.tensor(in_integers(XOR), dtype=torch.float64)
    assert (model(inputs(XOR)) != expected).any()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(200):
        optimiser.zero_grad()
        ((model(inputs(XOR)) - expected) ** 2).sum().backward()
        optimiser.step()
    assert (model(inputs(XOR)) == expected).all()


def test_the_step_is_exported_by_torch():
    exported = torch.export.export(to_torch(XOR), (inputs(XOR),)).module()
    assert in_floats(exported, XOR) == in_integers(XOR)


def test_a_conversion_leaves_the_random_state_of_torch_alone():
    state = torch.random.get_rng_state()
    to_torch(XOR)
    assert (torch.random.get_rng_state() == state).all()


def test_the_modules_name_their_slope():
    assert repr(ScaledSigmoid(2)) == "ScaledSigmoid(slope=2)"
    assert [type(module) for module in to_torch(XOR)[1::2]] == [Step, Step]


@pytest.mark.parametrize(
    ("dtype", "largest"), [(torch.float64, 2**53), (torch.float32, 2**24), (torch.bfloat16, 2**8)]
)
def test_sums_are_taken_up_to_the_last_integer_that_is_exact(dtype, largest):
    network = Network((Layer((Neuron(weights=(largest // 2, -1), threshold=largest // 2 - 1),)),))
    assert in_floats(to_torch(network, dtype=dtype), network, dtype) == in_integers(network)
    wider = Network((Layer((Neuron(weights=(largest // 2, -1), threshold=largest // 2),)),))
    with pytest.raises(
        LimitError, match=f"layer 1, neuron 1: expected weights .* add up to at most {largest}"
    ):
        to_torch(wider, dtype=dtype)


def test_integers_beyond_any_float_are_refused():
    with pytest.raises(LimitError, match=r"layer 1, neuron 2: .*9007199254740992, found larger ones$"):
        to_torch(
            Network((Layer((Neuron(weights=(1,), threshold=0), Neuron(weights=(10**400,), threshold=0))),))
        )


def test_wrong_arguments_are_refused_together():
    solution = ibsolve.solve(ibsolve.Problem.from_truth_table("0110", [2, 1]))
    with pytest.raises(ProblemError) as caught:
        to_torch(solution, surrogate="relu", slope=0, dtype=torch.int64)
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["network", "surrogate", "slope", "dtype"]
    assert "pass solution.network" in lines[0]
    assert 'expected one of "sigmoid", "straight-through", found \'relu\'' in lines[1]


@pytest.mark.parametrize("kind", [ScaledSigmoid, StraightThroughStep])
@pytest.mark.parametrize("slope", [0, -1, float("nan"), float("inf"), "4"])
def test_a_slope_is_a_number_above_0(kind, slope):
    with pytest.raises(ProblemError, match=r"slope: expected a finite number > 0.*, found"):
        kind(slope)
