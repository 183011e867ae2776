"""The CP-SAT engine where scaled integers and lazily found circuits could go wrong."""

import math
from fractions import Fraction
from threading import Event

import pytest

from ibsolve.engines import Limits, solve
from ibsolve.engines.cpsat.model import FlowModel
from ibsolve.engines.cpsat.scaling import SCALE, scaled_term, subset_sums
from ibsolve.engines.cpsat.size import estimated_literals
from ibsolve.information import entropy_floor
from ibsolve.problem import Problem, cube
from ibsolve.solution import Status


def test_scaled_terms_of_a_law_sum_to_minus_its_entropy_within_a_unit_each():
    law = [7 / 28, 1 / 28, 1 / 28, 1 / 28, 13 / 28, 5 / 28]
    entropy = -sum(p * math.log2(p) for p in law)
    assert abs(sum(map(scaled_term, law)) / SCALE + entropy) <= len(law) / SCALE


def test_subset_sums_give_up_beyond_the_limit():
    assert subset_sums([1, 2, 4, 8], most=16) == list(range(16))
    assert subset_sums([1, 2, 4, 8], most=15) is None


def distortion_of_and_for_xor() -> float:
    """0.75 Hb(1/3), bits: mathematics of the worked example."""
    third = 1 / 3
    return 0.75 * -(third * math.log2(third) + (1 - third) * math.log2(1 - third))


@pytest.mark.parametrize("engine", ["enumerate", "cpsat"])
@pytest.mark.parametrize(
    ("epsilon", "status"),
    [
        # 3/4·log2(3) − 1/2 = 0.68872187554086713609303…, OEIS digits of log2(3)
        (Fraction("0.688721875540867136"), Status.INFEASIBLE),
        (Fraction("0.688721875540867137"), Status.OPTIMAL),
        (Fraction("0.68872187554086713609"), Status.INFEASIBLE),
        (Fraction("0.68872187554086713610"), Status.OPTIMAL),
    ],
)
def test_an_epsilon_within_1e_20_of_the_distortion_is_decided_exactly(engine, epsilon, status):
    assert abs(float(epsilon) - distortion_of_and_for_xor()) < 1e-12
    problem = Problem.from_truth_table("0110", [1], epsilon=epsilon)
    assert solve(problem, engine=engine).status is status


@pytest.mark.parametrize("engine", ["enumerate", "cpsat"])
def test_an_epsilon_equal_to_an_attained_distortion_admits_it(engine):
    # Dropping one of two fair bits of Y = X loses exactly one bit.
    problem = Problem.from_function(lambda a, b: (a, b), [1], epsilon=1)
    solution = solve(problem, engine=engine)
    assert (solution.status, solution.distortion) == (Status.OPTIMAL, 1.0)
    below = problem.revised(epsilon=Fraction(10**18 - 1, 10**18))
    assert solve(below, engine=engine).status is Status.INFEASIBLE


@pytest.mark.parametrize("engine", ["enumerate", "cpsat"])
def test_two_partitions_closer_than_rounding_are_told_apart(engine):
    # Either neuron keeps one class of a near tie: the heavier one wins by about 1e-13 bit.
    heavy = 10**13
    weights = {"00": heavy, "01": heavy, "10": heavy + 1, "11": heavy}
    problem = Problem.from_function(lambda a, b: (a, b), [1], epsilon=2, probability=weights)
    nearly = problem.revised(epsilon=Fraction("1.19"))
    solution = solve(nearly, engine=engine)
    assert solution.status is Status.OPTIMAL
    assert solution.objective_exact == solve(nearly, engine="enumerate").objective_exact
    assert {len(block) for block in solution.layers[0].partition} == {1, 3}
    alone = min(solution.layers[0].partition, key=len)[0]
    assert alone != (1, 0), "merging the heavier input with two others leaves the lower entropy"


