"""What is written as a case reads back to the same problem."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.files import case_text, load_case, read_case
from ibsolve.problem import Code, JointTable, Problem, cube

CASES = Path(__file__).parents[2] / "cases"
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)


@st.composite
def problems(draw):
    """Any law on up to three variables, with labels of bits or of other text."""
    variables = draw(st.lists(PRINTABLE, min_size=1, max_size=3, unique=True))
    bits = draw(st.integers(0, 2))
    labels = ["".join(map(str, code)) for code in cube(bits)] if bits else ["red", "a b", '"\\', "é"]
    pairs = st.tuples(st.sampled_from(cube(len(variables))), st.sampled_from(labels))
    law: dict[tuple[Code, str], int] = draw(st.dictionaries(pairs, st.integers(1, 9), min_size=1, max_size=8))
    targets = draw(st.lists(PRINTABLE, min_size=bits or 1, max_size=bits or 1, unique=True))
    return Problem(
        table=JointTable.of(variables=variables, targets=targets, law=law),
        widths=tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))),
        epsilon=draw(st.fractions(0, 2)),
        name=draw(PRINTABLE),
    )


@settings(max_examples=100)
@given(problems())
def test_a_written_problem_reads_back_equal(problem):
    text = case_text(problem)
    again = read_case(text, source="again.toml", folder=Path())
    assert (again, again.name) == (problem, problem.name)
    assert case_text(again) == text


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_reads_back_equal(path):
    problem = load_case(path)
    assert read_case(case_text(problem), source="again.toml", folder=Path()) == problem


def test_more_variables_than_a_truth_table_holds_are_written_as_rows():
    problem = Problem.from_samples([[0, 1] * 10, [1, 0] * 10], [0, 1], [1])
    assert read_case(case_text(problem), source="again.toml", folder=Path()) == problem


def test_a_name_that_is_not_printable_is_refused():
    with pytest.raises(ProblemError, match=r"name: expected printable text, found '\\x1b'"):
        case_text(Problem.from_truth_table("0110", [2, 1], name="\x1b"))


def test_the_smallest_epsilon_in_python_can_be_written_and_read():
    problem = Problem.from_truth_table("0110", [2, 1], epsilon=1e-300)
    assert read_case(case_text(problem), source="x.toml", folder=Path()) == problem
