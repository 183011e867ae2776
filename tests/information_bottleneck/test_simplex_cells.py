"""Branch and bound on sums of monomials: the bound holds, keeps to its target, and says what exceeds it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.bottleneck.simplex_cells import search_cells

seeds = st.integers(0, 10**6)


def random_sum(seed, *, corners=None):
    """Logarithms, exponents and corners of a sum of up to five terms on up to four letters."""
    rng = np.random.default_rng(seed)
    terms, letters = rng.integers(1, 6), rng.integers(2, 5)
    exponents = rng.exponential(10.0 ** rng.uniform(-1, 2), (terms, letters)) * (
        rng.random((terms, letters)) < 0.8
    )
    points = np.eye(letters) if corners is None else rng.dirichlet(np.ones(letters), corners)
    return rng.normal(0, 3, terms), exponents, points


def logarithm(logs, exponents, points):
    """ln Σ exp(b + W ln s) at each of the points."""
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.where(exponents[:, None] > 0, exponents[:, None] * np.log(points), 0)
    return np.log(np.exp(logs[:, None] + powers.sum(axis=2)).sum(axis=0) + 1e-300)


def sampled(corners, seed, count=3000):
    """Points of the simplex, its corners and edges among them."""
    rng = np.random.default_rng(seed)
    shares = np.vstack(
        [np.eye(len(corners)), *(rng.dirichlet(np.full(len(corners), a), count) for a in (0.1, 1))]
    )
    return shares @ corners


@given(seeds, st.sampled_from([None, 2, 3]))
def test_no_point_exceeds_the_bound(seed, corners):
    logs, exponents, points = random_sum(seed, corners=corners)
    values = logarithm(logs, exponents, sampled(points, seed))
    for target in (values.max() + 0.01, values.max() - 1):
        found = search_cells(logs, exponents, points, target=target, most_cells=2000)
        assert values.max() <= found.bound + 1e-12


@given(seeds)
def test_the_target_is_proved_where_it_is_above_the_maximum(seed):
    logs, exponents, corners = random_sum(seed)
    starts = logarithm(logs, exponents, sampled(corners, seed)).max()
    found = search_cells(logs, exponents, corners, target=starts + 0.05, most_cells=300_000)
    if len(found.above):
        assert logarithm(logs, exponents, found.above).max() > starts
    else:
        assert found.bound == pytest.approx(starts + 0.05, abs=1e-12)


@given(seeds)
def test_points_above_the_target_are_told(seed):
    logs, exponents, corners = random_sum(seed)
    target = logarithm(logs, exponents, sampled(corners, seed)).max() - 0.1
    found = search_cells(logs, exponents, corners, target=target, most_cells=300_000)
    assert len(found.above)
    assert (logarithm(logs, exponents, found.above) > target).all()
    assert np.allclose(found.above.sum(axis=1), 1)


def test_one_term_has_its_maximum_where_letters_have_their_shares():
    """Π s_y^(W_y) is largest at s = W / Σ W."""
    weights = np.array([[3.0, 1.0, 6.0]])
    highest = float((weights * np.log(weights / 10)).sum())
    proved = search_cells(np.zeros(1), weights, np.eye(3), target=highest + 1e-6, most_cells=10**5)
    assert (proved.bound, len(proved.above)) == (pytest.approx(highest + 1e-6, abs=1e-12), 0)
    refuted = search_cells(np.zeros(1), weights, np.eye(3), target=highest - 1e-6, most_cells=10**5)
    assert np.allclose(refuted.above, weights / 10, atol=2e-3)


def test_more_cells_tighten_the_bound():
    weights = np.array([[3.0, 1.0, 6.0]])
    target = float((weights * np.log(weights / 10)).sum()) + 1e-4
    bounds = [
        search_cells(np.zeros(1), weights, np.eye(3), target=target, most_cells=cells).bound
        for cells in (1, 10, 100, 10_000)
    ]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] > target + 1
    assert bounds[-1] == pytest.approx(target, abs=1e-9)


def test_a_sum_that_is_the_same_everywhere_takes_one_cell():
    found = search_cells(np.zeros(4), np.eye(4), np.eye(4), target=1e-9, most_cells=10**5)
    assert (found.cells, found.bound) == (1, pytest.approx(1e-9, abs=1e-12))


def test_powers_beyond_floats_are_bounded_too():
    corners = np.array([[0.5, 0.5], [0.5 + 1e-6, 0.5 - 1e-6], [0.2, 0.8]])
    exponents = 1e12 * np.array([[0.5, 0.5]])
    logs = np.array([1e12 * np.log(2.0)])
    found = search_cells(logs, exponents, corners, target=1e-3, most_cells=10**5)
    # Rounding of numbers near 1e12 is all that keeps the bound from 0.
    assert 0 <= found.bound < 0.1
    assert found.cells < 10**5
