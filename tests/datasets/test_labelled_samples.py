"""Samples: parts that share nothing, spirals as described, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.datasets import Samples, spiral, szt
from ibsolve.errors import ProblemError


def numbered(n):
    return Samples(inputs=np.arange(float(n))[:, None], labels=np.arange(n) % 2, classes=2, name="numbered")


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.integers(0, 5))
def test_a_split_has_each_sample_once_with_its_label(n, share, seed):
    train, test = numbered(n).split(share, seed=seed)
    assert sorted([*train.inputs[:, 0], *test.inputs[:, 0]]) == list(range(n))
    assert len(test) == min(max(round(share * n), 1), n - 1)
    for part in (train, test):
        assert (part.labels == part.inputs[:, 0] % 2).all()


def test_one_seed_gives_one_split_and_another_seed_another():
    first, again, other = (numbered(50).split(0.5, seed=seed)[1].inputs for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_the_first_are_no_more_than_there_are():
    assert len(numbered(5).first(3)) == 3
    assert len(numbered(5).first(30)) == 5


@given(st.integers(2, 200), st.floats(0.25, 3), st.integers(0, 9))
def test_a_spiral_without_noise_turns_with_its_radius(n, turns, seed):
    data = spiral(n, noise=0, turns=turns, seed=seed)
    radius = np.hypot(*data.inputs.T)
    assert (radius <= 1).all()
    assert abs(2 * data.labels.sum() - n) <= 1
    angle = 2 * np.pi * turns * radius + np.pi * data.labels
    assert np.allclose(data.inputs, radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def test_one_seed_gives_one_spiral():
    assert (spiral(9, seed=3).inputs == spiral(9, seed=3).inputs).all()
    assert (spiral(9, seed=3).inputs != spiral(9, seed=4).inputs).any()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"inputs": np.array([[np.nan], [0]])}, r"inputs: expected finite numbers of shape \(N, d\)"),
        (
            {"inputs": np.array([[0], [np.inf]])},
            r"inputs: .*, found 1 of 2 that are not finite, the first inf in row 1, column 0",
        ),
        ({"inputs": np.zeros((2, 0))}, r"inputs: .* found an array of shape \(2, 0\)"),
        ({"inputs": np.array([[1j], [0]])}, "inputs: expected finite numbers"),
        ({"name": 3}, "name: expected text, found 3"),
        ({"name": ""}, "name: expected text, found ''"),
        ({"inputs": np.zeros(2)}, r"found an array of shape \(2,\)"),
        ({"inputs": "no"}, "inputs: expected finite numbers .*, found 'no'"),
        ({"labels": np.array([0, 2])}, r"labels: expected from 0 to classes - 1 = 1, found 0 to 2"),
        ({"labels": np.array([0.5, 1])}, "labels: expected whole numbers .*, found float64"),
        ({"labels": np.array([0])}, r"labels: expected whole numbers of shape \(2,\)"),
        ({"classes": 0}, "classes: expected a whole number >= 1, found 0"),
        ({"image_shape": (2, 2)}, r"image_shape: expected height · width = d = 1, found \(2, 2\)"),
    ],
)
def test_samples_that_do_not_fit_are_refused(fault, message):
    good = {"inputs": np.zeros((2, 1)), "labels": np.array([0, 1]), "classes": 2, "name": "two"}
    with pytest.raises(ProblemError, match=message) as told:
        Samples(**(good | fault))
    assert len(told.value.faults) == 1


def test_faults_are_told_together():
    with pytest.raises(ProblemError, match=r"(?s)n: expected.*noise: expected.*turns: expected"):
        spiral(0, noise=-1, turns=0)
    with pytest.raises(ProblemError, match=r"test_share: expected a finite number > 0 and < 1, found 1"):
        szt().split(1, seed=0)
    with pytest.raises(ProblemError, match="samples: expected two or more to split, found 1"):
        numbered(1).split(0.5, seed=0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"classes": "2"}, "classes: expected a whole number >= 1, found '2'"),
        ({"labels": [[1], [1, 2]]}, "labels: expected whole numbers of shape"),
        ({"image_shape": 4}, "image_shape: expected"),
        ({"image_shape": (2, 2, 1)}, "image_shape: expected height · width = d = 4"),
        ({"image_shape": (4, -2)}, r"image_shape\[1\]: expected a whole number >= 1, found -2"),
    ],
)
def test_samples_of_another_kind_are_refused(wrong, message):
    given = {"inputs": np.eye(4), "labels": np.array([0, 1, 1, 0]), "classes": 2, "name": "corners"}
    with pytest.raises(ProblemError, match=message) as told:
        Samples(**given | wrong)
    assert len(told.value.faults) == 1
