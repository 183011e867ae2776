"""Inequalities that every law and every partition must obey, decided exactly."""

from fractions import Fraction

import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.information import (
    LogForm,
    exact_conditional_entropy,
    exact_distortion,
    exact_entropy,
    exact_information,
    exact_partition_entropy,
    finest_partition,
    network_flow,
)
from ibsolve.problem import Partition


@st.composite
def coarsenings(draw):
    """A table, a partition of its support, and a coarser one."""
    table, fine = draw(own.tables_with_partition())
    merged = draw(st.lists(st.integers(0, 2), min_size=len(fine), max_size=len(fine)))
    return table, fine, Partition.of(merged[block] for block in fine.block_of)


@st.composite
def two_partitions(draw):
    table, one = draw(own.tables_with_partition())
    return table, one, draw(own.partitions(len(table.inputs)))


def label_entropy(table):
    return exact_entropy(table.label_counts)


@given(own.tables_with_partition())
def test_entropies_are_between_zero_and_the_logarithm_of_the_number_of_blocks(pair):
    table, partition = pair
    assert 0 <= exact_partition_entropy(table, partition) <= LogForm.log2(len(partition))


@given(own.tables_with_partition())
def test_a_partition_of_the_input_has_no_more_entropy_than_the_input(pair):
    table, partition = pair
    assert exact_partition_entropy(table, partition) <= exact_entropy(table.input_counts)


@given(own.tables_with_partition())
def test_conditioning_reduces_entropy_and_information_is_bounded_by_both_entropies(pair):
    table, partition = pair
    entropy = exact_partition_entropy(table, partition)
    assert 0 <= exact_conditional_entropy(table, partition) <= entropy
    information = exact_information(table, partition)
    assert 0 <= information <= min(entropy, label_entropy(table))


@given(coarsenings())
def test_refinement_never_loses_entropy_or_information(triple):
    """The data-processing inequality, for maps."""
    table, fine, coarse = triple
    assert exact_partition_entropy(table, coarse) <= exact_partition_entropy(table, fine)
    assert exact_conditional_entropy(table, coarse) <= exact_conditional_entropy(table, fine)
    assert exact_information(table, coarse) <= exact_information(table, fine)
    assert exact_distortion(table, coarse) >= exact_distortion(table, fine) >= 0


@given(coarsenings())
def test_refinement_gains_entropy_exactly_when_it_splits_a_block(triple):
    table, fine, coarse = triple
    gained = exact_partition_entropy(table, coarse) < exact_partition_entropy(table, fine)
    assert gained == (len(coarse) < len(fine))


@given(two_partitions())
def test_the_join_of_two_partitions_is_subadditive(triple):
    """H(S, T) <= H(S) + H(T), and no less than either."""
    table, one, other = triple
    of_one, of_other = (exact_partition_entropy(table, p) for p in (one, other))
    assert max(of_one, of_other) <= exact_partition_entropy(table, one.join(other)) <= of_one + of_other


@given(coarsenings())
def test_the_chain_rule_over_the_blocks_of_a_coarser_partition(triple):
    """H(T) = H(S) + Σ p(s) H(T|s)."""
    table, fine, coarse = triple
    inside = LogForm()
    for block in coarse.blocks():
        masses = {}
        for point in block:
            masses[fine.block_of[point]] = masses.get(fine.block_of[point], 0) + table.input_counts[point]
        weight = sum(masses.values())
        inside += exact_entropy(masses.values()) * Fraction(weight, table.total)
    assert exact_partition_entropy(table, fine) == exact_partition_entropy(table, coarse) + inside


@given(own.joint_tables())
def test_the_minimal_sufficient_partition_is_sufficient_and_minimal(table):
    least = table.minimal_sufficient_partition
    assert exact_distortion(table, least) == 0
    for a in range(len(least)):
        for b in range(a):
            merged = Partition.of(b if block == a else block for block in least.block_of)
            assert exact_distortion(table, merged) > 0


@given(own.tables_with_network())
def test_every_layer_knows_no_more_of_the_target_than_the_layer_below(pair):
    table, network = pair
    flow = network_flow(table, network)
    known = [flow.given.I_XY, *(layer.information_about_target for layer in flow.layers)]
    assert known == sorted(known, reverse=True)


@given(own.joint_tables())
def test_the_target_is_known_from_the_input_exactly_when_it_is_deterministic(table):
    known = exact_information(table, finest_partition(table)) == label_entropy(table)
    assert known == table.is_deterministic
