"""Eq. (1) of paper 003, the interval for a target, and s* in its right form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import rel_entr

from ibsolve.theory import contraction, information_loss_bound, target_interval


def information(p_xy):
    return float(rel_entr(p_xy, np.outer(p_xy.sum(axis=1), p_xy.sum(axis=0))).sum())


@st.composite
def laws(draw):
    shape = (draw(st.integers(2, 4)), draw(st.integers(2, 4)))
    law = np.random.default_rng(draw(st.integers(0, 200))).dirichlet(np.full(shape[0] * shape[1], 0.4))
    return law.reshape(shape)


def test_bits_and_nats_say_the_same():
    nats = information_loss_bound(information=2 * np.log(2), total_variation=0.1)
    assert information_loss_bound(information=2, total_variation=0.1, unit="bits") == pytest.approx(
        nats / np.log(2)
    )


@given(st.floats(0.001, 0.5), st.floats(0, 3), st.sampled_from(["nats", "bits"]))
def test_the_upper_end_of_the_interval_is_where_the_loss_is_allowed(delta, loss, unit):
    interval = target_interval(relevance=0.1, contraction=0.5, loss=loss, total_variation=delta, unit=unit)
    if interval.most >= 0:
        at_end = information_loss_bound(information=interval.most, total_variation=delta, unit=unit)
        assert at_end == pytest.approx(loss, abs=1e-12)
    else:
        assert information_loss_bound(information=0, total_variation=delta, unit=unit) > loss
        assert interval.is_empty


def test_without_distance_there_is_no_upper_end():
    interval = target_interval(relevance=0.1, contraction=0.5, loss=0, total_variation=0)
    assert (interval.least, interval.most, interval.is_empty) == (0.2, None, False)


def test_the_maximal_correlation_does_not_bound_the_contraction():
    """Paper 003, Section 2, has ρ_m for s*: a Z-channel with P(X=1) = 0.99 and Z = X exceeds it."""
    p_xy = np.array([[0.01, 0], [0.495, 0.495]])
    p_x, p_y = p_xy.sum(axis=1), p_xy.sum(axis=0)
    correlation = np.linalg.svd(p_xy / np.sqrt(np.outer(p_x, p_y)))[1][1]
    ratio = information(p_xy) / -(p_x * np.log(p_x)).sum()
    assert (ratio, correlation) == pytest.approx((0.12288, 0.09950), abs=5e-6)
    assert ratio > correlation
    found = contraction(p_xy)
    assert ratio <= found.lower <= found.upper


@settings(max_examples=30)
@given(laws(), st.integers(0, 20))
def test_no_representation_keeps_more_than_the_upper_bound(p_xy, seed):
    """I(Y;Z) <= s* I(X;Z) for Z given X at random."""
    rng = np.random.default_rng(seed)
    found = contraction(p_xy)
    encoder = rng.dirichlet(np.full(3, 0.5), size=len(p_xy))
    p_xz = p_xy.sum(axis=1)[:, None] * encoder
    p_yz = p_xy.T @ encoder
    assert information(p_yz) <= found.upper * information(p_xz) + 1e-12
    # Such a Z is also a witness, so the search must not end far below it.
    assert information(p_yz) <= found.lower * information(p_xz) + 1e-9


@settings(max_examples=30)
@given(laws())
def test_the_bounds_are_in_order_and_the_witness_shows_the_lower_one(p_xy):
    found = contraction(p_xy)
    assert 0 <= found.lower <= found.upper <= 1
    p_x = p_xy.sum(axis=1)
    correlation = np.linalg.svd(p_xy / np.sqrt(np.outer(p_x, p_xy.sum(axis=0))))[1][1]
    assert found.lower >= correlation**2 - 1e-9
    if found.witness is not None:
        r = np.array(found.witness)
        channel = p_xy / p_x[:, None]
        ratio = rel_entr(r @ channel, p_x @ channel).sum() / rel_entr(r, p_x).sum()
        assert ratio == pytest.approx(found.lower, rel=1e-9)


def test_the_symmetric_channel_contracts_by_its_squared_correlation():
    found = contraction([[0.45, 0.05], [0.05, 0.45]])
    assert (found.lower, found.upper) == pytest.approx((0.64, 0.64))


def test_what_is_independent_shrinks_to_nothing_and_what_is_copied_stays():
    assert contraction([[0.25, 0.25], [0.25, 0.25]]).upper == pytest.approx(0)
    assert contraction([[0.5, 0], [0, 0.5]]).lower == pytest.approx(1)
    assert contraction([[0.5, 0.5]]).upper == 0


def test_inputs_without_probability_stay_in_the_witness():
    found = contraction([[0.01, 0], [0, 0], [0.495, 0.495]])
    assert found.witness == (1, 0, 0)
