"""Curves of the bottleneck: closed forms, brute force, and what every point obeys."""

from dataclasses import replace

import numpy as np
import pytest
from dual_bound import least_rate
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from set_partitions import entropy_and_information, growth_strings, plain_entropy, plain_information
from strategies import joint_tables

from ibsolve.bottleneck import bottleneck_curve
from ibsolve.errors import ProblemError

SUM_OF_TWO = np.array([[0.25, 0], [0.125, 0.125], [0.125, 0.125], [0, 0.25]])
"""X uniform on {0,1}², p(Y=1|x) = (x1 + x2)/2."""
alphas = st.sampled_from([0.0, 0.5, 1.0])


def random_law(seed, shape):
    return np.random.default_rng(seed).dirichlet(np.full(np.prod(shape), 0.5)).reshape(shape)


laws = st.builds(random_law, st.integers(0, 100), st.tuples(st.integers(1, 7), st.integers(1, 4)))


@settings(max_examples=50)
@given(joint_tables(), alphas)
def test_every_number_is_that_of_its_encoder(table, alpha):
    p_xy = np.array(table.counts) / table.total
    curve = bottleneck_curve(table, alpha=alpha)
    assert pytest.approx(plain_information(p_xy), abs=1e-12) == curve.I_XY
    p_x = p_xy.sum(axis=1)
    for place, encoder in enumerate(curve.encoders):
        assert encoder.sum(axis=1) == pytest.approx((p_x > 0).astype(float), abs=1e-12)
        joint = encoder * p_x[:, None]
        assert curve.entropy[place] == pytest.approx(plain_entropy(joint.sum(axis=0)), abs=1e-9)
        assert curve.rate[place] == pytest.approx(plain_information(joint), abs=1e-9)
        assert curve.information[place] == pytest.approx(plain_information(encoder.T @ p_xy), abs=1e-9)


@settings(max_examples=50)
@given(laws, alphas)
def test_points_are_sorted_and_obey_the_data_processing_inequality(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha)
    assert (np.diff(curve.information) >= 0).all()
    assert (curve.information <= curve.rate + 1e-9).all()
    assert (curve.rate <= curve.entropy + 1e-9).all()
    assert (curve.information <= curve.I_XY).all()
    assert curve.claim == "upper estimate"


@settings(max_examples=50)
@given(laws, alphas)
def test_a_converged_encoder_is_its_own_update(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha, tolerance=1e-6)
    assert (curve.is_converged == (curve.residual <= 1e-6)).all()
    p_x, p_y_given_x = p_xy.sum(axis=1), p_xy / p_xy.sum(axis=1, keepdims=True)
    for beta, residual, encoder in zip(curve.beta, curve.residual, curve.encoders, strict=True):
        mass, decoder = p_x @ encoder, encoder.T @ p_xy
        logarithms = np.log(np.maximum(decoder / mass[:, None], 1e-300))
        exponents = np.log(mass) + beta * p_y_given_x @ logarithms.T
        exponents -= exponents.max(axis=1, keepdims=True)
        weights = np.exp(exponents / alpha) if alpha else (exponents == 0).astype(float)
        update = weights / weights.sum(axis=1, keepdims=True)
        assert p_x @ np.abs(update - encoder).sum(axis=1) / 2 == pytest.approx(residual, abs=1e-7)


@settings(max_examples=50)
@given(laws, alphas)
def test_the_automatic_grid_goes_from_nothing_to_all_but_a_thousandth_of_a_bit(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha)
    assert curve.information[0] == pytest.approx(0, abs=1e-12)
    assert curve.information[-1] >= curve.I_XY - 1e-3


@settings(max_examples=30)
@given(laws, alphas)
def test_no_point_has_a_lower_lagrangian_at_the_beta_of_another(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha)
    cost = curve.entropy - alpha * (curve.entropy - curve.rate)
    values = cost - curve.beta[:, None] * curve.information
    assert (np.diag(values) <= values.min(axis=1) + 1e-8).all()


def test_neighbours_of_a_smooth_curve_are_close():
    curve = bottleneck_curve(random_law(0, (12, 4)), largest_step=0.02)
    assert np.diff(curve.information).max() <= 0.02 * curve.I_XY


@given(laws, alphas)
def test_at_beta_zero_nothing_is_kept(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha, betas=[0])
    found = curve.rate[0], curve.entropy[0], curve.information[0]
    assert found == pytest.approx((0, 0, 0), abs=1e-12)


