"""Labels with vectors: the printed formula, truths by quadrature-free arithmetic, refusals."""

from math import log, sqrt

import numpy as np
import pytest
from nearest_twins import ross

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, Labels, Ross, mutual_information


def boxes(n, seed, dimension=1):
    """Three labels with uniform vectors of width 1 from 0, 0.5 and 5: two of them overlap by half, in 1-D."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=n)
    return labels, rng.uniform(size=(n, dimension)) + np.array([0.0, 0.5, 5.0])[labels][:, None]


def test_it_is_what_another_library_finds():
    """scikit-learn 1.9.1, the function within `mutual_info_classif` that adds no noise, k = 3."""
    place = np.arange(1, 301)
    labels = 7 * place % 3
    x = np.modf(place * sqrt(2.0))[0] + 0.3 * labels
    assert Ross(k=3).estimate(x, Labels(labels)).value == pytest.approx(0.22118491780843685, abs=1e-6)


BOXES_TRUTH = log(3) - log(2) * 2 / 3 / 2
"""H(Y) − H(Y|X): half of two thirds of the samples lie where two labels are equally likely."""


@pytest.mark.parametrize(("dimension", "k"), [(1, 3), (2, 1), (4, 5)])
def test_it_is_the_printed_formula_on_the_same_samples(dimension, k):
    labels, vectors = boxes(150, k, dimension)
    assert Ross(k=k).estimate(Labels(labels), vectors).value == pytest.approx(
        ross(labels, vectors, k), abs=1e-12
    )


def test_rare_labels_use_the_neighbours_they_have_and_single_ones_are_left_out():
    labels = np.array([0] * 30 + [1] * 3 + [2])
    vectors = np.random.default_rng(0).normal(size=(34, 1))
    found = Ross(k=5).estimate(vectors, Labels(labels))
    assert found.value == pytest.approx(ross(labels, vectors, 5), abs=1e-12)
    assert "1 of 34 samples of y have a label of their own" in str(found.warnings[0])


def test_the_mean_over_samples_is_the_truth():
    # Twenty sets of 400: four standard errors of their mean.
    found = [
        Ross().estimate(Labels(labels), x).value for labels, x in (boxes(400, seed) for seed in range(20))
    ]
    assert abs(np.mean(found) - BOXES_TRUTH) < 4 * np.std(found, ddof=1) / sqrt(20)


def test_its_interval_covers_the_truth():
    # 95 % of 40 are 38; below 32 is four binomial deviations off.
    covered = 0
    for seed in range(40):
        labels, x = boxes(300, seed)
        covered += BOXES_TRUTH in Ross().estimate(Labels(labels), x, rng=seed).interval
    assert covered >= 32


def test_either_order_gives_the_same():
    labels, x = boxes(100, 0)
    assert Ross().estimate(Labels(labels), x).value == Ross().estimate(x, Labels(labels)).value
    assert mutual_information(x, Labels(labels)).estimator == "ross"


def test_labels_that_lie_apart_meet_the_ceiling():
    labels = np.repeat([0, 1], 40)
    found = Ross().estimate(Labels(labels), labels + np.random.default_rng(0).uniform(0, 0.5, size=80))
    assert found.value == pytest.approx(found.ceiling, abs=1e-12)
    assert abs(found.ceiling - log(2)) < 0.01


def test_one_label_and_one_vector_tell_nothing():
    x = np.random.default_rng(0).normal(size=50)
    assert Ross().estimate(Labels([1] * 50), x).value == pytest.approx(0.0, abs=1e-12)
    found = Ross().estimate(Labels([0, 1] * 25), np.ones(50))
    assert found.value == 0.0
    assert found.has(Concern.CONSTANT)


def test_repeated_vectors_are_told():
    labels, x = boxes(100, 0)
    assert Ross().estimate(Labels(labels), np.round(x)).has(Concern.TIES)


def test_two_of_a_kind_are_refused():
    message = r"x and y: expected a pair that ross is made for, found labels and labels \(auto chooses"
    with pytest.raises(ProblemError, match=message):
        Ross().estimate(Labels([0, 1]), Labels([0, 1]))
    with pytest.raises(ProblemError, match="found vectors and vectors"):
        Ross().estimate([0.0, 1.0], [0.0, 1.0])


def test_labels_without_a_second_sample_are_refused():
    message = "x: expected a label with two samples or more, found 3 samples with as many labels"
    with pytest.raises(ProblemError, match=message):
        Ross().estimate(Labels([0, 1, 2]), [0.0, 1.0, 2.0])


def test_no_neighbours_are_refused():
    with pytest.raises(ProblemError, match="k: expected a whole number >= 1, found 0"):
        Ross(k=0)
