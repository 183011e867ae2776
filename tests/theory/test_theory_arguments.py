"""What the closed forms refuse: every message names the argument, its range and its value."""

from fractions import Fraction

import numpy as np
import pytest

from ibsolve import theory
from ibsolve.errors import InputError, ProblemError

GOOD = {"covariance": [4, 2, 1], "width": 3, "budget": 5, "noise": 1}
CONVOLUTION = {"block_covariance": [4, 2, 1], "inputs": 6, "filters": 2, "budget": 5, "noise": 1}
NETWORK = {"covariance": [4, 2, 1], "widths": [3, 2], "budget": 5, "noise": 1}
PART = theory.fully_connected(**GOOD)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"budget": -1}, "budget: expected a finite number >= 0, found -1"),
        ({"budget": float("nan")}, "budget: expected a finite number >= 0, found nan"),
        ({"budget": 1e200}, r"budget: expected a finite number >= 0 and <= 1e\+150, found 1e\+200"),
        ({"budget": "5"}, "budget: expected a finite number >= 0, found '5'"),
        ({"noise": 0}, "noise: expected a finite number > 0, found 0"),
        ({"noise": -0.5}, "noise: expected a finite number > 0, found -0.5"),
        ({"noise": 1e-160}, "noise: expected at least 1e-150 times the largest eigenvalue, 4, found 1e-160"),
        ({"width": 0}, "width: expected a whole number >= 1, found 0"),
        ({"width": 2.5}, "width: expected a whole number >= 1, found 2.5"),
        ({"width": True}, "width: expected a whole number >= 1, found True"),
        ({"unit": "bans"}, """unit: expected one of "nats", "bits", found 'bans'"""),
        ({"activation": "gelu"}, 'activation: expected one of "linear", "relu", .*, found \'gelu\''),
        ({"covariance": [4, -1]}, "covariance: expected eigenvalues >= 0, found -1 at place 1"),
        ({"covariance": [[1, 2], [0, 1]]}, r"expected a symmetric matrix, found 2 and 0 at \(0, 1\) and its"),
        ({"covariance": [[1, 2], [2, 1]]}, "expected no negative eigenvalue, found -1 beside the largest 3"),
        ({"covariance": [[1, 2, 3], [4, 5, 6]]}, r"expected eigenvalues, .*found an array of shape \(2, 3\)"),
        ({"covariance": []}, r"expected eigenvalues, .*found an array of shape \(0,\)"),
        ({"covariance": 3}, r"expected eigenvalues, .*found an array of shape \(\)"),
        ({"covariance": [[1], [2, 3]]}, r"expected eigenvalues, .*found \[\[1\], \[2, 3\]\]"),
        ({"covariance": ["a"]}, r"expected eigenvalues, .*found \['a'\]"),
        ({"covariance": [1j]}, r"expected eigenvalues, .*found \[1j\]"),
        ({"covariance": [1, np.inf]}, r"shape \(2,\) with entries that are not finite"),
    ],
    ids=str,
)
def test_a_fully_connected_layer_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        theory.fully_connected(**(GOOD | change))


def test_all_faults_come_in_one_message():
    with pytest.raises(InputError) as caught:
        theory.fully_connected([[1, 2], [2, 1]], width=0, budget=-1, noise=0, unit="bans")
    assert len(str(caught.value).splitlines()) == 5


def test_numbers_of_any_kind_are_taken():
    taken = theory.fully_connected((4, 2, 1), width=np.int64(3), budget=Fraction(5), noise=np.float32(1))
    assert taken.value == PART.value


def test_a_matrix_may_miss_symmetry_and_positivity_by_rounding():
    covariance = np.array([[2.0, 1.0], [1.0 + 1e-12, 0.5 - 1e-12]])
    assert theory.fully_connected(covariance, width=2, budget=1, noise=1).limiting_width.size == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": 7}, "inputs: expected a multiple of the block's 3 inputs, found 7"),
        ({"filters": 0}, "filters: expected a whole number >= 1, found 0"),
        (
            {"binds": "product"},
            """binds: expected "shared filter" or "block-diagonal matrix", found 'product'""",
        ),
    ],
)
def test_a_convolution_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        theory.convolutional(**(CONVOLUTION | change))


@pytest.mark.parametrize(
    ("covariance", "size", "message"),
    [
        (np.eye(4), 3, "size: expected a divisor of the 4 inputs, found 3"),
        (np.diag([1, 2, 3, 2]), 2, "covariance: expected identical blocks, found block 1 that differs"),
        (
            [[2, 0, 0.5, 0], [0, 2, 0, 0], [0.5, 0, 2, 0], [0, 0, 0, 2]],
            2,
            "covariance: expected independent blocks, found blocks 0 and 1 that are correlated",
        ),
        ([1, 1], 1, "covariance: expected a matrix, .*found eigenvalues alone"),
    ],
)
def test_blocks_must_be_identical_and_independent(covariance, size, message):
    with pytest.raises(ProblemError, match=message):
        theory.shared_block(covariance, size=size)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"widths": []}, r"widths: expected one value or more, found \[\]"),
        ({"widths": [3, 0]}, r"widths\[1\]: expected a whole number >= 1, found 0"),
        ({"widths": 3}, "widths: expected one value or more, found 3"),
        ({"binds": "weights"}, """binds: expected "product" or "each layer", found 'weights'"""),
        ({"budget": [1, 2]}, r"budget: expected a finite number >= 0, found \[1, 2\]"),
        ({"binds": "each layer", "budget": [1]}, r"budget: expected 2 numbers, one a layer, found \[1\]"),
        ({"binds": "each layer", "budget": [1, -2]}, r"budget\[1\]: expected a finite number >= 0, found -2"),
        ({"binds": "each layer", "budget": [1e100, 1e100]}, r"budget: expected a product of at most 1e\+150"),
        ({"activation": "lipschitz"}, r'activation: expected linear.*found "lipschitz" \(bind "each layer"'),
    ],
    ids=str,
)
def test_a_network_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        theory.multilayer(**(NETWORK | change))


