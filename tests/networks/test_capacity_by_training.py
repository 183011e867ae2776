"""Capacity by training: from below to the closed form, never past it, and a wrong closed form is caught."""

from dataclasses import replace

import numpy as np
import pytest

from ibsolve.errors import LimitError, ProblemError
from ibsolve.networks import crosscheck_capacity, gaussian_information, relu_information, trained_capacity
from ibsolve.report.text import terminal
from ibsolve.report.trained_capacity_text import print_trained_capacity, trained_capacity_object
from ibsolve.theory import fully_connected, multilayer, water_filling

BUDGETS = (0.1, 1.0, 30.0)
PAIR = np.kron(np.eye(2), [[2.0, 0.7], [0.7, 1.0]])


def random_covariance(seed):
    """Of one to six inputs, for ten seeds each size at least once."""
    size = 1 + seed % 6
    factor = np.random.default_rng(seed).normal(size=(size, size))
    return factor @ factor.T


def squared_norm(found):
    product = found.weights[0]
    for layer in found.weights[1:]:
        product = layer @ product
    return (product**2).sum()


@pytest.mark.parametrize("width", [1, 3, 8], ids="width {}".format)
@pytest.mark.parametrize("seed", range(10))
def test_a_linear_layer_reaches_its_capacity_from_below(seed, width, device):
    covariance = random_covariance(seed)
    for budget in BUDGETS:
        found = trained_capacity(covariance, noise=0.5, widths=width, budget=budget, device=device)
        assert found.is_reached, found
        assert found.gap >= -1e-12
        assert squared_norm(found) <= budget * (1 + 1e-12)


@pytest.mark.parametrize("around", [0.9, 1.0, 1.1])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_it_is_reached_on_either_side_of_every_breakpoint(place, around):
    covariance = [5, 3, 2, 0.5]
    budget = float(water_filling(covariance, noise=1, width=4).breakpoints[place]) * around
    found = trained_capacity(covariance, noise=1, widths=4, budget=budget, device="cpu")
    assert found.is_reached
    assert found.gap >= -1e-12


@pytest.mark.parametrize("seed", range(10))
def test_two_layers_reach_theirs_whichever_of_the_three_sizes_limits_them(seed, device):
    covariance = random_covariance(seed)
    for widths in ((2, 5), (5, 2), (6, 7)):
        found = trained_capacity(
            covariance, noise=1, widths=widths, budget=4, kind="two-layer", steps=300, device=device
        )
        assert found.is_reached, found
        assert found.gap >= -1e-12
        assert squared_norm(found) <= 4 * (1 + 1e-12)


@pytest.mark.parametrize("binds", ["shared filter", "block-diagonal matrix"])
@pytest.mark.parametrize("seed", range(10))
def test_a_convolution_reaches_its_capacity_on_the_whole_input(seed, binds, device):
    block, blocks = random_covariance(seed), 2 + seed % 2
    covariance = np.kron(np.eye(blocks), block)
    found = trained_capacity(
        covariance,
        noise=1,
        widths=2,
        budget=3,
        kind="convolutional",
        block=len(block),
        binds=binds,
        device=device,
    )
    assert found.is_reached
    assert found.gap >= -1e-12
    counted = blocks if binds == "block-diagonal matrix" else 1
    assert counted * squared_norm(found) <= 3 * (1 + 1e-12)


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("budget", [0.3, 4.0])
def test_relu_stays_below_its_supremum_and_approaches_it_with_the_bias(width, budget, device):
    # An ascent ends within 1e-5 of its maximum: its grid is coarser than the one that judges.
    near = 1e-5
    deviation, gaps = np.sqrt(2 * budget), []
    for bias in deviation * np.arange(5):
        found = trained_capacity(
            [2, 1], noise=1, widths=width, budget=budget, kind="relu", bias=bias, starts=4, device=device
        )
        assert not found.contradicts
        assert -1e-10 <= found.gap <= found.gap_bound + near
        assert squared_norm(found) <= budget * (1 + 1e-12)
        gaps.append(found.gap)
    assert (np.diff(gaps) <= near).all()
    assert gaps[0] > 0.1
    assert gaps[-1] < 1e-4


@pytest.mark.parametrize(
    ("bias", "nats"), [(0, 0.1429698), (1, 0.2775773), (2, 0.3362532), (4, 0.3465585), (5, 0.34657345)]
)
def test_one_relu_neuron_is_trained_to_the_printed_numbers(bias, nats):
    found = trained_capacity([1], noise=1, widths=1, budget=1, kind="relu", bias=bias, device="cpu")
    assert found.value == pytest.approx(nats, abs=1e-7)
    assert found.closed_form.value == pytest.approx(0.34657359, abs=1e-8)


