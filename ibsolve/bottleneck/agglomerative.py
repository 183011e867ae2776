"""Partitions of X by greedy merging: from every x alone to one block (Slonim and Tishby 1999)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.bottleneck.estimate import entropy_of_steps
from ibsolve.bottleneck.joint import Joint, entropy, read_joint
from ibsolve.bottleneck.lagrangian import x_ln_x


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agglomeration:
    """A partition of each size, from the n rows of positive probability alone to one block.

    entropy: H(T), falling from H(X) to 0, bits, shape (n,). information: I(T;Y), falling from I_XY to 0,
    bits, shape (n,). partitions: the block of every row of p_xy, numbered as they occur, −1 for rows of
    probability zero, shape (n, rows). I_XY: I(X;Y), bits.
    Each step is the best one and their sequence need not be: nothing here is a lower bound.
    """

    I_XY: float
    entropy: Floats
    information: Floats
    partitions: NDArray[np.int_]

    @classmethod
    def of(cls, joint: Joint) -> Self:
        """The greedy partitions of a joint law that has been read."""
        blocks = greedy_blocks(joint.law)
        merged = [joint.merged(partition) for partition in blocks]
        entropies = np.array([entropy(law.sum(axis=1)) for law in merged])
        told = entropies + joint.H_Y - np.array([entropy(law) for law in merged])
        partitions = np.full((len(blocks), joint.rows), -1)
        partitions[:, joint.support] = blocks
        information = np.clip(told, 0, joint.I_XY)
        return cls(I_XY=joint.I_XY, entropy=entropies, information=information, partitions=partitions)

    def entropy_estimate(self, epsilon: ArrayLike) -> Floats:
        """An upper estimate of the least H(T) of a deterministic T with I(X;Y) − I(T;Y) <= ε, bits.

        epsilon: bits >= 0, any shape, which the result has. Raises ProblemError for other values.

        >>> float(agglomerate([[0.25, 0], [0.125, 0.125], [0, 0.5]]).entropy_estimate(0.3))
        1.0
        """
        return entropy_of_steps(epsilon, loss=self.I_XY - self.information, entropy=self.entropy)


def agglomerate(p_xy: Any) -> Agglomeration:
    """Partitions T of X that lose little of I(T;Y): every step merges the two blocks that lose least.

    p_xy: the joint law, shape (|X|, |Y|), entries >= 0 that sum to 1 within 1e-9, or the table of a
    problem. Ties go to the blocks that occur first. Memory grows with the square of |X|.
    Raises ProblemError for another p_xy.
    Source: Slonim and Tishby 1999, "Agglomerative information bottleneck" (NIPS 12).

    >>> agglomerate([[0.25, 0], [0.125, 0.125], [0, 0.5]]).partitions.tolist()
    [[0, 1, 2], [0, 0, 1], [0, 0, 0]]
    """
    arguments = Arguments()
    joint = read_joint(arguments, p_xy)
    arguments.check()
    return Agglomeration.of(joint)


def greedy_blocks(law: Floats, *, weight: float | None = None) -> NDArray[np.int_]:
    """The blocks of each x from n blocks to one, shape (n, n), for p(x, y) without empty rows.

    Each merger adds least to H(T) − weight·I(T;Y), or loses least of I(T;Y) where there is no weight.
    """
    n = len(law)
    rows, masses = law.copy(), law.sum(axis=1)
    worth = _worth(rows)

    def costs(s: int) -> Floats:
        """Of merging s with each x."""
        lost = worth[s] + worth - _worth(rows[s] + rows)
        if weight is None:
            return np.asarray(lost)
        return np.asarray(weight * lost - x_ln_x(masses[s] + masses) + x_ln_x(masses[s]) + x_ln_x(masses))

    cost = np.array([costs(s) for s in range(n)])
    cost = np.maximum(cost, cost.T)  # rounding must not tell (s, t) from (t, s)
    np.fill_diagonal(cost, np.inf)
    nearest = cost.argmin(axis=1)
    blocks = np.arange(n)
    sequence = [blocks]
    for _ in range(n - 1):
        s = int(cost[np.arange(n), nearest].argmin())
        t = int(nearest[s])
        rows[s] += rows[t]
        masses[s] += masses[t]
        worth[s] = _worth(rows[s])
        blocks = np.where(blocks == t, s, blocks)
        sequence.append(np.unique(blocks, return_inverse=True)[1])
        alive = np.isfinite(cost[s])
        alive[[s, t]] = False
        renewed = np.where(alive, costs(s), np.inf)
        cost[t], cost[:, t], cost[s], cost[:, s] = np.inf, np.inf, renewed, renewed
        is_stale = (renewed <= cost[np.arange(n), nearest]) | (nearest == s) | (nearest == t)
        stale = np.flatnonzero(alive & is_stale)
        nearest[stale] = cost[stale].argmin(axis=1)
        nearest[s] = cost[s].argmin()
    return np.array(sequence)


def _worth(rows: Floats) -> Floats:
    """Σ_y p(t,y) ln p(t,y) − p(t) ln p(t) of each row: what merging two rows loses is additive in it."""
    return np.asarray(x_ln_x(rows).sum(axis=-1) - x_ln_x(rows.sum(axis=-1)))
