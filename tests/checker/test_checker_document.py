"""Files that are not of the documented shape are malformed, each fault placed by line and key."""

import json
from contextlib import suppress

import pytest
from honest_document import AND2, and2_optimum, document, xor2_optimum
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.checker import check, read_documents
from ibsolve.errors import CaseFileError


def faults(text):
    with pytest.raises(CaseFileError) as caught:
        read_documents(text, source="s.json")
    return str(caught.value)


def edited(**changes):
    return json.dumps(xor2_optimum(**changes))


def with_problem(**changes):
    doc = xor2_optimum()
    return json.dumps(doc | {"problem": doc["problem"] | changes})


def test_each_line_is_a_solution_and_blank_lines_are_skipped():
    text = "\n" + json.dumps(xor2_optimum()) + "\r\n   \n" + json.dumps(and2_optimum()) + "\n\n"
    assert read_documents(text, source="s.json") == [xor2_optimum(), and2_optimum()]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_a_solution_is_malformed(text):
    assert "s.json: expected a solution, one JSON object a line, found no line" in faults(text)


def test_all_faults_of_all_lines_are_reported_at_once():
    found = faults(edited(status=1, H_X="2") + "\n{\n" + edited(theta=[]))
    assert "s.json, line 1, status: expected a string, found 1" in found
    assert "s.json, line 1, H_X: expected a finite number, found '2'" in found
    assert "s.json, line 2: expected one JSON object, found Expecting property name" in found
    assert "s.json, line 3, theta: expected only the keys format, case," in found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "line 1: expected one JSON object, found a list"),
        ("NaN", "line 1: expected one JSON object, found NaN"),
        (edited()[:-1], "expected one JSON object"),
        (edited() + edited(), "Extra data"),
        (edited(H_X=float("nan")), "line 1, H_X: expected a finite number, found NaN"),
        (edited(H_X=float("inf")), "H_X: expected a finite number, found Infinity"),
        (edited().replace('"H_X": 2.0', '"H_X": 1e999'), "1e999, too large for a float"),
        (edited(H_X=True), "H_X: expected a finite number, found True"),
        (edited(H_X=None), "H_X: expected a finite number, found null"),
        (edited(format=2), "format: expected 1, the number of this format, found 2"),
        (edited(format=True), "format: expected 1"),
        (edited(format="1"), "format: expected 1"),
        (edited(layers={}), "layers: expected a list, found an object"),
        (edited(layers=[1]), "layers[0]: expected an object, found 1"),
        (edited(work=[]), "work: expected an object"),
        (edited(work={"a": [float("nan")]}), "work: expected finite numbers"),
        (edited(optima=2.0), "optima: expected an integer"),
        (edited(objective="1.5"), "objective: expected a finite number, found '1.5'"),
        (edited(evidence="search"), "evidence: expected an object"),
        (edited(evidence={"kind": 3}), 'evidence: expected an object with a string "kind"'),
        (edited(evidence={"kind": "search", "nodes": 1}), "evidence.nodes: expected only the keys kind"),
        (edited(evidence={"kind": "entropy floor"}), "evidence.floor_exact: expected this key"),
        (edited(**{"\udcff\n": 1}), "['\\udcff\\n']: expected only the keys"),
        (edited().replace('"optima": null', '"optima": null, "optima": 2'), "'optima' repeated"),
        (edited().replace('"theta": [', f'"theta": [{"9" * 3000}, '), "found 3000 digits"),
        (edited().replace('"work": {', '"work": {"a": ' + "9" * 9000 + ", "), "found 9000 digits"),
        ("[" * 20_000 + "]" * 20_000, "brackets nested beyond"),
        (edited().replace('"work": {', '"work": {"a": ' + "[" * 20_000 + "]" * 20_000 + ", "), "nested"),
        (with_problem(epsilon="1e999999999"), "problem.epsilon: expected a number of bits"),
        (with_problem(epsilon="-1"), "problem.epsilon: expected a number of bits"),
        (with_problem(epsilon="1/0"), "problem.epsilon"),
        (with_problem(epsilon=0), "problem.epsilon: expected a string, found 0"),
        (with_problem(widths=[]), "problem.widths"),
        (with_problem(widths=[0]), "problem.widths"),
        (with_problem(readout="other"), "problem.readout"),
        (with_problem(variables=["a", "a"]), "problem.variables"),
        (with_problem(counts={}), "problem.law: expected an input of positive probability"),
        (with_problem(counts={"00": {"0": -1}}), "problem.counts.00.0: expected a count >= 0, found -1"),
        (with_problem(counts={"0x": {"0": 1}}), "problem.counts: expected inputs as strings of 0 and 1"),
        (with_problem(counts={"0٠": {"0": 1}}), "problem.counts: expected inputs as strings of 0 and 1"),
        (with_problem(counts={"000": {"0": 1}}), "problem.inputs: expected 2 bits"),
        (with_problem(counts={"00": 1}), "problem.counts.00: expected an object, found 1"),
    ],
)
def test_a_malformed_file_is_refused_with_the_place_and_the_reason(text, message):
    assert message in faults(text)


@pytest.mark.parametrize("key", document(AND2, "unknown"))
def test_every_key_is_needed(key):
    doc = {k: v for k, v in and2_optimum().items() if k != key}
    assert f"s.json, line 1, {key}: expected this key, found nothing" in faults(json.dumps(doc))


@pytest.mark.parametrize("value", [None, 3, [], "text"])
def test_only_an_object_can_be_checked(value):
    with pytest.raises(CaseFileError, match="document: expected an object"):
        check(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(and2_optimum())), json_values)
def test_any_value_anywhere_gives_a_verdict_or_faults(key, value):
    with suppress(CaseFileError):
        for doc in read_documents(json.dumps(and2_optimum(**{key: value})), source="s.json"):
            check(doc)


@given(st.text())
def test_any_text_gives_documents_or_faults(text):
    with suppress(CaseFileError):
        read_documents(text, source="s.json")
