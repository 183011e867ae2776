"""The Barber–Agakov bound: which entropy it stands on, and what it then may claim."""

from math import log, sqrt

import numpy as np
import pytest

from ibsolve import mutual_information
from ibsolve.errors import ProblemError
from ibsolve.estimators import BarberAgakov, Concern, Covers, Labels

SMALL = {"steps": 150, "hidden": (32,), "batch": 64, "learning_rate": 0.01}


def noisy_points(seed, repeats=150):
    """Which of 4 points, `repeats` draws of each, and the point with noise: labels with H = ln 4, numbers."""
    rng = np.random.default_rng(seed)
    points = np.tile(np.arange(4), repeats)
    return Labels(points), 4.0 * points + rng.normal(size=4 * repeats)


def test_known_inputs_are_told_apart_up_to_their_entropy():
    inputs, layer = noisy_points(0)
    estimate = BarberAgakov(entropy=log(4), **SMALL).estimate(inputs, layer)
    # Points 4 deviations apart: h(p of error) is about 0.13 nats.
    assert 1.1 < estimate.value < log(4)
    assert estimate.ceiling is None
    assert not estimate.has(Concern.BIASED)
    assert estimate.interval.covers is Covers.LOWER_BOUND


def test_either_variable_may_come_first():
    classes, layer = noisy_points(1)
    found = [
        BarberAgakov(steps=20, predicts=predicts).estimate(*pair, rng=2)
        for pair, predicts in (
            ((classes, layer), "auto"),
            ((layer, classes), "auto"),
            ((classes, layer), "x"),
        )
    ]
    assert found[0].value == found[1].value == found[2].value
    assert found[0].ceiling == log(150)


def test_entropy_of_held_out_labels_counts_in_the_error():
    # A copy is predicted without error: all error is that of H, which for shares 0.9 and 0.1 varies.
    labels = Labels(np.random.default_rng(2).random(2000) < 0.1)
    estimate = BarberAgakov(**SMALL).estimate(labels, labels)
    spread = sqrt(0.1 * 0.9) * log(9)
    assert estimate.parameters["standard_error"] == pytest.approx(spread / sqrt(500), rel=0.2)
    known = BarberAgakov(entropy=0.3251, **SMALL).estimate(labels, labels)
    assert known.parameters["standard_error"] < 0.2 * estimate.parameters["standard_error"]


def test_labels_that_are_all_the_same_have_no_information():
    estimate = BarberAgakov(steps=20).estimate(Labels([3] * 64), np.random.default_rng(0).normal(size=64))
    assert estimate.value == 0
    assert estimate.interval.width == 0


def test_a_decoder_without_the_entropy_claims_no_bound():
    rng = np.random.default_rng(3)
    # Two far points: the Gaussian that stands for their law is far from it.
    x = np.where(rng.random(1000) < 0.5, -1.0, 1.0) + 0.05 * rng.normal(size=1000)
    y = np.sign(x) + 0.01 * rng.normal(size=1000)
    guess = BarberAgakov(**SMALL).estimate(x, y)
    assert guess.has(Concern.BIASED)
    assert guess.interval.covers is Covers.SAMPLING
    # I(X;Y) = ln 2, to e^-200: the guess exceeds it by KL, and the known entropy brings it below.
    assert guess.value > 1.5 * log(2)
    entropy = log(2) + 0.5 * log(2 * np.pi * np.e * 0.05**2)
    known = BarberAgakov(**SMALL, entropy=entropy).estimate(x, y)
    assert known.value <= log(2) + 4 * known.parameters["standard_error"]
    assert known.value > 0.8 * log(2)
    assert not known.has(Concern.BIASED)
    assert known.interval.covers is Covers.LOWER_BOUND


def test_a_decoder_knows_noise_that_is_not_of_one_feature():
    # Given y, x has one covariance with correlation 0.95: the bound needs it, and the truth is
    # 1/2 ln(|Σ_x| / |Σ_{x|y}|).
    rng = np.random.default_rng(4)
    y = rng.normal(size=(2000, 2))
    noise = np.array([[1.0, 0.95], [0.95, 1.0]])
    x = y + rng.normal(size=(2000, 2)) @ np.linalg.cholesky(noise).T
    truth = 0.5 * log(np.linalg.det(noise + np.eye(2)) / np.linalg.det(noise))
    estimate = BarberAgakov(**SMALL).estimate(x, y)
    assert 0.9 * truth < estimate.value <= truth + 4 * estimate.parameters["standard_error"]


def test_the_entropy_is_in_the_units_of_what_is_predicted():
    rng = np.random.default_rng(5)
    y = rng.normal(size=600)
    x = y + rng.normal(size=600)
    mixing = np.array([[3.0, 1.0], [0.0, 0.2]])
    both = np.stack([x, rng.normal(size=600)], axis=1)
    entropy = 0.5 * log(2 * np.pi * np.e) * 2 + 0.5 * log(2)
    plain = BarberAgakov(**SMALL, entropy=entropy).estimate(both, y)
    mixed = BarberAgakov(**SMALL, entropy=entropy + log(0.6)).estimate(both @ mixing.T, y)
    # The white values differ by rounding and a rotation at most.
    assert mixed.value == pytest.approx(plain.value, abs=0.02)


def test_numbers_that_repeat_have_no_density():
    rng = np.random.default_rng(6)
    x = rng.integers(5, size=200).astype(float)
    estimate = BarberAgakov(steps=20).estimate(x, x + rng.normal(size=200))
    warning = next(each for each in estimate.warnings if each.concern is Concern.TIES)
    assert "98 % of the samples of x repeat others" in warning.reason


@pytest.mark.parametrize(
    "x",
    [
        np.zeros(80),
        np.repeat(np.random.default_rng(7).normal(size=(80, 1)), 2, axis=1),
        np.random.default_rng(8).normal(size=(80, 50)),
    ],
    ids=["constant", "repeated", "more than samples"],
)
def test_a_decoder_refuses_features_without_a_density(x):
    expected = "x: expected features that vary and do not follow from each other"
    with pytest.raises(ProblemError, match=expected):
        BarberAgakov(steps=20).estimate(x, np.arange(80.0))


def test_vectors_with_labels_can_be_given_and_not_predicted():
    rng = np.random.default_rng(9)
    mixed = (rng.normal(size=64), Labels(rng.integers(2, size=64)))
    y = rng.normal(size=64)
    assert BarberAgakov(steps=20).estimate(mixed, y).has(Concern.BIASED)
    with pytest.raises(
        ProblemError, match="x: expected vectors or labels, which a network can predict, found"
    ):
        BarberAgakov(steps=20, predicts="x").estimate(mixed, y)


def test_the_entropy_of_labels_is_not_negative():
    with pytest.raises(ProblemError, match="entropy: expected a finite number >= 0, found -1"):
        BarberAgakov(entropy=-1.0).estimate(Labels([0, 1] * 20), np.arange(40.0))
    with pytest.raises(
        ProblemError, match=r"predicts: expected one of .*, found 'z'\nentropy: expected a finite"
    ):
        BarberAgakov(predicts="z", entropy=float("nan"))


def test_it_is_found_by_name():
    inputs, layer = noisy_points(2)
    estimate = mutual_information(inputs, layer, estimator="barber-agakov", steps=20, unit="bits")
    assert estimate.parameters["predicts"] == "auto"
    assert estimate.ceiling == pytest.approx(log(150) / log(2))
