"""The number of optima, against the checker's plain enumeration, which counts them too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import joint_tables

from ibsolve.checker.enumeration import enumerated_optimum
from ibsolve.engines import Limits, solve
from ibsolve.engines.exact import counting, optima
from ibsolve.information import LogForm, exact_partition_entropy
from ibsolve.problem import Partition, Problem, cube
from ibsolve.threshold import npn_classes

WIDTHS = [[1], [2], [3], [1, 1], [1, 2], [2, 1], [2, 2], [2, 2, 1], [2, 1, 1], [3, 1]]


def optimal_cost(problem):
    """Σ H(X_i) of an optimum, bits."""
    layers = solve(problem, engine="exact").layers
    entropies = (exact_partition_entropy(problem.table, Partition.of(layer.codes)) for layer in layers)
    return LogForm.total(entropies)


def numbers(problem):
    """The number of optima by the search and by plain enumeration."""
    return solve(problem, engine="exact", count=True).optima, enumerated_optimum(problem).optima


@pytest.mark.slow
@settings(max_examples=200)
@given(
    st.builds(
        Problem,
        table=joint_tables(max_count=2),
        widths=st.sampled_from(WIDTHS),
        epsilon=st.sampled_from([0, 0, "1/10", "1/2", 1]),
    )
)
def test_optima_of_any_law_are_counted_as_by_plain_enumeration(problem):
    counted, plain = numbers(problem)
    assert counted == plain


@pytest.mark.slow
@given(st.data())
def test_optima_under_readout_equal_are_counted_as_by_plain_enumeration(data):
    bits = data.draw(st.integers(1, 2))
    value = st.integers(0, 2**bits - 1).map(lambda label: f"{label:0{bits}b}")
    law = {(code, data.draw(value)): data.draw(st.integers(1, 2)) for code in cube(3)}
    hidden = data.draw(st.sampled_from([[], [2], [3], [2, 2]]))
    problem = Problem.from_joint(law, [*hidden, bits], readout="equal")
    counted, plain = numbers(problem)
    assert counted == plain


@pytest.mark.parametrize("widths", [[2, 1], [2, 2, 1], [3, 1]])
def test_optima_of_every_class_of_three_input_functions_are_counted(widths):
    for function in npn_classes(3):
        counted, plain = numbers(Problem.from_truth_table(f"{function:08b}", widths))
        assert counted == plain, f"{function:08b}"


@pytest.mark.parametrize(
    ("values", "widths", "number"),
    [
        ("0110", [2, 1], 2),  # either the two odd or the two even inputs share a code
        ("0110", [1], 0),
        ("0001", [1], 1),
        ("0001", [2, 1], 1),
        ("0000", [3, 1], 1),
    ],
)
def test_optima_of_small_functions(values, widths, number):
    assert solve(Problem.from_truth_table(values, widths), engine="exact", count=True).optima == number


def test_a_count_that_is_stopped_is_unknown():
    problem = Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [4, 1])
    limits = Limits()
    limits.stop.set()
    assert optima(problem, optimal_cost(problem), limits) is None


def test_a_count_beyond_the_limit_is_unknown(monkeypatch):
    problem = Problem.from_truth_table("01101001", [3, 1])
    cost = optimal_cost(problem)
    assert optima(problem, cost, Limits()) > 3
    monkeypatch.setattr(counting, "TUPLE_LIMIT", 3)
    assert optima(problem, cost, Limits()) is None
