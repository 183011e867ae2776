"""Paired samples in .npz, .csv and .parquet files; Python objects are refused, not unpickled."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ibsolve.errors import CaseFileError, Faults, MissingExtraError, shown
from ibsolve.files.data_set import DataSet, parse_data_set
from ibsolve.files.line_faults import LineFaults
from ibsolve.files.selection import did_you_mean
from ibsolve.files.text_file import file_fault, read_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

CSV_LIMIT = 256 * 2**20
ARRAY_LIMIT = 4 * 2**30
"""Most bytes of a CSV file, and of one array once unpacked."""

_DIGITS = 18
"""Of a whole number, which any int64 holds."""


def load_samples(
    path: str | Path, names: Sequence[str], *, labels: Sequence[str] = ()
) -> dict[str, NDArray[Any]]:
    """The arrays (.npz) or columns (.csv with a header, .parquet) of these names.

    labels: those of the names whose cells are labels: in a CSV file they stay whole numbers or text, all
    others must be numbers. Arrays come as they are, columns in shape (N,).
    Raises CaseFileError with every fault found, MissingExtraError for .parquet without pyarrow.
    """
    path = Path(path)
    readers = {".npz": _from_npz, ".csv": _from_csv, ".parquet": _from_parquet}
    if path.suffix not in readers:
        raise file_fault(path, f"a file ending in {', '.join(readers)}", shown(path.suffix or path.name))
    if path.is_dir() or not path.exists():
        raise file_fault(path, "a file", "a folder" if path.is_dir() else "none")
    return readers[path.suffix](path, names, labels)


def _from_npz(path: Path, names: Sequence[str], _labels: Sequence[str]) -> dict[str, NDArray[Any]]:
    import numpy as np

    try:
        # Opened here: numpy leaves a broken archive open.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            _require(path, archive.files, names)
            sizes = {info.filename: info.file_size for info in archive.zip.infolist()}
            for name in names:
                # Before anything is allocated: a small file may unpack to any size.
                if sizes.get(f"{name}.npy", 0) > ARRAY_LIMIT:
                    found = f"{sizes[f'{name}.npy']} bytes"
                    raise file_fault(f"{path}: {name}", f"at most {ARRAY_LIMIT // 2**30} GiB", found)
            return {name: archive[name] for name in names}
    except CaseFileError:
        raise
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "something else"
        way_out = "numpy.savez(file, X=x, Y=y) writes one"
        raise file_fault(path, "arrays of numbers or text in an .npz file", reason, way_out) from None


def _from_csv(path: Path, names: Sequence[str], labels: Sequence[str]) -> dict[str, NDArray[Any]]:
    data = parse_data_set(read_text(path, limit=CSV_LIMIT), source=str(path))
    _require(path, data.columns, names)
    faults = LineFaults(str(path))
    columns = {name: _column(data, name, name in labels, faults) for name in names}
    faults.raise_if_any()
    return columns


def _column(data: DataSet, name: str, is_label: bool, faults: LineFaults) -> NDArray[Any]:
    import numpy as np

    place = data.columns.index(name)
    cells = [row[place].strip() for _, row in data.rows]
    if is_label:
        if all(map(_is_whole, cells)):
            return np.array([int(cell) for cell in cells])
        return np.array(cells)
    values = np.zeros(len(cells))
    for number, (line, _) in enumerate(data.rows):
        try:
            values[number] = float(cells[number])
        except ValueError:
            way_out = f"--labels {name} declares labels"
            faults.add(line, f"a number in column {name}", shown(cells[number]), way_out)
    # Whole numbers stay so, and estimators say that they may be labels.
    return values.astype(np.int64) if all(map(_is_whole, cells)) else values


def _is_whole(cell: str) -> bool:
    """Whether a cell is a whole number that int64 holds; Python's int takes 1_0 too."""
    digits = cell[1:] if cell[:1] in ("+", "-") else cell
    return digits.isdecimal() and len(digits) <= _DIGITS


def _from_parquet(path: Path, names: Sequence[str], _labels: Sequence[str]) -> dict[str, NDArray[Any]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise MissingExtraError("reading .parquet needs pyarrow: pip install 'ibsolve[parquet]'") from error
    try:
        known = parquet.read_schema(path).names
        _require(path, known, names)
        table = parquet.read_table(path, columns=list(names))
        faults = Faults()
        for name in names:
            if missing := table.column(name).null_count:
                found = f"{missing} without one"
                faults.add(f"{path}: {name}", expected="a value in every row", found=found)
        faults.raise_if_any(CaseFileError)
        return {name: table.column(name).to_numpy() for name in names}
    except (OSError, ArrowException) as error:
        raise file_fault(path, "columns in a .parquet file", shown(str(error))) from None


def _require(path: Path, known: Sequence[str], names: Sequence[str]) -> None:
    faults = Faults()
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            faults.add(
                str(path), expected=f"one of {listed}", found=shown(name), remedy=did_you_mean(name, known)
            )
    faults.raise_if_any(CaseFileError)