@pytest.mark.parametrize(
    ("combine", "parts", "message"),
    [
        (theory.series, [], r"parts: expected one value or more, found \[\]"),
        (theory.parallel, [PART, 3], r"parts\[1\]: expected a Capacity, found 3"),
        (
            theory.series,
            [PART, theory.fully_connected(**GOOD, activation="relu")],
            r"parts\[1\]: expected a linear fully connected layer, found relu, weights",
        ),
        (
            theory.series,
            [PART, theory.fully_connected(**(GOOD | {"budget": 6}))],
            r"expected the input, noise, budget and unit of the other parts, found others",
        ),
        (
            theory.series,
            [PART, theory.fully_connected(**(GOOD | {"covariance": [5, 2], "width": 2}))],
            r"expected the input, noise, budget and unit of the other parts, found others",
        ),
        (
            theory.parallel,
            [PART, theory.fully_connected(**GOOD, unit="bits")],
            "parts: expected one unit, found bits and nats",
        ),
        (
            theory.parallel,
            [
                theory.fully_connected(**GOOD, activation="lipschitz"),
                theory.multilayer(**NETWORK, activation="relu"),
            ],
            "parts: expected upper bounds or lower bounds, found both, whose sum bounds nothing",
        ),
    ],
)
def test_parts_that_do_not_combine_are_refused(combine, parts, message):
    with pytest.raises(ProblemError, match=message):
        combine(parts)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: theory.least_budget([1], noise=1, width=1, target=-1),
            "target: expected a finite number >= 0",
        ),
        (
            lambda: theory.least_width([1], noise=1, budget=-1, target=1),
            "budget: expected a finite number >= 0",
        ),
        (
            lambda: theory.maximising_weights([1], noise=0, width=1, budget=1),
            "noise: expected a finite number > 0",
        ),
        (lambda: theory.relu_bias([1], width=1, budget=1, tolerance=1), "tolerance: expected .* > 0 and < 1"),
        (lambda: theory.relu_gap_bound([0], [0], noise=1), r"deviations\[0\]: expected a finite number > 0"),
        (
            lambda: theory.relu_gap_bound([0, 1], [1], noise=1),
            "deviations: expected 2, as many as means, found 1",
        ),
        (
            lambda: theory.information_loss_bound(information=1, total_variation=0.6),
            "total_variation: expected a finite number >= 0 and <= 0.5, found 0.6",
        ),
        (
            lambda: theory.target_interval(relevance=1, contraction=0, loss=1, total_variation=0),
            "contraction: expected a finite number > 0 and <= 1, found 0",
        ),
        (
            lambda: theory.contraction([[0.5, -0.5], [0.5, 0.5]]),
            "p_xy: expected probabilities >= 0, found -0.5",
        ),
        (lambda: theory.contraction([[0.5, 0.4]]), "p_xy: expected a sum of 1 within 1e-9, found 0.9"),
        (lambda: theory.contraction([0.5, 0.5]), r"p_xy: expected numbers of shape \(\|X\|, \|Y\|\)"),
        (lambda: theory.contraction("law"), r"p_xy: expected numbers of shape"),
        (lambda: theory.noise_entropy(dimension=1, beta=0), "beta: expected a finite number > 0, found 0"),
        (
            lambda: theory.entropy_risk_bound(samples=0, dimension=1, beta=1),
            "samples: expected a whole number >= 1",
        ),
        (
            lambda: theory.bias_bound(samples=10, dimension=2, beta=0.1, epsilon=1),
            "epsilon: expected a finite number > 1.14.*e-06 and < 1, found 1",
        ),
        (
            lambda: theory.bias_bound(samples=10, dimension=2, beta=1, epsilon=0.01),
            "epsilon: expected a finite number > 0.85.* and < 1, found 0.01",
        ),
        (
            lambda: theory.log_samples_of_bias(bias=0, dimension=2, beta=0.1),
            "bias: expected a finite number > 0, found 0",
        ),
        (
            lambda: theory.monte_carlo_mse_bound(components=1, draws=0, dimension=1),
            "draws: expected a whole number >= 1, found 0",
        ),
        (
            lambda: theory.autoencoder_plane(input_information=1, bottleneck=-1, encoder=-1, decoder=0),
            "bottleneck: .*>= 0, found -1\nencoder: expected a whole number >= 0, found -1",
        ),
    ],
)
def test_other_forms_refuse(call, message):
    with pytest.raises(ProblemError, match=message):
        call()
