"""Case files: a problem in TOML, `format = 1`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ibsolve.errors import CaseFileError, ProblemError, shown
from ibsolve.files.case_target import (
    COMPANIONS,
    KINDS,
    OWN_VARIABLES,
    TargetSection,
    input_code,
    name_list,
)
from ibsolve.files.document import DIGIT_LIMIT, Document, key_text, parse_document
from ibsolve.files.shares import exact_shares
from ibsolve.files.target import InputLaw, Target
from ibsolve.problem import Code, JointTable, Problem, Readout

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""

_SECTIONS = ("format", "name", "input", "target", "network", "objective")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a command line or a caller says in place of the file; None or empty: as the file says."""

    widths: Sequence[int] | None = None
    epsilon: object = None
    readout: str | Readout | None = None
    targets: tuple[str | int, ...] = ()


def problem_of_case(text: str, *, source: str, folder: Path, overrides: Overrides) -> Problem:
    """The problem that a case file states.

    source: how messages call the file; its stem names a case that names itself nowhere. folder:
    what the paths in it are relative to.
    Raises CaseFileError with every fault found.
    """
    document = parse_document(text, source=source)
    return _CaseReading(document, folder, overrides).problem()


@dataclass(slots=True)
class _CaseReading:
    """One pass over a document; faults gather in it and are raised together at the end."""

    document: Document
    folder: Path
    overrides: Overrides

    def problem(self) -> Problem:
        document = self.document
        document.check_keys(document.content, _SECTIONS)
        self._check_format()
        name = self._name()
        inputs = document.section("input", ("variables", "probability"))
        target_section = document.section("target", (*KINDS, *COMPANIONS))
        kind = self._kind(target_section)
        table = None if kind is None else self._table(kind, inputs, target_section)
        statement = self._statement(table)
        document.faults.raise_if_any(CaseFileError)
        assert statement is not None, "a statement without faults"
        return statement.revised(name=name)

    def _check_format(self) -> None:
        number = self.document.content.get("format")
        if isinstance(number, bool) or number != FORMAT or not isinstance(number, int):
            found = "no such key" if number is None else shown(number)
            self.document.fault("format", f"format = {FORMAT}", found)

    def _name(self) -> str:
        name = self.document.content.get("name", Path(self.document.source).stem)
        if not isinstance(name, str) or not name or not name.isprintable():
            self.document.fault("name", "a printable string", shown(name))
            return ""
        return name

    def _kind(self, section: dict[str, Any]) -> str | None:
        given = [kind for kind in KINDS if kind in section]
        for companion, kind in COMPANIONS.items():
            if companion in section and kind not in given:
                self.document.fault(
                    f"target.{companion}",
                    f"this key only beside {kind}",
                    f"it beside {' and '.join(given) or 'none'}",
                )
        if len(given) == 1:
            return given[0]
        self.document.fault(
            "target", f"exactly one of {', '.join(KINDS)}", " and ".join(given) or "none of them"
        )
        return None

    def _table(self, kind: str, inputs: dict[str, Any], section: dict[str, Any]) -> JointTable | None:
        """The joint law, or None when the input or the target section has a fault."""
        faults = self.document.faults
        before = len(faults.found)
        variables = self._variables(kind, inputs)
        variables_are_known = len(faults.found) == before
        target: Target | None = None
        if variables_are_known:
            with faults.gathered():
                target = TargetSection(
                    document=self.document,
                    section=section,
                    folder=self.folder,
                    variables=variables,
                    chosen=self.overrides.targets,
                ).target(kind)
        law: InputLaw | None = None
        with faults.gathered():
            law = self._input_law(kind, inputs, None if target is None else len(target.variables))
        if target is None or len(faults.found) > before:
            return None
        with faults.gathered():
            return self._bounded(target.joint(law))
        return None

    def _variables(self, kind: str, inputs: dict[str, Any]) -> tuple[str, ...] | None:
        if "variables" not in inputs:
            if kind not in OWN_VARIABLES:
                self.document.fault("input.variables", "the names of the inputs", "no such key")
            return None
        variables: tuple[str, ...] = ()
        with self.document.faults.gathered():
            variables = name_list(inputs["variables"], where=self.document.at("input.variables"))
        if kind.startswith("expression"):
            for name in variables:
                if not name.isidentifier():
                    self.document.fault(
                        "input.variables",
                        "identifiers, since an expression uses them",
                        shown(name),
                    )
        return variables

    def _input_law(self, kind: str, inputs: dict[str, Any], fan_in: int | None) -> InputLaw | None:
        if "probability" not in inputs:
            return None
        given = inputs["probability"]
        where = self.document.at("input.probability")
        if kind == "data":
            self.document.fault(
                "input.probability", "no law of the inputs beside data, which gives it", shown(given)
            )
            return None
        if not isinstance(given, dict):
            self.document.fault(
                "input.probability", "a table from inputs to probabilities or weights", shown(given)
            )
            return None
        faults = self.document.faults
        codes: dict[str, Code] = {}
        for key in given if fan_in else ():
            with faults.gathered():
                codes[key] = input_code(key, fan_in or 0, where=f"{where}.{key_text(key)}")
        shares: dict[str, Fraction] = exact_shares(given, where=where)
        return {codes[key]: share for key, share in shares.items() if key in codes}

    def _bounded(self, table: JointTable) -> JointTable:
        """The table, refused when its integers are too long to be written anywhere."""
        if table.total >= 10**DIGIT_LIMIT:
            self.document.fault(
                "target",
                f"probabilities with a common denominator of at most {DIGIT_LIMIT} digits",
                "a longer one",
            )
        return table

    def _statement(self, table: JointTable | None) -> Problem | None:
        """The problem; where a part is missing, the others are judged with a stand-in for it."""
        network = self.document.section("network", ("widths",))
        objective = self.document.section("objective", ("epsilon", "readout"))
        widths = self._widths(network)
        epsilon = self._epsilon(objective)
        readout = self._readout(objective)
        is_whole = all(part is not None for part in (table, widths, epsilon, readout))
        try:
            return Problem(
                table=table or _ONE_BIT,
                widths=(1,) if widths is None else widths,
                epsilon=Fraction(0) if epsilon is None else epsilon,
                # "equal" is a demand on all the parts together, so it is judged when none is missing.
                readout=readout if is_whole or readout not in (None, "equal") else Readout.ANY,
            )
        except ProblemError as error:
            for fault in error.faults:
                self.document.fault(self._key(fault.where), fault.expected, fault.found, fault.remedy)
            return None

    def _widths(self, network: dict[str, Any]) -> Any:
        if self.overrides.widths is not None:
            return self.overrides.widths
        if "widths" not in network:
            self.document.fault(
                "network.widths",
                "the neurons of each layer such as [2, 1]",
                "no such key",
                "or pass --widths",
            )
            return None
        widths = network["widths"]
        if not isinstance(widths, list):
            self.document.fault("network.widths", "a list such as [2, 1]", shown(widths))
            return None
        return widths

    def _epsilon(self, objective: dict[str, Any]) -> Any:
        if self.overrides.epsilon is not None:
            return self.overrides.epsilon
        epsilon = objective.get("epsilon", 0)
        if isinstance(epsilon, float):
            self.document.fault(
                "objective.epsilon",
                'a string such as "0.1", or an integer',
                repr(epsilon),
                f'quote it: "{epsilon!r}"',
            )
            return None
        return epsilon

    def _readout(self, objective: dict[str, Any]) -> Any:
        if self.overrides.readout is not None:
            return self.overrides.readout
        readout = objective.get("readout", "any")
        if not isinstance(readout, str):
            self.document.fault("objective.readout", '"any" or "equal"', shown(readout))
            return None
        return readout

    def _key(self, field: str) -> str:
        """The key of a field of the problem, or the argument that replaced it."""
        if getattr(self.overrides, field, None) is not None:
            return field
        return {"widths": "network.widths"}.get(field, f"objective.{field}")


_ONE_BIT = JointTable.of(variables=["x"], targets=["y"], law={((0,), "0"): 1, ((1,), "1"): 1})
