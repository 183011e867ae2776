"""Discrete labels, recognised only where they are declared."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.errors import Fault, ProblemError, shown


class Labels:
    """Declares a variable to be discrete: one label a sample.

    values: whole numbers, Booleans or text, shape (N,) or (N, d), where a row is one label; a numpy array, a
    torch tensor or a list. What is not declared is taken as numbers with a distance.
    Raises ProblemError for floats, objects that are no text, and an empty or deeper array.

    >>> Labels(["cat", "dog", "cat"]).codes.tolist()
    [0, 1, 0]
    """

    __slots__ = ("codes", "count")

    codes: NDArray[np.int64]
    """The place of each sample's label among the sorted different ones, shape (N,)."""
    count: int
    """Different labels."""

    def __init__(self, values: Any) -> None:
        try:
            array = np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
        except (TypeError, ValueError) as error:
            raise _fault("labels of one shape", shown(values)) from error
        if array.dtype == object and all(isinstance(each, str) for each in array.flat):
            # So do pandas and pyarrow hold text.
            array = array.astype(str)
        if array.dtype.kind == "f":
            raise _fault(
                "whole numbers, Booleans or text",
                f"floats such as {shown(float(array.flat[0]))}" if array.size else "no sample",
                "numbers with a distance are given as they are; labels as whole numbers, by .astype(int)",
            )
        if array.dtype.kind not in "biuUS":
            raise _fault("whole numbers, Booleans or text", f"an array of {array.dtype}")
        if array.ndim not in (1, 2) or not array.size:
            raise _fault("shape (N,) or (N, d) with one sample or more", f"shape {array.shape}")
        distinct, codes = np.unique(array, axis=0, return_inverse=True)
        self.codes = codes.reshape(-1).astype(np.int64)
        self.count = len(distinct)

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return f"Labels({len(self)} samples of {self.count} labels)"


def _fault(expected: str, found: str, remedy: str | None = None) -> ProblemError:
    return ProblemError(Fault(where="labels", expected=expected, found=found, remedy=remedy))
