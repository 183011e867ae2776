"""Threshold functions as sums of products and as inequalities."""

from itertools import product

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.problem import Neuron, cube
from ibsolve.threshold import inequality, minimal_expression

NAMES = ["a", "b", "c", "d", "e"]

any_neuron = st.integers(1, 5).flatmap(own.neurons)


def terms_of(text):
    """Products as sets of (variable, bit)."""
    if text in {"0", "1"}:
        return [] if text == "0" else [set()]
    return [
        {(NAMES.index(literal.strip("~")), int("~" not in literal)) for literal in term.split(" & ")}
        for term in text.split(" | ")
    ]


def values(terms, variables):
    return [any(all(code[i] == bit for i, bit in term) for term in terms) for code in cube(variables)]


@given(any_neuron)
def test_the_expression_is_the_function_of_the_neuron(neuron):
    variables = len(neuron.weights)
    terms = terms_of(minimal_expression(neuron, NAMES[:variables]))
    assert values(terms, variables) == [neuron.fires(code) for code in cube(variables)]


@given(any_neuron)
def test_no_term_and_no_literal_of_the_expression_can_be_left_out(neuron):
    variables = len(neuron.weights)
    terms = terms_of(minimal_expression(neuron, NAMES[:variables]))
    function = values(terms, variables)
    for i, term in enumerate(terms):
        others = terms[:i] + terms[i + 1 :]
        assert values(others, variables) != function
        assert all(values([*others, term - {literal}], variables) != function for literal in term)


@pytest.mark.parametrize(
    ("weights", "threshold", "text"),
    [
        ((1, 1, 1), 2, "a & b | a & c | b & c"),
        ((1, 1, 1), 1, "a | b | c"),
        ((2, -1, -1), 1, "a & ~b | a & ~c"),
        ((3, 1, 0), 3, "a"),
        ((1, 1), 0, "1"),
        ((1, 1), 3, "0"),
        ((0,), 1, "0"),
    ],
)
def test_expressions_read_as_one_would_write_them(weights, threshold, text):
    assert minimal_expression(Neuron(weights=weights, threshold=threshold), NAMES[: len(weights)]) == text


def test_beyond_twelve_terms_their_number_stands_in_their_place():
    twelve = Neuron(weights=(1,) * 12, threshold=1)
    assert minimal_expression(twelve, [f"x{i}" for i in range(12)]).count("|") == 11
    majority = Neuron(weights=(1,) * 41, threshold=21)
    assert minimal_expression(majority, [f"x{i}" for i in range(41)]) == "(more than 12 terms)"


@given(any_neuron)
def test_the_inequality_holds_where_the_neuron_fires(neuron):
    names = NAMES[: len(neuron.weights)]
    text = inequality(neuron, names)
    for code in product((0, 1), repeat=len(names)):
        assert eval(text, {}, dict(zip(names, code, strict=True))) == neuron.fires(code)  # noqa: S307  # our own text


@pytest.mark.parametrize(
    ("weights", "threshold", "text"),
    [((2, -1), 1, "2*a - b >= 1"), ((-3, 0), -1, "-3*a >= -1"), ((0, 1), 0, "b >= 0"), ((0, 0), 1, "0 >= 1")],
)
def test_inequalities_leave_out_zeros_and_ones(weights, threshold, text):
    assert inequality(Neuron(weights=weights, threshold=threshold), NAMES[:2]) == text
