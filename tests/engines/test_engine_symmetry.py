"""Automorphisms of tables and orbits of neurons."""

import pytest
from brute_layers import bits_of, entropy, equivocation
from hypothesis import given
from strategies import joint_tables

from ibsolve.engines.exact.columns import neuron_columns
from ibsolve.engines.exact.orbits import column_orbits
from ibsolve.engines.exact.stage import Stage
from ibsolve.engines.exact.tables import search_tables
from ibsolve.engines.symmetry import automorphisms, simple_automorphisms
from ibsolve.problem import Problem, Readout, cube

PARITY = {m: "".join(str(sum(code) % 2) for code in cube(m)) for m in range(2, 5)}


def orbits(table, *, lossless):
    """The orbit number of each neuron's outputs, as the search uses them."""
    stage = Stage(table, sufficient=lossless, readout=Readout.ANY)
    tables = search_tables(stage)
    columns = [bits_of(column, stage.points) for column in tables.columns.tolist()]
    return dict(zip(columns, tables.orbits.tolist(), strict=True))


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ("0001", 2),  # and: the variables may change places
        ("0110", 8),  # xor: they may also be flipped, which at most swaps the classes
        ("0011", 4),  # the first variable: flip either
        (PARITY[3], 48),
        ("00000001", 6),
        ("00010111", 12),  # majority: all permutations, and all flips at once
        (PARITY[4], 384),
    ],
)
def test_functions_have_as_many_automorphisms_as_their_symmetries_say(values, size):
    ones = tuple(map(int, values))
    zeros = tuple(1 - bit for bit in ones)
    variables = len(values).bit_length() - 1
    assert len(automorphisms(cube(variables), [[ones, zeros]])) == size


def test_unequal_weights_break_symmetry():
    labels = [(0, 1, 1, 0), (1, 0, 0, 1)]
    assert len(automorphisms(cube(2), [[(1, 1, 1, 1)], labels])) == 8
    assert len(automorphisms(cube(2), [[(1, 1, 1, 2)], labels])) == 2
    assert len(automorphisms(cube(2), [[(1, 2, 3, 4)], labels])) == 1


def test_automorphisms_keep_the_support():
    codes = [(0, 0), (0, 1), (1, 1)]
    assert sorted(automorphisms(codes, [[(1, 1, 1)]]).tolist()) == [[0, 1, 2], [2, 1, 0]]


def test_beyond_five_variables_only_the_identity_is_used():
    codes = cube(6)[:9]
    assert automorphisms(codes, [[(1,) * 9]]).tolist() == [list(range(9))]


@pytest.mark.parametrize(("variables", "classes"), [(2, 2), (3, 5), (4, 14)])
def test_for_parity_the_orbits_are_the_classes_of_threshold_functions(variables, classes):
    """NPN classes of threshold functions that are not constant: 2, 5, 14 (Muroga 1971)."""
    table = Problem.from_truth_table(PARITY[variables], [1]).table
    assert len(set(orbits(table, lossless=True).values())) == classes


def test_a_table_without_symmetry_has_an_orbit_a_neuron():
    columns = neuron_columns(tuple(cube(3)))
    assert column_orbits(columns, automorphisms(cube(3), [[tuple(range(8))]])).tolist() == list(range(51))


@given(joint_tables(min_variables=2, max_labels=2, max_count=1))
def test_neurons_in_one_orbit_are_worth_the_same(table):
    seen = {}
    for column, orbit in orbits(table, lossless=False).items():
        worth = entropy(table, (column,)), equivocation(table, (column,))
        assert seen.setdefault(orbit, worth) == worth


@given(joint_tables())
def test_simple_automorphisms_are_automorphisms(table):
    families = [[table.input_counts], list(zip(*table.counts, strict=True))]
    everything = {tuple(row) for row in automorphisms(table.inputs, families).tolist()}
    simple = {tuple(row) for row in simple_automorphisms(table.inputs, families).tolist()}
    assert simple <= everything


@pytest.mark.parametrize("variables", [2, 3, 4])
def test_parity_has_all_exchanges_and_double_flips(variables):
    found = simple_automorphisms(cube(variables), [[tuple(map(int, PARITY[variables]))]])
    assert len(found) == 3 * variables * (variables - 1) // 2


def test_exchanges_are_found_beyond_the_variables_whose_group_is_listed():
    nine = cube(9)
    found = simple_automorphisms(nine, [[tuple(int(3 <= sum(code) <= 6) for code in nine)]])
    assert len(found) == 36
