"""The [target] section of a case: exactly one way of saying what Y is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ibsolve.errors import CaseFileError, Faults, shown
from ibsolve.files.data_set import DataSet, parse_data_set
from ibsolve.files.document import Document, key_text, placed
from ibsolve.files.expression import parse_expression
from ibsolve.files.output_bits import OutputBits
from ibsolve.files.pla import Pla, parse_pla
from ibsolve.files.selection import repeated, selected
from ibsolve.files.target import FunctionTarget, LawTarget, RowTarget, Target
from ibsolve.files.text_file import file_fault, read_text
from ibsolve.problem import Code, truth_table_bits

KINDS = ("expression", "expressions", "truth_table", "truth_tables", "table", "pla", "data")

COMPANIONS = {"outputs": "pla", "columns": "data", "weight": "data", "names": "table"}
"""Keys that go with one kind of target only."""

OWN_VARIABLES = ("pla", "data")
"""Kinds whose file names the variables, so that the case need not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSection:
    """The section, where its file lies, the variables of the case (None: not given), and the
    targets chosen from outside, which replace what the section chooses.
    """

    document: Document
    section: Mapping[str, Any]
    folder: Path
    variables: tuple[str, ...] | None
    chosen: tuple[str | int, ...]

    def target(self, kind: str) -> Target:
        """The target of the kind that the section gives.

        Raises CaseFileError with every fault found.
        """
        value = self.section[kind]
        match kind:
            case "expression" | "truth_table":
                return self._function(kind, {"y": (f"target.{kind}", value)})
            case "expressions" | "truth_tables":
                return self._function(kind, self._entries(kind, value))
            case "table":
                return self._rows(value)
            case "pla":
                return self._pla(value)
            case _:
                return self._data(value)

    def _entries(self, kind: str, value: object) -> dict[str, tuple[str, object]]:
        """Target name to key and text, from a list or from a table by name."""
        if isinstance(value, list) and value:
            return {f"y{i}": (f"target.{kind}[{i}]", text) for i, text in enumerate(value)}
        if isinstance(value, dict) and value:
            return {name: (f"target.{kind}.{key_text(name)}", text) for name, text in value.items()}
        raise file_fault(
            self.document.at(f"target.{kind}"),
            "a list of strings, or a table of them by target name",
            shown(value),
        )

    def _function(self, kind: str, entries: Mapping[str, tuple[str, object]]) -> FunctionTarget:
        faults = Faults()
        variables = self.variables or ()
        ones: dict[str, int] = {}
        read = parse_expression if kind.startswith("expression") else _truth_table_mask
        for name, (key, text) in entries.items():
            where = self.document.at(key)
            if not name.isprintable() or not name:
                faults.add(where, expected="a printable target name", found=shown(name))
            if not isinstance(text, str):
                faults.add(where, expected="a string", found=shown(text))
                continue
            with faults.gathered():
                ones[name] = read(text, variables, where=where)
        faults.raise_if_any(CaseFileError)
        outputs = OutputBits.everywhere(len(variables), ones)
        return FunctionTarget(
            where=self.document.at(f"target.{kind}"),
            variables=variables,
            outputs=outputs.chosen(selected(outputs.names, self.chosen, where=self.document.at("targets"))),
        )

    def _rows(self, value: object) -> RowTarget:
        where = self.document.at("target.table")
        variables = self.variables or ()
        if not isinstance(value, dict) or not value:
            raise file_fault(
                where, "a table with a row for every input of positive probability", shown(value)
            )
        faults = Faults()
        rows: dict[Code, Mapping[str, object]] = {}
        for key, row in value.items():
            place = f"{where}.{key_text(key)}"
            with faults.gathered():
                code = input_code(key, len(variables), where=place)
                rows[code] = _row(row, where=place)
        names = self.section.get("names")
        with faults.gathered():
            if names is not None:
                names = name_list(names, where=self.document.at("target.names"))
        faults.raise_if_any(CaseFileError)
        return RowTarget(
            source=self.document.source, variables=variables, rows=rows, names=names, chosen=self.chosen
        )

    def _pla(self, value: object) -> FunctionTarget:
        path = self._path(value, "target.pla")
        pla = parse_pla(self._text(path, "target.pla"), source=str(path))
        faults = Faults()
        if self.variables is not None and len(self.variables) != len(pla.variables):
            faults.add(
                self.document.at("input.variables"),
                expected=f"{len(pla.variables)} names, one an input of {path}",
                found=str(len(self.variables)),
                remedy="leave them out to take the names of the PLA",
            )
        target: FunctionTarget | None = None
        with faults.gathered():
            target = pla_target(pla, self._outputs(), where=self._outputs_place(), variables=self.variables)
        faults.raise_if_any(CaseFileError)
        assert target is not None, "a fault was raised"
        return target

    def _outputs(self) -> tuple[str | int, ...]:
        """The outputs chosen from outside, else those of `target.outputs`, else none in particular."""
        if self.chosen or "outputs" not in self.section:
            return self.chosen
        outputs = self.section["outputs"]
        if not isinstance(outputs, list) or not outputs or not all(_is_name_or_position(o) for o in outputs):
            raise file_fault(
                self.document.at("target.outputs"), "a list of output names or positions", shown(outputs)
            )
        return tuple(outputs)

    def _outputs_place(self) -> str:
        return self.document.at("targets" if self.chosen else "target.outputs")

    def _data(self, value: object) -> LawTarget:
        path = self._path(value, "target.data")
        data = parse_data_set(self._text(path, "target.data"), source=str(path))
        faults = Faults()
        columns: tuple[str, ...] = ()
        weight: str | None = None
        with faults.gathered():
            columns = self._columns(data)
        with faults.gathered():
            weight = self._weight(data)
        taken = {*columns, weight}
        inputs = self.variables or tuple(name for name in data.columns if name not in taken)
        where = self.document.at("input.variables")
        with faults.gathered():
            data.require(inputs, where=where)
        roles = [*inputs, *columns, *([weight] if weight else [])]
        if not inputs or repeated(roles):
            faults.add(
                where,
                expected="inputs, targets and weight in columns of their own, one input or more",
                found=f"{shown(repeated(roles))} in two roles" if inputs else "no column left",
            )
        faults.raise_if_any(CaseFileError)
        kept = selected(columns, self.chosen, where=self.document.at("targets"))
        return LawTarget(
            table=data.law(inputs=inputs, targets=[columns[position] for position in kept], weight=weight)
        )

    def _columns(self, data: DataSet) -> tuple[str, ...]:
        """The target columns."""
        where = self.document.at("target.columns")
        if "columns" not in self.section:
            remedy = f"the columns are {', '.join(data.columns)}"
            raise file_fault(where, "the names of the target columns", "no such key", remedy)
        columns = name_list(self.section["columns"], where=where)
        data.require(columns, where=where)
        return columns

    def _weight(self, data: DataSet) -> str | None:
        """The weight column, if there is one."""
        weight = self.section.get("weight")
        if weight is None:
            return None
        where = self.document.at("target.weight")
        if not isinstance(weight, str):
            raise file_fault(where, "the name of a column", shown(weight))
        data.require([weight], where=where)
        return weight

    def _path(self, value: object, key: str) -> Path:
        if not isinstance(value, str) or not value:
            raise file_fault(self.document.at(key), "the path of a file, relative to the case", shown(value))
        return self.folder / value

    def _text(self, path: Path, key: str) -> str:
        """The content of a file that a key names; the key too stands in what is wrong with it."""
        faults = Faults()
        with faults.gathered(prefix=f"{self.document.at(key)}: "):
            return read_text(path)
        raise CaseFileError(*faults.found)


