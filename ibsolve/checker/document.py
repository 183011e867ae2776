"""Solution files: one JSON object a line, read strictly.

A file that is not of the documented shape is malformed, and every fault of it is reported at once.
Whether what a well-formed document says is true is for `ibsolve.checker.judgement`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ibsolve.errors import CaseFileError, Fault, Faults, InputError, shown
from ibsolve.problem import JointTable, Problem
from ibsolve.solution import FORMAT

DIGIT_LIMIT = 1000
"""Most digits of an integer."""

Shape = Callable[[object, str, Faults], None]
"""Adds a fault for everything in a JSON value, found at a key path, that is not of the shape."""


def read_documents(text: str, *, source: str) -> list[dict[str, Any]]:
    """The solutions in a file's text, one JSON object a line; blank lines are skipped.

    source: what messages call the file. Each object has the keys and JSON types that
    `ibsolve.solution.solution_object` gives, and states a well-formed problem.
    Raises CaseFileError with every fault of every line, each placed at source, line and key.

    >>> read_documents('{"format": 2}', source="x.json")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ibsolve.errors.CaseFileError: x.json, line 1, format: expected 1, the number of this format, found 2
    ...
    """
    faults = Faults()
    documents = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"{source}, line {number}"
            value = _parsed(line, where, faults)
            if value is not None:
                _judge_shape(value, f"{where}, ", faults)
                documents.append(value)
    if not documents and not faults:
        faults.add(source, expected="a solution, one JSON object a line", found="no line with text")
    faults.raise_if_any(CaseFileError)
    return documents


def require_well_formed(document: object) -> None:
    """Raise CaseFileError, with every fault, unless this is a document as `read_documents` gives it."""
    faults = Faults()
    if isinstance(document, dict):
        _judge_shape(document, "", faults)
    else:
        _fault(faults, "document", "an object", document)
    faults.raise_if_any(CaseFileError)


def embedded_problem(document: dict[str, Any]) -> Problem:
    """The problem that a document states.

    Raises CaseFileError if it is not well formed.
    """
    faults = Faults()
    problem = _stated_problem(document["problem"], "problem", faults)
    faults.raise_if_any(CaseFileError)
    assert problem is not None, "a problem that could not be stated left no fault"
    return problem


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A literal that JSON or the reader has no number for."""

    text: str


def _parsed(line: str, where: str, faults: Faults) -> dict[str, Any] | None:
    """The object on a line, or None where a fault of the line as a whole was found."""

    def integer(digits: str) -> object:
        return int(digits) if len(digits) <= DIGIT_LIMIT else _Unreadable(f"{len(digits)} digits")

    def number(literal: str) -> object:
        value = float(literal)
        return value if math.isfinite(value) else _Unreadable(f"{literal[:40]}, too large for a float")

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        pairs_by_key = dict(pairs)
        if len(pairs_by_key) < len(pairs):
            for key, times in Counter(key for key, _ in pairs).items():
                if times > 1:
                    faults.add(where, expected="every key once in an object", found=f"{shown(key)} repeated")
        return pairs_by_key

    try:
        value = json.loads(
            line,
            object_pairs_hook=distinct,
            parse_constant=_Unreadable,
            parse_int=integer,
            parse_float=number,
        )
    except json.JSONDecodeError as error:
        faults.add(
            where,
            expected="one JSON object",
            found=f"{error.msg} at column {error.colno}",
            remedy="write each solution on a line of its own, as `ibsolve solve --json` does",
        )
        return None
    except RecursionError:
        faults.add(where, expected="a solution", found="brackets nested beyond what can be read")
        return None
    if not isinstance(value, dict):
        _fault(faults, where, "one JSON object", value)
        return None
    return value


def _judge_shape(document: dict[str, Any], prefix: str, faults: Faults) -> None:
    found = Faults()
    _DOCUMENT(document, "", found)
    if not found:
        _stated_problem(document["problem"], "problem", found)
    faults.found += [
        Fault(where=prefix + f.where, expected=f.expected, found=f.found, remedy=f.remedy)
        for f in found.found
    ]


def _stated_problem(stated: dict[str, Any], where: str, faults: Faults) -> Problem | None:
    before = len(faults.found)
    for code, row in stated["counts"].items():
        if not set(code) <= {"0", "1"}:
            faults.add(f"{where}.counts", expected="inputs as strings of 0 and 1", found=shown(code))
        for label, count in row.items():
            if count < 0:
                faults.add(
                    _under(f"{where}.counts.{code}", label), expected="a count >= 0", found=shown(count)
                )
    if len(faults.found) > before:
        return None
    law = {
        (tuple(map(int, code)), label): count
        for code, row in stated["counts"].items()
        for label, count in row.items()
    }
    try:
        table = JointTable.of(variables=stated["variables"], targets=stated["targets"], law=law)
        return Problem(
            table=table,
            widths=stated["widths"],
            epsilon=stated["epsilon"],
            readout=stated["readout"],
        )
    except InputError as error:
        faults.extend(error, prefix=f"{where}.")
        return None


def _fault(faults: Faults, where: str, expected: str, value: object) -> None:
    faults.add(where, expected=expected, found=_described(value))


