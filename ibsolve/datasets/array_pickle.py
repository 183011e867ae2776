"""Arrays in a pickle, read without running what a pickle may name."""

from __future__ import annotations

import gzip
import pickle
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.errors import CaseFileError, Fault

SIZE_LIMIT = 2**28
"""Most bytes of a pickle once unpacked."""

_NUMBERS = "fiu"


def read_array_pickle(path: Path) -> Any:
    """What a pickle packed by gzip holds: arrays of numbers in tuples, lists and dictionaries.

    Arrays come as objects that `numpy.asarray` takes. Nothing that the pickle names is looked up or called:
    stand-ins take the place of the three names of numpy that an array needs, and every other name is refused.
    Raises CaseFileError for all else, for a damaged file and for one larger than `SIZE_LIMIT` once unpacked.
    """
    try:
        with gzip.open(path) as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise _fault(path, "a pickle packed by gzip", error.strerror or str(error)) from None
    except (EOFError, zlib.error) as error:
        raise _fault(path, "a whole file packed by gzip", str(error) or "its end") from None
    if len(content) > SIZE_LIMIT:
        raise _fault(path, f"at most {SIZE_LIMIT // 2**20} MiB once unpacked", "more")
    try:
        return _ArrayUnpickler(BytesIO(content), encoding="latin1").load()
    except Exception as error:  # noqa: BLE001 — a damaged pickle fails as any operation on wrong operands does
        raise _fault(path, "a pickle of arrays of numbers", str(error)) from None


class _NumberType:
    """Stands in for numpy's dtype."""

    def __init__(self, code: str, *_: object) -> None:
        self.dtype = np.dtype(code)
        if self.dtype.kind not in _NUMBERS:
            raise pickle.UnpicklingError(f"an array of {code}")

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, byte_order, *_ = state
        self.dtype = self.dtype.newbyteorder(byte_order)


class _PickledArray:
    """Stands in for an array; numpy makes a true one of it."""

    def __init__(self, *_: object) -> None:
        self._values: NDArray[Any] = np.empty(0)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, kind, is_fortran, content = state
        # Pickles of Python 2, as the wheel's is, have bytes as text.
        raw = content.encode("latin1") if isinstance(content, str) else content
        self._values = np.frombuffer(raw, kind.dtype).reshape(shape, order="F" if is_fortran else "C")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self._values, dtype=dtype, copy=copy)


class _ArrayUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        stand_ins = {
            ("numpy.core.multiarray", "_reconstruct"): _PickledArray,
            ("numpy._core.multiarray", "_reconstruct"): _PickledArray,
            ("numpy", "ndarray"): "ndarray",
            ("numpy", "dtype"): _NumberType,
        }
        if (module, name) not in stand_ins:
            raise pickle.UnpicklingError(f"the name {module}.{name}")
        return stand_ins[module, name]


def _fault(path: Path, expected: str, found: str) -> CaseFileError:
    return CaseFileError(Fault(where=str(path), expected=expected, found=found))
