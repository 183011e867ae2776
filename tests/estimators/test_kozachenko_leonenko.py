"""Differential entropy from nearest neighbours: truths, scaling, refusals."""

from math import e, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nearest_twins import distances
from scipy.special import psi

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, KozachenkoLeonenko, Quantity, entropy


@pytest.mark.parametrize("norm", ["euclidean", "maximum"])
@pytest.mark.parametrize(
    ("law", "dimension", "truth"),
    [("normal", 1, log(2 * pi * e) / 2), ("uniform", 1, 0.0), ("normal", 2, log(2 * pi * e))],
)
def test_the_mean_over_samples_is_the_truth(law, dimension, truth, norm):
    # Twenty sets of 500: four standard errors of their mean, and 0.02 for densities that vary in a ball.
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        draw = rng.normal if law == "normal" else rng.uniform
        found.append(KozachenkoLeonenko(norm=norm).entropy(draw(size=(500, dimension))).value)
    assert abs(np.mean(found) - truth) < 4 * np.std(found, ddof=1) / sqrt(20) + 0.02


def test_in_the_maximum_norm_it_is_the_printed_formula():
    x = np.random.default_rng(0).normal(size=(80, 3))
    nearest = np.sort(distances(x), axis=1)[:, 3]
    printed = psi(80) - psi(3) + 3 * np.log(2 * nearest).mean()
    assert KozachenkoLeonenko(norm="maximum").entropy(x).value == pytest.approx(printed, abs=1e-12)


@given(seed=st.integers(0, 10**6), scale=st.floats(1e-6, 1e6))
def test_scaling_adds_its_logarithm(seed, scale):
    x = np.random.default_rng(seed).normal(size=(12, 2))
    estimator = KozachenkoLeonenko(k=2)
    assert estimator.entropy(scale * x).value == pytest.approx(estimator.entropy(x).value + 2 * log(scale))


def test_its_interval_covers_the_truth():
    # 95 % of 60 are 57; below 50 is four binomial deviations off.
    truth = log(2 * pi * e) / 2
    samples = [np.random.default_rng(seed).normal(size=400) for seed in range(60)]
    assert sum(truth in KozachenkoLeonenko().entropy(each).interval for each in samples) >= 50


def test_entropy_of_numbers_comes_from_it_and_has_no_range():
    found = entropy(np.random.default_rng(0).uniform(0, 0.01, size=200))
    assert found.estimator == "kozachenko-leonenko"
    assert found.quantity is Quantity.DIFFERENTIAL_ENTROPY
    assert found.value < -4
    assert found.floor is None
    assert found.ceiling is None


def test_some_repeated_samples_are_told_and_many_are_refused():
    x = np.random.default_rng(0).normal(size=100)
    x[:2] = x[2:4]
    assert KozachenkoLeonenko().entropy(x).has(Concern.TIES)
    message = "x: expected no sample that equals 3 others.* found 100 such samples .*declare Labels"
    with pytest.raises(ProblemError, match=message):
        KozachenkoLeonenko().entropy(np.repeat(np.arange(10.0), 10))


def test_a_feature_of_one_value_is_refused():
    x = np.random.default_rng(0).normal(size=(50, 2))
    x[:, 1] = 7
    with pytest.raises(
        ProblemError, match=r"x: expected features that vary.*found one value alone in column 1"
    ):
        KozachenkoLeonenko().entropy(x)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"k": 0}, "k: expected a whole number >= 1, found 0"),
        ({"norm": "city"}, 'norm: expected one of "euclidean", "maximum", found \'city\''),
    ],
    ids=str,
)
def test_kozachenko_leonenko_refuses(parameters, message):
    with pytest.raises(ProblemError, match=message):
        KozachenkoLeonenko(**parameters)


def test_as_many_neighbours_as_samples_are_refused():
    with pytest.raises(ProblemError, match="k: expected fewer neighbours than the 3 samples, found 3"):
        KozachenkoLeonenko().entropy([0.0, 1.0, 2.0])


@pytest.mark.parametrize("norm", ["euclidean", "maximum"])
@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e140])
def test_scales_of_any_size_are_told_in_full(norm, scale):
    x = np.random.default_rng(0).normal(size=(100, 2))
    method = KozachenkoLeonenko(norm=norm)
    assert method.entropy(scale * x).value == pytest.approx(method.entropy(x).value + 2 * log(scale))
    assert method.entropy(scale * x).interval.width == pytest.approx(method.entropy(x).interval.width)
