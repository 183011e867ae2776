"""The smallest architectures: known minima, agreement with solving every one, limits, bad arguments."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import functions

from ibsolve.engines import Limits, solve
from ibsolve.errors import EngineError, LimitError, ProblemError
from ibsolve.information import network_flow
from ibsolve.problem import Problem, cube
from ibsolve.solution import CountingBound, Search, Status
from ibsolve.studies import Refutation, minimal_architectures


def parity(variables, **options):
    codes = cube(variables)
    return Problem.from_samples(codes, [sum(code) % 2 for code in codes], [1], **options)


HALF_ADDER = Problem.from_function(lambda a, b: (a ^ b, a & b), widths=[2], readout="equal")


def found_widths(study):
    return [architecture.widths for architecture in study.architectures]


@pytest.mark.parametrize(("variables", "hidden"), [(2, 2), (3, 3), (4, 4)])
def test_parity_needs_as_many_hidden_neurons_as_inputs_on_two_layers(variables, hidden):
    study = minimal_architectures(parity(variables))
    assert found_widths(study) == [(hidden,), (hidden, 1)]
    two_layers = study.architectures[-1]
    assert [refuted.widths for refuted in two_layers.smaller] == [(hidden - 1, 1)]
    assert two_layers.is_minimal
    assert study.is_complete


def test_evidence_against_a_smaller_architecture_is_that_of_its_first_layers():
    study = minimal_architectures(parity(3))
    (refutation,) = study.architectures[-1].smaller
    assert (refutation.widths, refutation.refuted_widths) == ((2, 1), (2,))
    assert isinstance(refutation.solution.evidence, Search)


def test_a_counting_bound_speaks_against_too_few_codes():
    study = minimal_architectures(Problem.from_function(lambda a, b: (a, b), widths=[1]))
    assert found_widths(study) == [(2,), (2, 2)]
    evidence = study.architectures[0].smaller[0].solution.evidence
    assert evidence == CountingBound(layer=1, needed=4, available=2)


def test_under_readout_equal_the_output_layer_is_fixed():
    study = minimal_architectures(HALF_ADDER, max_depth=3)
    assert found_widths(study) == [(2, 2), (2, 2, 2)]
    assert [refuted.widths for refuted in study.architectures[-1].smaller] == [(1, 2, 2), (2, 1, 2)]
    assert study.considered == 1 + 4 + 6


def test_distortion_makes_smaller_architectures_do():
    widths = [found_widths(minimal_architectures(parity(3, epsilon=e))) for e in ("0", "1/2", "9/10", "1")]
    assert widths == [[(3,), (3, 1)], [(2,), (2, 1)], [(1,), (1, 1)], [(1,), (1, 1)]]


def test_what_is_shown_is_what_the_network_does_and_the_slack_is_that_of_lemma_3():
    study = minimal_architectures(parity(3, epsilon="1/2"), max_depth=3)
    for architecture in study.architectures:
        problem = architecture.solution.problem
        flow = network_flow(problem.table, architecture.solution.network)
        assert (flow.objective, flow.compression) == (architecture.objective, architecture.compression)
        last = flow.layers[-1]
        assert architecture.slack == last.conditional_entropy + problem.epsilon - flow.distortion
        assert architecture.slack >= 0


def test_marks_are_by_neurons_in_all_and_by_objective_and_compression_of_a_depth():
    study = minimal_architectures(parity(3), max_depth=3)
    assert study.fewest_neurons == 3
    assert study.depths == [1, 2, 3]
    best = {depth: [a.widths for a in study.best_objectives(depth)] for depth in study.depths}
    assert best == {1: [(3,)], 2: [(3, 1)], 3: [(3, 1, 1)]}
    compressions = [float(study.most_compressing(depth)[0].compression) for depth in study.depths]
    assert compressions == pytest.approx([1.188722, 2, 2], abs=5e-7)


@st.composite
def problems(draw):
    epsilon = draw(st.sampled_from(["0", "1/10", "1/2"]))
    return Problem(table=draw(functions()), widths=[1], epsilon=epsilon)


@settings(max_examples=25)
@given(problems())
def test_the_smallest_are_those_that_solving_every_architecture_gives(problem):
    study = minimal_architectures(problem, max_depth=2, max_neurons=5)
    feasible = {
        widths
        for depth in (1, 2)
        for widths in product(range(1, 6), repeat=depth)
        if sum(widths) <= 5 and solve(problem.revised(widths=widths)).status is Status.OPTIMAL
    }
    smallest = {
        widths
        for widths in feasible
        if not any(
            (*widths[:layer], width - 1, *widths[layer + 1 :]) in feasible
            for layer, width in enumerate(widths)
        )
    }
    assert set(found_widths(study)) == smallest
    for architecture in study.architectures:
        assert architecture.is_minimal
        assert architecture.solution.status is Status.OPTIMAL
        for refutation in architecture.smaller:
            assert refutation.widths not in feasible


def test_what_is_wider_than_feasible_or_begins_with_what_is_infeasible_is_not_searched():
    seen = []
    study = minimal_architectures(parity(3), report=lambda widths, status: seen.append((widths, str(status))))
    assert seen == [
        ((1,), "infeasible"),
        ((2,), "infeasible"),
        ((3,), "optimal"),
        ((3, 1), "optimal"),
    ]
    assert (study.searched, study.considered) == (4, 21)


def test_none_within_the_limits_is_complete_and_empty():
    study = minimal_architectures(parity(3), max_neurons=2)
    assert (found_widths(study), study.is_complete, study.fewest_neurons) == ([], True, None)


def test_a_stop_leaves_the_rest_undecided():
    limits = Limits()

    def stop_at(widths, _status):
        if widths == (3,):
            limits.stop.set()

    study = minimal_architectures(parity(3), limits=limits, report=stop_at)
    assert found_widths(study) == [(3,)]
    assert not study.is_complete
    undecided = {undecided.widths: undecided.reason for undecided in study.undecided}
    assert undecided[3, 1] == "the limit was reached before it was searched"
    assert (2, 1) not in undecided, "[2] is refuted"
    assert (4,) not in undecided, "wider than [3]"


def test_what_the_engine_refuses_is_undecided_with_its_reason():
    codes = cube(7)[:40]
    problem = Problem.from_samples(codes, [sum(code) % 2 for code in codes], [1])
    study = minimal_architectures(problem, max_neurons=2, engine="exact")
    assert [undecided.widths for undecided in study.undecided] == [(2,)]
    assert study.undecided[0].reason.startswith("engine exact: expected at most 5 variables")
    assert not study.is_complete


def test_a_support_that_the_engine_cannot_carry_is_refused_with_its_message():
    codes = cube(7)[:65]
    problem = Problem.from_samples(codes, [sum(code) % 2 for code in codes], [1])
    with pytest.raises(LimitError, match="engine exact: expected at most 64 support inputs, found 65"):
        minimal_architectures(problem, engine="exact")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_depth": 0}, "max depth: expected a whole number from 1 to 64, found 0"),
        ({"max_depth": True}, "max depth: expected a whole number from 1 to 64, found True"),
        ({"max_neurons": 0}, "max neurons: expected a whole number from 1 to 256, found 0"),
        (
            {"max_depth": "2", "max_neurons": 2.5},
            r"max depth: .* found '2'\nmax neurons: expected a whole number from 1 to 256, found 2.5",
        ),
    ],
)
def test_limits_that_are_no_numbers_of_layers_or_neurons_are_refused(options, message):
    with pytest.raises(ProblemError, match=message):
        minimal_architectures(parity(2), **options)


def test_too_few_neurons_for_the_target_bits_are_refused():
    expected = (
        r'max neurons: expected at least 2, one output neuron a target bit, under readout "equal", found 1'
    )
    with pytest.raises(ProblemError, match=expected):
        minimal_architectures(HALF_ADDER, max_neurons=1)


def test_too_many_architectures_are_refused():
    expected = r"widths: expected at most 10,000 architectures .*, found 1,048,575 \(lower one of them\)"
    with pytest.raises(LimitError, match=expected):
        minimal_architectures(parity(2), max_depth=20, max_neurons=20)


def test_other_wrong_arguments_are_refused():
    with pytest.raises(ProblemError, match="problem: expected a Problem, found None"):
        minimal_architectures(None)
    with pytest.raises(EngineError, match="engine: expected one of annealing, auto"):
        minimal_architectures(parity(2), engine="best")


def test_a_refutation_needs_an_infeasible_solution_of_its_first_layers():
    solution = solve(parity(2))
    with pytest.raises(AssertionError, match="refuted by other widths"):
        Refutation(widths=(2, 1), solution=solution)
    with pytest.raises(AssertionError, match="refuted by what is not infeasible"):
        Refutation(widths=(2, 1), solution=solve(parity(2).revised(widths=[2, 1])))
