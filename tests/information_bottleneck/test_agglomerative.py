"""Greedy merging: against a plain loop, and what every sequence of partitions obeys."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from set_partitions import entropy_and_information, growth_strings, plain_entropy, plain_information
from strategies import joint_tables

from ibsolve.bottleneck import agglomerate
from ibsolve.errors import ProblemError


@st.composite
def positive_laws(draw):
    """Random laws, in which no two merges lose the same."""
    shape = draw(st.integers(1, 9)), draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 100)))
    return rng.dirichlet(np.ones(shape[0] * shape[1])).reshape(shape)


def plain_merging(p_xy):
    """The blocks after each step: of all pairs the one after whose merge most is told of Y."""
    blocks = np.arange(len(p_xy))
    yield blocks
    while blocks.max() > 0:
        merges = [np.where(blocks == t, s, blocks) for s, t in combinations(range(blocks.max() + 1), 2)]
        merges = [np.unique(merge, return_inverse=True)[1] for merge in merges]
        blocks = max(merges, key=lambda merge: entropy_and_information(p_xy, merge)[1])
        yield blocks


@given(positive_laws())
def test_it_is_the_plain_loop(p_xy):
    found = agglomerate(p_xy)
    assert found.partitions.tolist() == [blocks.tolist() for blocks in plain_merging(p_xy)]


@given(joint_tables())
def test_entropy_and_information_are_those_of_the_partitions(table):
    p_xy = np.array(table.counts) / table.total
    found = agglomerate(table)
    assert found.partitions.shape == (len(found.entropy), len(p_xy))
    assert pytest.approx(plain_information(p_xy), abs=1e-12) == found.I_XY
    for blocks, entropy, information in zip(found.partitions, found.entropy, found.information, strict=True):
        expected = entropy_and_information(p_xy[blocks >= 0], blocks[blocks >= 0])
        assert (entropy, information) == pytest.approx(expected, abs=1e-12)


@given(joint_tables())
def test_every_step_merges_two_blocks(table):
    found = agglomerate(table)
    sizes = found.partitions.max(axis=1) + 1
    assert sizes.tolist() == list(range(len(sizes), 0, -1))
    for fine, coarse in zip(found.partitions[:-1], found.partitions[1:], strict=True):
        assert len({(a, b) for a, b in zip(fine, coarse, strict=True) if a >= 0}) == fine.max() + 1
    assert (np.diff(found.entropy) < 1e-12).all()
    assert (np.diff(found.information) < 1e-12).all()


def test_points_of_equal_conditional_law_merge_first():
    found = agglomerate([[0.2, 0.2], [0.3, 0.0], [0.1, 0.1], [0.1, 0.0]])
    assert found.partitions[2].tolist() == [0, 1, 0, 1]
    assert found.information[2] == pytest.approx(found.I_XY, abs=1e-15)


def test_rows_of_probability_zero_are_in_no_block():
    p_xy = np.array([[0.0, 0.0], [0.5, 0.0], [0.0, 0.0], [0.0, 0.5]])
    assert agglomerate(p_xy).partitions.tolist() == [[-1, 0, -1, 1], [-1, 0, -1, 0]]


def test_one_point_is_one_block():
    found = agglomerate([[0.25, 0.75]])
    assert (found.partitions.tolist(), found.entropy.tolist(), found.information.tolist()) == (
        [[0]],
        [0],
        [0],
    )


@given(positive_laws())
def test_the_entropy_estimate_is_never_below_the_least_entropy(p_xy):
    p_xy = p_xy[:7] / p_xy[:7].sum()
    found = agglomerate(p_xy)
    every = [entropy_and_information(p_xy, blocks) for blocks in growth_strings(len(p_xy))]
    epsilons = np.linspace(0, found.I_XY, 7)
    for epsilon, estimate in zip(epsilons, found.entropy_estimate(epsilons), strict=True):
        least = min(h for h, told in every if found.I_XY - told <= epsilon + 1e-9)
        assert least - 1e-9 <= estimate <= plain_entropy(p_xy.sum(axis=1)) + 1e-9


@pytest.mark.parametrize(
    ("p_xy", "message"),
    [
        ([[0.5, np.nan]], "p_xy: expected an array of finite probabilities, .* not finite"),
        ([[1.5, -0.5]], r"p_xy: expected probabilities >= 0, found -0.5 at \(0, 1\)"),
        ([[0.5, 0.4]], "p_xy: expected probabilities that sum to 1 within 1e-9, found a sum of 0.9"),
        ([0.5, 0.5], r"p_xy: expected an array of finite probabilities, shape .* of shape \(2,\)"),
    ],
)
def test_what_is_no_joint_law_is_refused(p_xy, message):
    with pytest.raises(ProblemError, match=message):
        agglomerate(p_xy)


def test_a_distortion_below_zero_is_refused():
    with pytest.raises(ProblemError, match=r"epsilon: expected bits >= 0 .*, found -1"):
        agglomerate([[0.5, 0.5]]).entropy_estimate(-1)
