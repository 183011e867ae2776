"""Numbers of paper 001: its theorems evaluated (nats)."""

import pytest

from ibsolve.theory import (
    bias_bound,
    entropy_risk_bound,
    information_risk_bound,
    monte_carlo_mse_bound,
    noise_entropy,
    printed_monte_carlo_mse_bound,
    sample_propagation_risk_bound,
    subgaussian_entropy_risk_bound,
)


@pytest.mark.parametrize(
    ("dimension", "beta", "entropy"), [(10, 0.005, -38.79378833343364), (1, 0.1, -0.8836465597893729)]
)
def test_the_entropy_of_the_noise(dimension, beta, entropy):
    assert noise_entropy(dimension=dimension, beta=beta) == pytest.approx(entropy, abs=1e-12)


def test_theorem_3():
    bound = subgaussian_entropy_risk_bound(samples=10**6, dimension=2, beta=0.5, mean=1, scale=1)
    assert bound == pytest.approx(0.6397035070550935, abs=1e-12)


def test_theorem_4_with_remark_2():
    setting = {"samples": 10**8, "dimension": 3, "beta": 0.1}
    assert entropy_risk_bound(**setting) == pytest.approx(5.5425625842204065, abs=1e-9)
    assert information_risk_bound(entropy_risk=0, **setting) == pytest.approx(
        0.0003461340387630945, abs=1e-12
    )
    assert sample_propagation_risk_bound(**setting) == pytest.approx(11.085471302479576, abs=1e-9)


@pytest.mark.parametrize(
    ("beta", "dimension", "samples", "points", "bias", "least"),
    [
        (0.05, 10, 10**6, 6, 3.866906653038624, 1.523970604832094e-22),
        (0.1, 100, 10**6, 2, 54.75005878311546, 5.732868745765908e-05),
        (0.1, 12, 1000, 2, 1.2708316917151659, 6.879616032493447e-06),
        (0.1, 1, 2, 3, 0.33847745086663594, 5.733031437583866e-07),
        (0.1, 20, 1000, 2, 6.760557361749933, 1.146600042684856e-05),
    ],
)
def test_theorem_5(*, beta, dimension, samples, points, bias, least):
    bound = bias_bound(samples=samples, dimension=dimension, beta=beta, epsilon=0.01)
    assert bound.points == points
    assert bound.bias == pytest.approx(bias, abs=1e-9)
    assert bound.least_epsilon == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize(
    ("dimension", "beta", "components", "draws", "printed", "sharp"),
    [(10, 0.005, 10_000, 1, 160.002, 0.001), (1, 0.01, 4, 1000, 10.0005, 0.00025)],
)
def test_theorem_6_and_what_replaces_it(*, dimension, beta, components, draws, printed, sharp):
    sizes = {"components": components, "draws": draws, "dimension": dimension}
    assert printed_monte_carlo_mse_bound(**sizes, beta=beta) == pytest.approx(printed, rel=1e-12)
    assert monte_carlo_mse_bound(**sizes) == pytest.approx(sharp, rel=1e-12)
    # The appendix has 4 + β² for 2 + β²: a larger constant, from which the printed one does not follow.
    looser = 2 * dimension * (4 + beta**2) / (beta**2 * components * draws)
    assert looser == pytest.approx({10: 320.002, 1: 20.0005}[dimension], rel=1e-12)
