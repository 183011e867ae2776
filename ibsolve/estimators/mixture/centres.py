"""The centres of a mixture of equal Gaussians: merged, centred, in units of β, sorted by group."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import LARGEST, Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.variable import Variable

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Centres:
    """The mixture (1/N) Σ N(m_i, I) of N samples, equal ones merged within their group.

    places: shape (K, d), in units of β. counts: samples at each centre, shape (K,). starts: the first centre
    of each group, and K at the end, shape (G + 1,). are_groups: whether each centre is a group.
    """

    places: Floats
    counts: Floats
    starts: Codes
    are_groups: bool

    @property
    def n(self) -> int:
        """Samples."""
        return int(self.counts.sum())

    @property
    def size(self) -> int:
        """K, different centres."""
        return len(self.counts)

    @property
    def groups(self) -> int:
        """G, groups of centres."""
        return len(self.starts) - 1

    @property
    def dimension(self) -> int:
        """D."""
        return int(self.places.shape[1])

    @property
    def range(self) -> float:
        """The largest extent along an axis, in units of β."""
        return float(np.ptp(self.places, axis=0).max())

    @property
    def group_of_centre(self) -> Codes:
        """Shape (K,)."""
        return np.repeat(np.arange(self.groups), np.diff(self.starts))

    @property
    def group_counts(self) -> Floats:
        """Samples in each group, shape (G,)."""
        return np.add.reduceat(self.counts, self.starts[:-1])

    @property
    def group_entropy(self) -> float:
        """H(G), nats: what the group of a sample can tell at most."""
        counts = self.group_counts
        return max(0.0, log(self.n) - float(counts @ np.log(counts)) / self.n) if self.groups > 1 else 0.0

    @property
    def entropy_within(self) -> float:
        """H(J|G), nats."""
        if self.are_groups:
            return 0.0
        sizes = self.group_counts[self.group_of_centre]
        return float(self.counts @ np.log(sizes / self.counts)) / self.n

    @property
    def largest_group(self) -> int:
        """Centres of the largest group."""
        return int(np.diff(self.starts).max())

    @property
    def own_group(self) -> tuple[Codes, Codes]:
        """For each centre as a query, the first and the last (excluded) centre of its group."""
        group = self.group_of_centre
        return self.starts[:-1][group], self.starts[1:][group]


def merged_centres(rows: Floats, beta: float, groups: Codes | None = None) -> Centres:
    """The centres of the samples, shape (N, d), with the groups of their codes, shape (N,), from 0.

    groups: None makes each different row a group of its own.
    Raises ProblemError where β is so small beside the rows that distances in units of it are no floats.
    """
    places = Variable(name="rows", vectors=rows, codes=None).row_codes
    pairs = places if groups is None else groups * (int(places.max()) + 1) + places
    _, first, counts = np.unique(pairs, return_index=True, return_counts=True)
    size = len(first)
    if groups is None:
        starts = np.arange(size + 1)
    else:
        # Pairs ascend by group first.
        starts = np.append(np.unique(groups[first], return_index=True)[1], size)
    distinct = rows[first]
    # Centring is exact to the precision of the differences, which is all that matters.
    middle = (distinct.min(axis=0) + distinct.max(axis=0)) / 2
    extent = float(np.ptp(distinct, axis=0).max())
    if extent > LARGEST * beta:
        raise ProblemError(
            Fault(
                where="noise",
                expected=f"a standard deviation of at least {extent / LARGEST:.3g} for activations "
                f"over a range of {extent:.3g}",
                found=f"{beta:.3g}",
            )
        )
    return Centres(
        # Of equal rows β may have been rounded to 0 with them.
        places=np.ascontiguousarray((distinct - middle) / beta if extent else np.zeros_like(distinct)),
        counts=counts.astype(np.float64),
        starts=starts.astype(np.int64),
        are_groups=len(starts) == size + 1,
    )
