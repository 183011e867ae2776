"""The theorems of paper 001: laws they keep, what replaces them, and simulations below them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quadrature import noisy_entropy

from ibsolve.errors import LimitError
from ibsolve.theory import (
    bias_bound,
    entropy_risk_bound,
    information_risk_bound,
    log_samples_of_bias,
    monte_carlo_mse_bound,
    printed_monte_carlo_mse_bound,
    sample_propagation_risk_bound,
    second_moment_monte_carlo_mse_bound,
    subgaussian_entropy_risk_bound,
)

dimensions = st.integers(1, 50)
betas = st.sampled_from([0.005, 0.05, 0.1, 0.5, 1.0, 3.0])
samples = st.sampled_from([1, 10, 10**6])


@given(samples, dimensions, betas)
def test_risk_falls_with_the_root_of_the_samples(n, d, beta):
    assert entropy_risk_bound(samples=4 * n, dimension=d, beta=beta) == pytest.approx(
        entropy_risk_bound(samples=n, dimension=d, beta=beta) / 2
    )
    assert subgaussian_entropy_risk_bound(
        samples=4 * n, dimension=d, beta=beta, mean=1, scale=2
    ) == pytest.approx(subgaussian_entropy_risk_bound(samples=n, dimension=d, beta=beta, mean=1, scale=2) / 2)


@given(samples, dimensions, betas)
def test_theorem_1_is_theorem_4_with_remark_2(n, d, beta):
    risk = entropy_risk_bound(samples=n, dimension=d, beta=beta)
    assert sample_propagation_risk_bound(samples=n, dimension=d, beta=beta) == information_risk_bound(
        entropy_risk=risk, samples=n, dimension=d, beta=beta
    )


def test_only_remark_2_has_the_growth_of_theorem_1():
    """c^d with c = 2/β; Theorem 3 for laws on [−1, 1]^d takes μ = K = √d and outgrows every c^d."""

    def ratios(bound):
        values = np.log([bound(d) for d in (40, 80, 160, 320)])
        return np.diff(values) / np.diff([40, 80, 160, 320])

    beta = 0.5
    bounded = ratios(lambda d: entropy_risk_bound(samples=1, dimension=d, beta=beta))
    assert bounded == pytest.approx(np.full(3, np.log(2 / beta)), abs=0.02)
    general = ratios(
        lambda d: subgaussian_entropy_risk_bound(
            samples=1, dimension=d, beta=beta, mean=np.sqrt(d), scale=np.sqrt(d)
        )
    )
    # d/4 · ln d grows by ¼ ln 2 more an axis each time that d doubles.
    assert np.diff(general) == pytest.approx(np.full(2, np.log(2) / 4), abs=0.03)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_bounded_law_need_not_have_mean_zero(d):
    """Printed: laws on [−1, 1]^d are subgaussian with μ = 0. They are with μ = K = √d, which is needed:
    the point mass at (1, …, 1) has ‖E S‖ = √d."""
    rng = np.random.default_rng(d)
    assert np.linalg.norm(np.ones(d)) == pytest.approx(np.sqrt(d))
    for _ in range(50):
        points, law = rng.choice([-1.0, 1.0], size=(4, d)), rng.dirichlet(np.ones(4))
        mean = law @ points
        assert np.linalg.norm(mean) <= np.sqrt(d) * (1 + 1e-12)
        direction = rng.normal(size=d)
        moment = law @ np.exp((points - mean) @ direction)
        assert np.log(moment) <= d * (direction**2).sum() / 2 + 1e-12


def test_the_true_risk_of_two_points_is_far_below_its_bounds():
    """h(P_n*φ) for Rademacher P, n = 20, β = ½: risk .0239, Theorem 3 gives 32.6, Remark 2 gives 3.58."""
    from scipy.stats import binom

    n, beta = 20, 0.5
    points = np.array([-1.0, 1.0])
    exact = noisy_entropy(points, np.array([0.5, 0.5]), beta)
    shares = np.arange(n + 1) / n
    errors = [abs(exact - noisy_entropy(points, np.array([1 - share, share]), beta)) for share in shares]
    risk = binom.pmf(np.arange(n + 1), n, 0.5) @ errors
    assert risk == pytest.approx(0.0239, abs=5e-5)
    assert entropy_risk_bound(samples=n, dimension=1, beta=beta) == pytest.approx(3.58, abs=5e-3)
    subgaussian = subgaussian_entropy_risk_bound(samples=n, dimension=1, beta=beta, mean=0, scale=1)
    assert subgaussian == pytest.approx(32.6, abs=0.05)


def test_the_bias_of_two_points_is_down_and_above_its_bound():
    """n = 2, Rademacher, β = ½: E h(P_n*φ) falls short of h(P*φ) by .316360 nats."""
    beta, points = 0.5, np.array([-1.0, 1.0])
    exact = noisy_entropy(points, np.array([0.5, 0.5]), beta)
    alone = noisy_entropy(np.array([1.0]), np.array([1.0]), beta)
    plugged_in = (exact + alone) / 2
    assert (exact, plugged_in) == pytest.approx((1.358511546381662, 1.0421514495131947), abs=1e-9)
    assert exact - plugged_in == pytest.approx(0.3163600968684673, abs=1e-9)
    worst = max(bias_bound(samples=2, dimension=1, beta=beta, epsilon=e).bias for e in (0.35, 0.5, 0.9))
    assert worst <= exact - plugged_in


@given(samples, st.integers(1, 30), st.sampled_from([0.05, 0.1, 0.2]), st.sampled_from([0.3, 0.5, 0.9]))
def test_the_sample_size_is_where_the_bias_bound_ends(n, d, beta, epsilon):
    bias = bias_bound(samples=n, dimension=d, beta=beta, epsilon=epsilon).bias
    if bias > 0:
        log_n = log_samples_of_bias(bias=bias, dimension=d, beta=beta, epsilon=epsilon)
        assert log_n == pytest.approx(np.log(n), abs=1e-9)


def test_the_printed_points_of_theorem_5():
    assert bias_bound(samples=1, dimension=10**4, beta=0.1).least_epsilon == pytest.approx(0.005717, abs=5e-7)
    assert [bias_bound(samples=1, dimension=d, beta=0.1).points for d in (1, 11, 12, 10**4)] == [3, 3, 2, 2]
    # So up to 11 dimensions the samples should exceed 3^{0.99d}, not only the printed 2^{0.99d}.
    h = 0.05600153435484734
    assert log_samples_of_bias(bias=1e-9, dimension=11, beta=0.1) == pytest.approx(10.89 * np.log(3) - h)


def test_a_bias_bound_that_says_nothing_is_zero():
    assert bias_bound(samples=10**9, dimension=1, beta=0.1).bias == 0


def test_monte_carlo_integration_keeps_the_sharp_bound_and_not_by_much():
    """Stratified draws, three mixtures of 8 centres, 4000 repetitions: mean square ± 4 standard errors."""
    from scipy.special import logsumexp

    rng = np.random.default_rng(7)
    n, draws, repetitions = 8, 4, 4000
    for d, spread, beta in ((1, 1.0, 0.5), (3, 1.0, 0.05), (5, 0.1, 1.0)):
        centres = rng.uniform(-spread, spread, size=(n, d))
        points = centres[:, None] + beta * rng.normal(size=(repetitions, n, draws, d))
        squares = ((points[..., None, :] - centres) ** 2).sum(axis=-1)
        logs = logsumexp(-squares / (2 * beta**2), axis=-1)
        estimates = -logs.mean(axis=(1, 2))
        deviations = (estimates - estimates.mean()) ** 2
        error = 4 * deviations.std() / np.sqrt(repetitions)
        bound = monte_carlo_mse_bound(components=n, draws=draws, dimension=d)
        assert bound / 6 < deviations.mean() < bound + error


@given(samples, samples, dimensions, betas, st.sampled_from([0.0, 0.2, 5.0]))
def test_the_sharp_bound_is_below_both_of_theorem_6(n, draws, d, beta, moment):
    sizes = {"components": n, "draws": draws, "dimension": d}
    sharp = monte_carlo_mse_bound(**sizes)
    assert sharp < printed_monte_carlo_mse_bound(**sizes, beta=beta)
    assert sharp < second_moment_monte_carlo_mse_bound(**sizes, beta=beta, second_moment=moment)


def test_a_bound_beyond_floats_is_refused_with_the_way_out():
    with pytest.raises(LimitError, match=r"risk bound: expected .*found e\^4\d* \(fewer dimensions"):
        entropy_risk_bound(samples=1, dimension=10**3, beta=0.02)
