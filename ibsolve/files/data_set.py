"""Data sets: the empirical law of a CSV file of 0/1 columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ibsolve.errors import CaseFileError, Faults, ProblemError, shown
from ibsolve.files.line_faults import LineFaults
from ibsolve.files.selection import did_you_mean, repeated
from ibsolve.files.text_file import file_fault
from ibsolve.problem import JointTable, exact_rational, integer_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A CSV file with a header. columns: its names. rows: line number and cells of each row."""

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def law(
        self,
        *,
        inputs: Sequence[str],
        targets: Sequence[str],
        weight: str | None = None,
    ) -> JointTable:
        """The empirical law of the target columns and the input columns, rows counted by `weight`.

        Raises CaseFileError with every cell that is no bit and every weight that is no number >= 0,
        each with its line.
        """
        faults = LineFaults(self.source)
        law: dict[tuple[tuple[int, ...], str], Fraction] = {}
        for line, cells in self.rows:
            row = dict(zip(self.columns, cells, strict=True))
            strange = [name for name in (*inputs, *targets) if row[name] not in ("0", "1")]
            for name in strange:
                faults.add(line, f"0 or 1 in column {name}", shown(row[name]))
            share = Fraction(1) if weight is None else _weight(row[weight])
            if share is None:
                faults.add(line, f"a weight >= 0 in column {weight}", shown(row[weight or ""]))
            elif not strange:
                pair = tuple(int(row[name]) for name in inputs), "".join(row[name] for name in targets)
                law[pair] = law.get(pair, Fraction(0)) + share
        if not faults and not any(law.values()):
            faults.add(None, "a row of positive weight", "none")
        faults.raise_if_any()
        counts = integer_weights(list(law.values()), where="weight", total_is_free=True)
        return JointTable.of(variables=inputs, targets=targets, law=dict(zip(law, counts, strict=True)))

    def require(self, names: Sequence[str], *, where: str) -> None:
        """Raise CaseFileError, placed at `where`, for every name that is no column."""
        faults = Faults()
        columns = set(self.columns)
        for name in names:
            if name not in columns:
                faults.add(
                    where,
                    expected=f"columns of {self.source} ({', '.join(self.columns)})",
                    found=shown(name),
                    remedy=did_you_mean(name, self.columns),
                )
        faults.raise_if_any(CaseFileError)


def parse_data_set(text: str, *, source: str) -> DataSet:
    r"""The data set of a CSV text: a header of distinct names, then rows of as many cells.

    Blank lines carry no row. Cells keep their text; `DataSet.law` demands 0 and 1 where they are
    used. source: how messages call the file.
    Raises CaseFileError with every fault found.

    >>> votes = parse_data_set("a,b,y\n0,1,1\n0,1,0\n", source="votes.csv")
    >>> votes.law(inputs=["a", "b"], targets=["y"]).counts
    ((1, 1),)
    """
    rows = [row for row in _rows(text, source) if row[1]]
    if not rows:
        raise file_fault(source, "a header line with the names of the columns", "an empty file")
    (header_line, header), *body = rows
    faults = LineFaults(source)
    for name in header:
        if not name or not name.isprintable():
            faults.add(header_line, "a printable name for every column", shown(name))
    for name in repeated([name for name in header if name]):
        faults.add(header_line, "columns with different names", f"{shown(name)} more than once")
    for line, cells in body:
        if len(cells) != len(header):
            faults.add(line, f"{len(header)} cells, one a column", str(len(cells)))
    if not body:
        faults.add(None, "one row or more below the header", "none")
    faults.raise_if_any()
    return DataSet(source=source, columns=header, rows=tuple(body))


def _rows(text: str, source: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise file_fault(f"{source}, line {reader.line_num}", "a row of CSV", str(error)) from None


def _weight(text: str) -> Fraction | None:
    """The weight of a row; None for anything but a number >= 0."""
    try:
        weight = exact_rational(text)
    except ProblemError:
        return None
    return weight if weight >= 0 else None
