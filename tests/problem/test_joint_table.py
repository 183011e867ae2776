"""Joint tables in exact counts."""

from fractions import Fraction
from math import gcd

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.problem import JointTable, default_targets, label_text


def table_of(law, **names):
    given = {"variables": ["a", "b"], "targets": ["y"]} | names
    return JointTable.of(law={(tuple(map(int, x)), y): count for (x, y), count in law.items()}, **given)


@given(own.joint_tables(), st.integers(1, 9))
def test_a_law_has_one_table_whatever_its_scale_and_zeros(table, scale):
    law = {
        (code, label): count * scale
        for code, row in zip(table.inputs, table.counts, strict=True)
        for label, count in zip(table.labels, row, strict=True)
    }
    assert JointTable.of(variables=table.variables, targets=table.targets, law=law) == table


@given(own.joint_tables())
def test_a_table_is_in_lowest_terms_without_empty_rows_or_columns(table):
    assert gcd(*(count for row in table.counts for count in row)) == 1
    assert min(table.input_counts) > 0
    assert min(table.label_counts) > 0
    assert sum(table.input_counts) == sum(table.label_counts) == table.total


@given(own.joint_tables())
def test_inputs_share_a_block_of_the_minimal_sufficient_partition_iff_they_have_one_law_of_y(table):
    conditional = [[Fraction(count, sum(row)) for count in row] for row in table.counts]
    blocks = table.minimal_sufficient_partition.block_of
    for i, one in enumerate(conditional):
        for j, other in enumerate(conditional):
            assert (blocks[i] == blocks[j]) == (one == other)


@given(own.joint_tables())
def test_a_target_is_deterministic_iff_its_inputs_have_one_label_each(table):
    seen = {
        (code, label)
        for code, row in zip(table.inputs, table.counts, strict=True)
        for label, count in zip(table.labels, row, strict=True)
        if count
    }
    assert table.is_deterministic == (len(seen) == len(table.inputs))


def test_what_has_no_weight_leaves_the_table():
    table = table_of({("00", "0"): 4, ("01", "1"): 2, ("10", "2"): 0})
    assert (table.inputs, table.labels, table.counts) == (((0, 0), (0, 1)), ("0", "1"), ((2, 0), (0, 1)))


def test_target_bits_are_the_labels_of_the_inputs_in_order():
    table = table_of({("00", "10"): 1, ("01", "01"): 1, ("11", "10"): 1}, targets=["p", "q"])
    assert table.target_bits() == [(1, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("law", "found"),
    [
        ({("00", "0"): 1, ("00", "1"): 1}, "a stochastic target"),
        ({("00", "0"): 1, ("01", "2"): 1}, r"labels \('0', '2'\)"),
        ({("00", "00"): 1, ("01", "11"): 1}, r"labels \('00', '11'\)"),
    ],
)
def test_target_bits_are_refused_where_there_are_none(law, found):
    with pytest.raises(
        ProblemError, match=f"target: expected a deterministic target made of bits, found {found}"
    ):
        table_of(law).target_bits()


@pytest.mark.parametrize(
    ("law", "names", "message"),
    [
        ({}, {}, "law: expected an input of positive probability, found none"),
        ({("00", "0"): 0}, {}, "law: expected an input of positive probability, found none"),
        (
            {("0", "0"): 1, ("011", "0"): 1},
            {},
            r"inputs: expected 2 bits, found \(0,\)\ninputs: .*\(0, 1, 1\)",
        ),
        ({("02", "0"): 1}, {}, r"inputs: expected 2 bits, found \(0, 2\)"),
        ({("00", "0"): 2, ("01", "0"): -1}, {}, "law: expected integer weights >= 0, found -1"),
        (
            {("00", "0"): 1},
            {"variables": ["a", "a"]},
            r"variables: expected names, all different.*\['a', 'a'\]",
        ),
        ({("00", "0"): 1}, {"targets": [""]}, r"targets: expected names, all different, none empty"),
        (
            {("00", "0"): 1},
            {"targets": []},
            r"targets: expected names, all different, none empty, found \[\]",
        ),
    ],
)
def test_a_law_that_makes_no_table_is_refused(law, names, message):
    with pytest.raises(ProblemError, match=message):
        table_of(law, **names)


@given(st.lists(st.tuples(own.codes(2), st.integers(0, 2), st.integers(1, 3)), min_size=1))
def test_repeated_rows_add_up(rows):
    inputs, labels, weights = zip(*rows, strict=True)
    table = JointTable.of_labelled_inputs(inputs, labels, weights, variables=["a", "b"])
    for i, code in enumerate(table.inputs):
        share = Fraction(sum(w for x, _, w in rows if x == code), sum(weights))
        assert Fraction(table.input_counts[i], table.total) == share


@pytest.mark.parametrize(
    ("value", "text"), [(True, "1"), (0, "0"), (-3, "-3"), ((True, 0), "10"), ((1, 2), "1,2"), ([0, 1], "01")]
)
def test_a_label_is_written_as_bits_or_as_integers_with_commas(value, text):
    assert label_text(value) == text


@pytest.mark.parametrize("value", ["x", 1.0, None, (), (0, 0.5), {1}])
def test_a_label_of_anything_else_is_refused(value):
    with pytest.raises(ProblemError, match="label: expected a bool, an int or a tuple of them, found "):
        label_text(value)


def test_targets_are_named_after_the_bits_of_the_labels():
    assert default_targets(["01", "11"]) == ["y0", "y1"]
    assert (
        default_targets(["0", "1"])
        == default_targets(["0", "10"])
        == default_targets(["1,2", "0,3"])
        == ["y"]
    )
