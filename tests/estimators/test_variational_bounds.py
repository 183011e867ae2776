"""Variational bounds against known truth: below it, near it, and honest where training overfits."""

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from ibsolve.estimators import MINE, NWJ, BarberAgakov, Concern, Covers, InfoNCE, Labels

SMALL = {"steps": 150, "hidden": (32,), "batch": 64, "learning_rate": 0.005}
CRITICS = [MINE(**SMALL), NWJ(**SMALL), InfoNCE(**SMALL)]
ALL = [*CRITICS, BarberAgakov(**SMALL)]


def named(estimator):
    return estimator.name


def correlated(d, information, n, seed):
    """Samples of d independent pairs of standard normals, of this information in all."""
    rng = np.random.default_rng(seed)
    rho = sqrt(1 - exp(-2 * information / d))
    x = rng.normal(size=(n, d))
    return x, rho * x + sqrt(1 - rho**2) * rng.normal(size=(n, d))


def assert_below(estimate, truth):
    """No more above the truth than 4 standard errors of the held-out mean: less than 1 in 10⁴ by chance."""
    assert estimate.value <= truth + 4 * estimate.parameters["standard_error"]


@pytest.mark.parametrize(
    ("estimator", "d"), [(each, d) for d in (1, 5) for each in ALL] + [(InfoNCE(**SMALL), 3)]
)
def test_correlated_gaussians_are_bounded_from_below_and_closely(estimator, d):
    estimate = estimator.estimate(*correlated(d, 1.0, 1500, seed=d))
    assert_below(estimate, 1.0)
    assert estimate.value >= 0.7


@pytest.mark.parametrize("estimator", ALL, ids=named)
def test_independent_samples_have_about_nothing(estimator):
    rng = np.random.default_rng(3)
    estimate = estimator.estimate(rng.normal(size=(600, 2)), rng.normal(size=(600, 2)))
    assert_below(estimate, 0.0)
    # What early stopping lets through of 300 training samples.
    assert estimate.value == pytest.approx(0.0, abs=0.05)


def information_of_two_classes(distance):
    """I of a fair bit and ±distance + N(0, 1), nats: h(Y) − h(Z) by quadrature."""

    def integrand(y):
        density = (norm.pdf(y - distance) + norm.pdf(y + distance)) / 2
        return -density * log(density)

    return quad(integrand, -distance - 9, distance + 9)[0] - log(2 * np.pi * np.e) / 2


@pytest.mark.parametrize("estimator", ALL, ids=named)
def test_classes_with_gaussian_layers_are_bounded_from_below_and_closely(estimator):
    rng = np.random.default_rng(4)
    classes = rng.integers(2, size=800)
    layer = (2.0 * classes - 1) * 1.5 + rng.normal(size=800)
    truth = information_of_two_classes(1.5)
    estimate = estimator.estimate(Labels(classes), layer)
    assert_below(estimate, truth)
    assert estimate.value >= 0.7 * truth
    assert estimate.interval.covers is Covers.LOWER_BOUND


@pytest.mark.parametrize("estimator", ALL, ids=named)
def test_what_two_bits_tell_only_together_is_found(estimator):
    bits = np.random.default_rng(5).integers(2, size=(800, 2))
    estimate = estimator.estimate(bits.astype(float), Labels(bits[:, 0] ^ bits[:, 1]))
    assert estimate.value >= 0.7 * log(2)
    assert_below(estimate, log(2))


def test_one_of_the_two_bits_tells_nothing():
    bits = np.random.default_rng(5).integers(2, size=(800, 2))
    alone = InfoNCE(**SMALL).estimate(Labels(bits[:, 0]), Labels(bits[:, 0] ^ bits[:, 1]))
    assert alone.value == pytest.approx(0, abs=0.05)


def test_vectors_with_labels_are_taken_whole():
    rng = np.random.default_rng(6)
    sign, size = rng.integers(2, size=800), rng.normal(size=800)
    # y is known by its size, which is in the numbers, and by its sign, which is in the labels.
    y = (2 * sign - 1) * np.exp(0.2 * size) + 0.05 * rng.normal(size=800)
    with_labels = InfoNCE(**SMALL).estimate((size, Labels(sign)), y)
    without = InfoNCE(**SMALL).estimate(size, y)
    assert with_labels.value > without.value + 0.5 * log(2)


