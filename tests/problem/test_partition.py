"""Partitions in canonical form."""

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.problem import Partition

pairs = st.integers(1, 7).flatmap(lambda n: st.tuples(own.partitions(n), own.partitions(n)))
triples = st.integers(1, 7).flatmap(lambda n: st.tuples(*[own.partitions(n)] * 3))


@given(st.lists(st.integers(0, 4), max_size=8), st.permutations(range(5)))
def test_names_of_blocks_do_not_matter(values, renamed):
    assert Partition.of(values) == Partition.of(renamed[value] for value in values)


@given(pairs)
def test_partitions_are_equal_exactly_when_they_have_the_same_blocks(pair):
    one, other = pair
    assert (one == other) == (one.blocks() == other.blocks())


@given(st.lists(st.integers(0, 4), max_size=8))
def test_blocks_hold_every_point_once_and_together_iff_equal(values):
    blocks = Partition.of(values).blocks()
    assert sorted(point for block in blocks for point in block) == list(range(len(values)))
    assert all(len({values[point] for point in block}) == 1 for block in blocks)
    assert len(blocks) == len(Partition.of(values)) == len(set(values))


@given(triples)
def test_the_join_is_the_coarsest_common_refinement(triple):
    one, other, third = triple
    join = one.join(other)
    assert join.refines(one)
    assert join.refines(other)
    if third.refines(one) and third.refines(other):
        assert third.refines(join)


@given(triples)
def test_refinement_is_a_partial_order(triple):
    one, other, third = triple
    assert one.refines(one)
    if one.refines(other) and other.refines(one):
        assert one == other
    if one.refines(other) and other.refines(third):
        assert one.refines(third)


@given(pairs)
def test_refining_means_that_points_kept_together_are_together_in_the_coarser(pair):
    fine, coarse = pair
    size = len(fine.block_of)
    kept = all(
        coarse.block_of[i] == coarse.block_of[j]
        for i in range(size)
        for j in range(i)
        if fine.block_of[i] == fine.block_of[j]
    )
    assert fine.refines(coarse) == kept


@pytest.mark.parametrize("block_of", [(1,), (0, 2), (0, -1), (0, 1, 3)])
def test_a_string_that_is_not_canonical_cannot_be_a_partition(block_of):
    with pytest.raises(AssertionError, match="not a restricted growth string"):
        Partition(block_of)
