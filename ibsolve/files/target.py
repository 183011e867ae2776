"""What a file says about the target: a function with don't-cares, rows p(y|x), or a whole law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from ibsolve.errors import CaseFileError, Faults, shown
from ibsolve.files.document import placed
from ibsolve.files.output_bits import OutputBits
from ibsolve.files.selection import selected
from ibsolve.files.shares import exact_shares
from ibsolve.files.text_file import file_fault
from ibsolve.problem import Code, JointTable, code_text, cube, default_targets, integer_weights

_MOST_NAMED = 5

InputLaw = Mapping[Code, Fraction]
"""p(x) of the inputs that a file lists; the sum is 1."""


class Target(Protocol):
    """A target that becomes a joint law once the law of the inputs is known (None: uniform)."""

    @property
    def variables(self) -> tuple[str, ...]: ...

    def joint(self, inputs: InputLaw | None) -> JointTable: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionTarget:
    """Outputs that are functions of the input; where: how messages call the target.

    Inputs on which an output is not defined leave the support; the law of the others is then
    the given one conditioned on them.
    """

    where: str
    variables: tuple[str, ...]
    outputs: OutputBits

    def joint(self, inputs: InputLaw | None) -> JointTable:
        law = {
            (code, label): Fraction(1) if inputs is None else inputs.get(code, Fraction(0))
            for code, label in zip(cube(len(self.variables)), self.outputs.labels(), strict=True)
            if label is not None
        }
        if not any(law.values()):
            raise file_fault(
                self.where,
                "an input of positive probability on which every chosen output is defined",
                "only don't-cares",
                "choose fewer outputs",
            )
        return _table(self.variables, self.outputs.names, law)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTarget:
    """Rows p(y|x) as a case gives them: input to label to share; names: of the target bits.

    Rows of inputs outside the support are not looked at. source: how messages call the case.
    """

    source: str
    variables: tuple[str, ...]
    rows: Mapping[Code, Mapping[str, object]]
    names: tuple[str, ...] | None
    chosen: tuple[str | int, ...]

    def joint(self, inputs: InputLaw | None) -> JointTable:
        where = f"{self.source}: target.table"
        with placed(where):
            support = cube(len(self.variables)) if inputs is None else [x for x, p in inputs.items() if p]
        faults = Faults()
        missing = [code_text(code) for code in support if code not in self.rows]
        if missing:
            more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
            faults.add(
                where,
                expected="a row for every input of positive probability",
                found=f"none for {', '.join(missing[:_MOST_NAMED])}{more}",
            )
        law: dict[tuple[Code, str], Fraction] = {}
        for code in support:
            if code in self.rows:
                with faults.gathered():
                    row = exact_shares(self.rows[code], where=f'{where}."{code_text(code)}"')
                    probability = Fraction(1) if inputs is None else inputs[code]
                    law |= {(code, label): probability * share for label, share in row.items() if share}
        faults.raise_if_any(CaseFileError)
        return self._named(law)

    def _named(self, law: dict[tuple[Code, str], Fraction]) -> JointTable:
        """The law under the names of the target bits, cut down to the chosen ones."""
        names = default_targets(label for _, label in law)
        if self.names is not None and len(self.names) != len(names):
            raise file_fault(
                f"{self.source}: target.names",
                f"{len(names)} names, one a bit of the labels",
                shown(list(self.names)),
            )
        names = list(self.names or names)
        kept = selected(names, self.chosen, where=f"{self.source}: targets")
        if kept == list(range(len(names))):
            return _table(self.variables, names, law)
        marginal: dict[tuple[Code, str], Fraction] = {}
        for (code, label), probability in law.items():
            pair = code, "".join(label[position] for position in kept)
            marginal[pair] = marginal.get(pair, Fraction(0)) + probability
        return _table(self.variables, [names[position] for position in kept], marginal)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTarget:
    """A joint law that the file gives whole; the law of the inputs is part of it."""

    table: JointTable

    @property
    def variables(self) -> tuple[str, ...]:
        return self.table.variables

    def joint(self, inputs: InputLaw | None) -> JointTable:
        assert inputs is None, "input.probability is refused beside a data set"
        return self.table


def _table(
    variables: tuple[str, ...],
    names: tuple[str, ...] | list[str],
    law: Mapping[tuple[Code, str], Fraction],
) -> JointTable:
    weights = integer_weights(list(law.values()), where="probability", total_is_free=True)
    return JointTable.of(variables=variables, targets=names, law=dict(zip(law, weights, strict=True)))
