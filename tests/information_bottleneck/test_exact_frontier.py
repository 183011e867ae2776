"""The deterministic-IB frontier: the points of full enumeration, and what is told when it is stopped."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from set_partitions import entropy_and_information, growth_strings, pareto_points

from ibsolve.bottleneck import exact_frontier, least_entropy
from ibsolve.errors import ProblemError

PARITY = [x.bit_count() % 2 for x in range(64)]
MAJORITY = [int(x.bit_count() >= 4) for x in range(64)]


def random_joint(seed, points, labels, kind):
    """Probabilities of shape (points, labels): unrelated ones, small counts, or copies of a few rows."""
    rng = np.random.default_rng(seed)
    if kind == "unrelated":
        law = rng.dirichlet(np.ones(points * labels)).reshape(points, labels)
    elif kind == "equal rows":
        rows = rng.dirichlet(np.ones(labels), 3)
        law = rows[rng.integers(3, size=points)]
    else:
        law = rng.integers(0, 3, (points, labels))
        law[0, 0] += 1
    return law / law.sum()


def deterministic(labels):
    """The law of a uniform X with the given label of each value."""
    return np.eye(max(labels) + 1)[labels] / len(labels)


@pytest.mark.parametrize("kind", ["unrelated", "equal rows", "counts"])
@pytest.mark.parametrize("seed", range(34))
def test_the_frontier_is_that_of_all_set_partitions(seed, kind):
    law = random_joint(seed, 2 + seed % 7, 2 + seed % 3, kind)
    frontier = exact_frontier(law)
    expected = pareto_points(law[law.sum(axis=1) > 0])
    assert frontier.is_complete
    assert np.column_stack([frontier.entropy, frontier.information]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["unrelated", "equal rows"])
def test_the_frontier_of_nine_values_is_that_of_all_set_partitions(kind):
    law = random_joint(9, 9, 3, kind)
    frontier = exact_frontier(law)
    assert np.column_stack([frontier.entropy, frontier.information]) == pytest.approx(
        pareto_points(law), abs=1e-9
    )


def test_twelve_unrelated_values_have_ninety_five_points():
    law = random_joint(1, 12, 4, "unrelated")
    assert len(exact_frontier(law).entropy) == 95


@given(st.integers(0, 10**6), st.integers(1, 7), st.integers(1, 4))
@settings(max_examples=40)
def test_every_partition_has_the_values_told_of_it(seed, points, labels):
    law = random_joint(seed, points, labels, "counts")
    frontier = exact_frontier(law)
    held = law.sum(axis=1) > 0
    for entropy, information, blocks in zip(
        frontier.entropy, frontier.information, frontier.partitions, strict=True
    ):
        assert (blocks[~held] == -1).all()
        expected = entropy_and_information(law[held], blocks[held])
        assert (entropy, information) == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 10**6), st.integers(2, 7))
@settings(max_examples=40)
def test_the_order_of_rows_and_columns_does_not_matter(seed, points):
    law = random_joint(seed, points, 3, "counts")
    rng = np.random.default_rng(seed)
    shuffled = law[rng.permutation(points)][:, rng.permutation(3)]
    one, other = exact_frontier(law), exact_frontier(shuffled)
    assert one.entropy == pytest.approx(other.entropy, abs=1e-9)
    assert one.information == pytest.approx(other.information, abs=1e-9)


def test_both_ends_are_the_constant_and_the_minimal_sufficient_statistic():
    law = random_joint(4, 8, 3, "equal rows")
    frontier = exact_frontier(law)
    assert (frontier.entropy[0], frontier.information[0]) == (0, 0)
    assert frontier.information[-1] == pytest.approx(frontier.I_XY, abs=1e-12)
    classes = np.unique(law.round(12), axis=0, return_inverse=True)[1].ravel()
    assert frontier.entropy[-1] == pytest.approx(entropy_and_information(law, classes)[0], abs=1e-9)


@pytest.mark.parametrize("labels", [PARITY, MAJORITY], ids=["parity", "majority"])
def test_sixty_four_inputs_of_two_kinds_are_a_matter_of_counts(labels):
    frontier = exact_frontier(deterministic(labels))
    assert frontier.is_complete
    assert frontier.work["nodes"] < 10**6
    # T is never worth more about Y than it has entropy.
    assert (frontier.information <= frontier.entropy + 1e-12).all()


def test_equal_rows_are_exchanged_and_not_merged():
    # Over the four inputs of XOR a block of three keeps 0.3113 bit; T* knows no such block.
    frontier = exact_frontier(deterministic([0, 1, 1, 0]))
    assert frontier.entropy == pytest.approx([0, 0.8112781244591328, 1], abs=1e-12)


def test_a_search_that_is_stopped_tells_what_is_proved():
    law = random_joint(3, 22, 4, "unrelated")
    calls = count()
    stopped = exact_frontier(law, stops=lambda: next(calls) >= 12)
    assert not stopped.is_complete
    assert 0 < stopped.proved_from < stopped.I_XY
    proved = stopped.information >= stopped.proved_from
    told = []
    longer = exact_frontier(
        law, stops=lambda: bool(told) and told[-1] < stopped.proved_from, report=told.append
    )
    assert longer.proved_from < stopped.proved_from
    final = longer.information >= stopped.proved_from
    assert longer.entropy[final] == pytest.approx(stopped.entropy[proved], abs=1e-12)
    assert longer.information[final] == pytest.approx(stopped.information[proved], abs=1e-12)


def test_a_search_that_is_stopped_at_once_has_proved_nothing():
    frontier = exact_frontier(random_joint(3, 22, 4, "unrelated"), stops=lambda: True)
    assert frontier.proved_from is None
    assert frontier.entropy[0] == 0


@given(st.integers(0, 10**6), st.integers(2, 7), st.floats(0, 1))
@settings(max_examples=60)
def test_the_least_entropy_is_read_off_the_frontier(seed, points, epsilon):
    law = random_joint(seed, points, 3, "counts")
    found = least_entropy(law, epsilon)
    assert found.is_proved
    assert found.entropy == pytest.approx(exact_frontier(law).least_entropy(epsilon), abs=1e-9)


@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(1, 4), st.floats(0, 1))
@settings(max_examples=60)
def test_with_few_blocks_the_least_entropy_is_that_of_the_partitions_with_so_few(
    seed, points, blocks, epsilon
):
    law = random_joint(seed, points, 3, "unrelated")
    values = [(max(string) + 1, *entropy_and_information(law, string)) for string in growth_strings(points)]
    most = max(information for _, _, information in values)
    kept = [h for size, h, information in values if size <= blocks and information >= most - epsilon]
    found = least_entropy(law, epsilon, most_blocks=blocks)
    if kept:
        assert found.entropy == pytest.approx(min(kept), abs=1e-9)
        assert found.partition.max() < blocks
    else:
        assert (found.entropy, found.partition, found.lower, found.is_proved) == (None, None, None, True)


def test_a_least_entropy_that_is_not_proved_lies_above_a_bound_that_is():
    law = random_joint(3, 22, 4, "unrelated")
    found = least_entropy(law, 0.01, stops=lambda: True)
    assert not found.is_proved
    assert found.lower == pytest.approx(exact_frontier(law, stops=lambda: True).I_XY - 0.01)


@pytest.mark.parametrize(
    ("p_xy", "message"),
    [
        ([[0.5, 0.6]], r"p_xy: expected probabilities that sum to 1 within 1e-9, found a sum of 1\.1"),
        ([[1.5, -0.5]], r"p_xy: expected probabilities >= 0, found -0\.5 at \(0, 1\)"),
        ([[np.nan, 1.0]], "p_xy: expected an array of finite probabilities, shape"),
        ([0.5, 0.5], r"p_xy: expected an array .* found an array of shape \(2,\)"),
        ("x", "p_xy: expected an array of finite probabilities"),
        (np.full((600, 2), 1 / 1200), "p_xy: expected at most 512 values of X, found 600"),
    ],
)
def test_what_is_no_joint_law_is_refused(p_xy, message):
    with pytest.raises(ProblemError, match=message):
        exact_frontier(p_xy)
    with pytest.raises(ProblemError, match=message):
        least_entropy(p_xy, 0.1)


def test_every_wrong_argument_is_told_at_once():
    with pytest.raises(
        ProblemError, match=r"(?s)p_xy: .*epsilon: expected a finite number >= 0.*most_blocks"
    ):
        least_entropy([[2.0]], -1, most_blocks=0)
    with pytest.raises(ProblemError, match="seconds: expected a finite number > 0, found 0"):
        exact_frontier([[1.0]], seconds=0)
    with pytest.raises(ProblemError, match="epsilon: expected a finite number >= 0, found nan"):
        exact_frontier([[1.0]]).least_entropy(float("nan"))
