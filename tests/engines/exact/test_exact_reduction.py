"""What a layer leaves: the joint law of its codes, whatever its neurons are called."""

from brute_layers import bits_of, partition_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import joint_tables

from ibsolve.engines.exact.columns import neuron_columns
from ibsolve.engines.exact.reduction import Reductions
from ibsolve.engines.exact.stage import Stage, points_of
from ibsolve.problem import Readout


@st.composite
def stages_with_layer(draw):
    stage = Stage(draw(joint_tables(min_variables=2)), sufficient=False, readout=Readout.ANY)
    columns = [*neuron_columns(stage.table.inputs).tolist(), 0]
    return stage, draw(st.lists(st.sampled_from(columns), min_size=1, max_size=4))


def reductions():
    return Reductions(sufficient=False, readout=Readout.ANY)


@given(stages_with_layer(), st.data())
def test_permuting_and_complementing_neurons_leaves_the_same_stage(made, data):
    stage, columns = made
    same = [
        column ^ stage.everything if data.draw(st.booleans()) else column
        for column in data.draw(st.permutations(columns))
    ]
    known = reductions()
    one, other = known.of(stage, columns), known.of(stage, same)
    assert one.key == other.key
    assert one.stage is other.stage
    assert sorted(one.cells) == sorted(other.cells)


@given(stages_with_layer())
def test_the_cells_are_the_points_of_equal_code_and_carry_their_counts(made):
    stage, columns = made
    reduction = reductions().of(stage, columns)
    layer = tuple(bits_of(column, stage.points) for column in columns)
    assert sorted(map(points_of, reduction.cells)) == sorted(map(list, partition_of(layer).blocks()))
    cells = [stage.label_counts(cell) for cell in reduction.cells]
    total, divisor = stage.table.total, stage.table.total // reduction.stage.table.total
    assert sum(map(sum, cells)) == total
    assert [[count // divisor for count in cell] for cell in cells] == list(
        map(list, reduction.stage.table.counts)
    )


@given(stages_with_layer())
def test_neurons_above_output_the_same_on_codes_and_on_points(made):
    stage, columns = made
    reduction = reductions().of(stage, columns)
    realisable = {*neuron_columns(stage.table.inputs).tolist(), 0}
    for column in columns:
        # The neuron below is a bit of the code, perhaps flipped: a neuron above can copy it.
        cells = [bool(cell & column) for cell in reduction.cells]
        copied = reduction.lifted(sum(1 << i for i, is_one in enumerate(cells) if is_one))
        assert copied == column
        assert copied in realisable
