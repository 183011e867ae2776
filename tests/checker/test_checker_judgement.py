"""Honest solutions are accepted; anything false in one is refused by name."""

import copy
import json

import pytest
from honest_document import (
    AND,
    AND2,
    OR_AND,
    SEARCH,
    XOR2,
    and2_optimum,
    document,
    network,
    noisy_optimum,
    solved,
    xor2_optimum,
)

from ibsolve.checker import Outcome, check, read_documents
from ibsolve.errors import CaseFileError
from ibsolve.problem import Problem

XOR2_SINGLE = XOR2.revised(widths=(1,))
XOR_CIRCUIT = {
    "kind": "circuit",
    "neuron": 0,
    "positive": {"01": 1, "10": 1},
    "negative": {"00": 1, "11": 1},
}
IDENTITY_XOR3 = network(
    [((1, 1, 1), 1), ((1, 1, 1), 2), ((1, 1, 1), 3)],
    [((1, -1, 1), 1)],
)
XOR3 = Problem.from_truth_table("01101001", [3, 1], name="xor3")


def refusal(verdict):
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.exit_code == 1
    assert verdict.remark is None
    return "\n".join(verdict.refusals)


# Honest solutions


def test_an_optimum_that_rests_on_the_search_is_accepted_with_that_remark():
    verdict = check(xor2_optimum(), problem=XOR2)
    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.remark == "optimality rests on the search"
    assert verdict.exit_code == 0


def test_an_optimum_at_the_entropy_floor_is_proved_on_the_spot():
    verdict = check(and2_optimum(), problem=AND2)
    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.remark == "optimality re-proved: no layer can have less entropy than 2 - 3/4*log2(3) bits"


def test_reprove_repeats_a_search():
    verdict = check(xor2_optimum(optima=2), problem=XOR2, reprove=True)
    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.remark.startswith("optimality re-proved: plain enumeration in")


def test_reprove_has_nothing_to_add_to_an_informational_optimum():
    assert check(and2_optimum(), reprove=True) == check(and2_optimum())


def test_reprove_finds_the_parity_network_of_three_inputs():
    exact = "3/4 + 3/4*log2(3) + 5/4"
    assert check(solved(XOR3, IDENTITY_XOR3, exact), reprove=True).outcome is Outcome.ACCEPTED


def test_any_closed_form_of_the_right_number_is_accepted():
    for exact in ("3/2", "6/4", "3/4*log2(4)", "1/2*log2(9) - log2(3) + 3/2"):
        assert check(xor2_optimum(objective_exact=exact)).outcome is Outcome.ACCEPTED


def test_what_is_not_judged_may_say_anything():
    free = {"engine": "?", "work": {}, "versions": {"a": None}, "case": ""}
    assert check(xor2_optimum(**free), problem=XOR2).outcome is Outcome.ACCEPTED


def test_a_positive_epsilon_is_judged_exactly():
    problem, doc = noisy_optimum()
    assert check(doc, problem=problem, reprove=True).outcome is Outcome.ACCEPTED


def test_a_distortion_equal_to_epsilon_keeps_the_bound():
    """Y = two fair bits, one of which is read: the distortion is exactly 1 bit."""
    problem = Problem.from_truth_table(["0011", "0101"], [1], epsilon=1)
    floor = {"kind": "entropy floor", "floor_exact": "1"}
    doc = solved(problem, network([((1, 0), 1)]), "1", evidence=floor)
    assert check(doc).outcome is Outcome.ACCEPTED
    tighter = problem.revised(epsilon="999999999999/1000000000000")
    assert "distortion: claims a network that keeps epsilon" in refusal(
        check(solved(tighter, network([((1, 0), 1)]), "1"))
    )


def test_an_unfinished_search_with_a_network_is_accepted():
    verdict = check(xor2_optimum(status="feasible", objective_bound=2.0), reprove=True)
    assert verdict.outcome is Outcome.ACCEPTED
    assert check(xor2_optimum(status="feasible")).remark == "the bound rests on the search"


