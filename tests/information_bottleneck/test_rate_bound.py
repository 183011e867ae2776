"""The certified interval of the rate: laws it obeys, other routes to it, numbers known, refusals."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from strategies import joint_tables

from ibsolve.bottleneck import RateEvidence, rate_bound
from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.rate_bound import _by_duality
from ibsolve.errors import ProblemError

MEAN_OF_TWO = np.array([[0.25, 0], [0.125, 0.125], [0.125, 0.125], [0, 0.25]])
TOLERANCE = 1e-4
shares = st.floats(0.001, 0.999)


def entropy(law):
    positive = law[law > 0]
    return float(-(positive * np.log2(positive)).sum())


def information(law):
    return max(0.0, entropy(law.sum(axis=0)) + entropy(law.sum(axis=1)) - entropy(law))


def rate(law, encoder):
    """I(X;T), bits."""
    return information(law.sum(axis=1)[:, None] * encoder)


def lost(law, encoder):
    """I(X;Y|T), bits."""
    return information(law) - information(law.T @ encoder)


@st.composite
def laws(draw, *, rows=5, columns=3):
    shape = draw(st.integers(2, rows)), draw(st.integers(2, columns))
    cells = shape[0] * shape[1]
    counts = draw(st.lists(st.integers(0, 9), min_size=cells, max_size=cells))
    assume(any(counts))
    return np.array(counts).reshape(shape) / sum(counts)


def random_law(seed, shape, concentration=1.0):
    cells = shape[0] * shape[1]
    return np.random.default_rng(seed).dirichlet(np.full(cells, concentration)).reshape(shape)


def sum_of_terms(law, found, predictions):
    """Z(s) = Σ_x p(x) 2^(a_x − λ D(p(y|x)‖s)) at each prediction s."""
    p_x = law.sum(axis=1)
    kept = p_x > 0
    channel = law[kept] / p_x[kept, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        distances = np.where(channel > 0, channel * np.log2(channel / predictions[:, None]), 0).sum(axis=2)
    return (p_x[kept] * 2 ** (found.potentials[kept] - found.multiplier * distances)).sum(axis=1)


@pytest.mark.parametrize(
    ("epsilon", "expected"),
    [(0, 1.5), (0.1, 1.0100), (0.2, 0.6958569), (0.25, 0.5613), (0.3, 0.4364635), (0.5, 0)],
)
def test_the_mean_of_two_fair_bits(epsilon, expected):
    """Expected: upper values of a linear program on a grid, less than 1e-3 above the rate."""
    found = rate_bound(MEAN_OF_TWO, epsilon)
    assert found.lower <= expected + 1e-6
    assert found.upper == pytest.approx(expected, abs=1e-3)
    assert found.gap <= TOLERANCE


@given(laws(), shares)
def test_the_interval_lies_between_the_closed_bounds(law, share):
    epsilon = share * information(law)
    found = rate_bound(law, epsilon)
    joint = Joint.of(law)
    assert information(law) - epsilon - 1e-12 <= found.lower <= found.upper
    assert found.upper <= entropy(joint.merged(joint.classes).sum(axis=1)) + 1e-12
    assert found.gap <= TOLERANCE


@settings(max_examples=50)
@given(laws(), st.floats(0, 1.2))
def test_the_encoder_attains_the_upper_bound_within_the_loss(law, share):
    epsilon = share * information(law)
    found = rate_bound(law, epsilon)
    assert found.encoder.min() >= 0
    assert found.encoder.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert rate(law, found.encoder) == pytest.approx(found.upper, abs=1e-9)
    assert lost(law, found.encoder) <= epsilon + 1e-9


@given(laws(), shares, st.integers(0, 10**6))
def test_the_potentials_prove_the_lower_bound(law, share, seed):
    epsilon = share * information(law)
    found = rate_bound(law, epsilon)
    assume(epsilon > 0)
    proved = law.sum(axis=1) @ found.potentials - found.multiplier * epsilon
    assert max(0.0, proved) == pytest.approx(found.lower, abs=1e-9)
    rng = np.random.default_rng(seed)
    mixtures = [rng.dirichlet(np.full(law.shape[1], a), 500) for a in (0.2, 1, 5)]
    rows = law[law.sum(axis=1) > 0] / law[law.sum(axis=1) > 0].sum(axis=1, keepdims=True)
    assert sum_of_terms(law, found, np.vstack([rows, law.sum(axis=0)[None], *mixtures])).max() <= 1 + 1e-9


@settings(max_examples=50)
@given(laws(), shares, shares)
def test_the_potentials_bound_the_rate_at_every_loss(law, share, other):
    most = information(law)
    assume(most > 1e-6)
    found, elsewhere = rate_bound(law, share * most), rate_bound(law, other * most)
    bound = law.sum(axis=1) @ found.potentials - found.multiplier * other * most
    assert bound <= elsewhere.upper + 1e-9


@settings(max_examples=50)
@given(laws(), st.lists(shares, min_size=3, max_size=3, unique=True))
def test_the_rate_falls_and_is_convex_in_the_loss(law, three):
    first, second, third = sorted(three)
    most = information(law)
    found = [rate_bound(law, share * most) for share in (first, second, third)]
    assert found[0].upper >= found[1].lower
    assert found[1].upper >= found[2].lower
    weight = (third - second) / (third - first)
    assert found[1].lower <= weight * found[0].upper + (1 - weight) * found[2].upper + 1e-9


@given(laws(), shares, st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_of_inputs_matters(law, share, random):
    epsilon = share * information(law)
    found = rate_bound(law, epsilon)
    split = np.vstack([law, law[:1] / 3, np.zeros(law.shape[1])])
    split[0] *= 2 / 3
    order = random.sample(range(len(split)), len(split))
    columns = random.sample(range(law.shape[1]), law.shape[1])
    other = rate_bound(split[order][:, columns], epsilon)
    assert found.lower <= other.upper + 1e-9
    assert other.lower <= found.upper + 1e-9
    assert len(other.encoder) == len(split)
    assert rate(split[order], other.encoder) == pytest.approx(other.upper, abs=1e-9)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), shares)
def test_a_function_of_the_input_costs_what_is_kept_of_it(counts, share):
    law = np.diag(counts) / sum(counts)
    epsilon = share * information(law)
    closed = rate_bound(law, epsilon)
    assert closed.evidence is RateEvidence.CLOSED_FORM
    assert closed.lower == closed.upper == pytest.approx(entropy(law) - epsilon, abs=1e-12)
    solved = _by_duality(Joint.of(law), epsilon, tolerance=TOLERANCE, most_cells=10**6)
    assert solved.evidence is RateEvidence.DUAL
    assert solved.lower - 1e-9 <= closed.upper <= solved.upper + 1e-9
    assert solved.gap <= TOLERANCE


@given(laws(rows=4, columns=3), shares)
def test_no_deterministic_encoder_beats_the_lower_bound(law, share):
    epsilon = share * information(law)
    lower = rate_bound(law, epsilon).lower
    for blocks in product(range(len(law)), repeat=len(law)):
        encoder = np.eye(len(law))[list(blocks)]
        if lost(law, encoder) <= epsilon:
            assert rate(law, encoder) >= lower - 1e-9


@given(laws(), st.floats(1, 30), st.integers(0, 10**6))
@settings(max_examples=50)
def test_no_encoder_of_blahut_and_arimoto_beats_the_lower_bound(law, beta, seed):
    law = law[law.sum(axis=1) > 0][:, law.sum(axis=0) > 0]
    p_x = law.sum(axis=1)
    channel = law / p_x[:, None]
    encoder = np.random.default_rng(seed).dirichlet(np.ones(len(law) + 1), len(law))
    for _ in range(200):
        p_t = p_x @ encoder
        decoder = (encoder.T @ law + 1e-300) / (p_t[:, None] + 1e-300)
        with np.errstate(divide="ignore", invalid="ignore"):
            distances = np.where(channel > 0, channel * np.log(channel / decoder[:, None]), 0).sum(axis=2)
        encoder = p_t * np.exp(-beta * (distances.T - distances.min(axis=0)[:, None]))
        encoder /= encoder.sum(axis=1, keepdims=True)
    reached = max(0.0, lost(law, encoder))
    assert rate_bound(law, reached).lower <= rate(law, encoder) + 1e-9


@given(laws(rows=2), shares)
@settings(max_examples=50)
def test_a_linear_program_on_a_grid_of_posteriors_ends_in_the_interval(law, share):
    law = law[law.sum(axis=1) > 0]
    assume(len(law) == 2)
    epsilon = share * information(law)
    found = rate_bound(law, epsilon)
    p_x = law.sum(axis=1)
    grid = np.union1d(np.linspace(0, 1, 1001), p_x[0])
    posteriors = np.column_stack([grid, 1 - grid])
    predictions = posteriors @ (law / p_x[:, None])
    costs = entropy(p_x) - np.array([entropy(posterior) for posterior in posteriors])
    losses = np.array([entropy(prediction) for prediction in predictions])
    program = linprog(
        costs,
        A_eq=posteriors.T,
        b_eq=p_x,
        A_ub=losses[None],
        b_ub=[entropy(law) - entropy(p_x) + epsilon + 1e-12],
    )
    assert found.lower - 1e-6 <= program.fun <= found.upper + 1e-3


@pytest.mark.parametrize("shape", [(6, 3), (12, 3), (5, 4), (10, 4), (4, 7)])
@pytest.mark.parametrize("share", [0.02, 0.4, 0.8])
@pytest.mark.parametrize("concentration", [0.3, 3.0])
def test_more_letters_are_closed_in_on_too(shape, share, concentration):
    law = random_law(7, shape, concentration)
    found = rate_bound(law, share * information(law), tolerance=1e-3)
    assert found.gap <= 1e-3
    assert found.work.cells > 0


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6])
def test_finer_tolerances_are_met(tolerance):
    law = random_law(3, (20, 2))
    found = rate_bound(law, 0.3 * information(law), tolerance=tolerance)
    assert 0 < found.gap <= tolerance


@given(joint_tables(max_variables=2), st.floats(0, 1))
@settings(max_examples=50)
def test_a_table_is_read_as_its_array(table, epsilon):
    law = np.array(table.counts) / table.total
    by_table, by_array = rate_bound(table, epsilon), rate_bound(law, epsilon)
    assert (by_table.lower, by_table.upper) == pytest.approx((by_array.lower, by_array.upper), abs=1e-9)


def test_an_encoder_has_few_answers():
    """One more than there are classes, and one that tells nothing."""
    law = random_law(1, (30, 2))
    assert rate_bound(law, 0.3 * information(law)).encoder.shape[1] <= 32


def test_without_cells_to_work_with_the_bounds_are_wide_and_hold():
    law = random_law(2, (8, 6))
    epsilon = 0.2 * information(law)
    found = rate_bound(law, epsilon, most_cells=50)
    assert found.gap > 0.1
    assert found.lower >= information(law) - epsilon - 1e-12
    predictions = np.random.default_rng(0).dirichlet(np.ones(6), 500)
    assert sum_of_terms(law, found, predictions).max() <= 1 + 1e-9


@pytest.mark.parametrize("step", [1e-3, 1e-5, 1e-7])
@pytest.mark.parametrize("share", [1e-6, 0.1, 0.9])
def test_rows_that_hardly_differ_are_bounded_still(step, share):
    law = np.array([[0.25 + step, 0.25 - step], [0.25 - step, 0.25 + step]])
    found = rate_bound(law, share * information(law))
    assert max(0.0, information(law) * (1 - share)) - 1e-12 <= found.lower
    assert found.upper <= 1
    if step >= 1e-5:
        # That of the limit of small steps, in which only the variance of p(x|t) counts.
        assert found.gap <= 1e-3


@pytest.mark.parametrize("epsilon", [1e-15, 1e-9, 1e-4])
def test_a_small_loss_saves_little(epsilon):
    found = rate_bound(MEAN_OF_TWO, epsilon)
    assert 1.49 < found.lower <= found.upper <= 1.5
    assert found.gap <= TOLERANCE


def test_inputs_of_no_probability_are_encoded_too():
    law = np.vstack([MEAN_OF_TWO, [0, 0]])
    found = rate_bound(law, 0.2)
    assert found.encoder[4] == pytest.approx(law.sum(axis=1) @ found.encoder)
    assert found.potentials[4] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"p_xy": [[0.5, -0.1], [0.3, 0.3]]}, r"p_xy: expected probabilities >= 0, found -0.1 at \(0, 1\)"),
        ({"p_xy": [[0.5, 0.1], [0.3, 0.3]]}, "p_xy: expected probabilities that sum to 1 within 1e-9"),
        ({"p_xy": [[0.5, np.nan], [0.3, 0.2]]}, "p_xy: expected an array of finite probabilities"),
        ({"p_xy": [0.5, 0.5]}, r"p_xy: expected an array of finite probabilities, shape \(\|X\|, \|Y\|\)"),
        ({"p_xy": "law"}, "p_xy: expected an array of finite probabilities"),
        ({"epsilon": -0.1}, "epsilon: expected a finite number >= 0, found -0.1"),
        ({"epsilon": float("nan")}, "epsilon: expected a finite number >= 0, found nan"),
        ({"epsilon": "0.1"}, "epsilon: expected a finite number >= 0, found '0.1'"),
        ({"tolerance": 0}, "tolerance: expected a finite number > 0, found 0"),
        ({"tolerance": -1e-4}, "tolerance: expected a finite number > 0, found -0.0001"),
        ({"most_cells": 0}, "most_cells: expected a whole number >= 1, found 0"),
        ({"most_cells": 1e6}, "most_cells: expected a whole number >= 1, found 1000000.0"),
    ],
    ids=str,
)
def test_it_refuses(change, message):
    with pytest.raises(ProblemError, match=message):
        rate_bound(**({"p_xy": MEAN_OF_TWO, "epsilon": 0.1} | change))


def test_all_faults_come_in_one_message():
    with pytest.raises(ProblemError) as caught:
        rate_bound([[1, 1]], -1, tolerance=0, most_cells=0)
    assert len(str(caught.value).splitlines()) == 4
