"""Boolean expressions: values, precedence, and one clear fault for whatever else a text holds."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import CaseFileError
from ibsolve.files import parse_expression

NAMES = ("a", "b", "c")

EXPRESSIONS = st.recursive(
    st.sampled_from([*NAMES, "0", "1"]),
    lambda inner: st.one_of(
        inner.map(lambda e: f"~{e}"),
        inner.map(lambda e: f"({e})"),
        st.tuples(inner, st.sampled_from([" & ", "|", "^ "]), inner).map("".join),
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(EXPRESSIONS)
def test_an_expression_means_what_python_means_by_it(text):
    table = parse_expression(text, NAMES)
    for number, bits in enumerate(itertools.product((0, 1), repeat=3)):
        value = eval(text, {}, dict(zip(NAMES, bits, strict=True)))  # noqa: S307  # our own text, as a second route
        assert table >> number & 1 == value & 1


def test_and_binds_before_xor_before_or():
    assert parse_expression("a | b ^ a & b", NAMES) == parse_expression("a | (b ^ (a & b))", NAMES)


def test_exclamation_mark_is_complement():
    assert parse_expression("!a & !(b | c)", NAMES) == parse_expression("~a & ~(b | c)", NAMES)


def test_sixteen_variables_are_read():
    names = [f"x{number}" for number in range(16)]
    assert parse_expression("^".join(names), names).bit_count() == 2**15


def test_parentheses_nest_a_thousand_deep():
    assert parse_expression("(" * 1000 + "a" + ")" * 1000, NAMES) == parse_expression("a", NAMES)


def test_a_long_chain_of_terms_is_read():
    assert parse_expression("^".join(["a"] * 49_999), NAMES) == parse_expression("a", NAMES)


def test_a_thousand_complements_in_turn_are_closed_again():
    assert parse_expression("^".join(["~a"] * 3001), NAMES) == parse_expression("~a", NAMES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a variable, 0, 1, ~ or \\( at the end, found ''"),
        ("  ", "at the end"),
        ("a &", "at the end, found 'a &'"),
        ("a b", "expected &, \\^, \\| or \\) at column 3, found 'b'"),
        ("& a", "expected a variable, 0, 1, ~ or \\( at column 1, found '&'"),
        ("a ~ b", "expected &, \\^, \\| or \\) at column 3, found '~'"),
        ("()", "at column 2, found '\\)'"),
        ("(a", "expected every \\( closed, found 1 left open"),
        ("a)", "expected a \\( for every \\), found a \\) too many at column 2"),
        ("a + b", "expected variables, .* found '\\+' at column 3"),
        ("a\0", r"found '\\x00' at column 2"),
        ("lambda: a", "expected a variable among a, b, c, found 'lambda' at column 1"),
        ("a and b", "found 'and'"),
        ("a.b", "found '.' at column 2"),
        ("__import__('os')", "expected a variable among a, b, c, found '__import__'"),
        ("2", "expected a variable among a, b, c, found '2'"),
        ("1" * 5000, "expected a variable among a, b, c, found '1111"),
        ("a ^ d", "found 'd' at column 5"),
        ("(" * 20_000 + "a" + ")" * 20_000, "at most 1000 parentheses and complements open at once"),
        ("~" * 20_000 + "a", "at most 1000 parentheses and complements open at once"),
        ("^".join(["a"] * 100_000), "expected at most 100000 characters, found 199999"),
    ],
)
def test_anything_else_is_one_clear_fault(text, message):
    with pytest.raises(CaseFileError, match=message) as caught:
        parse_expression(text, NAMES)
    assert len(caught.value.faults) == 1


def test_seventeen_variables_are_refused_with_a_way_out():
    with pytest.raises(CaseFileError, match=r"at most 16 variables .* found 17 \(list the inputs"):
        parse_expression("a", [f"x{number}" for number in range(17)])
