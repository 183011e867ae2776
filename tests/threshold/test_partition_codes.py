"""Layers whose codes are a given partition."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import LimitError
from ibsolve.problem import Partition, cube
from ibsolve.threshold import PointSet, partition_circuits, separable_dichotomies

SQUARE, CUBE = PointSet(cube(2)), PointSet(cube(3))


def realised_partitions(points, width):
    """The partitions by the codes of all layers, one by one."""
    columns = [
        tuple(mask >> i & 1 for i in range(len(points.points))) for mask in separable_dichotomies(points)
    ]
    return {Partition.of(zip(*layer, strict=True)) for layer in product(columns, repeat=width)}


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=8), st.integers(1, 2))
def test_a_partition_has_no_circuits_where_some_layer_has_it_for_its_codes(values, width):
    partition = Partition.of(values)
    is_realised = partition in realised_partitions(CUBE, width)
    assert (partition_circuits(CUBE, partition, width) is None) == is_realised


@given(st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_every_circuit_is_violated_by_a_way_to_part_the_blocks(values):
    partition = Partition.of(values)
    for circuit in partition_circuits(CUBE, partition, 1) or ():
        codes = [*circuit.positive, *circuit.negative]
        sides = [
            {partition.block_of[CUBE.points.index(code)] for code in side}
            for side in (circuit.positive, circuit.negative)
        ]
        assert len(codes) >= 4
        assert not sides[0] & sides[1]


def test_the_blocks_of_xor_are_not_the_codes_of_any_layer():
    circuits = partition_circuits(SQUARE, Partition((0, 1, 1, 0)), 5)
    assert [str(circuit) for circuit in circuits] == ["01 + 10 = 00 + 11"]


def test_a_layer_that_is_too_narrow_needs_no_circuit():
    line = PointSet([(0, 0), (0, 1), (1, 1)])
    assert partition_circuits(line, Partition((0, 1, 2)), 1) == ()
    assert partition_circuits(line, Partition((0, 1, 2)), 2) is None


def test_one_block_is_the_code_of_constant_neurons():
    assert partition_circuits(SQUARE, Partition((0, 0, 0, 0)), 1) is None


def test_more_blocks_than_can_be_tried_are_refused():
    with pytest.raises(LimitError, match="partition: expected at most 10 blocks, found 16"):
        partition_circuits(PointSet(cube(4)), Partition(tuple(range(16))), 4)