@given(laws, alphas)
def test_a_large_beta_reaches_the_information_of_x(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha, betas=[1e6])
    assert curve.information[0] == pytest.approx(curve.I_XY, abs=1e-3)


@given(laws, alphas, st.floats(0, 1))
def test_up_to_beta_one_a_constant_is_best(p_xy, alpha, beta):
    curve = bottleneck_curve(p_xy, alpha=alpha, betas=[beta])
    assert curve.rate[0] - beta * curve.information[0] >= -1e-12
    assert curve.information[0] == pytest.approx(0, abs=1e-9) or beta == 1


def binary_entropy(p):
    return plain_entropy(np.array([p, 1 - p]))


@pytest.mark.parametrize("crossover", [0.0, 0.05, 0.1, 0.3])
def test_a_binary_symmetric_joint_follows_mrs_gerber(crossover):
    """Wyner and Ziv 1973: I(T;Y) = 1 − h(δ ∗ h⁻¹(1 − R)) for X uniform and Y = X through BSC(δ)."""
    p_xy = np.array([[1 - crossover, crossover], [crossover, 1 - crossover]]) / 2
    critical = 1 / (1 - 2 * crossover) ** 2
    betas = critical * np.array([1.05, 1.2, 1.5, 2, 4, 10])
    curve = bottleneck_curve(p_xy, betas=betas, tolerance=1e-10)
    assert curve.is_converged.all()
    for rate, information in zip(curve.rate, curve.information, strict=True):
        flip = brentq(lambda p, target=1 - rate: binary_entropy(p) - target, 0, 0.5) if rate < 1 else 0.0
        mixed = flip * (1 - crossover) + (1 - flip) * crossover
        assert information == pytest.approx(1 - binary_entropy(mixed), abs=1e-6)
    if crossover > 0:
        assert (np.diff(curve.information) > 0).all()


@pytest.mark.parametrize(("epsilon", "printed"), [(0.1, 1.0100), (0.2, 0.69586), (0.3, 0.43646)])
def test_the_sum_of_two_bits_has_the_known_least_rates(epsilon, printed):
    """The known rates are of a grid of 1/120 and too high by up to 1e-3; the dual bounds from below."""
    curve = bottleneck_curve(SUM_OF_TWO, tolerance=1e-8, largest_step=0.01)
    estimate = float(curve.rate_estimate(epsilon))
    assert printed - 1e-3 <= estimate <= printed + 1e-4
    nearest = np.abs(curve.I_XY - curve.information - epsilon).argmin()
    classes = np.array([SUM_OF_TWO[0], SUM_OF_TWO[1] + SUM_OF_TWO[2], SUM_OF_TWO[3]])
    encoder = curve.encoders[nearest][[0, 1, 3]]
    proved = least_rate(classes, epsilon, beta=curve.beta[nearest], encoder=encoder)
    assert proved - 1e-6 <= estimate <= proved + 1e-4


@pytest.mark.parametrize("labels", [[0, 0, 1, 1], [0, 1, 2, 0, 0], [0, 0]])
def test_for_a_deterministic_label_rate_equals_information(labels):
    """R_IB(ε) = H(Y) − ε, which no β strictly inside the curve returns: the chord does."""
    p_xy = np.eye(max(labels) + 1)[labels] / len(labels)
    curve = bottleneck_curve(p_xy)
    assert curve.rate == pytest.approx(curve.information, abs=1e-9)
    ends = np.minimum(curve.information, curve.I_XY - curve.information)
    assert ends == pytest.approx(np.zeros(len(ends)), abs=1e-3)
    epsilons = np.linspace(0, curve.I_XY, 5)
    assert curve.rate_estimate(epsilons) == pytest.approx(curve.I_XY - epsilons, abs=1e-9)


@settings(max_examples=40)
@given(laws)
def test_the_rate_estimate_is_convex_and_between_its_bounds(p_xy):
    curve = bottleneck_curve(p_xy)
    epsilons = np.linspace(0, curve.I_XY, 30)
    estimates = curve.rate_estimate(epsilons)
    assert (np.diff(estimates, 2) >= -1e-9).all()
    assert (estimates >= curve.I_XY - epsilons - 1e-9).all()
    assert (curve.rate_estimate(curve.I_XY - curve.information) <= curve.rate + 1e-9).all()
    assert estimates[0] == pytest.approx(curve.sufficient_entropy, abs=1e-3 + curve.sufficient_entropy * 1e-3)
    assert float(curve.rate_estimate(curve.I_XY + 1)) == 0


