"""The plain enumeration against printed optima and against every network written out."""

from fractions import Fraction
from functools import cache, partial
from itertools import combinations_with_replacement

import pytest
from honest_document import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.checker.dichotomies import threshold_functions
from ibsolve.checker.enumeration import TooLarge, enumerated_optimum
from ibsolve.problem import Partition, Problem, cube

PARITY3 = "01101001"
PARITY4 = "0110100110010110"


@pytest.mark.parametrize(
    ("table", "widths", "epsilon", "objective"),
    [
        ("0001", [1], "0.82", 2.0),
        ("0001", [2, 1], "0", 2.377443751081734),
        ("0001", [2, 2, 1], "0", 3.5661656266226016),
        ("00000001", [1], "0", 2.4564355568004035),
        ("00000001", [2, 1], "0", 4.912871113600807),
        ("10000001", [1], "0", None),
        ("0110", [1], "0", None),
        ("0110", [1], "1", 2.0),
        ("0110", [2, 1], "0", 1.5),
        ("0110", [2, 1], "0.7", 2.377443751081734),
        ("0110", [2], "0", 0.5),
        ("0110", [2, 2, 1], "0", 2.5),
        (PARITY3, [2, 1], "0", None),
        (PARITY3, [3, 1], "0", 3.188721875540867),
        (PARITY3, [2, 2, 1], "0", None),
        (PARITY3, [3, 2, 1], "0", 5.1887218755408675),
        (PARITY4, [2, 1], "0", None),
    ],
)
def test_optima_of_paper_000(table, widths, epsilon, objective):
    """Khadivi et al., Table I and its corrections."""
    found = enumerated_optimum(Problem.from_truth_table(table, widths, epsilon=epsilon))
    if objective is None:
        assert found.objective is None
        assert found.optima == 0
    else:
        assert float(found.objective) == pytest.approx(objective, abs=1e-12)
        assert found.optima >= 1


def reads_target(layer, target):
    """Whether some order of the neurons of a layer gives the target bits."""
    return sorted(zip(*layer, strict=True)) == sorted(zip(*target, strict=True))


@cache
def every_network(points, widths):
    """The codes of each layer of every network, those of the inputs first."""
    tuples = {(points,)}
    for width in widths:
        tuples = {
            (*codes, layer)
            for codes in tuples
            for neurons in combinations_with_replacement(
                sorted(threshold_functions(len(codes[-1][0]))), width
            )
            for layer in [
                tuple(tuple(n >> cube(len(code)).index(code) & 1 for n in neurons) for code in codes[-1])
            ]
        }
    return tuples


def written_out(problem):
    """The optimum over every network, neurons and all, by floats: two inputs, two layers at most."""
    points = problem.table.inputs
    figures_of = cache(partial(figures, problem))
    partition_of = cache(Partition.of)
    is_read = cache(lambda layer: reads_target(layer, problem.table.target_bits()))
    H_X, _, I_XY = figures_of(points)
    best, optima = None, set()
    for codes in every_network(points, problem.widths):
        if problem.readout == "equal" and not is_read(codes[-1]):
            continue
        if I_XY - figures_of(codes[-1])[2] > float(problem.epsilon) + 1e-9:
            continue
        objective = sum(H_X - figures_of(layer)[0] for layer in codes[1:])
        partitions = tuple(partition_of(layer) for layer in codes[1:])
        if best is None or objective > best + 1e-9:
            best, optima = objective, {partitions}
        elif objective > best - 1e-9:
            optima.add(partitions)
    return best, len(optima)


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=4, max_size=4).filter(
        lambda rows: any(map(sum, rows))
    ),
    st.sampled_from([[1], [2], [1, 1], [2, 1], [2, 2]]),
    st.sampled_from([0, "1/10", "1/2"]),
)
@settings(deadline=None)
def test_nothing_is_lost_by_leaving_symmetric_networks_out(counts, widths, epsilon):
    problem = Problem.from_joint(counts, widths, epsilon=epsilon)
    found = enumerated_optimum(problem)
    best, optima = written_out(problem)
    if best is None:
        assert found.objective is None
    else:
        assert float(found.objective) == pytest.approx(best, abs=1e-9)
    assert found.optima == optima


@given(st.integers(0, 15), st.integers(0, 15))
def test_readout_equal_is_the_best_network_whose_last_layer_is_the_target(one, other):
    tables = [f"{one:04b}", f"{other:04b}"]
    problem = Problem.from_truth_table(tables, [2, 2], readout="equal")
    found = enumerated_optimum(problem)
    best, optima = written_out(problem)
    assert found.optima == optima
    assert (found.objective is None) == (best is None)
    if best is not None:
        assert float(found.objective) == pytest.approx(best, abs=1e-9)


def test_inputs_of_probability_zero_constrain_nothing():
    problem = Problem.from_truth_table("0110", [1], probability={"00": 2, "01": 1, "10": 1})
    found = enumerated_optimum(problem)
    assert (found.objective.bounds(64)[0], found.optima) == (Fraction(1, 2), 1)


def test_five_variables_are_within_reach_where_inputs_are_few():
    """XOR is separable in the space of a, b, a & b, a | b, a ^ b."""
    X = [(a, b, a & b, a | b, a ^ b) for a, b in cube(2)]
    found = enumerated_optimum(Problem.from_samples(X, [a ^ b for a, b in cube(2)], [2, 1]))
    assert (float(found.objective), found.optima) == (2.0, 1)


@pytest.mark.parametrize(("table", "widths", "layer"), [(PARITY4, [3, 1], 1), (PARITY3, [3, 3, 3], 3)])
def test_work_beyond_the_limit_is_told_beforehand(table, widths, layer):
    found = enumerated_optimum(Problem.from_truth_table(table, widths))
    assert isinstance(found, TooLarge)
    assert found.layer == layer
