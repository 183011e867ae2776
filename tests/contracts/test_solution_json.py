"""What `ibsolve solve --json` prints: one object a case, accepted by the checker, refused when altered."""

import copy
import json
from pathlib import Path

import pytest

from ibsolve.checker import Outcome, check
from ibsolve.engines import Answer, solve
from ibsolve.engines.annealing import annealed_networks
from ibsolve.engines.assembly import assembled
from ibsolve.errors import CaseFileError
from ibsolve.files import load_case
from ibsolve.solution import Status, solution_json

ROOT = Path(__file__).parents[2]
LARGE_CASES = [ROOT / "cases" / f"{name}.toml" for name in ("monk1", "monk2", "monk3", "sym9")]
CASES = [path for path in sorted((ROOT / "cases").glob("*.toml")) if path not in LARGE_CASES]
KEYS = [
    "format",
    "case",
    "problem",
    "status",
    "engine",
    "widths",
    "epsilon",
    "objective",
    "objective_bound",
    "objective_exact",
    "H_X",
    "H_Y",
    "H_X_given_Y",
    "I_XY",
    "compression",
    "distortion",
    "layers",
    "evidence",
    "optima",
    "explanation",
    "work",
    "versions",
]
LAYER_KEYS = [
    "width",
    "entropy",
    "reduction",
    "reduction_given_target",
    "conditional_entropy",
    "information_about_target",
    "theta",
    "partition",
    "codes",
    "neurons",
]


def solved(path):
    return json.loads(solution_json(solve(load_case(path))))


@pytest.mark.slow
@pytest.mark.parametrize("path", LARGE_CASES, ids=lambda path: path.stem)
def test_the_monks_problems_have_a_network_that_is_accepted(path):
    """Published rules on 432 inputs; attribute values one-hot coded."""
    problem = load_case(path)
    codes, _ = next(annealed_networks(problem, seed=0, restarts=6, stops=lambda: False))
    answer = Answer(status=Status.FEASIBLE, codes=codes)
    solution = assembled(problem, answer, engine="annealing", seconds=0.0)
    verdict = check(json.loads(solution_json(solution)), problem=problem)
    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_is_solved_and_accepted_against_its_file(path):
    document = solved(path)
    assert list(document) == KEYS
    assert all(list(layer) == LAYER_KEYS for layer in document["layers"])
    assert check(document, problem=load_case(path)).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("name", ["xor2", "xor2_w1", "and2_w1", "half_adder", "mean2", "and2_epsilon"])
def test_every_case_whose_evidence_is_a_search_is_reproved(name):
    document = solved(ROOT / "cases" / f"{name}.toml")
    verdict = check(document, reprove=True)
    assert verdict.outcome is Outcome.ACCEPTED
    assert "re-proved" in verdict.remark


def leaves(value, path=()):
    """The path of every number, string and null in a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path


def altered(document, path):
    """The document with one leaf replaced by another value of its type."""
    changed = copy.deepcopy(document)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    value = parent[path[-1]]
    if value is None:
        parent[path[-1]] = 1
    elif isinstance(value, str):
        parent[path[-1]] = {"0": "1", "1": "0"}.get(value, value + "0")
    else:
        parent[path[-1]] = value + 1 if isinstance(value, int) else value + 1e-6
    return changed


# The number of optima rests on a search: a wrong one is caught by re-proving.
NOT_JUDGED = {"engine", "work", "versions", "case", "explanation", "optima"}


# Weights and thresholds may change without changing any output: they are judged by what they do.
def is_judged(path):
    return path[0] not in NOT_JUDGED and "neurons" not in path


@pytest.mark.parametrize(
    "name", ["xor2", "xor2_w1", "and2_w1", "or2_starred", "votes", "mean2", "half_adder"]
)
def test_no_judged_field_can_be_altered(name):
    path = ROOT / "cases" / f"{name}.toml"
    document, problem = solved(path), load_case(path)
    for leaf in filter(is_judged, leaves(document)):
        try:
            outcome = check(altered(document, leaf), problem=problem).outcome
        except CaseFileError:
            continue
        assert outcome is Outcome.REFUSED, leaf


def test_a_neuron_that_does_something_else_is_refused():
    document = solved(ROOT / "cases" / "xor2.toml")
    document["layers"][0]["neurons"][0]["threshold"] += 1
    verdict = check(document)
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.refusals


@pytest.mark.parametrize(("optima", "outcome"), [(2, Outcome.ACCEPTED), (3, Outcome.REFUSED)])
def test_reproving_counts_the_optima(optima, outcome):
    # XOR on [2, 1]: {00,11} or {01,10} merge first, and the output is their union.
    document = solved(ROOT / "cases" / "xor2.toml")
    document["optima"] = optima
    assert check(document, reprove=True).outcome is outcome