def test_layers_of_more_than_four_inputs_find_their_circuits_as_they_go():
    middle = Problem.from_function(lambda a, b, c, d, e: int(a + b + c + d + e in (2, 3)), [2, 1])
    solution = solve(middle, engine="cpsat")
    assert solution.status is Status.OPTIMAL
    assert solution.work["rounds"] > 1
    assert [solution.network(code) for code in cube(5)] == [(int(sum(code) in (2, 3)),) for code in cube(5)]


def test_wide_layers_are_searched():
    parity = Problem.from_function(lambda a, b, c: a ^ b ^ c, [5, 1])
    solution = solve(parity, engine="cpsat")
    assert (solution.status, solution.objective_exact) == (Status.OPTIMAL, "2 + 3/4*log2(3)")


def test_seven_neurons_below_find_their_circuits_as_they_go():
    five = Problem.from_function(lambda a, b, c: (a ^ b ^ c, a & b), [7, 2], readout="equal")
    stop = Event()

    def until_one_is_found(incumbent):
        if incumbent.objective is not None:
            stop.set()

    solution = solve(five, engine="cpsat", limits=Limits(seconds=60, stop=stop, report=until_one_is_found))
    assert solution.network is not None
    assert [solution.network(x) for x in cube(3)] == [((a + b + c) % 2, a & b) for a, b, c in cube(3)]


def test_one_worker_gives_the_same_answer_for_the_same_seed():
    parity = Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [4, 1])
    first, second = (solve(parity, engine="cpsat", limits=Limits(seed=5)) for _ in range(2))
    assert first.layers == second.layers
    assert first.work["branches"] == second.work["branches"]


def test_parity_of_five_inputs_is_refuted_on_two_hidden_neurons():
    parity = Problem.from_function(lambda a, b, c, d, e: (a + b + c + d + e) % 2, [2, 1])
    assert solve(parity, engine="cpsat").status is Status.INFEASIBLE


def test_sparse_supports_of_many_variables_are_solved():
    inputs = [tuple(int(bit) for bit in f"{7 * k % 256:08b}") for k in range(20)]
    problem = Problem.from_samples(inputs, [sum(code) > 3 for code in inputs], [2, 1])
    solution = solve(problem, engine="cpsat")
    assert solution.status is Status.OPTIMAL
    assert solution.distortion == 0


@pytest.mark.parametrize("epsilon", ["0", "1/3"])
def test_masses_too_many_to_tabulate_are_searched_in_steps(epsilon, monkeypatch):
    monkeypatch.setattr("ibsolve.engines.cpsat.mass_terms.TABLE_LIMIT", 3)
    weights = [3_000_001, 20, 777, 3_000_001, 999_983, 1, 20, 5_000_000]
    problem = Problem.from_truth_table("01100011", [2, 1], probability=weights, epsilon=epsilon)
    by_steps, plainly = solve(problem, engine="cpsat"), solve(problem, engine="enumerate")
    assert (by_steps.status, by_steps.objective_exact) == (plainly.status, plainly.objective_exact)


def test_a_law_of_sixteen_unrelated_weights_is_solved():
    weights = [104_729 * k * k + 31 * k + 7 for k in range(1, 17)]
    problem = Problem.from_function(lambda a, b, c, d: (a & b) ^ (c | d), [2, 1], probability=weights)
    solution = solve(problem, engine="both")
    assert solution.status is Status.OPTIMAL


@pytest.mark.slow
def test_hundreds_of_inputs_have_a_network_in_hand_and_a_bound_above_it():
    # Between two and five ones of seven: two thresholds on the count do it.
    middle = Problem.from_truth_table("".join(str(int(2 <= k.bit_count() <= 5)) for k in range(128)), [2, 1])
    solution = solve(middle, engine="auto", limits=Limits(seconds=40))
    assert solution.engine == "cpsat"
    assert solution.objective <= solution.objective_bound < 14
    assert all(solution.network(code) == (int(2 <= sum(code) <= 5),) for code in cube(7))


