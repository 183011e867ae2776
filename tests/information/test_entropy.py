"""Entropies of partitions: floats, exact twins and direct sums."""

import math
from fractions import Fraction

import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.information import (
    LogForm,
    entropy_floor,
    exact_conditional_entropy,
    exact_distortion,
    exact_entropy,
    exact_information,
    exact_partition_entropy,
    finest_partition,
    keeps_distortion,
    partition_distortions,
    partition_entropies,
)
from ibsolve.problem import Partition, Problem

XOR = Problem.from_function(lambda a, b: a ^ b, [1]).table
BY_AND = Partition.of([0, 0, 0, 1])


def law_of(table, partition):
    """p(t, y) as a matrix of floats."""
    law = np.zeros((len(partition), len(table.labels)))
    for block, row in zip(partition.block_of, table.counts, strict=True):
        law[block] += np.array(row) / table.total
    return law


def bits(law):
    return -math.fsum(p * math.log2(p) for p in np.ravel(law) if p > 0)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_the_entropy_of_counts_is_its_defining_sum(counts):
    assert float(exact_entropy(counts)) == pytest.approx(bits(np.array(counts) / sum(counts)), abs=1e-12)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(1, 9))
def test_entropy_ignores_scale_order_and_zeros(counts, scale):
    assert exact_entropy(counts) == exact_entropy([0, *(scale * count for count in reversed(counts))])


@pytest.mark.parametrize("size", [1, 2, 3, 8, 1009])
def test_a_uniform_law_has_the_logarithm_of_its_size(size):
    assert exact_entropy([7] * size) == LogForm.log2(size)


@given(own.tables_with_partition())
def test_exact_measures_of_a_partition_agree_with_direct_sums(given_pair):
    table, partition = given_pair
    law = law_of(table, partition)
    of_t, of_y, joint = bits(law.sum(axis=1)), bits(law.sum(axis=0)), bits(law)
    assert float(exact_partition_entropy(table, partition)) == pytest.approx(of_t, abs=1e-12)
    assert float(exact_conditional_entropy(table, partition)) == pytest.approx(joint - of_y, abs=1e-12)
    assert float(exact_information(table, partition)) == pytest.approx(of_t + of_y - joint, abs=1e-12)


@given(own.tables_with_partition())
def test_the_distortion_is_the_expected_divergence_of_eq_14(given_pair):
    """E KL(p(y|x) || p(y|t)), summed directly."""
    table, partition = given_pair
    law = law_of(table, partition)
    target_law = law / law.sum(axis=1, keepdims=True)
    expected = math.fsum(
        count / table.total * math.log2(count / sum(row) / target_law[block, label])
        for block, row in zip(partition.block_of, table.counts, strict=True)
        for label, count in enumerate(row)
        if count
    )
    assert float(exact_distortion(table, partition)) == pytest.approx(expected, abs=1e-12)


@given(st.data(), own.joint_tables())
def test_arrays_of_partitions_agree_with_their_exact_twins(data, table):
    many = data.draw(st.lists(own.partitions(len(table.inputs)), min_size=1, max_size=5))
    blocks = [partition.block_of for partition in many]
    entropies = [float(exact_partition_entropy(table, partition)) for partition in many]
    distortions = [float(exact_distortion(table, partition)) for partition in many]
    assert partition_entropies(blocks, table) == pytest.approx(entropies, abs=1e-12)
    assert partition_distortions(np.array(blocks), table) == pytest.approx(distortions, abs=1e-12)


@given(own.tables_with_partition())
def test_at_epsilon_zero_keeping_means_no_distortion(given_pair):
    """The structural test of rule R1 against the arithmetic one."""
    table, partition = given_pair
    assert keeps_distortion(table, partition, Fraction(0)) == (exact_distortion(table, partition) == 0)


@given(own.tables_with_partition(), st.fractions(0, 1, max_denominator=50))
def test_keeping_means_at_most_epsilon(given_pair, epsilon):
    table, partition = given_pair
    distortion = float(exact_distortion(table, partition))
    if abs(distortion - epsilon) > 1e-9:
        assert keeps_distortion(table, partition, epsilon) == (distortion < epsilon)


def test_an_epsilon_that_differs_from_the_distortion_in_the_sixteenth_digit_is_decided():
    """XOR read by an AND neuron: 3/4·log2(3) − 1/2 = 0.68872187554086717…"""
    assert str(exact_distortion(XOR, BY_AND)) == "-1/2 + 3/4*log2(3)"
    for below, above in [
        ("0.6887218755408671", "0.6887218755408672"),
        ("0.68872187554086713", "0.68872187554086718"),
    ]:
        assert not keeps_distortion(XOR, BY_AND, Fraction(below))
        assert keeps_distortion(XOR, BY_AND, Fraction(above))


def test_an_epsilon_equal_to_the_distortion_is_kept():
    constant = Partition.of([0, 0, 0, 0])
    assert exact_distortion(XOR, constant) == 1
    assert keeps_distortion(XOR, constant, Fraction(1))
    assert not keeps_distortion(XOR, constant, 1 - Fraction(1, 10**60))


@pytest.mark.timeout(20)
def test_an_epsilon_of_any_written_size_is_decided():
    constant = Partition.of([0, 0, 0, 0])
    assert keeps_distortion(XOR, constant, Fraction("1e400"))
    assert not keeps_distortion(XOR, constant, Fraction("1e-400"))


@given(own.tables_with_partition(), st.sampled_from([1, 10, 1000]))
def test_the_floor_lies_under_every_partition_that_keeps_the_distortion(given_pair, grid):
    table, partition = given_pair
    epsilon = max(
        Fraction(0), Fraction(math.ceil(float(exact_distortion(table, partition)) * grid - 1e-9), grid)
    )
    if keeps_distortion(table, partition, epsilon):
        assert entropy_floor(table, epsilon) <= exact_partition_entropy(table, partition)
    assert entropy_floor(table, Fraction(0)) >= entropy_floor(table, epsilon) >= 0


@given(own.functions())
def test_at_epsilon_zero_the_floor_is_attained_and_for_functions_is_the_entropy_of_the_target(table):
    finest = table.minimal_sufficient_partition
    assert keeps_distortion(table, finest, Fraction(0))
    assert entropy_floor(table, Fraction(0)) == exact_partition_entropy(table, finest)
    assert entropy_floor(table, Fraction(0)) == exact_entropy(table.label_counts)


@pytest.mark.parametrize(("epsilon", "floor"), [("0", 1.5), ("0.2", 0.3), ("0.3", 0.2), ("0.5", 0)])
def test_floors_of_half_the_sum_of_two_bits(epsilon, floor):
    """vectors 000_IB_bounds_sum2_eps*: H_DIB at epsilon 0, I_minus_eps beyond."""
    table = Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1]).table
    assert exact_information(table, finest_partition(table)) == Fraction(1, 2)
    assert float(entropy_floor(table, Fraction(epsilon))) == pytest.approx(floor, abs=1e-12)