def test_an_unfinished_search_without_a_network_is_accepted():
    assert check(document(XOR2, "unknown", objective_bound=2.0)).outcome is Outcome.ACCEPTED


def test_the_universal_bound_may_be_told_by_its_floor():
    floor = {"kind": "entropy floor", "floor_exact": "1"}
    doc = document(XOR2, "unknown", objective_bound=2.0, evidence=floor)
    assert check(doc).remark == "the bound re-proved: no layer can have less entropy than 1 bits"
    assert "rests on the search" in refusal(check(doc | {"objective_bound": 1.9}))


# Infeasibility


def test_a_circuit_proves_an_infeasibility():
    doc = document(XOR2_SINGLE, "infeasible", evidence=XOR_CIRCUIT, optima=0)
    verdict = check(doc)
    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.remark == "infeasibility re-proved: circuit 01 + 10 = 00 + 11"


def test_a_search_is_refused_where_a_circuit_applies():
    assert "violates a circuit" in refusal(check(document(XOR2_SINGLE, "infeasible")))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"positive": {"00": 1, "11": 1}, "negative": {"01": 1, "10": 1}}, "does not have to fire"),
        ({"positive": {"01": 2, "10": 1}}, "the sides add up to"),
        ({"positive": {"01": 1}}, "the sides add up to"),
        ({"positive": {}, "negative": {}}, "the sides add up to"),
        ({"positive": {"01": 2, "10": 2}, "negative": {"00": 2, "11": 2, "01": 0}}, "are positive"),
        ({"positive": {"01": 1, "100": 1}}, "no input of the support"),
        ({"neuron": 1}, "no output of that neuron is forced"),
        ({"neuron": -1}, "no output of that neuron is forced"),
    ],
)
def test_a_wrong_circuit_is_refused(change, reason):
    doc = document(XOR2_SINGLE, "infeasible", evidence=XOR_CIRCUIT | change)
    assert reason in refusal(check(doc))


def test_a_multiple_of_a_circuit_is_a_circuit():
    evidence = XOR_CIRCUIT | {"positive": {"01": 3, "10": 3}, "negative": {"00": 3, "11": 3}}
    assert check(document(XOR2_SINGLE, "infeasible", evidence=evidence)).outcome is Outcome.ACCEPTED


def test_a_dependency_that_is_not_minimal_is_refused():
    """Two squares of the 3-cube at once: valid, yet some of its inputs are dependent on their own."""
    problem = XOR3.revised(widths=(1,))
    evidence = {
        "kind": "circuit",
        "neuron": 0,
        "positive": {"001": 1, "010": 1, "100": 1, "111": 1},
        "negative": {"000": 1, "011": 1, "101": 1, "110": 1},
    }
    assert "dependent on their own" in refusal(check(document(problem, "infeasible", evidence=evidence)))


def test_under_readout_equal_a_circuit_names_the_target_bit():
    problem = Problem.from_truth_table(["0001", "1001"], [2], readout="equal")
    evidence = XOR_CIRCUIT | {
        "neuron": 1,
        "positive": {"00": 1, "11": 1},
        "negative": {"01": 1, "10": 1},
    }
    assert check(document(problem, "infeasible", evidence=evidence)).outcome is Outcome.ACCEPTED
    swapped = evidence | {"positive": evidence["negative"], "negative": evidence["positive"]}
    assert "does not have to fire" in refusal(check(document(problem, "infeasible", evidence=swapped)))


THREE_CLASSES = Problem.from_truth_table(["0011", "0001"], [1])
COUNTING = {"kind": "counting bound", "layer": 1, "needed": 3, "available": 2}


def test_a_counting_bound_proves_an_infeasibility():
    verdict = check(document(THREE_CLASSES, "infeasible", evidence=COUNTING))
    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.remark == "infeasibility re-proved: layer 1 has at most 2 codes for 3 classes"


