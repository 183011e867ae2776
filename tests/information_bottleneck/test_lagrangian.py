"""The Lagrangian of an encoder: what it is, and that nothing done to an encoder raises it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import rel_entr
from set_partitions import plain_entropy, plain_information

from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.lagrangian import Lagrangian

alphas = st.sampled_from([0.0, 1e-3, 0.5, 1.0])
betas = st.sampled_from([0.0, 0.7, 1.0, 2.0, 6.0, 50.0, 1e6])
ROUNDING = 1e-9
"""Relative to 1 + β: what sums of a few dozen logarithms may be off by, with room."""


@st.composite
def joints(draw):
    """Joint laws of up to seven x and four y, some entries zero."""
    shape = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 50)))
    law = rng.dirichlet(np.ones(shape[0] * shape[1])).reshape(shape)
    law[rng.random(shape) < draw(st.sampled_from([0.0, 0.4]))] = 0
    law[0, 0] += 0.1
    return Joint.of(law / law.sum())


def random_encoder(lagrangian, seed):
    """Deterministic where α = 0, as every encoder but the first is there."""
    rng = np.random.default_rng(seed)
    n = len(lagrangian.joint.law)
    if lagrangian.alpha == 0:
        return np.eye(n)[rng.integers(0, n, size=n)]
    return rng.dirichlet(np.full(n, 0.5), size=n)


def attained(lagrangian, encoder):
    return encoder[:, lagrangian.joint.p_x @ encoder > 0]


def plain_value(lagrangian, encoder):
    """The Lagrangian from entropies in bits."""
    p_x = lagrangian.joint.p_x
    conditional = sum(p * plain_entropy(row) for p, row in zip(p_x, encoder, strict=True))
    told = plain_information(encoder.T @ lagrangian.joint.law)
    bits = plain_entropy(p_x @ encoder) - lagrangian.alpha * conditional - lagrangian.beta * told
    return bits * np.log(2)


@given(joints(), alphas, betas, st.integers(0, 20))
def test_it_is_the_sum_of_entropies(joint, alpha, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    encoder = random_encoder(lagrangian, seed)
    expected = plain_value(lagrangian, encoder)
    assert lagrangian.value(encoder) == pytest.approx(expected, abs=ROUNDING * (1 + beta))


@given(joints(), alphas, betas, st.integers(0, 20))
def test_no_update_raises_it(joint, alpha, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    encoder = attained(lagrangian, random_encoder(lagrangian, seed))
    for _ in range(30):
        before = lagrangian.value(encoder)
        update = lagrangian.update(lagrangian.decoder(encoder))
        assert update.bound <= before + ROUNDING * (1 + beta)
        assert lagrangian.value(update.encoder) <= update.bound + ROUNDING * (1 + beta)
        encoder = attained(lagrangian, update.encoder)


@given(joints(), st.sampled_from([1e-3, 0.5, 1.0]), st.sampled_from([0.7, 2.0, 6.0]), st.integers(0, 20))
def test_an_update_is_the_printed_formula(joint, alpha, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    encoder = random_encoder(lagrangian, seed)
    mass = joint.p_x @ encoder
    decoder = encoder.T @ joint.law
    found = lagrangian.update(decoder).encoder
    for x, row in enumerate(joint.p_y_given_x):
        divergence = rel_entr(row, decoder / mass[:, None]).sum(axis=1)
        exponents = (np.log(mass) - beta * divergence) / alpha
        weights = np.exp(exponents - exponents.max())
        assert found[x] == pytest.approx(weights / weights.sum(), abs=1e-9)


def test_ties_of_a_deterministic_update_go_to_the_lowest_cluster():
    joint = Joint.of(np.full((2, 2), 0.25))
    lagrangian = Lagrangian(joint=joint, alpha=0.0, beta=3.0)
    assert lagrangian.update(np.full((2, 2), 0.25)).encoder.tolist() == [[1, 0], [1, 0]]


@given(joints(), alphas, betas, st.integers(0, 20), st.sampled_from([1, 5, 30, 5000]))
def test_settling_does_not_raise_it(joint, alpha, beta, seed, limit):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    encoder = random_encoder(lagrangian, seed)
    settled = lagrangian.settled(encoder, tolerance=1e-7, max_iterations=limit)
    assert lagrangian.value(settled.encoder) <= lagrangian.value(encoder) + ROUNDING * (1 + beta)
    assert settled.encoder.sum(axis=1) == pytest.approx(np.ones(len(joint.law)), abs=1e-12)
    assert settled.iterations <= limit + 2


@given(joints(), alphas, betas, st.integers(0, 20))
def test_the_residual_is_how_far_one_more_update_goes(joint, alpha, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    for limit in (3, 5000):
        start = random_encoder(lagrangian, seed)
        settled = lagrangian.settled(start, tolerance=1e-7, max_iterations=limit)
        again = lagrangian.update(lagrangian.decoder(settled.encoder)).encoder
        moved = joint.p_x @ np.abs(again - settled.encoder).sum(axis=1) / 2
        assert settled.residual == pytest.approx(moved, abs=1e-9)


@given(joints(), st.sampled_from([0.5, 1.0]), betas, st.integers(0, 20))
def test_merging_does_not_raise_it(joint, alpha, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=alpha, beta=beta)
    encoder = attained(lagrangian, random_encoder(lagrangian, seed))
    alike = np.hstack([encoder / 3, encoder * 2 / 3])
    merged = lagrangian.merged(alike)
    assert lagrangian.value(merged) <= lagrangian.value(alike) + ROUNDING * (1 + beta)
    assert merged.shape[1] <= encoder.shape[1]


@given(joints(), betas, st.integers(0, 20))
def test_moving_single_points_does_not_raise_it(joint, beta, seed):
    lagrangian = Lagrangian(joint=joint, alpha=0.0, beta=beta)
    encoder = random_encoder(lagrangian, seed)
    moved = lagrangian.moved(encoder)
    assert set(np.unique(moved)) <= {0.0, 1.0}
    assert lagrangian.value(moved) <= lagrangian.value(encoder) + ROUNDING * (1 + beta)
