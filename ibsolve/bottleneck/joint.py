"""The joint law p(x, y) of any two finite variables, in floats: what the bottleneck is computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import Fault, LimitError, shown
from ibsolve.problem import JointTable

_SUM_TOLERANCE = 1e-9
_LEAST = 1e-300
_EQUAL = 1e-12
"""Rows p(y|x) that differ by no more are equal."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Joint:
    """p(x, y) on the values of positive probability.

    law: shape (n, k), every row and column with a positive sum, the total 1. support: the row of p_xy
    that each x is, shape (n,). rows: how many rows p_xy has. table: the exact law, where that is known.
    Entropies and informations in bits.
    """

    law: Floats
    support: NDArray[np.int_]
    rows: int
    table: JointTable | None = None

    @classmethod
    def of(cls, law: Floats) -> Self:
        """The joint law of an array that has been checked."""
        support = np.flatnonzero(law.sum(axis=1) > 0)
        attained = law[support][:, law.sum(axis=0) > 0]
        return cls(law=attained / attained.sum(), support=support, rows=len(law))

    @classmethod
    def of_table(cls, table: JointTable) -> Self:
        """The joint law of the inputs and the target of a problem.

        Raises LimitError for probabilities of inputs below 1e-300, which floats do not hold.
        """
        law = np.array([[count / table.total for count in row] for row in table.counts])
        if law.sum(axis=1).min() < _LEAST:
            expected = f"inputs of probability {_LEAST:g} or more"
            raise LimitError(Fault(where="p(x)", expected=expected, found="a smaller one"))
        return replace(cls.of(law), table=table)

    @cached_property
    def p_x(self) -> Floats:
        """Shape (n,)."""
        return np.asarray(self.law.sum(axis=1))

    @cached_property
    def p_y(self) -> Floats:
        """Shape (k,)."""
        return np.asarray(self.law.sum(axis=0))

    @cached_property
    def p_y_given_x(self) -> Floats:
        """Shape (n, k)."""
        return np.asarray(self.law / self.p_x[:, None])

    @cached_property
    def H_X(self) -> float:
        """H(X), bits."""
        return entropy(self.p_x)

    @cached_property
    def H_Y(self) -> float:
        """H(Y), bits."""
        return entropy(self.p_y)

    @cached_property
    def H_Y_given_X(self) -> float:
        """H(Y|X), bits."""
        return max(0.0, entropy(self.law) - self.H_X)

    @cached_property
    def I_XY(self) -> float:
        """I(X;Y), bits."""
        return max(0.0, self.H_Y - self.H_Y_given_X)

    @cached_property
    def classes(self) -> NDArray[np.int_]:
        """T*: the class of each x among those of equal p(y|x), numbered as they occur, shape (n,)."""
        if self.table is not None:
            return np.array(self.table.minimal_sufficient_partition.block_of)
        first: list[int] = []
        classes = np.empty(len(self.law), dtype=int)
        for x, row in enumerate(self.p_y_given_x):
            gaps = np.abs(self.p_y_given_x[first] - row).max(axis=1, initial=0.0) if first else np.empty(0)
            equal = np.flatnonzero(gaps <= _EQUAL)
            classes[x] = equal[0] if len(equal) else len(first)
            if not len(equal):
                first.append(x)
        return classes

    def merged(self, blocks: NDArray[np.int_]) -> Floats:
        """p(t, y) of a partition, shape (blocks, k). blocks: the block of each x, from 0, shape (n,)."""
        joint = np.zeros((int(blocks.max()) + 1, self.law.shape[1]))
        np.add.at(joint, blocks, self.law)
        return joint


def read_joint(arguments: Arguments, p_xy: Any) -> Joint:
    """The joint law of an array of shape (|X|, |Y|), or of the table of a problem.

    Entries must be >= 0 and sum to 1 within 1e-9. Faults go to `arguments`.
    """
    if isinstance(p_xy, JointTable):
        return Joint.of_table(p_xy)
    array = real_array(p_xy)
    if array is None or array.ndim != 2 or array.size == 0 or not np.isfinite(array).all():
        found = shown(p_xy) if array is None else f"an array of shape {array.shape}"
        if array is not None and array.ndim == 2 and array.size:
            found += " with entries that are not finite"
        expected = "an array of finite probabilities, shape (|X|, |Y|)"
        arguments.faults.add("p_xy", expected=expected, found=found)
    elif array.min() < 0:
        x, y = (int(place) for place in np.unravel_index(array.argmin(), array.shape))
        arguments.faults.add("p_xy", expected="probabilities >= 0", found=f"{array[x, y]:g} at ({x}, {y})")
    elif not abs(array.sum() - 1) <= _SUM_TOLERANCE:
        arguments.faults.add(
            "p_xy",
            expected="probabilities that sum to 1 within 1e-9",
            found=f"a sum of {array.sum():.12g}",
            remedy="divide by the sum",
        )
    else:
        return Joint.of(array)
    return Joint.of(np.ones((1, 1)))


def entropy(law: Floats) -> float:
    """Entropy of an array of probabilities, bits."""
    positive = law[law > 0]
    return abs(float(-(positive * np.log2(positive)).sum()))