@pytest.mark.parametrize("key", ["layer", "needed", "available"])
def test_a_wrong_counting_bound_is_refused(key):
    evidence = COUNTING | {key: COUNTING[key] + 1}
    assert f"evidence.{key}" in refusal(check(document(THREE_CLASSES, "infeasible", evidence=evidence)))


@pytest.mark.parametrize("evidence", [SEARCH, XOR_CIRCUIT, {"kind": "?"}])
def test_a_counting_bound_is_the_strongest_evidence(evidence):
    reasons = refusal(check(document(THREE_CLASSES, "infeasible", evidence=evidence)))
    assert "counting bound applies at layer 1" in reasons


def test_an_infeasibility_that_rests_on_the_search_is_reproved():
    doc = document(XOR3.revised(widths=(2, 1)), "infeasible")
    assert check(doc).remark == "infeasibility rests on the search"
    assert check(doc, reprove=True).remark.startswith("infeasibility re-proved: plain enumeration")


# False labels


def test_a_worse_network_labelled_optimal_is_caught_by_reprove():
    worse = network([((1, 0), 1), ((0, 1), 1)], [((1, 0), 1)])
    problem = Problem.from_truth_table("0110", [2, 1], epsilon="7/10")
    lossy = network([((1, 1), 1), ((1, 1), 2)], [((1, -1), 1)])
    doc = solved(problem, lossy, "3/2")
    assert check(doc).outcome is Outcome.ACCEPTED
    assert "reaches objective 2.37744375108173" in refusal(check(doc, reprove=True))
    copied = solved(XOR2.revised(widths=(2,)), network([((1, 0), 1), ((0, 1), 1)]), "0")
    assert "reaches objective 0.5, that is 1/2" in refusal(check(copied, reprove=True))
    assert "share a code" in refusal(check(solved(XOR2, worse, "1")))


def test_a_feasible_problem_labelled_infeasible_is_caught_by_reprove():
    doc = document(XOR2, "infeasible")
    assert check(doc).outcome is Outcome.ACCEPTED
    assert "reaches objective 1.5" in refusal(check(doc, reprove=True))


def test_a_bound_below_the_optimum_is_caught_by_reprove():
    doc = document(XOR2, "unknown", objective_bound=1.4)
    assert check(doc).outcome is Outcome.ACCEPTED
    assert "objective_bound: claims 1.4" in refusal(check(doc, reprove=True))


def test_a_wrong_count_of_optima_is_caught_by_reprove():
    assert check(xor2_optimum(optima=3)).outcome is Outcome.ACCEPTED
    assert "optima: claims 3, but there are 2" in refusal(check(xor2_optimum(optima=3), reprove=True))


def test_an_optimum_too_large_to_repeat_is_undecided():
    problem = Problem.from_truth_table("0110100110010110", [4, 1])
    sums = network([((1, 1, 1, 1), k) for k in (1, 2, 3, 4)], [((1, -1, 1, -1), 1)])
    # 2·4 − H(1, 4, 6, 4, 1 of 16) − 1
    exact = "3 + 1/2 + 1/2 + 3/8*log2(6)"
    verdict = check(solved(problem, sums, exact), reprove=True)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.exit_code == 3
    assert "stops at" in verdict.remark


def test_an_enumeration_beyond_all_numbers_is_undecided():
    rows = [f"{1 << bit:0300b}" for bit in range(300)]
    X = [list(map(int, row)) for row in rows]
    problem = Problem.from_samples(X, [sum(map(int, row[:150])) for row in rows], [2, 2])
    verdict = check(document(problem, "unknown", objective_bound=0), reprove=True)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "needs 2^306 steps or more by layer 1" in verdict.remark


def test_readout_equal_demands_the_target_itself():
    problem = AND2.revised(readout="equal")
    floor = {"kind": "entropy floor", "floor_exact": "2 - 3/4*log2(3)"}
    good = solved(problem, AND, "3/4*log2(3)", evidence=floor)
    assert check(good, reprove=True).outcome is Outcome.ACCEPTED
    nand = network([((-1, -1), -1)])
    bad = solved(problem, nand, "3/4*log2(3)", evidence=floor)
    assert "input 00 gives 1, not 0" in refusal(check(bad))
    assert check(solved(XOR2.revised(readout="equal"), OR_AND, "3/2", optima=2), reprove=True).exit_code == 0