def test_one_relu_neuron_of_many_inputs_learns_the_direction_of_most_variance():
    covariance = random_covariance(9)
    values, vectors = np.linalg.eigh(covariance)
    found = trained_capacity(covariance, noise=1, widths=1, budget=2, kind="relu", bias=3, device="cpu")
    best = relu_information(np.sqrt(2) * vectors[:, -1:].T, covariance, bias=3, noise=1, device="cpu")
    assert found.value == pytest.approx(best.value, rel=1e-4)
    assert found.closed_form.value == pytest.approx(np.log1p(2 * values[-1]) / 2)


def test_a_relu_layer_need_not_spend_its_budget():
    """With a bias of 1000 σ, pre-activations that vary more are cut off more than they gain."""
    found = trained_capacity([1], noise=1, widths=1, budget=1e6, kind="relu", bias=1000, device="cpu")
    spent = relu_information([[1000]], [1], bias=1000, noise=1, device="cpu")
    assert found.value > spent.upper + 0.1
    assert squared_norm(found) < 0.5e6


def test_the_weights_attain_the_value():
    covariance = random_covariance(5)
    linear = trained_capacity(covariance, noise=2, widths=2, budget=3, device="cpu")
    again = gaussian_information(linear.weights[0], covariance, noise=2)
    assert again.value == pytest.approx(linear.value, abs=1e-12)
    first, second = trained_capacity(
        covariance, noise=2, widths=(3, 2), budget=3, kind="two-layer", steps=5, device="cpu"
    ).weights
    assert (first.shape, second.shape) == ((3, 6), (2, 3))


def test_the_same_seed_repeats_a_training_and_another_does_not():
    def value(seed):
        return trained_capacity([3, 1], noise=1, widths=2, budget=1, steps=5, seed=seed, device="cpu").value

    assert value(3) == value(3) != value(4)
    assert value(10**30) > 0


def test_no_budget_and_no_variance_tell_nothing():
    for kind, extra in (("linear", {}), ("relu", {"bias": 1})):
        for covariance, budget in (([2, 1], 0), ([0, 0], 3)):
            found = trained_capacity(
                covariance, noise=1, widths=2, budget=budget, kind=kind, steps=3, device="cpu", **extra
            )
            assert found.value == pytest.approx(0, abs=1e-11)
            assert found.is_reached


@pytest.mark.parametrize(
    "kind", [{"widths": 2}, {"widths": 2, "kind": "relu", "bias": 9}, {"widths": (2, 2), "kind": "two-layer"}]
)
def test_a_closed_form_that_is_too_low_is_caught(kind):
    found = trained_capacity([4, 2, 1], noise=1, budget=5, device="cpu", **kind)
    assert not found.contradicts
    too_low = replace(found.closed_form, value=found.closed_form.value * 0.999)
    caught = replace(found, closed_form=too_low)
    assert caught.contradicts
    assert not caught.is_reached


def test_a_closed_form_for_a_smaller_width_or_of_per_layer_budgets_is_caught():
    found = trained_capacity([4, 2, 1], noise=1, widths=3, budget=5, device="cpu")
    assert replace(found, closed_form=fully_connected([4, 2, 1], width=2, budget=5, noise=1)).contradicts
    paired = trained_capacity([4, 2, 1], noise=1, widths=(3, 3), budget=5, kind="two-layer", device="cpu")
    wrong = multilayer([4, 2, 1], widths=[3, 3], budget=[2, 2], noise=1, binds="each layer")
    assert replace(paired, closed_form=wrong).contradicts


def test_the_printed_capacity_of_a_convolution_is_caught():
    """One block's share of the budget, where the budget binds the filter that all blocks share."""
    found = trained_capacity(PAIR, noise=1, widths=2, budget=5, kind="convolutional", block=2, device="cpu")
    one_block = fully_connected(PAIR[:2, :2], width=2, budget=5, noise=1)
    assert replace(found, closed_form=one_block).contradicts


def test_every_architecture_that_an_input_allows_is_crosschecked(device):
    found = crosscheck_capacity(PAIR, noise=1, width=3, budget=2, seed=1, device=device)
    assert [str(one.architecture) for one in found] == ["linear", "convolutional", "two-layer", *["relu"] * 4]
    assert [one.widths for one in found] == [(3,), (3,), (3, 3), *[(2,)] * 4]
    assert not any(one.contradicts for one in found)
    assert all(one.is_reached for one in found[:3])
    assert (np.diff([one.gap for one in found[3:]]) <= 1e-5).all()


def test_a_convolution_is_left_out_where_blocks_differ_or_are_odd():
    for covariance in ([3, 1], [1, 1, 1], [[2, 1], [1, 2]]):
        kinds = [
            str(one.architecture)
            for one in crosscheck_capacity(covariance, noise=1, width=1, budget=1, device="cpu")
        ]
        assert "convolutional" not in kinds