def _described(value: object) -> str:
    """The value for a message; containers by their kind, since their text may be endless."""
    if isinstance(value, _Unreadable):
        return value.text
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else shown(value)


def _text(value: object, where: str, faults: Faults) -> None:
    if not isinstance(value, str):
        _fault(faults, where, "a string", value)


def _integer(value: object, where: str, faults: Faults) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        _fault(faults, where, f"an integer of at most {DIGIT_LIMIT} digits", value)


def _boolean(value: object, where: str, faults: Faults) -> None:
    if not isinstance(value, bool):
        _fault(faults, where, "true or false", value)


def _number(value: object, where: str, faults: Faults) -> None:
    finite = math.isfinite(value) if isinstance(value, float) else type(value) is int
    if not finite:
        _fault(faults, where, "a finite number", value)


def _format(value: object, where: str, faults: Faults) -> None:
    if type(value) is not int or value != FORMAT:
        _fault(faults, where, f"{FORMAT}, the number of this format", value)


def _unjudged(value: object, where: str, faults: Faults) -> None:
    """An object of anything that JSON can write; walked without recursion, for it may be deep."""
    if not isinstance(value, dict):
        _fault(faults, where, "an object", value)
    waiting: list[object] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, _Unreadable):
            _fault(faults, where, "finite numbers of readable length", part)


def _nullable(shape: Shape) -> Shape:
    def judge(value: object, where: str, faults: Faults) -> None:
        if value is not None:
            shape(value, where, faults)

    return judge


def _list_of(shape: Shape) -> Shape:
    def judge(value: object, where: str, faults: Faults) -> None:
        if isinstance(value, list):
            for number, entry in enumerate(value):
                shape(entry, f"{where}[{number}]", faults)
        else:
            _fault(faults, where, "a list", value)

    return judge


def _mapping_to(shape: Shape) -> Shape:
    def judge(value: object, where: str, faults: Faults) -> None:
        if isinstance(value, dict):
            for key, entry in value.items():
                shape(entry, _under(where, key), faults)
        else:
            _fault(faults, where, "an object", value)

    return judge


def _record(**fields: Shape) -> Shape:
    def judge(value: object, where: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            _fault(faults, where, "an object", value)
            return
        for key, shape in fields.items():
            if key in value:
                shape(value[key], _under(where, key), faults)
            else:
                faults.add(_under(where, key), expected="this key", found="nothing")
        for key in value:
            if key not in fields:
                faults.add(
                    _under(where, key), expected=f"only the keys {', '.join(fields)}", found="this key"
                )

    return judge


def _under(where: str, key: str) -> str:
    """The path of a key; one that is not a plain word is quoted, for a file may call it anything."""
    plain = key.isascii() and key.replace("_", "").isalnum() and shown(key) == repr(key)
    step = key if plain else f"[{shown(key)}]"
    return f"{where}.{step}" if where and plain else where + step


def _evidence(value: object, where: str, faults: Faults) -> None:
    """Evidence of a known kind has that kind's keys; whether the kind is known is judged later."""
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        _fault(faults, where, 'an object with a string "kind"', value)
    elif value["kind"] in _EVIDENCE:
        _EVIDENCE[value["kind"]](value, where, faults)


_PROBLEM = _record(
    variables=_list_of(_text),
    targets=_list_of(_text),
    counts=_mapping_to(_mapping_to(_integer)),
    widths=_list_of(_integer),
    epsilon=_text,
    readout=_text,
)

_NEURON = _record(weights=_list_of(_integer), threshold=_integer)

_LAYER = _record(
    width=_integer,
    entropy=_number,
    reduction=_number,
    reduction_given_target=_number,
    conditional_entropy=_number,
    information_about_target=_number,
    theta=_list_of(_integer),
    partition=_list_of(_list_of(_text)),
    codes=_mapping_to(_text),
    neurons=_list_of(_NEURON),
)

_EXPLANATION = _record(
    least_epsilon=_number,
    least_epsilon_exact=_text,
    is_proved=_boolean,
    layers=_list_of(_list_of(_NEURON)),
    obstacle=_nullable(_text),
)

_EVIDENCE: dict[str, Shape] = {
    "entropy floor": _record(kind=_text, floor_exact=_text),
    "counting bound": _record(kind=_text, layer=_integer, needed=_integer, available=_integer),
    "circuit": _record(
        kind=_text, neuron=_integer, positive=_mapping_to(_integer), negative=_mapping_to(_integer)
    ),
    "search": _record(kind=_text),
}

_DOCUMENT = _record(
    format=_format,
    case=_text,
    problem=_PROBLEM,
    status=_text,
    engine=_text,
    widths=_list_of(_integer),
    epsilon=_text,
    objective=_nullable(_number),
    objective_bound=_nullable(_number),
    objective_exact=_nullable(_text),
    H_X=_number,
    H_Y=_number,
    H_X_given_Y=_number,
    I_XY=_number,
    compression=_nullable(_number),
    distortion=_nullable(_number),
    layers=_list_of(_LAYER),
    evidence=_nullable(_evidence),
    optima=_nullable(_integer),
    explanation=_nullable(_EXPLANATION),
    work=_unjudged,
    versions=_unjudged,
)
