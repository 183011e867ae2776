"""Circuits of four points, a + b = c + d: the cheapest reason why a dichotomy is no neuron's.

A dichotomy that puts no a, b against c, d with the same sum is called 2-asummable. A function of the
whole cube of up to eight variables is a threshold function iff it is (complete monotonicity, which is
the same by Elgot 1961, suffices up to eight variables: Muroga, Tsuboi & Baugh 1970; for nine it
does not: Gabelman 1961). So 4,816 such circuits say of six inputs what hundreds of millions of longer
ones say together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from ibsolve.problem import Code, cube
from ibsolve.threshold.circuits import Circuit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Parallelograms:
    """The pairs of some points by their sums, so that pairs of equal sum are found at once.

    points: distinct codes of equal length, shape (n,).
    """

    def __init__(self, points: Sequence[Code]) -> None:
        import numpy as np

        self._points = tuple(points)
        self._first, self._second = np.triu_indices(len(points), k=1)
        codes = np.array(points, dtype=np.uint8)
        sums = np.ascontiguousarray(codes[self._first] + codes[self._second])
        _, self._sums = np.unique(sums.view(f"V{codes.shape[1]}").ravel(), return_inverse=True)

    def circuits(self) -> NDArray[np.int64]:
        """Every circuit of four points once, as indices a, b, c, d with a + b = c + d; shape (k, 4).

        >>> Parallelograms(cube(2)).circuits().tolist()
        [[0, 3, 1, 2]]
        """
        import numpy as np

        order = np.argsort(self._sums, kind="stable")
        starts = np.flatnonzero(np.diff(self._sums[order], prepend=-1))
        found = []
        for group in np.split(order, starts[1:]):
            one, other = np.triu_indices(len(group), k=1)
            found.append(self._joined(group[one], group[other]))
        return np.concatenate(found) if found else np.empty((0, 4), dtype=np.int64)

    def violated(self, dichotomy: int, *, most: int) -> list[Circuit]:
        """Circuits of four points that a dichotomy violates, at most one a sum and `most` in all.

        dichotomy: bit i is the class of points[i]. Which of many are given is spread over the sums.

        >>> [str(circuit) for circuit in Parallelograms(cube(2)).violated(0b0110, most=5)]
        ['01 + 10 = 00 + 11']
        """
        import numpy as np

        bits = np.array([dichotomy >> i & 1 for i in range(len(self._points))], dtype=bool)
        ones = np.flatnonzero(bits[self._first] & bits[self._second])
        zeros = np.flatnonzero(~bits[self._first] & ~bits[self._second])
        shared, one, zero = np.intersect1d(self._sums[ones], self._sums[zeros], return_indices=True)
        spread = np.linspace(0, len(shared), num=min(most, len(shared)), endpoint=False, dtype=int)
        return [self.circuit(row) for row in self._joined(ones[one[spread]], zeros[zero[spread]])]

    def circuit(self, indices: NDArray[np.int64]) -> Circuit:
        """The circuit a + b = c + d of four indices."""
        a, b, c, d = (self._points[i] for i in indices)
        return Circuit(positive={a: 1, b: 1}, negative={c: 1, d: 1})

    def _joined(self, pairs: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
        import numpy as np

        first, second = self._first, self._second
        return np.stack([first[pairs], second[pairs], first[others], second[others]], axis=1)


@cache
def cube_parallelograms(variables: int) -> NDArray[np.int64]:
    """`Parallelograms.circuits` of the cube {0,1}^variables, read-only: 0, 1, 12, 100, 720, 4816 for 1 … 6.

    >>> [len(cube_parallelograms(m)) for m in range(1, 7)]
    [0, 1, 12, 100, 720, 4816]
    """
    circuits = Parallelograms(cube(variables)).circuits()
    circuits.setflags(write=False)
    return circuits
