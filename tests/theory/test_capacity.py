"""Architectures: their maxima against direct optimisation, what each answer means, how they combine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quadrature import gaussian_mixture, noisy_information
from scipy.optimize import minimize

from ibsolve.theory import (
    Activation,
    Binds,
    LimitingWidth,
    Meaning,
    convolutional,
    fully_connected,
    multilayer,
    parallel,
    series,
    shared_block,
    water_filling,
)

SPECTRUM = {"covariance": [4, 2, 1], "noise": 1}
RESTARTS = 8


def random_covariance(rng, n, rank):
    factor = rng.normal(size=(n, rank)) * rng.uniform(0.2, 2, size=rank)
    return factor @ factor.T


def best_by_ascent(rng, shapes, information, budget):
    """The largest information(W) over products W of matrices of these shapes with ‖W‖²_F = budget.

    information: returns the value and its gradient at W. Shapes from the last layer to the first.
    """

    def descent(flat):
        cuts = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
        factors = [part.reshape(shape) for part, shape in zip(np.split(flat, cuts), shapes, strict=True)]
        product = np.linalg.multi_dot([np.eye(shapes[0][0]), *factors])
        size = np.linalg.norm(product)
        value, slope = information(np.sqrt(budget) * product / size)
        # The gradient through the projection onto the sphere, and then through the product.
        direction = product / size
        inner = np.sqrt(budget) / size * (slope - (slope * direction).sum() * direction)
        slopes = []
        for place in range(len(factors)):
            left = np.linalg.multi_dot([np.eye(shapes[0][0]), np.eye(shapes[0][0]), *factors[:place]])
            right = np.linalg.multi_dot([*factors[place + 1 :], np.eye(shapes[-1][1]), np.eye(shapes[-1][1])])
            slopes.append((left.T @ inner @ right.T).ravel())
        return -value, -np.concatenate(slopes)

    total = sum(rows * columns for rows, columns in shapes)
    options = {"maxiter": 5000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-10}
    return max(
        -minimize(descent, rng.normal(size=total), jac=True, method="L-BFGS-B", options=options).fun
        for _ in range(RESTARTS)
    )


def log_determinant(covariance, noise):
    """½ ln det(I + WΣWᵀ/σ²) and its gradient."""

    def information(weights):
        inner = np.eye(len(weights)) + weights @ covariance @ weights.T / noise
        return np.linalg.slogdet(inner)[1] / 2, np.linalg.solve(inner, weights @ covariance / noise)

    return information


def assert_is_the_maximum(reached, claimed):
    assert reached <= claimed + 1e-9
    assert reached == pytest.approx(claimed, abs=1e-6)


@pytest.mark.parametrize("case", range(24))
def test_no_weights_of_one_layer_beat_the_maximum_and_some_attain_it(case):
    rng = np.random.default_rng(case)
    n = int(rng.integers(2, 6))
    width = (max(1, n - 1), n, n + 2)[case % 3]
    covariance = random_covariance(rng, n, n - case % 2)
    noise = float(rng.uniform(0.3, 2))
    second = water_filling(covariance, noise=noise, width=width).breakpoints[1:2]
    # A third of the budgets lie below every breakpoint above 0, where one component takes all.
    budget = float(second[0] * 0.5) if case % 3 == 0 and len(second) else float(rng.uniform(0.1, 8))
    reached = best_by_ascent(rng, [(width, n)], log_determinant(covariance, noise), budget)
    claimed = fully_connected(covariance, width=width, budget=budget, noise=noise)
    assert claimed.meaning is Meaning.EXACT
    assert_is_the_maximum(reached, claimed.value)


@pytest.mark.parametrize("binds", [Binds.SHARED_FILTER, Binds.BLOCK_DIAGONAL])
@pytest.mark.parametrize("case", range(7))
def test_no_filter_beats_the_maximum_of_a_convolution(case, binds):
    rng = np.random.default_rng(case)
    size, blocks, filters = int(rng.integers(1, 4)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    block = random_covariance(rng, size, size)
    whole = np.kron(np.eye(blocks), block)
    noise, budget = float(rng.uniform(0.3, 2)), float(rng.uniform(0.1, 6))
    of_whole = log_determinant(whole, noise)

    def information(shared):
        value, slope = of_whole(np.kron(np.eye(blocks), shared))
        parts = slope.reshape(blocks, filters, blocks, size)
        return value, sum(parts[place, :, place] for place in range(blocks))

    own = budget if binds is Binds.SHARED_FILTER else budget / blocks
    reached = best_by_ascent(rng, [(filters, size)], information, own)
    claimed = convolutional(
        shared_block(whole, size=size),
        inputs=size * blocks,
        filters=filters,
        budget=budget,
        noise=noise,
        binds=binds,
    )
    assert_is_the_maximum(reached, claimed.value)


@pytest.mark.parametrize("case", range(12))
def test_no_linear_network_beats_the_maximum_of_its_product(case):
    rng = np.random.default_rng(case)
    n = int(rng.integers(2, 5))
    widths = [int(rng.integers(1, 5)) for _ in range(2 + case % 2)]
    covariance = random_covariance(rng, n, n)
    noise, budget = float(rng.uniform(0.3, 2)), float(rng.uniform(0.1, 6))
    sizes = [n, *widths]
    shapes = [(sizes[k + 1], sizes[k]) for k in range(len(widths))][::-1]
    reached = best_by_ascent(rng, shapes, log_determinant(covariance, noise), budget)
    claimed = multilayer(covariance, widths=widths, budget=budget, noise=noise)
    assert claimed.limiting_width.size == min(sizes)
    assert_is_the_maximum(reached, claimed.value)


def test_a_budget_for_each_layer_is_another_problem_and_only_bounded():
    bound = multilayer(**SPECTRUM, widths=[3, 3], budget=[2, 2], binds="each layer")
    rng = np.random.default_rng(0)

    def descent(flat):
        first, second = flat.reshape(2, 3, 3)
        product = 2 * (second / np.linalg.norm(second)) @ (first / np.linalg.norm(first))
        return -log_determinant(np.diag([4.0, 2, 1]), 1)(product)[0]

    reached = max(-minimize(descent, rng.normal(size=18)).fun for _ in range(RESTARTS))
    assert reached == pytest.approx(1.4166, abs=5e-5)
    assert fully_connected(**SPECTRUM, width=3, budget=2).value == pytest.approx(1.3744, abs=5e-5)
    assert bound.value == pytest.approx(2.0156, abs=5e-5)
    assert bound.value == fully_connected(**SPECTRUM, width=3, budget=4).value
    assert bound.meaning is Meaning.UPPER_BOUND


def test_contracting_layers_with_a_budget_each_have_an_upper_bound():
    found = multilayer(**SPECTRUM, widths=[2, 3], budget=[2, 3], binds="each layer", activation="lipschitz")
    assert found.value == pytest.approx(np.log([25, 13, 7]).sum() / 2)
    assert (found.meaning, found.operating_point) == (Meaning.UPPER_BOUND, None)


@pytest.mark.parametrize(
    ("multiple", "expected"),
    [(0.5, 0.0434282806), (1, 0.1534264097), (3, 0.6851889823), (10, 1.6860939049)],
)
def test_relu_layers_whose_product_is_zero_carry_information(multiple, expected):
    """Theorem 6 says 0: W_1 = (1, −1)ᵀ, W_2 = (M, M), so Z = M|X| + noise while W_2 W_1 = 0."""
    points, weights = gaussian_mixture([0.0], 1.0, kinks=[0.0])
    product = np.array([[multiple, multiple]]) @ np.array([[1], [-1]])
    assert (product**2).sum() == 0
    carried = noisy_information(multiple * np.abs(points), weights, 1.0)
    assert carried == pytest.approx(expected, abs=1e-9)
    claimed = multilayer([1], widths=[2, 1], budget=0, noise=1, activation="relu")
    assert (claimed.value, claimed.meaning) == (0, Meaning.LOWER_BOUND)
    assert carried > claimed.value


@pytest.mark.parametrize(
    ("activation", "meaning"),
    [
        (Activation.LINEAR, Meaning.EXACT),
        (Activation.RELU, Meaning.SUPREMUM),
        (Activation.LIPSCHITZ, Meaning.UPPER_BOUND),
        (Activation.BIJECTIVE, Meaning.EXACT),
    ],
)
def test_one_layer_has_the_linear_value_for_every_activation_and_says_what_it_is(activation, meaning):
    linear = fully_connected(**SPECTRUM, width=2, budget=5)
    found = fully_connected(**SPECTRUM, width=2, budget=5, activation=activation)
    convolved = convolutional([4, 2, 1], inputs=6, filters=2, budget=5, noise=1, activation=activation)
    alone = multilayer(**SPECTRUM, widths=[2], budget=5, activation=activation)
    assert found.value == alone.value == convolved.value / 2 == linear.value
    assert found.meaning is alone.meaning is convolved.meaning is meaning


def test_a_relu_layer_without_budget_attains_its_zero():
    assert fully_connected(**SPECTRUM, width=2, budget=0, activation="relu").meaning is Meaning.EXACT


@pytest.mark.parametrize("activation", ["linear", "bijective"])
def test_a_bijection_after_the_noise_of_the_last_layer_changes_nothing(activation):
    found = multilayer(**SPECTRUM, widths=[3, 2], budget=5, activation=activation)
    assert (found.value, found.meaning) == (
        fully_connected(**SPECTRUM, width=2, budget=5).value,
        Meaning.EXACT,
    )


@pytest.mark.parametrize(
    ("capacity", "name", "size"),
    [
        (fully_connected(**SPECTRUM, width=2, budget=1), "N_1", 2),
        (fully_connected(**SPECTRUM, width=3, budget=1), "N_0", 3),
        (fully_connected([4, 2, 0], noise=1, width=3, budget=1), "rank of Σ_x", 2),
        (convolutional([4, 2, 1], inputs=6, filters=2, budget=1, noise=1), "N_f", 2),
        (convolutional([4, 2, 1], inputs=6, filters=5, budget=1, noise=1), "N_B", 3),
        (multilayer(**SPECTRUM, widths=[4, 2, 3], budget=1), "N_2", 2),
    ],
)
def test_the_limiting_width_is_named(capacity, name, size):
    assert capacity.limiting_width == LimitingWidth(name=name, size=size)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.sampled_from([0.1, 1.0, 9.0]))
def test_linear_layers_in_series_have_the_least_of_their_maxima(widths, budget):
    parts = [fully_connected(**SPECTRUM, width=width, budget=budget) for width in widths]
    assert series(parts).value == multilayer(**SPECTRUM, widths=widths, budget=budget).value


def test_independent_parts_add_up_and_mean_what_the_weakest_means():
    exact = fully_connected(**SPECTRUM, width=2, budget=5)
    supremum = fully_connected([3], width=1, budget=2, noise=2, activation="relu")
    bound = fully_connected([3], width=1, budget=2, noise=2, activation="lipschitz")
    assert parallel([exact, supremum]).value == exact.value + supremum.value
    assert parallel([exact, supremum]).meaning is Meaning.SUPREMUM
    assert parallel([exact, supremum, bound]).meaning is Meaning.UPPER_BOUND
    assert parallel([exact]).meaning is Meaning.EXACT


def test_parallel_is_not_one_layer_on_both_inputs():
    """One budget for both parts is spent where it yields most, two budgets are not."""
    parts = [fully_connected([value], width=1, budget=1, noise=1) for value in (4, 1)]
    assert parallel(parts).value < fully_connected([4, 1], width=2, budget=2, noise=1).value


@pytest.mark.parametrize("budget", [0.2, 1.0, 7.0])
@pytest.mark.parametrize("binds", [Binds.SHARED_FILTER, Binds.BLOCK_DIAGONAL])
def test_the_slope_belongs_to_the_budget_of_the_architecture(binds, budget):
    step = 1e-6

    def at(amount):
        return convolutional([4, 2, 1], inputs=9, filters=2, budget=amount, noise=1, binds=binds)

    difference = at(budget + step).value - at(budget - step).value
    assert at(budget).operating_point.slope == pytest.approx(difference / (2 * step), rel=1e-6)


def test_the_operating_point_says_how_the_budget_is_spent():
    point = fully_connected(**SPECTRUM, width=3, budget=1, unit="bits").operating_point
    assert (point.active, point.level, point.budget) == (2, 0.875, 1)
    assert point.slope == pytest.approx(0.5714285714285714 / np.log(2))
    assert point.filling.power(point.budget) == pytest.approx([0.625, 0.375])
    assert fully_connected([0], width=1, budget=1, noise=1).operating_point.level is None


def test_bits_are_nats_over_ln_2():
    nats, bits = (
        fully_connected(**SPECTRUM, width=3, budget=1, unit=unit).value for unit in ("nats", "bits")
    )
    assert bits == pytest.approx(nats / np.log(2))
