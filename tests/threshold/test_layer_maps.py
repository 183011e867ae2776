"""Layer maps with their verdicts: the forbidden mappings of paper 000, Section IV."""

import pytest
import strategies as own
from certificates import certifies
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import cube
from ibsolve.threshold import PointSet, layer_maps, map_count


def column(layer_map, neuron):
    return sum(code[neuron] << i for i, code in enumerate(layer_map.outputs))


@pytest.mark.parametrize(("variables", "width", "forbidden"), [(2, 1, 2), (3, 1, 152), (2, 2, 60)])
def test_the_number_of_forbidden_mappings(variables, width, forbidden):
    """κ of vector 000_threshold_counts."""
    count = map_count(cube(variables), width)
    assert (count.forbidden, count.total) == (forbidden, 2 ** (width * 2**variables))
    assert sum(not m.is_feasible for m in layer_maps(cube(variables), width)) == forbidden


@settings(max_examples=30)
@given(st.lists(own.codes(3), min_size=1, max_size=6, unique=True), st.integers(1, 2))
def test_every_map_is_listed_once_and_its_verdict_is_certified(codes, width):
    maps = list(layer_maps(codes, width))
    count = map_count(codes, width)
    assert len({m.outputs for m in maps}) == len(maps) == count.total
    assert sum(m.is_feasible for m in maps) == count.feasible
    points = PointSet(codes)
    for each in maps:
        if each.is_feasible:
            assert each.neuron is None
            assert all(column(each, neuron) in points.table for neuron in range(width))
        else:
            assert certifies(each.circuit, codes, column(each, each.neuron))


def test_the_first_neuron_is_slowest_and_rows_are_codes_below():
    outputs = [m.outputs for m in layer_maps([(0,), (1,)], 2)]
    assert outputs[0] == ((0, 0), (0, 0))
    assert outputs[1] == ((0, 1), (0, 0))
    assert outputs[4] == ((1, 0), (0, 0))


def test_more_than_65536_maps_are_counted_but_not_listed():
    assert map_count(cube(3), 3).feasible == 104**3
    with pytest.raises(
        LimitError, match=r"at most 65536 maps to list, found 2\^24 from 8 codes to 3 neurons"
    ):
        layer_maps(cube(3), 3)
    assert sum(1 for _ in layer_maps(cube(3), 2)) == 65536


def test_repeated_codes_are_refused_at_once():
    with pytest.raises(ProblemError, match="points: expected distinct points"):
        layer_maps([(0, 1), (0, 1)], 1)