def test_a_solution_of_another_case_is_refused():
    verdict = check(xor2_optimum(), problem=AND2)
    reasons = refusal(verdict)
    assert "problem.widths" in reasons
    assert "problem.counts" in reasons


def test_counts_with_a_common_divisor_are_refused():
    doc = xor2_optimum()
    doc["problem"]["counts"] = {
        x: {y: 2 * k for y, k in row.items()} for x, row in doc["problem"]["counts"].items()
    }
    assert "2 divides all" in refusal(check(doc))


def test_counts_of_zero_are_refused():
    doc = xor2_optimum()
    doc["problem"]["counts"]["00"]["1"] = 0
    assert "some have no positive count" in refusal(check(doc, problem=XOR2))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "infeasible"}, "layers: claims 2 layers"),
        ({"status": "unknown"}, "objective: claims 1.5, but it must be null"),
        ({"status": "solved"}, "status: claims 'solved'"),
        ({"status": "Optimal"}, "status: claims 'Optimal'"),
        ({"objective": None}, "objective: claims nothing"),
        ({"objective_bound": None}, "objective_bound: claims None"),
        ({"objective_bound": 1.6}, "objective_bound: claims 1.6"),
        ({"objective_bound": 1.5 + 2**-40}, "objective_bound"),
        ({"objective_exact": "1.5"}, "objective_exact: claims 1.5"),
        ({"objective_exact": None}, "objective_exact"),
        ({"layers": []}, "layers: claims 0 layers"),
        ({"evidence": None}, "evidence: claims nothing"),
        ({"evidence": {"kind": "magic"}}, "evidence.kind: claims 'magic'"),
        ({"evidence": {"kind": "entropy floor", "floor_exact": "1"}}, "evidence.kind"),
        ({"optima": 0}, "optima: claims 0"),
        ({"epsilon": "0/1"}, "epsilon"),
        ({"epsilon": "1"}, "epsilon"),
        ({"widths": [1, 2]}, "widths"),
    ],
)
def test_a_contradiction_is_refused_by_name(change, field):
    assert field in refusal(check(xor2_optimum(**change)))


@pytest.mark.parametrize("bound", [3.1, -0.5, 1e300, 10**400])
def test_an_impossible_bound_of_an_unfinished_search_is_refused(bound):
    doc = document(XOR2, "unknown", objective_bound=bound)
    assert "objective_bound" in refusal(check(doc))


def test_a_figure_may_be_rounded_but_not_wrong():
    assert check(xor2_optimum(H_X=2)).outcome is Outcome.ACCEPTED
    assert check(xor2_optimum(H_X=2 + 9e-10)).outcome is Outcome.ACCEPTED
    assert "H_X: claims 2.0000000011, but it is 2.0" in refusal(check(xor2_optimum(H_X=2 + 1.1e-9)))


# Mutation: nothing in a sound document can be changed unnoticed

UNJUDGED = {"case", "engine", "explanation", "work", "versions"}


def paths(value, path=()):
    """Paths of every value of a JSON tree, keys included as (path, key) pairs."""
    yield path
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from paths(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from paths(entry, (*path, index))


def mutations(value):
    """Other values that say something else."""
    if value is None:
        yield from (1, 0.25, "x", [], {})
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -value - 7, 10**30, value + 0.5, str(value), None)
    elif isinstance(value, float):
        yield from (value + 1e-8, value - 1e-8, -value - 1, 1e300, str(value), None)
    elif isinstance(value, str):
        yield from (value + "0", value[:-1], value[::-1] + "?", value.upper() + " ", 7, None)
    elif isinstance(value, list):
        yield from (value[:-1], [*value, *value[:1]], value[::-1], [], None, {})
    elif isinstance(value, dict):
        for key in value:
            rest = {k: v for k, v in value.items() if k != key}
            yield rest
            yield rest | {key + "?": value[key]}
        yield value | {"another": 1}
        yield None
        yield []


