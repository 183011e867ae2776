"""Limits, registry and the choice of engines."""

import importlib
from dataclasses import replace

import pytest

from ibsolve.engines import Limits, engine_names, solve
from ibsolve.engines.agreement import agreed
from ibsolve.engines.assembly import assembled
from ibsolve.engines.cpsat.model import FlowModel
from ibsolve.engines.interface import AbstractEngine, Answer
from ibsolve.engines.registry import engine_by_name
from ibsolve.errors import ContradictionError, EngineError, InputError, LimitError
from ibsolve.information import LogForm
from ibsolve.problem import Problem
from ibsolve.solution import Status

XOR = Problem.from_truth_table("0110", [2, 1])


def test_an_unknown_engine_is_refused_with_the_known_ones():
    with pytest.raises(
        EngineError, match="expected one of annealing, auto, both, cpsat, enumerate, exact, found 'exhaust'"
    ):
        solve(XOR, engine="exhaust")


@pytest.mark.parametrize("name", [name for name in engine_names() if name not in ("auto", "both")])
def test_every_engine_is_registered_under_its_own_name(name):
    engine = engine_by_name(name)
    assert isinstance(engine, AbstractEngine)
    assert engine.name == name


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"seconds": 0}, "time limit: expected a number of seconds > 0, found 0"),
        ({"seconds": float("nan")}, "time limit"),
        ({"seconds": float("inf")}, "time limit"),
        ({"seed": -1}, "seed: expected a whole number from 0"),
        ({"workers": 0}, "workers: expected a whole number from 1 to 64"),
    ],
)
def test_senseless_limits_are_refused(limits, message):
    with pytest.raises(InputError, match=message):
        Limits(**limits)


def test_auto_takes_the_exact_engine_where_it_can():
    assert solve(XOR).engine == "exact"
    assert solve(Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [2, 1])).engine == "exact"


def test_auto_takes_cpsat_where_there_are_too_many_dichotomies():
    law = {
        (tuple(int(bit) for bit in f"{k * k * 97 % 65536:016b}"), "0" if k % 3 else "1"): 1 for k in range(32)
    }
    wide = Problem.from_joint(law, [2, 1])
    with pytest.raises(LimitError, match=r"at most 500000 separable dichotomies, .*\(use engine cpsat\)"):
        solve(wide, engine="exact")
    assert solve(wide, limits=Limits(seconds=1)).engine == "cpsat"


LARGE = Problem.from_truth_table("01" * 1024, [2, 1])


def test_auto_leaves_to_annealing_what_no_complete_engine_can_carry():
    solution = solve(LARGE)
    assert (solution.engine, solution.status) == ("annealing", Status.OPTIMAL)
    assert solution.evidence.kind == "entropy floor"


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (
            "exact",
            r"at most 64 support inputs, found 2048 \(give a law on fewer inputs, or engine annealing for",
        ),
        (
            "cpsat",
            r"at most 1024 support inputs, found 2048 \(give a law on fewer inputs.* or engine annealing",
        ),
    ],
)
def test_what_no_complete_engine_can_carry_is_refused_with_the_way_out(engine, message):
    with pytest.raises(LimitError, match=message):
        solve(LARGE, engine=engine)


def test_both_says_what_each_engine_did():
    solution = solve(XOR, engine="both")
    assert (solution.engine, solution.status) == ("both", Status.OPTIMAL)
    assert {"exact nodes", "cpsat rounds"} <= set(solution.work)


def test_engines_that_disagree_are_a_contradiction(monkeypatch):
    class Liar(AbstractEngine):
        name = "exact"

        def check_capability(self, _problem):
            pass

        def answer(self, _problem, _limits, _hint=None):
            return Answer(status=Status.INFEASIBLE)

    honest = engine_by_name("cpsat")
    monkeypatch.setattr(
        "ibsolve.engines.solving.engine_by_name", lambda name: Liar() if name == "exact" else honest
    )
    with pytest.raises(
        ContradictionError,
        match=r"contradict each other: exact: infeasible.*cpsat: optimal, objective 3/2",
    ):
        solve(XOR, engine="both")


@pytest.mark.parametrize("engine", ["enumerate", "cpsat", "exact"])
def test_a_stopped_search_is_unknown_with_a_bound(engine):
    limits = Limits()
    limits.stop.set()
    solution = solve(
        Problem.from_function(lambda a, b, c, d: a ^ b ^ c ^ d, [2, 1]), engine=engine, limits=limits
    )
    assert solution.status is Status.UNKNOWN
    assert solution.objective is None
    assert solution.objective_bound == pytest.approx(6.0)


def test_the_same_seed_gives_the_same_network():
    problem = Problem.from_truth_table("01101001", [3, 1])
    first, second = (solve(problem, engine="cpsat", limits=Limits(seed=3)) for _ in range(2))
    assert first.network == second.network