def test_one_relu_neuron_is_crosschecked_where_two_have_no_grid_and_none_where_one_has_none():
    few = crosscheck_capacity([4, 1], noise=1, width=2, budget=100, device="cpu")
    assert [one.widths for one in few[2:]] == [(1,)] * 4
    none = crosscheck_capacity([4, 1], noise=1, width=2, budget=1e6, device="cpu")
    assert [str(one.architecture) for one in none] == ["linear", "two-layer"]


GOOD = {"covariance": [4, 2, 1], "noise": 1, "widths": 2, "budget": 5, "device": "cpu"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"budget": -1}, "budget: expected a finite number >= 0, found -1"),
        ({"budget": float("nan")}, "budget: expected a finite number >= 0, found nan"),
        ({"noise": 0}, "noise: expected a finite number > 0, found 0"),
        ({"covariance": [1, float("nan")]}, "covariance: expected eigenvalues.*entries that are not finite"),
        ({"widths": 0}, r"widths\[0\]: expected a whole number >= 1, found 0"),
        ({"widths": [2, 2]}, r"widths: expected one number, found \[2, 2\]"),
        ({"widths": 2, "kind": "two-layer"}, "widths: expected two numbers, N_1 and N_2, found 2"),
        ({"widths": 3, "kind": "relu", "bias": 1}, "widths: expected at most 2 ReLU neurons, found 3"),
        ({"kind": "relu"}, "bias: expected a finite number, found None"),
        ({"bias": 1}, 'bias: expected none with "linear", found 1'),
        ({"block": 2}, 'block: expected none with "linear", found 2'),
        ({"binds": "weights"}, "binds: expected none with \"linear\", found 'weights'"),
        ({"kind": "convolutional"}, "block: expected a whole number >= 1, found None"),
        (
            {"kind": "convolutional", "block": 1, "binds": "weights"},
            'binds: expected "shared filter" or "block-diagonal matrix", found \'weights\'',
        ),
        ({"kind": "convolutional", "block": 2}, "size: expected a divisor of the 3 inputs, found 2"),
        ({"kind": "convolutional", "block": 1}, "covariance: expected identical blocks"),
        ({"kind": "gelu"}, 'kind: expected one of "linear", "convolutional", "two-layer", "relu", found'),
        ({"starts": 0}, "starts: expected a whole number >= 1, found 0"),
        ({"steps": 0}, "steps: expected a whole number >= 1, found 0"),
        ({"seed": -1}, "seed: expected a whole number >= 0, found -1"),
        ({"device": "tpu"}, 'device: expected "auto", "cpu", "cuda" or "cuda:0", found \'tpu\''),
    ],
    ids=str,
)
def test_training_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        trained_capacity(**(GOOD | change))


def test_all_faults_come_in_one_message():
    with pytest.raises(ProblemError) as caught:
        trained_capacity([-1], noise=0, widths=0, budget=-1, bias=1, starts=0, steps=0, seed=-1, device="tpu")
    assert len(caught.value.faults) == 9
    with pytest.raises(ProblemError) as caught:
        crosscheck_capacity([-1], noise=0, width=0, budget=-1, seed=-1, device="tpu")
    assert len(caught.value.faults) == 6


def test_a_relu_layer_too_large_to_integrate_is_beyond_the_limit():
    with pytest.raises(LimitError, match=r"budget: expected F·λ_1 of at most 100·σ² .* found 400·σ²"):
        trained_capacity(**(GOOD | {"kind": "relu", "bias": 1, "budget": 100}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"starts": 0}, "starts: expected a whole number >= 1, found 0"),
        ({"steps": 0}, "steps: expected a whole number >= 1, found 0"),
        ({"seconds": float("nan")}, "seconds: expected a number >= 0, found nan"),
        (
            {"closed_form": fully_connected([1], width=1, budget=1, noise=1, unit="bits")},
            "closed_form: expected a capacity in nats, found bits",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_result_says_what_cannot_be(change, message):
    found = trained_capacity(**GOOD, steps=1)
    with pytest.raises(ProblemError, match=message):
        replace(found, **change)


def test_results_are_told_as_text_and_as_an_object():
    found = trained_capacity([4, 2, 1], noise=1, widths=2, budget=5, device="cpu")
    wrong = replace(found, closed_form=replace(found.closed_form, value=2.0))
    console = terminal()
    with console.capture() as printed:
        print_trained_capacity([found, wrong], console)
    text = printed.get()
    assert "2.095773" in text
    assert "reached within 0.1 %" in text
    assert "CONTRADICTION" in text
    told = trained_capacity_object([found, wrong])
    assert told["contradicts"]
    assert [one["contradicts"] for one in told["trained"]] == [False, True]
    assert told["trained"][0]["closed_form"] == pytest.approx(2.0957734451)
