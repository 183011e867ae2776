"""The sign patterns of vectors: on which side of a hyperplane through 0 each of them can lie.

A pattern of the first vectors goes on to the next one, v, with both signs iff some w of that
pattern has w·v = 0, that is, iff it is a pattern of the contraction: the vectors projected along
v, of one dimension less. Otherwise every w of the pattern has the same sign of w·v, and one of
them shows it. This is the induction by which Cover 1965 counts; no linear programme is solved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, ProblemError, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_VECTORS = 64
_ROOM = 2**62


def sign_patterns(vectors: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """All sign patterns of the vectors, as ascending bitmasks: bit i is set where w·vectors[i] > 0.

    Patterns come from the w in R^r with no w·vectors[i] = 0; so there is none if a vector is zero.
    vectors: integers, shape (n, r), with 1 <= n <= 64.
    Raises ProblemError for another shape.

    >>> sign_patterns([[1, 0], [0, 1], [1, 1]]).tolist()
    [0, 1, 2, 5, 6, 7]
    """
    import numpy as np

    if not 1 <= len(vectors) <= _MOST_VECTORS or len({len(vector) for vector in vectors}) != 1:
        raise ProblemError(
            Fault(
                where="vectors",
                expected=f"1 to {_MOST_VECTORS} vectors of one length",
                found=f"{len(vectors)} of lengths {shown(sorted({len(vector) for vector in vectors}))}",
            )
        )
    try:
        half = _Arrangement.of(vectors, np.int64).half()
    except OverflowError:
        # The same in integers of any length: some thirty times slower.
        half = _Arrangement.of(vectors, np.object_).half()
    everything = np.uint64((1 << len(vectors)) - 1)
    return np.sort(np.concatenate([half.masks, half.masks ^ everything]))


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Sign patterns, ascending, each with an integer w that has it: shapes (k,) and (k, r)."""

    masks: NDArray[np.uint64]
    witnesses: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """Vectors in coordinates of a basis among them.

    unit_bits: what each basis vector sets in a mask, shape (r,). rows: the other vectors, up to
    positive factors, shape (m, r). row_bits: what each of those sets, shape (m,).
    """

    unit_bits: NDArray[np.uint64]
    rows: NDArray[np.integer]
    row_bits: NDArray[np.uint64]

    @classmethod
    def of(cls, vectors: Sequence[Sequence[int]], kind: type[np.generic]) -> _Arrangement:
        """The arrangement of vectors, in numpy integers of this kind. Raises OverflowError."""
        import numpy as np

        rows: NDArray[np.integer] = np.array(vectors, dtype=kind)
        basis: dict[int, int] = {}
        for place in range(rows.shape[1]):
            chosen = next(
                (i for i in np.flatnonzero(rows[:, place]).tolist() if i not in basis.values()), None
            )
            if chosen is not None:
                rows = _primitive(_exchanged(rows, rows[chosen], place))
                basis[place] = chosen
        others = [i for i in range(len(rows)) if i not in basis.values()]
        bits = np.uint64(1) << np.arange(len(rows), dtype=np.uint64)
        return cls(bits[list(basis.values())], rows[others][:, list(basis)], bits[others])

    def half(self) -> _Patterns:
        """The patterns that are positive on the first basis vector; the others are their negatives."""
        import numpy as np

        rank, kind = len(self.unit_bits), self.rows.dtype
        if not (self.rows != 0).any(axis=1).all():
            return _Patterns(np.zeros(0, dtype=np.uint64), np.zeros((0, rank), dtype=kind))
        if rank == 2:
            return self._half_of_plane()
        # Basis vectors alone have every pattern, and a witness is the pattern itself.
        numbers = np.arange(1 << rank >> 1)
        signs = 1 - 2 * (numbers[:, None] >> np.arange(rank)[::-1] & 1)
        patterns = _ascending((signs > 0) @ self.unit_bits, signs.astype(kind))
        for number in range(len(self.rows)):
            patterns = self._extended(patterns, number)
        return patterns

    def _half_of_plane(self) -> _Patterns:
        """As `half` in two dimensions: just beside every line w·v = 0, on either side of it."""
        import numpy as np

        vectors = np.vstack([np.eye(2, dtype=int).astype(self.rows.dtype), self.rows])
        steep = vectors[vectors[:, 1] != 0]
        _require_room(vectors, _largest(vectors), _largest(vectors), _largest(vectors), 4)
        lines = np.stack([steep[:, 1], -steep[:, 0]], axis=1) * np.sign(steep[:, [1]])
        lines *= _largest(vectors[:, 1]) + 1
        step = np.array([0, 1])
        witnesses = np.concatenate([lines - step, lines + step])
        bits = np.concatenate([self.unit_bits, self.row_bits])
        masks, first = np.unique((witnesses @ vectors.T > 0) @ bits, return_index=True)
        return _Patterns(masks, witnesses[first])

    def _extended(self, patterns: _Patterns, number: int) -> _Patterns:
        """The patterns of the basis and the rows up to `number`, from those without that row."""
        import numpy as np

        row, bit = self.rows[number], self.row_bits[number]
        negative, positive = self._both_sides(number)
        is_uncut = np.ones(len(patterns.masks), dtype=bool)
        is_uncut[np.searchsorted(patterns.masks, negative.masks)] = False
        masks, witnesses = patterns.masks[is_uncut], patterns.witnesses[is_uncut]
        masks = np.where(witnesses @ row > 0, masks | bit, masks)
        return _ascending(
            np.concatenate([masks, negative.masks, positive.masks | bit]),
            np.concatenate([witnesses, negative.witnesses, positive.witnesses]),
        )

    def _both_sides(self, number: int) -> tuple[_Patterns, _Patterns]:
        """The patterns of the basis and the rows before `number` that go on to it with both signs.

        Once with witnesses on its negative side, once with witnesses on its positive side.
        """
        import numpy as np

        row, rank = self.rows[number], len(self.unit_bits)
        # The first basis vector stays where it is, so that its sign stays positive.
        places = np.flatnonzero(row[1:]) + 1
        if not len(places):
            nowhere = _Patterns(np.zeros(0, dtype=np.uint64), np.zeros((0, rank), dtype=row.dtype))
            return nowhere, nowhere
        place = int(places[np.abs(row[places]).argmin()])
        others = np.delete(np.arange(rank), place)
        before = np.vstack([np.eye(rank, dtype=int)[[place]], self.rows[:number]]).astype(row.dtype)
        contraction = _Arrangement(
            self.unit_bits[others],
            _primitive(_exchanged(before, row, place)[:, others]),
            np.concatenate([self.unit_bits[[place]], self.row_bits[:number]]),
        )
        within = contraction.half()
        # Lifted, a witness lies on the hyperplane w·row = 0; from there a step to either side is so
        # short, beside `scale` times the witness, that it crosses no other hyperplane.
        sign = 1 if row[place] > 0 else -1
        _require_room(row, _largest(within.witnesses), _largest(row), _largest(before), rank * rank)
        lifted = np.empty((len(within.masks), rank), dtype=row.dtype)
        lifted[:, others] = within.witnesses * abs(row[place])
        lifted[:, place] = within.witnesses @ row[others] * -sign
        lifted = _primitive(lifted)
        scale = (np.abs(before[:, place]) // np.abs(lifted @ before.T)).max(axis=1) + 1
        _require_room(row, _largest(scale), _largest(lifted), _largest(self.rows), rank)
        lifted *= scale[:, None]
        step = sign * np.eye(rank, dtype=int)[place].astype(row.dtype)
        return _Patterns(within.masks, lifted - step), _Patterns(within.masks, lifted + step)


def _ascending(masks: NDArray[np.uint64], witnesses: NDArray[np.integer]) -> _Patterns:
    order = masks.argsort()
    return _Patterns(masks[order], witnesses[order])


def _exchanged(rows: NDArray[np.integer], row: NDArray[np.integer], place: int) -> NDArray[np.integer]:
    """The rows, up to positive factors, when `row` takes a place in the basis (row[place] != 0).

    Leaving that place out afterwards projects along `row`.
    """
    _require_room(rows, _largest(rows), _largest(row), 2)
    entries = rows[:, [place]] * (1 if row[place] > 0 else -1)
    exchanged: NDArray[np.integer] = rows * abs(row[place]) - entries * row
    exchanged[:, [place]] = entries
    return exchanged


def _primitive(rows: NDArray[np.integer]) -> NDArray[np.integer]:
    """The rows without common factors."""
    import numpy as np

    primitive: NDArray[np.integer] = rows // np.maximum(np.gcd.reduce(rows, axis=1, keepdims=True), 1)
    return primitive


def _largest(integers: NDArray[np.integer]) -> int:
    """Largest absolute value, or 1."""
    return max(int(integers.max(initial=1)), -int(integers.min(initial=-1)))


def _require_room(integers: NDArray[np.integer], *factors: int) -> None:
    """Raise OverflowError unless integers of this kind hold the product of the factors, and a little more."""
    if integers.dtype != object and math.prod(factors) >= _ROOM:
        raise OverflowError
