"""Balls around samples: a scan over all pairs and a tree catch the same samples, to the last one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nearest_twins import distances

from ibsolve.estimators.neighbours import FAR, Norm, Shape, joint_balls, nearest, nearest_others
from ibsolve.estimators.neighbours.joint_balls import _by_scan, _by_tree


@given(
    seed=st.integers(0, 10**6),
    n=st.integers(2, 40),
    k=st.integers(1, 7),
    x_dimension=st.integers(1, 3),
    y_dimension=st.integers(1, 3),
    kind=st.sampled_from(["densities", "lattice", "labels of x", "labels alone"]),
    shape=st.sampled_from(list(Shape)),
)
def test_a_scan_and_a_tree_catch_the_same_samples(*, seed, n, k, x_dimension, y_dimension, kind, shape):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, x_dimension)), rng.normal(size=(n, y_dimension))
    if kind == "lattice":
        x, y = np.round(2 * x), np.round(y)
        # Which of equally near samples are the nearest is a matter of order.
        shape = Shape.CLOSED if shape is Shape.RECTANGLE else shape
    if kind == "labels of x":
        x = np.hstack([x, FAR * rng.integers(6, size=(n, 1))])
    if kind == "labels alone":
        y = FAR * rng.integers(6, size=(n, 1))
    scanned, by_tree = _by_scan(x, y, min(k, n - 1), shape), _by_tree(x, y, min(k, n - 1), shape)
    for name in ("reached", "radii", "inside", "x_counts", "y_counts"):
        np.testing.assert_array_equal(getattr(scanned, name), getattr(by_tree, name), err_msg=name)


def test_an_open_ball_leaves_out_the_neighbour_that_sets_it_and_a_closed_one_takes_it():
    x = np.array([[0.1], [0.4], [0.8], [1.3]])
    y = np.zeros((4, 1))
    assert joint_balls(x, y, 1, Shape.OPEN).x_counts.tolist() == [0, 0, 0, 0]
    assert joint_balls(x, y, 1, Shape.CLOSED).x_counts.tolist() == [1, 1, 1, 1]
    assert joint_balls(x, y, 1, Shape.CLOSED).y_counts.tolist() == [3, 3, 3, 3]


def test_samples_of_other_labels_are_never_reached():
    labels = FAR * np.array([[0.0], [0.0], [1.0]])
    balls = joint_balls(np.array([[0.0], [5.0], [1.0]]), labels, 2, Shape.OPEN)
    assert balls.reached.tolist() == [1, 1, 0]
    assert balls.radii.tolist() == [5.0, 5.0, np.inf]


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("route", [nearest.by_tree, nearest._by_pairs])
def test_nearest_others_are_those_of_all_pairs(norm, route):
    points = np.random.default_rng(0).normal(size=(50, 3))
    table = distances(points)
    if norm is Norm.EUCLIDEAN:
        table = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    np.fill_diagonal(table, np.inf)
    places = np.array([3, 17, 4])
    found, where = route(points, 4, norm, places)
    np.testing.assert_allclose(found, np.sort(table, axis=1)[places, :4], rtol=1e-14)
    np.testing.assert_array_equal(where, np.argsort(table, axis=1)[places, :4])


@pytest.mark.parametrize("route", [nearest.by_tree, nearest._by_pairs])
def test_an_equal_sample_is_an_other_one(route):
    distance, where = route(np.zeros((5, 1)), 1, Norm.EUCLIDEAN, np.arange(5))
    assert (distance == 0).all()
    assert (where[:, 0] != np.arange(5)).all()


def test_few_dimensions_and_many_samples_go_by_tree():
    points = np.arange(1000.0)[:, None]
    distance, where = nearest_others(points, 1, Norm.MAXIMUM, np.array([0, 999]))
    assert distance.ravel().tolist() == [1.0, 1.0]
    assert where.ravel().tolist() == [1, 998]
