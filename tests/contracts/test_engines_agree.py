"""Every engine gives the same answer, and the answer has the symmetries of the problem."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.checker import Outcome, check
from ibsolve.checker.enumeration import enumerated_optimum
from ibsolve.engines import solve
from ibsolve.engines.registry import complete_engine_names, incomplete_engine_names
from ibsolve.problem import Problem, cube
from ibsolve.solution import Status, solution_object
from ibsolve.threshold import npn_classes, npn_table

YARDSTICK = "enumerate"
OTHERS = [name for name in complete_engine_names() if name != YARDSTICK]
"""Every complete engine in the registry: a new one is under this suite as soon as it is registered."""
INCOMPLETE = incomplete_engine_names()

FOUR_INPUT_CLASSES = [list(npn_classes(4))[222 * k // 60] for k in range(60)]
"""Sixty of the 222 NPN classes, evenly spaced."""


def answer(problem, engine):
    solution = solve(problem, engine=engine)
    return solution.status, solution.objective_exact


def answers(problem, engines):
    return {answer(problem, engine) for engine in engines}


@pytest.mark.slow
@pytest.mark.parametrize("widths", [[1], [2, 1], [3, 1], [2, 2, 1]], ids=str)
@pytest.mark.parametrize("block", range(8))
def test_engines_agree_on_all_three_input_functions(block, widths):
    for function in range(32 * block, 32 * block + 32):
        problem = Problem.from_truth_table(f"{function:08b}", widths)
        assert len(answers(problem, [YARDSTICK, *OTHERS])) == 1, f"{function:08b}"


@pytest.mark.slow
@pytest.mark.parametrize("representative", npn_classes(3))
def test_engines_agree_on_three_input_functions_class_by_class(representative):
    """On [3,2,1]: the slower engines on one function of each NPN class, exact on all of them."""
    found = answers(Problem.from_truth_table(f"{representative:08b}", [3, 2, 1]), OTHERS)
    assert len(found) == 1
    for function in np.flatnonzero(npn_table(3) == representative):
        problem = Problem.from_truth_table(f"{function:08b}", [3, 2, 1])
        assert answer(problem, "exact") in found, f"{function:08b}"


@pytest.mark.slow
@pytest.mark.parametrize("widths", [[2, 1], [2, 2, 1]], ids=str)
@pytest.mark.parametrize("block", range(4))
def test_engines_agree_on_sixty_classes_of_four_input_functions(block, widths):
    for function in FOUR_INPUT_CLASSES[block::4]:
        problem = Problem.from_truth_table(f"{function:016b}", widths)
        assert len(answers(problem, OTHERS)) == 1, f"{function:016b}"


@pytest.mark.slow
@pytest.mark.parametrize("widths", [[2, 1], [2, 2, 1]], ids=str)
@pytest.mark.parametrize("function", FOUR_INPUT_CLASSES[7::10])
def test_plain_enumeration_agrees_on_classes_of_four_input_functions(function, widths):
    """That of the checker, which is seven times as fast as the yardstick here."""
    problem = Problem.from_truth_table(f"{function:016b}", widths)
    plain = enumerated_optimum(problem).objective
    objective = solve(problem, engine="exact").objective
    assert objective == (None if plain is None else pytest.approx(float(plain), abs=1e-12))


@st.composite
def problems(draw):
    """Small problems with any law: several outputs, stochastic targets, epsilon, both readouts."""
    variables = draw(st.integers(1, 3))
    inputs = cube(variables)
    bits = draw(st.integers(1, 2))
    labels = [f"{label:0{bits}b}" for label in range(2**bits)]
    weight = st.sampled_from([0, 1, 1, 1, 2, 3, 7])
    readout = draw(st.sampled_from(["any", "any", "equal"]))
    stochastic = readout == "any" and draw(st.booleans())
    if stochastic:
        law = {(x, y): draw(weight) for x in inputs for y in labels}
    else:
        law = {(x, draw(st.sampled_from(labels))): draw(weight) for x in inputs}
    if not any(law.values()):
        law[inputs[0], labels[0]] = 1
    hidden = draw(st.sampled_from([[], [2], [1], [3], [2, 2]]))
    # A two-bit label of which only one bit is drawn still makes one target a bit.
    most = 1 if hidden == [3] else 2  # two neurons above three are beyond plain enumeration
    width = len(next(iter(law))[1]) if readout == "equal" else draw(st.integers(1, most))
    epsilon = 0 if readout == "equal" else draw(st.sampled_from([0, "1/10", "1/3", "0.8112781244591329", 1]))
    return Problem.from_joint(law, [*hidden, width], epsilon=epsilon, readout=readout)


@pytest.mark.slow
@settings(max_examples=500)
@given(problems())
def test_engines_agree_on_any_problem_and_the_checker_accepts_them_all(problem):
    solutions = [solve(problem, engine=engine) for engine in (YARDSTICK, *OTHERS)]
    assert len({(solution.status, solution.objective_exact) for solution in solutions}) == 1
    for solution in solutions:
        assert check(solution_object(solution), problem=problem).outcome is Outcome.ACCEPTED


@settings(max_examples=60)
@given(problems(), st.sampled_from(INCOMPLETE))
def test_incomplete_engines_never_contradict_the_others(problem, engine):
    solution, proved = solve(problem, engine=engine), solve(problem)
    assert check(solution_object(solution), problem=problem).outcome is Outcome.ACCEPTED
    if solution.is_proved:
        assert (solution.status, solution.objective_exact) == (proved.status, proved.objective_exact)
    if solution.network is not None:
        assert solution.objective <= proved.objective + 1e-12 <= solution.objective_bound + 2e-12


@settings(max_examples=40)
@given(problems(), st.sampled_from([YARDSTICK, *OTHERS]))
def test_a_solution_is_what_its_network_does(problem, engine):
    solution = solve(problem, engine=engine)
    if solution.status is Status.INFEASIBLE:
        assert solution.network is None
        return
    table = problem.table
    codes = [solution.network.codes(x) for x in table.inputs]
    for number, layer in enumerate(solution.layers):
        assert [trace[number] for trace in codes] == list(layer.codes)
    assert solution.distortion <= float(problem.epsilon) + 1e-12
    identity = solution.H_X_given_Y - solution.layers[-1].conditional_entropy + solution.distortion
    assert solution.compression == pytest.approx(identity, abs=1e-12)
    if problem.readout == "equal":
        assert [trace[-1] for trace in codes] == table.target_bits()


def transformed(problem, order, flips, relabel):
    """The same problem with inputs permuted and negated and labels renamed."""
    table = problem.table
    law = {
        (tuple(code[i] ^ flip for i, flip in zip(order, flips, strict=True)), relabel[label]): count
        for code, row in zip(table.inputs, table.counts, strict=True)
        for label, count in zip(table.labels, row, strict=True)
    }
    return Problem.from_joint(law, problem.widths, epsilon=problem.epsilon)


@settings(max_examples=60)
@given(problems().filter(lambda problem: problem.readout == "any"), st.data())
def test_the_optimum_does_not_depend_on_the_names_of_inputs_and_labels(problem, data):
    engine = data.draw(st.sampled_from([YARDSTICK, *OTHERS]))
    fan_in = len(problem.table.variables)
    order = data.draw(st.sampled_from(list(permutations(range(fan_in)))))
    flips = data.draw(st.tuples(*[st.integers(0, 1)] * fan_in))
    renamed = data.draw(st.permutations([f"label {k}" for k in range(len(problem.table.labels))]))
    other = transformed(problem, order, flips, dict(zip(problem.table.labels, renamed, strict=True)))
    assert answer(other, engine) == answer(problem, engine)


@settings(max_examples=30)
@given(problems().filter(lambda problem: problem.readout == "any"))
def test_a_larger_epsilon_never_lowers_the_optimum(problem):
    tight = solve(problem)
    loose = solve(problem.revised(epsilon=problem.epsilon + Fraction(1, 4)))
    if tight.status is Status.OPTIMAL:
        assert loose.objective >= tight.objective - 1e-12