def edited(doc, path, value):
    copied = copy.deepcopy(doc)
    *way, last = path
    place = copied
    for step in way:
        place = place[step]
    place[last] = value
    return copied


def sound_documents():
    noisy, noisy_doc = noisy_optimum()
    skewed = Problem.from_truth_table("0001", [1], probability={"00": 1, "01": 2, "10": 3, "11": 5})
    floor = {"kind": "entropy floor", "floor_exact": "log2(11) - 6/11*log2(6) - 5/11*log2(5)"}
    skewed_exact = "6/11*log2(6) - 2/11 - 3/11*log2(3)"
    return {
        "search": (XOR2, xor2_optimum(optima=2)),
        "floor": (AND2, and2_optimum(optima=1)),
        "skewed": (skewed, solved(skewed, AND, skewed_exact, evidence=floor, optima=1)),
        "noisy": (noisy, noisy_doc),
        "equal": (XOR2.revised(readout="equal"), solved(XOR2.revised(readout="equal"), OR_AND, "3/2")),
        "circuit": (XOR2_SINGLE, document(XOR2_SINGLE, "infeasible", evidence=XOR_CIRCUIT, optima=0)),
        "counting": (THREE_CLASSES, document(THREE_CLASSES, "infeasible", evidence=COUNTING, optima=0)),
    }


def says_the_same(doc, path, mutated):
    """Whether a mutation happens to leave a true document: what is not judged, or is true as well."""
    if path == ("optima",):
        return mutated is None
    if path[-1:] == ("kind",):
        return False
    if path[-1] in {"positive", "negative"}:
        return False
    if "neurons" in path:
        return same_codes(doc, edited(doc, path, mutated))
    return edited(doc, path, mutated) == doc


def same_codes(doc, other):
    """Whether the neurons of both documents are integers that map the support alike."""
    try:
        return all_codes(doc) == all_codes(other)
    except (TypeError, KeyError, ValueError):
        return False


def all_codes(doc):
    found = []
    codes = [tuple(map(int, x)) for x in doc["problem"]["counts"]]
    for layer in doc["layers"]:
        for n in layer["neurons"]:
            if set(n) != {"weights", "threshold"} or not all(
                type(k) is int for k in (*n["weights"], n["threshold"])
            ):
                raise TypeError
        if len(layer["neurons"]) != layer["width"]:
            raise ValueError
        codes = [
            tuple(
                int(sum(w * x for w, x in zip(n["weights"], code, strict=True)) >= n["threshold"])
                for n in layer["neurons"]
            )
            for code in codes
        ]
        found.append(codes)
    return found


@pytest.mark.parametrize("name", sound_documents())
def test_the_documents_to_be_mutated_are_sound(name):
    problem, doc = sound_documents()[name]
    assert check(doc, problem=problem, reprove=True).outcome is Outcome.ACCEPTED
    assert read_documents(json.dumps(doc), source="x") == [doc]


@pytest.mark.parametrize("name", sound_documents())
def test_nothing_judged_can_be_changed_unnoticed(name):
    problem, doc = sound_documents()[name]
    changes = 0
    unnoticed = []
    for path in paths(doc):
        if not path or path[0] in UNJUDGED:
            continue
        value = doc
        for step in path:
            value = value[step]
        for mutated in mutations(value):
            if says_the_same(doc, path, mutated):
                continue
            changes += 1
            try:
                text = json.dumps(edited(doc, path, mutated))
                verdict = check(read_documents(text, source="x")[0], problem=problem, reprove=True)
            except CaseFileError:
                continue
            if verdict.outcome is not Outcome.REFUSED:
                unnoticed.append((path, mutated, verdict))
    assert unnoticed == []
    assert changes > 100