@pytest.mark.parametrize("estimator_class", [MINE, NWJ, InfoNCE, BarberAgakov])
def test_a_network_that_overfits_is_judged_where_it_was_not_trained(estimator_class):
    # 150 training samples of 5 pairs, and 512 neurons: the bound on them is not of the law.
    estimator = estimator_class(hidden=(512,), steps=100, batch=64, split=(0.5, 0.1, 0.4))
    estimate = estimator.estimate(*correlated(5, 1.0, 300, seed=2))
    assert estimate.parameters["training_value"] > 1.0
    assert estimate.value < estimate.parameters["training_value"]
    assert_below(estimate, 1.0)


@pytest.mark.parametrize("estimator", ALL, ids=named)
def test_the_interval_is_of_the_held_out_mean(estimator):
    estimate = replace(estimator, steps=40).estimate(*correlated(1, 0.5, 400, seed=7))
    told = estimate.parameters
    assert estimate.value in estimate.interval
    assert estimate.interval.confidence == 0.95
    # Student's t for 100 samples, two-sided: 1.984.
    assert estimate.interval.upper - estimate.value == pytest.approx(1.984 * told["standard_error"], rel=1e-3)
    reach_down = 1.984 * told["standard_error"] + told["upward_bias"]
    assert estimate.value - estimate.interval.lower == pytest.approx(reach_down, rel=1e-3)
    parts = [told[f"{part}_samples"] for part in ("training", "validation", "held_out")]
    assert parts == [200, 100, 100]
    assert 0 <= told["best_step"] <= told["steps_taken"] <= 40


def test_info_nce_cannot_exceed_the_logarithm_of_what_it_chooses_from():
    x = np.random.default_rng(8).normal(size=400)
    estimate = InfoNCE(**SMALL).estimate(x, x)
    assert estimate.ceiling == log(100)
    assert 0.4 * log(100) < estimate.value <= log(100)
    # The groups of 5000 held-out samples: 3 of at most 2048.
    assert InfoNCE()._ceiling(None, None, 5000, 2048) == pytest.approx(
        (1666 * log(1666) + 2 * 1667 * log(1667)) / 5000
    )


@pytest.mark.parametrize("estimator_class", [MINE, NWJ])
def test_means_of_few_large_terms_are_not_to_be_trusted(estimator_class):
    x = np.random.default_rng(9).normal(size=(400, 3))
    estimate = estimator_class(**SMALL, split=(0.78, 0.2, 0.02)).estimate(x, x)
    assert estimate.value > log(8)
    warning = next(each for each in estimate.warnings if each.concern is Concern.HIGH_VARIANCE)
    assert "exceed ln 8 = 2.079" in warning.reason
    assert estimate.ceiling is None


def test_training_that_was_cut_short_says_so():
    estimate = InfoNCE(steps=60).estimate(*correlated(1, 2.0, 1000, seed=10))
    warning = next(each for each in estimate.warnings if each.concern is Concern.NOT_CONVERGED)
    assert "in the last fifth of 60 steps" in warning.reason


def test_labels_that_training_never_met_are_told():
    x = np.arange(64)
    estimate = MINE(steps=20).estimate(Labels(x), np.random.default_rng(0).normal(size=64))
    warning = next(each for each in estimate.warnings if each.concern is Concern.BIASED)
    assert warning.reason == "16 of 16 held-out samples have labels of x that training never met"


@pytest.mark.parametrize("estimator", CRITICS, ids=named)
def test_constant_features_count_as_nothing(estimator):
    y = np.random.default_rng(11).normal(size=100)
    assert replace(estimator, steps=40).estimate(np.full(100, 0.1), y).value == pytest.approx(0, abs=0.05)


def test_units_do_not_matter():
    x, y = correlated(1, 1.0, 400, seed=12)
    small = InfoNCE(steps=40)
    found = [small.estimate(x * scale, y).value for scale in (1.0, 1e-160, 1e140)]
    assert found == pytest.approx([found[0]] * 3, abs=1e-3)
