"""What neurons can output, and how many of them a layer needs."""

from itertools import combinations

from brute_layers import bits_of, neurons_above, partition_of
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import codes

from ibsolve.engines.exact.columns import are_neuron_columns, canonical_functions, neuron_columns
from ibsolve.engines.needed_neurons import layer_size

POINTS = (
    st.integers(1, 6).flatmap(lambda m: st.lists(codes(m), min_size=2, max_size=9, unique=True)).map(sorted)
)


@given(POINTS)
def test_columns_are_what_neurons_output_but_for_complements_and_constants(points):
    outputs = {bits_of(column, len(points)) for column in neuron_columns(tuple(points)).tolist()}
    layer = tuple(zip(*points, strict=True))
    assert outputs == {output for output in neurons_above(layer) if output[0] == 0 and any(output)}


@given(POINTS, st.data())
def test_columns_are_recognised_one_by_one(points, data):
    column = data.draw(st.integers(1, 2 ** (len(points) - 1) - 1)) << 1
    listed = set(neuron_columns(tuple(points)).tolist())
    assert are_neuron_columns([column], tuple(points)) == (column in listed)


def test_half_of_the_threshold_functions_are_zero_at_the_origin():
    assert [len(canonical_functions(m)) for m in range(1, 6)] == [2, 7, 52, 941, 47286]


@given(st.lists(codes(5), min_size=2, max_size=4, unique=True).map(sorted))
def test_fewer_neurons_than_codes_do_all_that_more_could(points):
    layer = tuple(zip(*points, strict=True))
    size = layer_size(len(points), len(layer))
    assume(size < len(layer))
    outputs = set(neurons_above(layer))
    assert any(
        partition_of(chosen) == partition_of(layer) and set(neurons_above(chosen)) == outputs
        for chosen in combinations(layer, size)
    )