@settings(max_examples=40)
@given(laws)
def test_the_entropy_estimate_is_never_below_the_least_entropy_of_all_partitions(p_xy):
    curve = bottleneck_curve(p_xy, alpha=0)
    every = [entropy_and_information(p_xy, blocks) for blocks in growth_strings(len(p_xy))]
    epsilons = np.linspace(0, curve.I_XY, 9)
    for epsilon, estimate in zip(epsilons, curve.entropy_estimate(epsilons), strict=True):
        least = min(h for h, told in every if curve.I_XY - told <= epsilon + 1e-9)
        assert estimate >= least - 1e-9


def test_deterministic_encoders_are_the_best_partitions_for_their_beta():
    p_xy = random_law(3, (7, 4))
    curve = bottleneck_curve(p_xy, alpha=0, restarts=10)
    h, told = np.array([entropy_and_information(p_xy, blocks) for blocks in growth_strings(7)]).T
    for beta, entropy, information in zip(curve.beta, curve.entropy, curve.information, strict=True):
        assert entropy - beta * information == pytest.approx((h - beta * told).min(), abs=1e-9)


@given(laws, alphas, st.integers(1, 3))
def test_there_are_no_more_clusters_than_asked_for(p_xy, alpha, clusters):
    curve = bottleneck_curve(p_xy, alpha=alpha, clusters=clusters)
    assert max(encoder.shape[1] for encoder in curve.encoders) <= clusters


def test_any_number_of_clusters_is_no_worse_than_two():
    p_xy = random_law(5, (6, 3))
    two = bottleneck_curve(p_xy, clusters=2, betas=[3.0])
    every = bottleneck_curve(p_xy, betas=[3.0], restarts=5)
    assert (every.rate - 3 * every.information)[0] <= (two.rate - 3 * two.information)[0] + 1e-6


@settings(max_examples=30)
@given(laws, alphas)
def test_dominated_points_are_left_out_on_request(p_xy, alpha):
    betas = [1, 1, 2, 3, 5, 9, 30]
    curve = bottleneck_curve(p_xy, alpha=alpha, betas=betas, drop_dominated=True)
    cost = curve.entropy - alpha * (curve.entropy - curve.rate)
    assert (np.diff(curve.information) > 0).all()
    assert (np.diff(cost) > 0).all()
    every = bottleneck_curve(p_xy, alpha=alpha, betas=betas)
    assert len(every.beta) == len(betas)
    assert set(curve.beta) <= set(every.beta)


def test_rows_of_probability_zero_change_nothing():
    p_xy = random_law(1, (4, 3))
    padded = np.zeros((6, 4))
    padded[np.ix_([0, 2, 3, 5], [0, 1, 3])] = p_xy
    found, expected = bottleneck_curve(padded), bottleneck_curve(p_xy)
    assert found.rate.tolist() == expected.rate.tolist()
    assert not found.encoders[-1][[1, 4]].any()
    assert found.encoders[-1][[0, 2, 3, 5]].tolist() == expected.encoders[-1].tolist()


@pytest.mark.parametrize("p_xy", [[[0.3, 0.7]], [[0.3], [0.7]], np.outer([0.2, 0.8], [0.5, 0.25, 0.25])])
@pytest.mark.parametrize("alpha", [0, 0.5, 1])
def test_where_x_tells_nothing_the_curve_is_the_origin(p_xy, alpha):
    curve = bottleneck_curve(p_xy, alpha=alpha)
    assert pytest.approx(0, abs=1e-15) == curve.I_XY
    for values in (curve.rate, curve.information, curve.rate_estimate(0)):
        assert values == pytest.approx(np.zeros_like(values), abs=1e-12)


def test_the_same_seed_gives_the_same_curve():
    p_xy = random_law(2, (6, 3))
    first, second = (bottleneck_curve(p_xy, alpha=0.5, restarts=3, seed=7) for _ in range(2))
    assert [e.tolist() for e in first.encoders] == [e.tolist() for e in second.encoders]


