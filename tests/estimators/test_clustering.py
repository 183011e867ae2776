"""Distances within and between classes, and cosines between two networks' activations."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from ibsolve.errors import ProblemError
from ibsolve.estimators import Labels, clustering, cosine_similarities, distance_histograms


@pytest.fixture(params=[2**20, 7])
def _pairs_at_once(request, monkeypatch):
    monkeypatch.setattr(clustering, "_PAIRS_AT_ONCE", request.param)


@pytest.mark.usefixtures("_pairs_at_once")
@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_histograms_count_all_pairs_once(kind):
    rng = np.random.default_rng(3)
    values, classes = rng.standard_normal((60, 4)), rng.integers(0, 3, 60)
    found = distance_histograms(kind(values), Labels(classes), bins=20)
    rows, columns = np.triu_indices(60, 1)
    is_within = classes[rows] == classes[columns]
    for counts, mean, distances in (
        (found.within, found.mean_within, pdist(values)[is_within]),
        (found.between, found.mean_between, pdist(values)[~is_within]),
    ):
        assert counts.tolist() == np.histogram(distances, found.edges)[0].tolist()
        assert mean == pytest.approx(distances.mean())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_histograms_on_cuda_are_the_same():
    rng = np.random.default_rng(3)
    values, classes = rng.standard_normal((60, 4)), Labels(rng.integers(0, 3, 60))
    on_cuda = distance_histograms(torch.from_numpy(values).cuda(), classes, bins=20)
    expected = distance_histograms(values, classes, bins=20)
    assert on_cuda.within.tolist() == expected.within.tolist()
    assert on_cuda.between.tolist() == expected.between.tolist()


def test_pairs_outside_a_given_range_are_in_no_bin():
    found = distance_histograms([0.0, 1.0, 10.0], Labels([0, 0, 0]), bins=4, range=(0, 2))
    assert found.within.tolist() == [0, 0, 1, 0]
    assert (found.mean_within, found.mean_between) == (pytest.approx(20 / 3), None)


def test_the_largest_distance_is_in_the_last_bin():
    found = distance_histograms([0.0, 2.0], Labels([0, 1]), bins=4)
    assert (found.edges[-1], found.between.tolist()) == (2, [0, 0, 0, 1])


def test_constant_samples_have_all_pairs_in_the_first_bin():
    found = distance_histograms(np.ones((4, 2)), Labels([0, 0, 1, 1]), bins=3)
    assert (found.within.tolist(), found.between.tolist()) == ([2, 0, 0], [4, 0, 0])


@pytest.mark.parametrize("scale", [1e-200, 1e-12, 1e12, 1e140])
def test_the_unit_of_the_samples_does_not_matter(scale):
    t, labels = np.array([0.0, 1.0, 5.0, 7.0]), Labels([0, 0, 1, 1])
    of_units, scaled = (distance_histograms(each, labels, bins=7) for each in (t, scale * t))
    assert scaled.within.tolist() == of_units.within.tolist()
    assert scaled.mean_between == pytest.approx(scale * of_units.mean_between)


@pytest.mark.parametrize(
    ("t", "labels", "parameters", "message"),
    [
        ([1.0], Labels([0]), {}, "t: expected two samples or more, found 1"),
        ([1.0, 2.0], [0, 1], {}, r"labels: expected Labels\(values\), found \[0, 1\]"),
        (
            [1.0, 2.0],
            Labels([0, 1, 1]),
            {},
            "t: expected numbers, one vector for each of 3 labels, found 2 vectors",
        ),
        ([1.0, 2.0], Labels([0, 1]), {"bins": 0}, "bins: expected a whole number >= 1, found 0"),
        ([1.0, 2.0], Labels([0, 1]), {"range": (2, 1)}, r"range: expected lo < hi, found \(2, 1\)"),
        ([1.0, 2.0], Labels([0, 1]), {"range": (-1, 1)}, r"range: expected lo >= 0, found \(-1, 1\)"),
    ],
)
def test_distances_that_cannot_be_told_are_refused(t, labels, parameters, message):
    with pytest.raises(ProblemError, match=message):
        distance_histograms(t, labels, **parameters)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.floats(1e-200, 1e100))
def test_cosines_are_those_of_the_angle_whatever_the_lengths(seed, scale):
    rng = np.random.default_rng(seed)
    first, second = rng.standard_normal((2, 5, 3))
    plain = [a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in zip(first, second, strict=True)]
    assert cosine_similarities(first * scale, torch.from_numpy(second)).values == pytest.approx(plain)


def test_the_same_representation_has_cosine_1():
    values = np.random.default_rng(4).standard_normal((100, 7))
    found = cosine_similarities(values, 3 * values)
    assert (found.mean, found.deviation) == (pytest.approx(1), pytest.approx(0, abs=1e-12))


@pytest.mark.parametrize("d", [10, 2500])
def test_unrelated_directions_spread_as_paper_001_says(d):
    """Sec. 2: standard deviations of 0.02 to 0.3. 400 cosines: their deviation has standard error 1/√800."""
    first, second = np.random.default_rng(5).standard_normal((2, 400, d))
    found = cosine_similarities(first, second)
    assert found.unrelated_deviation == d**-0.5
    assert found.deviation == pytest.approx(found.unrelated_deviation, rel=5 / np.sqrt(800))
    assert abs(found.mean) < 5 * found.unrelated_deviation / np.sqrt(400)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ([[1.0, 2.0]], [[1.0]], r"t1 and t2: expected one shape, found \(1, 2\) and \(1, 1\)"),
        (
            [[1.0], [0.0]],
            [[1.0], [1.0]],
            r"t1\[1\]: expected an activation that is not 0 altogether, found 0",
        ),
        (Labels([0, 1]), [[1.0], [1.0]], "t1: expected vectors, found labels"),
        ([[1.0], [1.0]], ([[1.0], [1.0]], Labels([0, 1])), "t2: expected vectors, found vectors with labels"),
    ],
)
def test_activations_without_a_cosine_are_refused(first, second, message):
    with pytest.raises(ProblemError, match=message):
        cosine_similarities(first, second)