@pytest.mark.parametrize(
    ("engine", "problem", "message"),
    [
        (
            "enumerate",
            Problem.from_function(lambda a, b, c, d: a & b & c & d, [3, 1]),
            r"at most 2000000 candidates for a layer, found 139315991 for layer 1 .*use engine exact",
        ),
        (
            "enumerate",
            Problem.from_truth_table("01" * 32, [1]),
            r"at most 5 variables, or at most 500000 separable dichotomies, found 64 support inputs of 6",
        ),
        (
            "cpsat",
            Problem.from_truth_table("01101001" * 2, [9, 1]),
            r"at most 8 neurons a layer that is searched, found widths \[9, 1\]",
        ),
        (
            "cpsat",
            Problem.from_truth_table("0110" * 256, [8, 8, 1]),
            r"a model of at most 6 GiB, found one of about \d+\.\d GiB for 1024 support inputs and widths",
        ),
        (
            "cpsat",
            Problem.from_truth_table("01" * 1024, [1]),
            r"at most 1024 support inputs, found 2048",
        ),
        (
            "cpsat",
            Problem.from_function(
                lambda a, b, c, d, e: a & b & c & d & e,
                [1],
                probability=[3 ** (2 * k) + 1 for k in range(32)],
            ),
            r"a common denominator of at most 2\^52, found one of 98 bits .use engine exact",
        ),
    ],
)
def test_what_an_engine_cannot_carry_is_refused_before_it_starts(engine, problem, message):
    with pytest.raises(LimitError, match=message):
        solve(problem, engine=engine)


def test_the_template_is_an_engine_that_the_interface_carries():
    template = importlib.import_module("ibsolve.engines.TEMPLATE").Template()
    answer = template.answer(XOR, Limits())
    solution = assembled(XOR, answer, engine=template.name, seconds=0.0)
    assert (solution.status, solution.objective_bound) == (Status.UNKNOWN, 2.0)
    with pytest.raises(LimitError, match="at most 1000 support inputs, found 1024"):
        template.check_capability(Problem.from_truth_table("01" * 512, [1]))


def claims(engine, status, *, objective=None, bound=None):
    """A solution of XOR on [2, 1] as an engine might claim it."""
    honest = solve(XOR)
    if status is Status.INFEASIBLE:
        return replace(
            honest,
            engine=engine,
            status=status,
            objective=None,
            objective_bound=None,
            objective_exact=None,
            compression=None,
            distortion=None,
            layers=(),
        )
    if status is Status.UNKNOWN:
        gone = {"objective": None, "objective_exact": None, "compression": None, "distortion": None}
        return replace(honest, engine=engine, status=status, objective_bound=bound, layers=(), **gone)
    return replace(honest, engine=engine, status=status, objective=objective, objective_bound=bound)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claims("a", Status.INFEASIBLE), claims("b", Status.FEASIBLE, objective=1.5, bound=2.0)),
        (claims("a", Status.OPTIMAL, objective=1.5, bound=1.5), claims("b", Status.UNKNOWN, bound=1.0)),
        (
            claims("a", Status.OPTIMAL, objective=1.5, bound=1.5),
            claims("b", Status.FEASIBLE, objective=1.75, bound=2.0),
        ),
    ],
    ids=["a network where there is none", "a bound below an optimum", "a network above an optimum"],
)
def test_a_network_or_bound_that_the_other_engine_excludes_is_a_contradiction(one, other):
    with pytest.raises(ContradictionError, match=r"the engines contradict each other: a: .*; b: "):
        agreed([one, other])


def test_without_agreement_the_best_network_and_the_least_bound_remain():
    best = claims("a", Status.FEASIBLE, objective=1.5, bound=2.0)
    joint = agreed([claims("b", Status.UNKNOWN, bound=1.75), best])
    assert (joint.status, joint.objective, joint.objective_bound) == (Status.FEASIBLE, 1.5, 1.75)
    assert joint.network == best.network


def test_an_optimum_that_only_one_engine_proved_is_not_yet_agreed():
    joint = agreed(
        [claims("a", Status.OPTIMAL, objective=1.5, bound=1.5), claims("b", Status.UNKNOWN, bound=2.0)]
    )
    assert (joint.status, joint.objective, joint.objective_bound) == (Status.FEASIBLE, 1.5, 1.5)


def test_enumeration_that_is_cut_short_in_the_last_layer_keeps_its_best_network():
    parity = Problem.from_truth_table("01101001", [3, 1], epsilon="1/10")
    limits = Limits(report=lambda state: limits.stop.set() if state.nodes > 26_000 else None)
    answer = engine_by_name("enumerate").answer(parity, limits)
    assert answer.status is Status.FEASIBLE
    assert answer.codes is not None


@pytest.mark.parametrize("widths", [[4, 4, 4, 4], [4, 1], [1]])
def test_cpsat_carries_the_largest_denominator_that_it_admits(widths):
    half = 2**50
    law = [half, half - 1, half + 1, 2**52 - 3 * half]
    problem = Problem.from_truth_table("0001", widths, probability=law)
    solution = solve(problem, engine="cpsat", limits=Limits(seconds=20))
    assert solution.network is not None
    assert solution.distortion == 0
    assert FlowModel(problem, LogForm()).model.validate() == ""


@pytest.mark.parametrize("epsilon", [1, "1e10", "1e400"])
def test_cpsat_needs_no_bound_on_distortion_where_epsilon_admits_all(epsilon):
    solution = solve(Problem.from_truth_table("0110", [1], epsilon=epsilon), engine="cpsat")
    assert solution.objective == 2.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solve("cases/xor2.toml"), r"problem: expected a Problem, found .*load_case"),
        (lambda: solve(XOR, limits=5), r"limits: expected Limits\(seconds=…\), found 5"),
        (lambda: solve(XOR, engine=["auto"]), r"engine: expected one of"),
    ],
)
def test_arguments_of_another_kind_are_refused(call, message):
    with pytest.raises((InputError, EngineError), match=message):
        call()