def test_what_is_not_converged_is_said_to_be_so():
    curve = bottleneck_curve(random_law(0, (20, 4)), betas=[3.0, 5.0], tolerance=1e-12, max_iterations=5)
    assert not curve.is_converged.any()
    assert (curve.residual > 1e-12).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"p_xy": [[0.5, np.nan]]}, "p_xy: expected an array of finite probabilities, .* not finite"),
        ({"p_xy": [[1.5, -0.5]]}, r"p_xy: expected probabilities >= 0, found -0.5 at \(0, 1\)"),
        (
            {"p_xy": [[0.5, 0.4]]},
            "p_xy: expected probabilities that sum to 1 within 1e-9, found a sum of 0.9",
        ),
        ({"p_xy": [0.5, 0.5]}, r"p_xy: expected an array of .* found an array of shape \(2,\)"),
        ({"alpha": -0.1}, "alpha: expected a finite number >= 0 and <= 1, found -0.1"),
        ({"alpha": 1.1}, "alpha: expected a finite number >= 0 and <= 1, found 1.1"),
        ({"alpha": np.nan}, "alpha: expected a finite number >= 0 and <= 1, found nan"),
        ({"betas": [1, -2]}, r"betas: expected one number or more, >= 0 and <= 1e\+150, .* found \[1, -2\]"),
        ({"betas": [1, np.inf]}, "betas: expected one number or more"),
        ({"betas": [np.nan]}, "betas: expected one number or more"),
        ({"betas": []}, r"betas: expected one number or more, .* found \[\]"),
        ({"betas": 3.0}, "betas: expected one number or more, .* found 3.0"),
        ({"betas": ["a"]}, "betas: expected one number or more"),
        ({"clusters": 0}, "clusters: expected a whole number >= 1, found 0"),
        ({"restarts": -1}, "restarts: expected a whole number >= 0, found -1"),
        ({"seed": -1}, "seed: expected a whole number >= 0, found -1"),
        ({"tolerance": 0}, "tolerance: expected a finite number > 0, found 0"),
        ({"max_iterations": 0}, "max_iterations: expected a whole number >= 1, found 0"),
        ({"largest_step": 0}, "largest_step: expected a finite number .*> 0 and <= 1, found 0"),
    ],
    ids=str,
)
def test_a_curve_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        bottleneck_curve(**({"p_xy": [[0.5, 0], [0, 0.5]]} | change))


def test_all_faults_come_in_one_message():
    with pytest.raises(ProblemError) as caught:
        bottleneck_curve([[2]], alpha=2, betas=[-1], restarts=-1, clusters=0, tolerance=-1)
    assert len(str(caught.value).splitlines()) == 6


def test_a_curve_that_breaks_the_data_processing_inequality_cannot_be_built():
    curve = bottleneck_curve([[0.45, 0.05], [0.05, 0.45]], betas=[2])
    with pytest.raises(ProblemError, match=r"information: expected I\(T;Y\) <= I\(X;T\)"):
        replace(curve, rate=curve.information / 2)
    with pytest.raises(ProblemError, match=r"rate: expected I\(X;T\) <= H\(T\)"):
        replace(curve, rate=curve.entropy * 2)


@pytest.mark.parametrize("alpha", [0, 1e-300, 1e-3, 0.5, 1])
def test_extreme_settings_are_no_trouble(alpha):
    betas = [0, 1e-40, 1, 1 + 1e-12, 1e12, 1e13, 1e150]
    curve = bottleneck_curve(random_law(0, (6, 4)), alpha=alpha, betas=betas)
    assert curve.is_converged.all()
    assert curve.information[-1] == pytest.approx(curve.I_XY, abs=1e-12)


@pytest.mark.parametrize("alpha", [0, 0.5, 1])
def test_a_joint_law_that_tells_next_to_nothing_still_has_a_curve(alpha):
    p_xy = np.outer([0.2, 0.3, 0.5], [0.5, 0.5]) + 1e-5 * np.array([[1, -1], [0, 0], [-1, 1]])
    curve = bottleneck_curve(p_xy, alpha=alpha)
    assert 1e-10 < curve.I_XY < 1e-8
    assert curve.information[-1] >= 0.9 * curve.I_XY
    assert len(curve.beta) > 2


def test_the_entropy_of_stochastic_encoders_is_no_estimate():
    with pytest.raises(ProblemError, match=r"alpha: expected deterministic encoders, .* found 1 .*alpha=0"):
        bottleneck_curve([[0.5, 0], [0, 0.5]]).entropy_estimate(0.1)


@pytest.mark.parametrize("epsilon", [-0.1, [0.1, np.nan], np.inf, "much"])
def test_distortions_below_zero_are_refused(epsilon):
    curve = bottleneck_curve([[0.5, 0], [0, 0.5]], alpha=0)
    for estimate in (curve.rate_estimate, curve.entropy_estimate):
        with pytest.raises(ProblemError, match=r"epsilon: expected bits >= 0 and <= 1e\+150, found"):
            estimate(epsilon)