def pla_target(
    pla: Pla,
    chosen: Sequence[str | int],
    *,
    where: str,
    variables: Sequence[str] | None = None,
) -> FunctionTarget:
    """The chosen outputs of a PLA (none: all). variables: other names for its inputs."""
    positions = selected(pla.outputs.names, chosen, where=where)
    return FunctionTarget(
        where=where,
        variables=tuple(variables or pla.variables),
        outputs=pla.outputs.chosen(positions),
    )


def input_code(text: str, variables: int, *, where: str) -> Code:
    """The input written as one digit 0 or 1 a variable."""
    if len(text) != variables or not set(text) <= {"0", "1"}:
        raise file_fault(where, f"an input of {variables} bits, each 0 or 1", shown(text))
    return tuple(map(int, text))


def name_list(value: object, *, where: str) -> tuple[str, ...]:
    """Names given as a list of distinct printable strings, none empty."""
    printable = isinstance(value, list) and all(isinstance(n, str) and n and n.isprintable() for n in value)
    if not isinstance(value, list) or not value or not printable:
        raise file_fault(where, "a list of printable names", shown(value))
    twice = repeated(value)
    if twice:
        raise file_fault(where, "names that differ", f"{shown(twice[0])} more than once")
    return tuple(value)


def _row(value: object, *, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict) or not value:
        raise file_fault(where, 'shares by label such as { "0" = "9/10", "1" = "1/10" }', shown(value))
    strange = [label for label in value if not label or not label.isprintable()]
    if strange:
        raise file_fault(where, "printable labels", shown(strange[0]))
    return value


def _truth_table_mask(text: str, variables: Sequence[str], *, where: str) -> int:
    with placed(where):
        bits = truth_table_bits(text, variables=len(variables))
    return int("".join(map(str, reversed(bits))), base=2)


def _is_name_or_position(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)
