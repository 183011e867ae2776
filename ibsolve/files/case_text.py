"""Writing a problem as a case file that reads back to an equal problem."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.files.case_file import FORMAT
from ibsolve.files.document import key_text
from ibsolve.problem import (
    CUBE_LIMIT,
    JointTable,
    Problem,
    code_text,
    cube,
    default_targets,
)


def case_text(problem: Problem) -> str:
    """The problem as a TOML case: truth tables where Y is a function, rows p(y|x) elsewhere.

    Raises ProblemError where a case file cannot say it: names or labels that are not printable.

    >>> print(case_text(Problem.from_truth_table("0110", [2, 1], variables=["a", "b"], name="xor2")))
    format = 1
    name = "xor2"
    <BLANKLINE>
    [input]
    variables = ["a", "b"]
    <BLANKLINE>
    [target]
    truth_table = "0110"
    <BLANKLINE>
    [network]
    widths = [2, 1]
    <BLANKLINE>
    [objective]
    epsilon = "0"
    readout = "any"
    <BLANKLINE>
    """
    _check_sayable(problem)
    table = problem.table
    lines = [
        f"format = {FORMAT}",
        f"name = {_string(problem.name)}",
        "",
        "[input]",
        f"variables = {_list(table.variables)}",
        "",
        *_probability_lines(table),
        *_target_lines(table),
        "",
        "[network]",
        f"widths = {list(problem.widths)}",
        "",
        "[objective]",
        f"epsilon = {_string(str(problem.epsilon))}",
        f"readout = {_string(problem.readout.value)}",
    ]
    return "\n".join(lines) + "\n"


def _probability_lines(table: JointTable) -> Iterator[str]:
    """Integer weights of the support; nothing where all 2^n inputs are equally likely."""
    variables = len(table.variables)
    if variables <= CUBE_LIMIT and table.input_counts == (table.input_counts[0],) * 2**variables:
        return
    yield "[input.probability]"
    for code, count in zip(table.inputs, table.input_counts, strict=True):
        yield f'"{code_text(code)}" = {count}'
    yield ""


def _target_lines(table: JointTable) -> Iterator[str]:
    if table.is_deterministic and table.has_binary_labels and len(table.variables) <= CUBE_LIMIT:
        yield from _truth_table_lines(table)
    else:
        yield from _row_lines(table)


def _truth_table_lines(table: JointTable) -> Iterator[str]:
    """One truth table a target bit; inputs outside the support get 0, which nobody reads."""
    bits = dict(zip(table.inputs, table.target_bits(), strict=True))
    nothing = (0,) * len(table.targets)
    columns = zip(*(bits.get(code, nothing) for code in cube(len(table.variables))), strict=True)
    texts = {name: _string(code_text(column)) for name, column in zip(table.targets, columns, strict=True)}
    if table.targets == ("y",):
        yield "[target]"
        yield f"truth_table = {texts['y']}"
    else:
        yield "[target.truth_tables]"
        yield from (f"{key_text(name)} = {text}" for name, text in texts.items())


def _row_lines(table: JointTable) -> Iterator[str]:
    if list(table.targets) != default_targets(table.labels):
        yield "[target]"
        yield f"names = {_list(table.targets)}"
        yield ""
    yield "[target.table]"
    for code, row in zip(table.inputs, table.counts, strict=True):
        shares = ", ".join(
            f"{_string(label)} = {count}" for label, count in zip(table.labels, row, strict=True) if count
        )
        yield f'"{code_text(code)}" = {{ {shares} }}'


def _check_sayable(problem: Problem) -> None:
    faults = Faults()
    table = problem.table
    for where, texts in (
        ("name", (problem.name,)),
        ("variables", table.variables),
        ("targets", table.targets),
        ("labels", table.labels),
    ):
        for text in texts:
            if not text or not text.isprintable():
                faults.add(where, expected="printable text in a case file", found=shown(text))
    if not table.has_binary_labels and len(table.targets) != len(default_targets(table.labels)):
        faults.add("targets", expected="one name a bit of the labels", found=shown(table.targets))
    faults.raise_if_any(ProblemError)


def _string(text: str) -> str:
    """A TOML basic string: for printable text JSON writes the same."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_string, texts))}]"
