"""The identities of paper 000, Sections II and III, for networks as they stand."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import strategies as own
from hypothesis import given

from ibsolve.errors import ProblemError
from ibsolve.information import (
    LogForm,
    code_flow,
    exact_conditional_entropy,
    exact_distortion,
    exact_entropy,
    exact_information,
    exact_objective,
    exact_partition_entropy,
    finest_partition,
    input_distortions,
    layer_cells,
    layer_map,
    map_reduction,
    map_reduction_given_target,
    network_flow,
)
from ibsolve.problem import Layer, Network, Neuron, Partition, Problem, cube

AND = Network((Layer((Neuron(weights=(1, 1), threshold=2),)),))


def function(f, **options):
    return Problem.from_function(f, [1], **options).table


def steps_of(flow, table):
    """Every layer with the codes below it."""
    below = [table.inputs, *(layer.codes for layer in flow.layers)]
    return list(zip(below, flow.layers, strict=False))


def law_of(table, codes):
    """p(code, y) as a matrix, codes ascending."""
    order = sorted(set(codes))
    law = np.zeros((len(order), len(table.labels)))
    for code, row in zip(codes, table.counts, strict=True):
        law[order.index(code)] += np.array(row) / table.total
    return law


@given(own.tables_with_network())
def test_lemma_1_the_reduction_is_the_entropy_left_inside_the_cells(given_pair):
    """Eq. (5) = eq. (24), Σ P_n(j) H(S_j) = eq. (26) in the layer map."""
    table, network = given_pair
    flow = network_flow(table, network)
    for below, layer in steps_of(flow, table):
        cells = layer_cells(table, below, layer.codes)
        inside = math.fsum(cell.probability * cell.entropy for cell in cells)
        mapped = map_reduction(layer_map(below, layer.codes), law_of(table, below).sum(axis=1))
        assert float(layer.reduction) == pytest.approx(inside, abs=1e-12)
        assert float(layer.reduction) == pytest.approx(mapped, abs=1e-12)


@given(own.tables_with_network())
def test_lemma_2_the_reduction_given_the_target_is_the_entropy_left_inside_the_cells(given_pair):
    """Eq. (11), Σ_y p(y) Σ_j P_n(j|y) H(S_j|y) = eq. (27) in the layer map."""
    table, network = given_pair
    flow = network_flow(table, network)
    for below, layer in steps_of(flow, table):
        cells = layer_cells(table, below, layer.codes)
        # p(y) P_n(j|y) = P_n(j) p(y|j)
        inside = math.fsum(
            cell.probability * cell.target_law[y] * entropy
            for cell in cells
            for y, entropy in cell.entropy_given_target.items()
        )
        mapped = map_reduction_given_target(layer_map(below, layer.codes), law_of(table, below))
        assert float(layer.reduction_given_target) == pytest.approx(inside, abs=1e-12)
        assert float(layer.reduction_given_target) == pytest.approx(mapped, abs=1e-12)


@given(own.tables_with_network())
def test_lemma_3_in_its_right_form(given_pair):
    """C = H(X|Y) − H(X_ν|Y) + D (mathematics.md 1.1), exactly."""
    table, network = given_pair
    flow = network_flow(table, network)
    last = flow.layers[-1]
    assert flow.compression == flow.given.H_X_given_Y - last.conditional_entropy + flow.distortion
    assert flow.compression == LogForm.total(layer.reduction for layer in flow.layers)
    assert flow.compression == flow.given.H_X - last.entropy


@given(own.tables_with_network())
def test_a_reduction_is_zero_exactly_when_the_layer_is_injective_on_the_codes_below(given_pair):
    table, network = given_pair
    for below, layer in steps_of(network_flow(table, network), table):
        assert layer.reduction >= 0
        assert (layer.reduction == 0) == (len(set(below)) == len(set(layer.codes)))
        assert layer.reduction_given_target >= 0


@given(own.tables_with_network())
def test_the_distortion_never_falls_and_is_the_sum_of_the_differences_of_the_reductions(given_pair):
    """Eq. (18) and (19): D_n = Σ (Δ_i − Δ'_i) = H(Y|X_n) − H(Y|X)."""
    table, network = given_pair
    flow = network_flow(table, network)
    distortions = [exact_distortion(table, layer.partition) for layer in flow.layers]
    so_far = LogForm()
    for layer, distortion in zip(flow.layers, distortions, strict=True):
        so_far += layer.reduction - layer.reduction_given_target
        assert so_far == distortion == flow.given.I_XY - layer.information_about_target
    assert all(before <= after for before, after in pairwise([LogForm(), *distortions]))
    assert flow.distortion == distortions[-1]


@given(own.tables_with_network())
def test_a_layer_tells_of_the_input_what_the_layers_up_to_it_left(given_pair):
    """Eq. (17): I(X;X_i) = H(X_i) = H(X) − Σ Δ_j."""
    table, network = given_pair
    flow = network_flow(table, network)
    left = flow.given.H_X
    for layer in flow.layers:
        left = left - layer.reduction
        assert layer.entropy == left == exact_partition_entropy(table, layer.partition)
        assert layer.conditional_entropy == exact_conditional_entropy(table, layer.partition)
        assert layer.information_about_target == layer.entropy - layer.conditional_entropy


@given(own.tables_with_network())
def test_the_objective_weighs_early_reductions_most(given_pair):
    """Eq. (28): Σ (ν − i + 1) Δ_i = ν H(X) − Σ H(X_i)."""
    table, network = given_pair
    flow = network_flow(table, network)
    depth = len(flow.layers)
    weighted = [layer.reduction * (depth - i) for i, layer in enumerate(flow.layers)]
    assert flow.objective == LogForm.total(weighted)
    assert flow.objective == exact_objective(table, [layer.partition for layer in flow.layers])


@given(own.tables_with_network())
def test_theta_leads_from_the_partition_below_to_the_partition(given_pair):
    table, network = given_pair
    for below, layer in steps_of(network_flow(table, network), table):
        order = sorted(set(below))
        assert len(layer.theta) == len(order)
        assert tuple(layer.theta[order.index(code)] for code in below) == layer.partition.block_of


@given(own.tables_with_network())
def test_layer_maps_have_one_one_a_row_and_multiply_along_the_network(given_pair):
    table, network = given_pair
    steps = steps_of(network_flow(table, network), table)
    maps = [layer_map(below, layer.codes) for below, layer in steps]
    assert all((theta.sum(axis=1) == 1).all() and (theta.sum(axis=0) >= 1).all() for theta in maps)
    product = maps[0]
    for theta in maps[1:]:
        product = product @ theta
    assert (product == layer_map(table.inputs, steps[-1][1].codes)).all()


@given(own.tables_with_network())
def test_cells_are_the_conditional_laws_of_the_codes_below(given_pair):
    """Definition 1, eq. (3) and (4): cells split the codes below, with law p(x_{n−1} | x_n)."""
    table, network = given_pair
    for below, layer in steps_of(network_flow(table, network), table):
        cells = layer_cells(table, below, layer.codes)
        assert [cell.code for cell in cells] == sorted(set(layer.codes))
        assert sorted(code for cell in cells for code in cell.law) == sorted(set(below))
        assert math.fsum(cell.probability for cell in cells) == pytest.approx(1, abs=1e-12)
        weight = dict(zip(sorted(set(below)), law_of(table, below).sum(axis=1), strict=True))
        for cell in cells:
            assert cell.probability == pytest.approx(sum(weight[code] for code in cell.law), abs=1e-12)
            for code, share in cell.law.items():
                assert share * cell.probability == pytest.approx(weight[code], abs=1e-12)
            assert math.fsum(cell.target_law.values()) == pytest.approx(1, abs=1e-12)


@given(own.tables_with_network())
def test_the_mean_distortion_of_the_inputs_is_the_distortion(given_pair):
    """Eq. (13) and (14)."""
    table, network = given_pair
    flow = network_flow(table, network)
    each = input_distortions(table, flow.layers[-1].codes)
    mean = math.fsum(count / table.total * d for count, d in zip(table.input_counts, each, strict=True))
    assert float(flow.distortion) == pytest.approx(mean, abs=1e-12)
    assert min(each) >= 0


@given(own.joint_tables())
def test_the_entropies_of_a_table_obey_the_chain_rule(table):
    flow = code_flow(table, [table.inputs])
    joint = exact_entropy(count for row in table.counts for count in row)
    assert flow.given.H_X_given_Y == joint - flow.given.H_Y
    assert flow.given.H_X - flow.given.H_X_given_Y == flow.given.I_XY
    assert exact_information(table, finest_partition(table)) == flow.given.I_XY


def test_xor_read_by_an_and_neuron():
    """vector 000_worked_XOR_by_AND_neuron."""
    flow = network_flow(function(lambda a, b: a ^ b), AND)
    assert float(flow.layers[0].reduction) == pytest.approx(1.188721875540867, abs=1e-12)
    assert flow.layers[0].reduction_given_target == Fraction(1, 2)
    assert float(flow.distortion) == pytest.approx(0.6887218755408671, abs=1e-12)


def test_layers_in_between_do_not_help_the_last():
    """The counterexample to eq. (15) (mathematics.md, E2): X_1 keeps all of Y, the constant X_2 nothing."""
    table = function(lambda a, b: a ^ b)
    flow = code_flow(table, [cube(2), [(0,)] * 4])
    assert exact_distortion(table, flow.layers[0].partition) == 0
    assert flow.distortion == 1


def test_compression_may_exceed_the_conditional_entropy_of_the_input():
    """mathematics.md 1.2 (d), E5: AND read by a constant, 2 > 1.188722 bits."""
    flow = code_flow(function(lambda a, b: a & b), [[(0,)] * 4])
    assert flow.compression == 2
    assert float(flow.given.H_X_given_Y) == pytest.approx(1.188721875540867, abs=1e-12)


@pytest.mark.parametrize(
    ("probability", "H_X", "I_XY", "H_X_given_Y"),
    [
        ((7, 1, 1, 1), 1.3567796494470397, 0.8812908992306927, 0.47548875021634696),
        ((1, 1, 1, 7), 1.3567796494470394, 0.4689955935892812, 0.8877840558577582),
    ],
)
def test_entropies_of_or_under_uneven_laws(probability, H_X, I_XY, H_X_given_Y):
    """vectors 000_OR2_footnote_distribution and 000_OR2_printed_value_distribution."""
    given = code_flow(function(lambda a, b: a | b, probability=probability), [cube(2)]).given
    found = [float(given.H_X), float(given.I_XY), float(given.H_X_given_Y)]
    assert found == pytest.approx([H_X, I_XY, H_X_given_Y], abs=1e-12)
    assert given.I_XY == given.H_Y


def test_a_network_of_other_inputs_is_refused():
    with pytest.raises(ProblemError, match=r"network: expected 3 weights a neuron in layer 1.*, found 2"):
        network_flow(function(lambda a, b, c: a ^ b ^ c), AND)


def test_codes_that_no_layer_could_produce_are_refused():
    """Equal codes below go to different codes: neither a layer map nor a flow."""
    below, codes = [(0,), (0,), (0,), (1,)], [(0,), (1,), (0,), (1,)]
    with pytest.raises(
        ProblemError, match="codes: expected one code for each code of the layer below, found two"
    ):
        layer_map(below, codes)
    with pytest.raises(
        ProblemError, match="codes: expected one code for each code of the layer below, found two"
    ):
        code_flow(function(lambda a, b: a ^ b), [below, codes])


def test_cells_without_probability_count_for_nothing():
    theta = np.array([[1, 0], [0, 1], [0, 1]])
    assert map_reduction(theta, np.array([0.5, 0.5, 0])) == 0
    joint = np.array([[0.5, 0], [0, 0.25], [0, 0.25]])
    assert map_reduction_given_target(theta, joint) == pytest.approx(0.5)


def test_constant_layers_leave_one_block():
    flow = code_flow(function(lambda a, b: a & b), [[(1, 0)] * 4])
    assert flow.layers[0].partition == Partition.of([0] * 4)
    assert flow.layers[0].theta == (0, 0, 0, 0)
    assert flow.layers[0].entropy == 0
