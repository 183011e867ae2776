"""The samples of one variable as estimators read them: vectors, labels, or both."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown
from ibsolve.estimators.cells import codes_of_rows
from ibsolve.estimators.labels import Labels

_REAL = "biuf"
_DEVICES_WITH_DOUBLES = ("cpu", "cuda")
LARGEST = 1e150
"""Largest number taken: squares stay floats."""


class Kind(StrEnum):
    """What a variable is made of."""

    VECTORS = "vectors"
    LABELS = "labels"
    MIXED = "vectors with labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """N samples of a variable.

    name: how messages call it. vectors: shape (N, d), a numpy array or torch tensor of floats, on the
    device it came on; None for labels alone. codes: shape (N,), whole numbers from 0; None for vectors
    alone.
    was_integer: whether vectors came as whole numbers. kept: what was found of the samples, which do not
    change, so that it need not be found again.
    """

    name: str
    vectors: Any
    codes: NDArray[np.int64] | None
    was_integer: bool = False
    kept: dict[Any, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def n(self) -> int:
        """Samples."""
        return len(self.vectors) if self.vectors is not None else len(self.label_codes)

    @property
    def kind(self) -> Kind:
        """Vectors, labels, or both."""
        if self.codes is None:
            return Kind.VECTORS
        return Kind.LABELS if self.vectors is None else Kind.MIXED

    @property
    def is_tensor(self) -> bool:
        """Whether the vectors are a torch tensor."""
        return _is_tensor(self.vectors)

    @property
    def doubles(self) -> Any:
        """The vectors as float64, shape (N, d): a tensor where it lies if float64 is there, else an array."""
        assert self.vectors is not None, "labels have no vectors"
        has_doubles = self.is_tensor and self.vectors.device.type in _DEVICES_WITH_DOUBLES
        return self.vectors.double() if has_doubles else self.floats

    @property
    def dimension(self) -> int:
        """D of the vectors, 0 for labels alone."""
        return 0 if self.vectors is None else int(self.vectors.shape[1])

    @property
    def floats(self) -> Floats:
        """The vectors in main memory as float64, shape (N, d)."""
        assert self.vectors is not None, "labels have no vectors"
        values = self.vectors.cpu().numpy() if self.is_tensor else self.vectors
        return np.asarray(values, dtype=np.float64)

    @property
    def label_codes(self) -> NDArray[np.int64]:
        """The codes of labels."""
        assert self.codes is not None, "vectors have no labels"
        return self.codes

    @property
    def row_codes(self) -> NDArray[np.int64]:
        """Equal samples have equal codes, from 0, shape (N,): vectors bit for bit (−0 is 0), and labels."""
        if self.vectors is None:
            return self.label_codes
        if "row_codes" not in self.kept:
            self.kept["row_codes"] = self._row_codes()
        found: NDArray[np.int64] = self.kept["row_codes"]
        return found

    @property
    def different_vectors(self) -> int:
        """How many vectors differ bit for bit (−0 is 0)."""
        if "different" not in self.kept:
            values = self.vectors.cpu().numpy() if self.is_tensor else self.vectors
            self.kept["different"] = codes_of_rows(values)[1]
        return int(self.kept["different"])

    def _row_codes(self) -> NDArray[np.int64]:
        rows = np.ascontiguousarray(self.floats + 0.0)
        # Compared as bytes: a hundred times as fast as unique rows of floats.
        keys = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).ravel()
        codes = np.unique(keys, return_inverse=True)[1].reshape(-1)
        if self.codes is None:
            return codes.astype(np.int64)
        return joint_codes(codes, self.codes)


def joint_codes(*codes: NDArray[Any]) -> NDArray[np.int64]:
    """Codes from 0 of the tuples of codes, shape (N,).

    >>> joint_codes(np.array([0, 0, 1]), np.array([1, 1, 0])).tolist()
    [0, 0, 1]
    """
    joint = np.zeros(len(codes[0]), dtype=np.int64)
    for each in codes:
        # Renumbered each time, so that products stay below N².
        joint = np.unique(joint * (int(each.max()) + 1) + each, return_inverse=True)[1].reshape(-1)
    return joint


def kind_of(given: Any) -> Kind:
    """What the samples given as a variable are made of, without reading them.

    >>> str(kind_of(Labels([0, 1])))
    'labels'
    """
    if isinstance(given, Labels):
        return Kind.LABELS
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[1], Labels):
        return Kind.LABELS if kind_of(given[0]) is Kind.LABELS else Kind.MIXED
    return Kind.VECTORS


def read_variable(arguments: Arguments, name: str, given: Any) -> Variable | None:
    """The samples, or None with a fault added.

    given: numbers of shape (N,) or (N, d), numpy or torch; `Labels`; or a tuple of both for vectors with
    labels.
    """
    if isinstance(given, Labels):
        return Variable(name=name, vectors=None, codes=given.codes)
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[1], Labels):
        vectors = read_variable(arguments, name, given[0])
        if vectors is None:
            return None
        if vectors.vectors is None:
            both = joint_codes(vectors.label_codes, given[1].codes)
            return Variable(name=name, vectors=None, codes=both)
        if vectors.n != len(given[1]):
            expected = f"as many labels as vectors, {vectors.n}"
            arguments.faults.add(name, expected=expected, found=str(len(given[1])))
            return None
        return Variable(name=name, vectors=vectors.vectors, codes=given[1].codes)
    return _vectors(arguments, name, given)


def _vectors(arguments: Arguments, name: str, given: Any) -> Variable | None:
    values: Any = _real(given.detach()) if _is_tensor(given) else _array(given)
    if values is None:
        arguments.faults.add(
            name,
            expected="real numbers of shape (N,) or (N, d)",
            found=shown(given),
            remedy="text and whole numbers that are labels are declared: Labels(values)",
        )
        return None
    if len(values.shape) not in (1, 2) or 0 in values.shape:
        expected = "shape (N,) or (N, d) with one sample and one feature or more"
        arguments.faults.add(name, expected=expected, found=f"shape {tuple(values.shape)}")
        return None
    was_integer = not _is_floating(values)
    if was_integer:
        values = values.double() if _is_tensor(values) else values.astype(np.float64)
    elif _is_tensor(values) and values.element_size() < 4:
        values = values.float()
    # NaN passes through the maximum and fails the comparison.
    if not float(abs(values).max()) <= LARGEST:
        place = np.argwhere(~(np.abs(_in_memory(values)) <= LARGEST))[0].tolist()
        where = f"{name}[{', '.join(map(str, place))}]"
        found = f"{float(_in_memory(values)[tuple(place)]):g}"
        arguments.faults.add(
            where,
            expected=f"finite numbers within ±{LARGEST:g}",
            found=found,
            remedy="drop such samples from x and y alike",
        )
        return None
    if len(values.shape) == 1:
        values = values[:, None]
    return Variable(name=name, vectors=values, codes=None, was_integer=was_integer)


def _real(tensor: Any) -> Any:
    return None if tensor.is_complex() else tensor


def _array(given: Any) -> NDArray[Any] | None:
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        return None
    if array.dtype.kind not in _REAL:
        return None
    # Narrower and wider floats alike: 32 or 64 bits from here on.
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _is_tensor(values: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(values, torch.Tensor)


def _is_floating(values: Any) -> bool:
    return bool(values.is_floating_point()) if _is_tensor(values) else values.dtype.kind == "f"


def _in_memory(values: Any) -> NDArray[Any]:
    return np.asarray(values.cpu().double() if _is_tensor(values) else values)
