"""Reading a problem from any file that states one: a case, a PLA, a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ibsolve.errors import CaseFileError, Fault, ProblemError
from ibsolve.files.case_file import Overrides, problem_of_case
from ibsolve.files.case_target import pla_target
from ibsolve.files.data_set import parse_data_set
from ibsolve.files.pla import looks_like_pla, parse_pla
from ibsolve.files.selection import selected
from ibsolve.files.text_file import file_fault, read_text
from ibsolve.problem import JointTable, Problem, Readout


def load_case(
    path: str | Path,
    *,
    widths: Sequence[int] | None = None,
    epsilon: object = None,
    readout: str | Readout | None = None,
    targets: Sequence[str | int] = (),
) -> Problem:
    """The problem that a file states: `.pla` and `.csv` are read as such, anything else as a case.

    widths, epsilon, readout: replace what the file says; a PLA and a data set say no widths, so
    there they must be given. targets: the outputs or columns that make up Y, by name or position
    from 0; default all outputs, or the last column of a data set.
    Raises CaseFileError with every fault found.
    """
    path = Path(path)
    text = read_text(path)
    overrides = _overrides(widths, epsilon, readout, targets)
    match path.suffix.lower():
        case ".pla":
            return _problem_of_pla(text, str(path), overrides)
        case ".csv":
            return _problem_of_data_set(text, str(path), overrides)
        case _:
            return problem_of_case(text, source=str(path), folder=path.parent, overrides=overrides)


def read_case(
    text: str,
    *,
    source: str,
    folder: Path,
    widths: Sequence[int] | None = None,
    epsilon: object = None,
    readout: str | Readout | None = None,
    targets: Sequence[str | int] = (),
) -> Problem:
    r"""The problem that a text states, a case or a PLA, such as standard input brings.

    source: how messages call the text. folder: what paths in a case are relative to. The other
    arguments are those of `load_case`.
    Raises CaseFileError with every fault found.

    >>> text = 'format = 1\ninput.variables = ["a", "b"]\ntarget.expression = "a ^ b"\n'
    >>> read_case(text, source="xor.toml", folder=Path(), widths=[2, 1]).table.counts
    ((1, 0), (0, 1), (0, 1), (1, 0))
    """
    overrides = _overrides(widths, epsilon, readout, targets)
    if not text.strip():
        raise file_fault(source, "a case", "no text")
    if looks_like_pla(text):
        return _problem_of_pla(text, source, overrides)
    return problem_of_case(text, source=source, folder=folder, overrides=overrides)


def _overrides(
    widths: Sequence[int] | None,
    epsilon: object,
    readout: str | Readout | None,
    targets: Sequence[str | int],
) -> Overrides:
    return Overrides(widths=widths, epsilon=epsilon, readout=readout, targets=tuple(targets))


def _problem_of_pla(text: str, source: str, overrides: Overrides) -> Problem:
    pla = parse_pla(text, source=source)
    target = pla_target(pla, overrides.targets, where=f"{source}: targets")
    return _stated(target.joint(None), source, overrides)


def _problem_of_data_set(text: str, source: str, overrides: Overrides) -> Problem:
    data = parse_data_set(text, source=source)
    where = f"{source}: targets"
    chosen = overrides.targets or (len(data.columns) - 1,)
    targets = [data.columns[position] for position in selected(data.columns, chosen, where=where)]
    inputs = [name for name in data.columns if name not in targets]
    if not inputs:
        raise file_fault(where, "one column or more left as input", f"all {len(targets)} columns as targets")
    return _stated(data.law(inputs=inputs, targets=targets), source, overrides)


def _stated(table: JointTable, source: str, overrides: Overrides) -> Problem:
    """The problem of a table from a file that says nothing but the table."""
    if overrides.widths is None:
        raise file_fault(
            f"{source}: widths",
            "the neurons of each layer, which this kind of file does not say",
            "none",
            "pass --widths, such as --widths 2,1",
        )
    given: dict[str, Any] = {"widths": overrides.widths, "readout": overrides.readout or Readout.ANY}
    try:
        return Problem(
            table=table,
            epsilon=0 if overrides.epsilon is None else overrides.epsilon,  # type: ignore[arg-type]  # Problem makes any number exact
            name=Path(source).stem,
            **given,
        )
    except ProblemError as error:
        raise CaseFileError(
            *(
                Fault(
                    where=f"{source}: {fault.where}",
                    expected=fault.expected,
                    found=fault.found,
                    remedy=fault.remedy,
                )
                for fault in error.faults
            )
        ) from None
