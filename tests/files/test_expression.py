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


def test_sixteen_variables_are_read():
    names = [f"x{number}" for number in range(16)]
    assert parse_expression("^".join(names), names).bit_count() == 2**15


def test_parentheses_nest_a_hundred_deep():
    assert parse_expression("(" * 100 + "a" + ")" * 100, NAMES) == parse_expression("a", NAMES)


def test_a_long_chain_of_terms_is_read():
    assert parse_expression("^".join(["~a"] * 2001), NAMES) == parse_expression("~a", NAMES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found ''"),
        ("a &", "expected variables, 0, 1, ~, &, .*found 'a &': invalid syntax"),
        ("a b", "found 'a b'"),
        ("!a", "found '!' at column 1"),
        ("()", "found empty parentheses"),
        ("(a", "was never closed"),
        ("a)", "unmatched"),
        ("a + b", "expected variables, .* found '\\+' at column 3"),
        ("a # | b", "found '#' at column 3"),
        ("a\0", r"found '\\x00' at column 2"),
        ("lambda: a", "expected a variable among a, b, c, found 'lambda' at column 1"),
        ("a and b", "expected a variable among a, b, c, found 'and' at column 3"),
        ("a == b", "found '=' at column 3"),
        ("a.b", "found '.' at column 2"),
        ("a(b)", "found a variable called as a function"),
        ("__import__('os')", "expected a variable among a, b, c, found '__import__' at column 1"),
        ("2", "found '2' at column 1"),
        ("0x1", "found '0x1' at column 1"),
        ("00", "found '00' at column 1"),
        ("True", "expected a variable among a, b, c, found 'True' at column 1"),
        ("1" * 5000, "found '1111"),
        ("a ^ d", "expected a variable among a, b, c, found 'd' at column 5"),
        ("(" * 20_000 + "a" + ")" * 20_000, "too many nested parentheses"),
        ("~" * 20_000 + "a", "not nested this deeply"),
        ("^".join(["a"] * 40_000), "not nested this deeply.*a truth table or a PLA file instead"),
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


def test_names_that_python_folds_or_reserves_are_variables_like_others():
    assert parse_expression("\ufb01 & and", ["\ufb01", "and"]) == parse_expression("a & b", ["a", "b"])
    assert parse_expression("fi & \ufb01", ["fi", "\ufb01"]) == parse_expression("a & b", ["a", "b"])