def _literals(constraint):
    """Literals, linear terms and table entries of a constraint of the model."""
    held = len(constraint.enforcement_literal)
    if constraint.has_linear():
        return held + len(constraint.linear.vars)
    if constraint.has_table():
        return held + len(constraint.table.values)
    clause = next(
        getattr(constraint, kind)
        for kind in ("bool_or", "bool_and", "at_most_one", "exactly_one")
        if getattr(constraint, f"has_{kind}")()
    )
    return held + len(clause.literals)


@pytest.mark.parametrize(
    ("variables", "widths", "epsilon"),
    [(4, [4, 1], "0"), (6, [5, 1], "0"), (5, [3, 2], "1/10"), (7, [6, 1], "0")],
)
def test_the_estimate_of_literals_is_near_what_the_model_holds(variables, widths, epsilon):
    table = "".join(str(int(k.bit_count() % 3 == 1)) for k in range(2**variables))
    problem = Problem.from_truth_table(table, widths, epsilon=epsilon)
    floor = entropy_floor(problem.table, problem.epsilon)
    held = sum(map(_literals, FlowModel(problem, floor).model.proto.constraints))
    assert held / 2 < estimated_literals(problem) < 2 * held


class _AtLook(Event):
    """Set when it is looked at so many times."""

    def __init__(self, looks):
        super().__init__()
        self.left = looks

    def is_set(self):
        self.left -= 1
        return self.left <= 0


@pytest.mark.parametrize(
    ("widths", "restarts", "looks"),
    [([8, 1], 6, 5), ([8, 1], 0, 300), ([7, 7, 1], 0, 700)],
    ids=["while a network is annealed", "in layer 1", "in layer 2"],
)
def test_a_limit_holds_while_a_large_model_is_built(widths, restarts, looks, monkeypatch):
    monkeypatch.setattr("ibsolve.engines.cpsat.engine._RESTARTS", restarts)
    parity = Problem.from_joint({(x, str(sum(x) % 2)): 1 for x in cube(9)}, widths)
    stop = _AtLook(looks)
    solution = solve(parity, engine="cpsat", limits=Limits(stop=stop))
    assert (solution.status, solution.work["rounds"]) == (Status.UNKNOWN, 0)
    assert -10 < stop.left <= 0, "it ended at once"


def test_neurons_that_no_layer_needs_are_not_searched():
    xor = Problem.from_truth_table("0110", [9, 7, 1])
    solution = solve(xor, engine="cpsat")
    assert solution.objective_exact == solve(xor, engine="exact").objective_exact
    assert solution.network.widths == (9, 7, 1)


def test_symmetric_inputs_beyond_sixty_leave_the_optimum():
    # Exchanging any two of seven inputs changes nothing; the value is that of two thresholds on the count.
    middle = Problem.from_truth_table("".join(str(int(2 <= k.bit_count() <= 5)) for k in range(128)), [2, 1])
    solution = solve(middle, engine="cpsat")
    assert solution.status is Status.OPTIMAL
    masses = [8 / 128, 112 / 128, 8 / 128]
    hidden = -sum(p * math.log2(p) for p in masses)
    output = -sum(p * math.log2(p) for p in (112 / 128, 16 / 128))
    assert solution.objective == pytest.approx(14 - hidden - output)


@pytest.mark.parametrize("counts", [[[3, 1], [1, 3], [1, 3], [3, 1]], [[2, 1], [1, 2], [1, 2], [2, 1]]])
def test_symmetries_that_rename_labels_leave_the_optimum(counts):
    for epsilon in ("1/20", "1/10", "1/5"):
        problem = Problem.from_joint(counts, [2, 1], epsilon=epsilon)
        one, other = (solve(problem, engine=engine) for engine in ("cpsat", "exact"))
        assert (one.status, one.objective_exact) == (other.status, other.objective_exact)
