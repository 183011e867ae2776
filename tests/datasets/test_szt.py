"""The published labels by their rule, and the icosahedron behind it."""

from collections import deque

import numpy as np
import pytest

from ibsolve.datasets import szt
from ibsolve.datasets.szt import ANTIPODES, NEIGHBOURS
from ibsolve.estimators import Labels, entropy


def distances(start):
    """Of every vertex, in edges."""
    found, waiting = {start: 0}, deque([start])
    while waiting:
        vertex = waiting.popleft()
        for beside in NEIGHBOURS[vertex]:
            if beside not in found:
                found[beside] = found[vertex] + 1
                waiting.append(beside)
    return found


def symmetries():
    """All permutations of the vertices that keep neighbours, by adding one vertex after the other."""
    partial = [()]
    for vertex in range(12):
        partial = [
            (*chosen, image)
            for chosen in partial
            for image in set(range(12)) - set(chosen)
            if all((image in NEIGHBOURS[chosen[b]]) == (vertex in NEIGHBOURS[b]) for b in range(vertex))
        ]
    return np.array(partial)


@pytest.fixture(scope="module")
def data():
    return szt()


@pytest.fixture(scope="module")
def images(data):
    """The number of the word that each word goes to under each symmetry, shape (120, 4096)."""
    return data.inputs[:, symmetries()].astype(int).transpose(1, 0, 2) @ (1 << np.arange(11, -1, -1))


def test_row_i_is_the_binary_of_i(data):
    assert data.inputs.shape == (4096, 12)
    assert (data.inputs @ (1 << np.arange(11, -1, -1)) == np.arange(4096)).all()


def test_2118_words_are_of_class_one(data):
    assert data.labels.sum() == 2118
    assert entropy(Labels(data.labels), unit="bits").value == pytest.approx(0.99916, abs=5e-6)


def test_the_adjacency_is_that_of_an_icosahedron():
    """The one polyhedron of 12 vertices with 5 neighbours each, which are a cycle of 5."""
    for vertex, beside in enumerate(NEIGHBOURS):
        assert len(beside) == 5
        assert all(vertex in NEIGHBOURS[other] for other in beside)
        assert all(len(set(NEIGHBOURS[other]) & set(beside)) == 2 for other in beside)
    assert sorted(distances(0).values()) == [0, *[1] * 5, *[2] * 5, 3]


def test_antipodes_are_three_edges_away():
    assert all(distances(vertex)[opposite] == 3 for vertex, opposite in enumerate(ANTIPODES))


def test_labels_are_the_same_under_all_120_symmetries(data, images):
    assert images.shape == (120, 4096)
    assert (data.labels[images] == data.labels).all()


def test_words_fall_into_82_orbits(images):
    assert len(np.unique(images.min(axis=0))) == 82


def test_labels_are_not_a_matter_of_how_many_bits_are_on(data):
    """So the rule's pairs are in use: words of 5, 6 and 7 bits are of both classes."""
    on = data.inputs.sum(axis=1)
    assert [n for n in range(13) if len(np.unique(data.labels[on == n])) == 2] == [5, 6, 7]
