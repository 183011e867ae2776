"""The problem and its five constructors."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import strategies as own
import sympy
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import LimitError, ProblemError
from ibsolve.problem import JointTable, Problem, Readout


def xor(a, b):
    return a ^ b


XOR = Problem.from_function(xor, [2, 1])


# --- the statement itself -------------------------------------------------------------------------


def test_every_fault_of_a_problem_is_in_one_message():
    with pytest.raises(ProblemError, match=r"widths: .*\nepsilon: .*\nreadout: ") as caught:
        Problem(table=XOR.table, widths=(2, 0), epsilon="-1", readout="same")
    assert [fault.where for fault in caught.value.faults] == ["widths", "epsilon", "readout"]
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("widths", [[], [0], [-1], [257], [1.0], [True], ["1"], "1", 1, None])
def test_widths_are_whole_numbers_from_1_to_256(widths):
    with pytest.raises(
        ProblemError, match="widths: expected one whole number a layer, each from 1 to 256, found"
    ):
        Problem.from_function(xor, widths)


def test_at_most_64_layers_are_taken():
    assert Problem.from_function(xor, [256] * 64).depth == 64
    with pytest.raises(ProblemError, match="widths: expected at most 64 layers, found 65"):
        Problem.from_function(xor, [1] * 65)


@pytest.mark.parametrize("epsilon", [-1, "-1/10", float("nan"), float("inf"), "x", None, True])
def test_epsilon_is_a_finite_number_of_bits(epsilon):
    with pytest.raises(ProblemError, match=r"epsilon: expected a number of bits >= 0 .*, found "):
        Problem.from_function(xor, [1], epsilon=epsilon)


def test_epsilon_is_kept_exactly():
    for epsilon in (0.1, "0.1", "1/10", Fraction(1, 10)):
        assert Problem.from_function(xor, [1], epsilon=epsilon).epsilon == Fraction(1, 10)


def test_readout_equal_wants_a_deterministic_target_of_bits_one_a_neuron_and_epsilon_zero():
    def faults_of(joint, widths, epsilon=0):
        with pytest.raises(ProblemError, match='"equal"') as caught:
            Problem.from_joint(joint, widths, epsilon=epsilon, readout="equal")
        return str(caught.value)

    assert faults_of([[0.5, 0.5], [0, 0]], [1]) == (
        'readout: expected "any", since "equal" needs a deterministic target made of bits, '
        'found "equal" with a stochastic target'
    )
    assert "found \"equal\" with labels ('0', '2')" in faults_of({("0", 0): 1, ("1", 2): 1}, [1])
    assert faults_of([[1, 0], [0, 1]], [2]).startswith("widths: expected ")
    assert faults_of([[1, 0], [0, 1]], [1], "1/2") == 'epsilon: expected 0 under readout "equal", found 1/2'
    assert faults_of([[1, 1], [1, 0]], [1, 3], 1).count("\n") == 2


def test_readout_equal_is_taken_where_it_makes_sense():
    several = Problem.from_truth_table(["0110", "0001"], [2, 2], readout="equal")
    assert several.readout is Readout.EQUAL
    assert several.table.target_bits() == [(0, 0), (1, 0), (1, 0), (0, 1)]


@given(own.problems())
def test_the_name_is_no_part_of_the_value(problem):
    renamed = problem.revised(name="another")
    assert renamed == problem
    assert hash(renamed) == hash(problem)
    assert renamed.name == "another"


def test_problems_that_differ_are_unequal():
    assert XOR.revised(widths=[1]) != XOR != XOR.revised(epsilon=1)
    assert Problem.from_function(lambda a, b: a & b, [2, 1]) != XOR


def test_a_problem_cannot_be_changed_and_its_revision_is_checked():
    with pytest.raises(FrozenInstanceError):
        XOR.widths = (1,)
    with pytest.raises(ProblemError, match="widths"):
        XOR.revised(widths=[])


# --- from a function ------------------------------------------------------------------------------


def test_a_function_names_the_variables_and_is_asked_on_the_whole_cube():
    table = Problem.from_function(lambda left, right: left > right, [1]).table
    assert table.variables == ("left", "right")
    assert table.target_bits() == [(0,), (0,), (1,), (0,)]
    assert table.input_counts == (1, 1, 1, 1)


def test_labels_may_be_integers_or_tuples():
    assert Problem.from_function(lambda a, b: a + b, [2]).table.labels == ("0", "1", "2")
    pair = Problem.from_function(lambda a, b: (a and b, a or b), [2]).table
    assert pair.targets == ("y0", "y1")
    assert pair.labels == ("00", "01", "11")


def test_numpy_labels_are_labels():
    assert Problem.from_function(lambda a, b: np.bool_(a != b), [2, 1]) == XOR
    assert Problem.from_function(lambda a, b: np.int64(a ^ b), [2, 1]) == XOR


def test_probabilities_come_as_a_mapping_or_in_the_order_of_the_inputs():
    as_mapping = {"00": "7/10", (0, 1): 0.1, "10": "0.1", (1, 1): Fraction(1, 10)}
    tables = [
        Problem.from_function(xor, [1], probability=probability).table
        for probability in (as_mapping, [0.7, 0.1, 0.1, 0.1], np.array([0.7, 0.1, 0.1, 0.1]), [7, 1, 1, 1])
    ]
    assert tables[0].input_counts == (7, 1, 1, 1)
    assert all(table == tables[0] for table in tables)


def test_a_function_is_not_asked_about_inputs_without_probability():
    def careful(a, b):
        assert (a, b) != (1, 1)
        return a ^ b

    table = Problem.from_function(careful, [1], probability={"00": 0.5, "01": 0.25, "10": 0.25}).table
    assert table.inputs == ((0, 0), (0, 1), (1, 0))
    assert Problem.from_function(careful, [1], inputs=["10", (0, 0)]).table.inputs == ((0, 0), (1, 0))


@pytest.mark.parametrize(
    ("function", "options", "message"),
    [
        (lambda: 1, {}, "function: expected one positional argument a variable, found 'no argument'"),
        (lambda *bits: sum(bits), {}, r"function: expected one positional argument .*\*bits"),
        (lambda a, *, b: a & b, {}, "function: expected one positional argument a variable"),
        (3, {}, "function: expected a callable with a readable signature, found 3"),
        (max, {}, "function: expected a callable with a readable signature"),
        (
            lambda a: "xy"[a],
            {},
            "row 0: label: expected a bool, an int or a tuple of them, found 'x'\nrow 1: label",
        ),
        (lambda a: a / 2, {}, "row 0: label: expected a bool, an int .*, found 0.0"),
        (xor, {"inputs": ["00", "00"]}, r"inputs: expected every input once, found \(0, 0\) more than once"),
        (xor, {"inputs": ["000"]}, "inputs: expected 2 bits, each 0 or 1, found '000'"),
        (xor, {"inputs": []}, "expected an input of positive probability, found none"),
        (xor, {"inputs": [], "probability": {"00": 1}}, "only inputs considered, found '00'"),
        (xor, {"inputs": ["00"], "probability": {"01": 1}}, "only inputs considered, found '01'"),
        (xor, {"probability": {"00": 1, (0, 0): 1}}, "every input at most once"),
        (xor, {"probability": {"0": 1}}, "probability: expected 2 bits, each 0 or 1, found '0'"),
        (xor, {"probability": [1, 1]}, "probability: expected 4 values, one an input, found 2"),
        (xor, {"probability": 1}, "probability: expected a mapping or a sequence, found 1"),
        (xor, {"probability": [0.5, 0.5, 0.5, 0]}, "sum to 1 within 1e-9, found a sum of 1.5"),
        (xor, {"probability": {}}, "probability: expected a positive sum, found only zeros"),
    ],
)
def test_a_function_that_states_no_problem_is_refused(function, options, message):
    with pytest.raises(ProblemError, match=message):
        Problem.from_function(function, [1], **options)


def test_a_function_of_seventeen_bits_needs_its_inputs_listed():
    arguments = ", ".join(f"a{number}" for number in range(17))
    wide = eval(f"lambda {arguments}: a0")  # noqa: S307  # our own text
    with pytest.raises(LimitError, match="at most 16 when every input is listed, found 17"):
        Problem.from_function(wide, [1])
    assert len(Problem.from_function(wide, [1], inputs=["0" * 17, "1" * 17]).table.inputs) == 2


def test_what_the_function_raises_passes_through():
    with pytest.raises(ZeroDivisionError, match="by zero"):
        Problem.from_function(lambda a: 1 // a, [1])


# --- from a joint law -----------------------------------------------------------------------------


@given(own.joint_tables())
def test_a_table_is_stated_again_by_its_own_joint_law(table):
    mapping = {
        (code, label): Fraction(count, table.total)
        for code, row in zip(table.inputs, table.counts, strict=True)
        for label, count in zip(table.labels, row, strict=True)
    }
    again = Problem.from_joint(mapping, [1], variables=table.variables).table
    assert again == table


@given(
    st.integers(1, 2).flatmap(
        lambda m: st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2**m, max_size=2**m)
    )
)
def test_an_array_lists_the_inputs_in_rows_and_the_labels_in_columns(counts):
    array = np.array(counts)
    array[0, 0] += 1
    table = Problem.from_joint(array / array.sum(), [1]).table
    for i, code in enumerate(table.inputs):
        for j, label in enumerate(table.labels):
            number = int("".join(map(str, code)), 2)
            assert Fraction(table.counts[i][j], table.total) == pytest.approx(
                array[number, int(label)] / array.sum(), abs=1e-15
            )
    assert Problem.from_joint(array, [1]).table.total <= array.sum()


def test_labels_of_a_mapping_may_be_words():
    table = Problem.from_joint({("0", "cat"): 1, ("1", "dog"): 3}, [1]).table
    assert table.labels == ("cat", "dog")
    assert table.targets == ("y",)


def test_a_float_array_may_miss_one_by_less_than_1e_9():
    tenth = np.full((2, 5), 0.1)
    assert Problem.from_joint(tenth, [1]).table.total == 10
    assert Problem.from_joint(tenth * (1 + 9e-10), [1]).table.is_deterministic is False
    with pytest.raises(ProblemError, match="joint: expected probabilities that sum to 1 within 1e-9"):
        Problem.from_joint(tenth * (1 + 2e-9), [1])


@pytest.mark.parametrize(
    ("joint", "message"),
    [
        ([[0.5, -0.5], [0.5, 0.5]], r"joint\[1\]: expected a probability >= 0, found -0.5"),
        (
            np.array([[0.5, np.nan], [0.5, 0]]),
            r"joint\[1\], number: expected a finite number .*, found .*nan",
        ),
        (
            [[0.5], [0.25, 0.25]],
            r"joint: expected an array of shape \(2\^m, k\).*, found 2 rows of lengths \[1, 2\]",
        ),
        ([[0.5], [0.25], [0.25]], r"found 3 rows of lengths \[1\]"),
        ([[1]], r"found 1 rows"),
        ([[], []], r"found 2 rows of lengths \[0\]"),
        ([0.5, 0.5], r"joint: expected a mapping or an array .*, found \[0.5, 0.5\]"),
        (np.array([0.5, 0.5]), r"joint: expected a mapping or an array"),
        (None, r"joint: expected a mapping or an array .*, found None"),
        ({}, "joint: expected a law with one entry or more, found none"),
        ({"00": 0.5, "11": 0.5}, r"joint: expected pairs \(input, label\) as keys, found '00'"),
        ({("0", 0, 0): 1}, r"joint: expected pairs \(input, label\) as keys"),
        ({3: 1}, r"joint: expected pairs \(input, label\) as keys, found 3"),
        ({("02", 0): 1}, "joint: expected bits 0 and 1, found '02'"),
        ({("0", ""): 1}, "label: expected a bool, an int or a tuple of them, found ''"),
        ({("0", 0): 1, ("01", 0): 1}, r"inputs: expected 1 bits, found \(0, 1\)"),
        ({("0", 0): "1/2"}, "joint: expected probabilities that sum to exactly 1, found a sum of 1/2"),
    ],
)
def test_a_joint_law_that_is_none_is_refused(joint, message):
    with pytest.raises(ProblemError, match=message):
        Problem.from_joint(joint, [1])


# --- from truth tables, samples and expressions ---------------------------------------------------


def test_truth_tables_make_one_target_bit_each():
    table = Problem.from_truth_table(["0110", "0x1"], [2], variables=["a", "b"]).table
    assert table.targets == ("y0", "y1")
    assert table.target_bits() == [(0, 0), (1, 0), (1, 0), (0, 1)]
    assert Problem.from_truth_table("0x8", [1], variables=["a"]).table.target_bits() == [(1,), (0,)]


@pytest.mark.parametrize(
    ("truth_table", "message"),
    [
        ([], r"truth_table: expected one table or more, all of one length, found \[\]"),
        (["0110", "01"], "truth_table: expected one table or more, all of one length"),
        ("011", "truth_table: expected as many bits"),
        ([0, 1, 1, 0], "truth_table: expected bits 0 and 1, .* found 0"),
        (6, "truth_table: expected a text or several, found 6"),
    ],
)
def test_truth_tables_that_do_not_fit_are_refused(truth_table, message):
    with pytest.raises(ProblemError, match=message):
        Problem.from_truth_table(truth_table, [1])


@given(st.lists(st.tuples(own.codes(2), st.integers(0, 2)), min_size=1, max_size=12))
def test_samples_state_their_empirical_law(samples):
    X, y = zip(*samples, strict=True)
    table = Problem.from_samples(X, y, [1]).table
    for i, code in enumerate(table.inputs):
        for j, label in enumerate(table.labels):
            share = Fraction(samples.count((code, int(label))), len(samples))
            assert Fraction(table.counts[i][j], table.total) == share
    assert Problem.from_samples(np.array(X), np.array(y), [1]).table == table


def test_boolean_arrays_are_data():
    X = np.array([[False, False], [False, True], [True, False], [True, True]])
    table = Problem.from_samples(X, X[:, 0] ^ X[:, 1], [2, 1], variables=["a", "b"]).table
    assert table == XOR.table


def test_samples_weigh_what_they_are_given():
    X, y = [[0, 1], [1, 1], [1, 1]], [0, 1, 0]
    assert Problem.from_samples(X, y, [1], weights=[0.5, 3, "1/2"]).table.counts == ((1, 0), (1, 6))
    assert Problem.from_samples(X, np.array([[0, 1], [1, 1], [1, 0]]), [1]).table.targets == ("y0", "y1")


def test_labels_of_samples_without_weight_leave_no_trace():
    problem = Problem.from_samples([[0], [1]], [(0, 1), (1, 2)], [2], weights=[1, 0], readout="equal")
    assert problem.table.targets == ("y0", "y1")


@pytest.mark.parametrize(
    ("X", "y", "weights", "message"),
    [
        ([[0, 1]], [0, 1], None, "y: expected 1 entries, one a row of X, found 2"),
        ([[0, 1]], [0, 1], [1, 1], "y: .*\nweights: expected 1 entries, one a row of X, found 2"),
        ([], [], None, "X: expected one sample or more, found none"),
        ([[0, 1], [1], [2, 0]], [0, 1, 1], None, r"X, row 1: expected 2 bits.*\nX, row 2: expected 2 bits"),
        ([[0.0, 1.0]], [1], None, "X, row 0: expected 2 bits, each 0 or 1, found"),
        ([0, 1], [1, 0], None, "X: expected rows of bits, found 0"),
        ([[0], [1]], ["a", 1], None, "row 0: label: expected a bool, an int or a tuple of them, found 'a'"),
        ([[0], [1]], [0, 1], [0, 0], "probability: expected a positive sum"),
        ([[0], [1]], [0, 1], [1, -1], r"probability\[1\]: expected a probability >= 0"),
    ],
)
def test_samples_that_are_no_data_set_are_refused(X, y, weights, message):
    with pytest.raises(ProblemError, match=message):
        Problem.from_samples(X, y, [1], weights=weights)


a, b, c = sympy.symbols("a b c")


def test_an_expression_reads_its_symbols_by_name():
    majority = (a & b) | (c & (a | b))
    table = Problem.from_expression(majority, [1]).table
    assert table.variables == ("a", "b", "c")
    assert table.target_bits() == [(int(sum(bits) > 1),) for bits in product((0, 1), repeat=3)]


def test_an_expression_reads_its_symbols_in_the_order_given():
    for variables in ([b, a], ["b", "a"]):
        table = Problem.from_expression(a & ~b, [1], variables=variables).table
        assert table.variables == ("b", "a")
        assert table.target_bits() == [(0,), (1,), (0,), (0,)]


def test_several_expressions_make_one_target_bit_each_over_all_their_symbols():
    table = Problem.from_expression([a ^ b, b & c, sympy.true], [2]).table
    assert table.target_bits() == [(x ^ y, y & z, 1) for x, y, z in product((0, 1), repeat=3)]


@pytest.mark.parametrize(
    ("expression", "variables", "message"),
    [
        (a & b, ["a"], r"expression: expected variables among \['a'\], found \['b'\]"),
        (sympy.true, None, "expression: .* found 'no variable'"),
        ("a & b", None, "expression: expected sympy Boolean objects, found 'a & b'"),
        ([], None, "expression: expected sympy Boolean objects"),
        (a + b, None, r"expression: expected sympy Boolean objects, found a \+ b"),
        (a & b, ["a", "b", "a"], "variables: expected names, all different"),
    ],
)
def test_expressions_that_state_no_problem_are_refused(expression, variables, message):
    with pytest.raises(ProblemError, match=message):
        Problem.from_expression(expression, [1], variables=variables)


def test_five_ways_state_the_same_problem():
    names = ["a", "b"]
    law = {("00", 0): 1, ("01", 1): 1, ("10", 1): 1, ("11", 0): 1}
    assert (
        XOR
        == Problem.from_joint(law, [2, 1], variables=names)
        == Problem.from_truth_table("0x6", [2, 1], variables=names)
        == Problem.from_samples(["00", "01", "10", "11"], [0, 1, 1, 0], [2, 1], variables=names)
        == Problem.from_expression(a ^ b, [2, 1])
    )
    assert isinstance(XOR.table, JointTable)


@pytest.mark.parametrize("widths", [{2, 1}, b"2", "21", {2: 1}])
def test_widths_without_an_order_are_refused(widths):
    with pytest.raises(ProblemError, match="widths: expected one whole number a layer"):
        Problem.from_truth_table("0110", widths)


@pytest.mark.parametrize("name", [5, "\x1b[31m"])
def test_a_name_is_printable_text(name):
    with pytest.raises(ProblemError, match="name: expected printable text"):
        Problem.from_truth_table("0110", [1], name=name)


def test_a_problem_needs_a_table():
    with pytest.raises(ProblemError, match="table: expected a JointTable, found None"):
        Problem(table=None, widths=(1,))
