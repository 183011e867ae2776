"""The primal deterministic-IB frontier: every Pareto point of (H(T), I(T;Y)) over all partitions T of X.

The deterministic information bottleneck (Strouse & Schwab 2017) for all trade-offs at once, points
within its concave hull included, which no Lagrangian reaches; paper 000, eq. (20), for one layer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.bottleneck.joint import read_joint
from ibsolve.bottleneck.kernel import TOLERANCE
from ibsolve.bottleneck.least_entropy import check_size
from ibsolve.bottleneck.search import PartitionSearch
from ibsolve.compiled import announced_compilation

_SLICES = 8
"""Ranges of information that are proved one after another, from I(X;Y) down."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeterministicFrontier:
    """Points (H(T), I(T;Y)), no partition T being better in one and as good in the other.

    entropy, information: bits, ascending, shape (k,). partitions: of each point, the block of each row of
    p_xy, shape (k, rows); −1 for rows of probability 0. proved_from: bits; every point of at least this
    information is there and none that is there is beaten, to within 1e-12 bits: 0 where all is proved, None
    where nothing is.
    The points below are partitions found, which others may beat. I_XY: I(X;Y), bits. work: nodes and
    seconds.
    """

    entropy: Floats
    information: Floats
    partitions: NDArray[np.int_]
    proved_from: float | None
    I_XY: float
    work: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert (np.diff(self.entropy) > 0).all(), "entropies must rise"
        assert (np.diff(self.information) > 0).all(), "informations must rise"

    @property
    def is_complete(self) -> bool:
        """Whether every point is proved."""
        return self.proved_from == 0

    def is_proved_at(self, epsilon: float) -> bool:
        """Whether what `least_entropy` says at an epsilon is proved."""
        return self.proved_from is not None and max(0.0, self.I_XY - epsilon) >= self.proved_from

    def least_entropy(self, epsilon: float) -> float:
        """H_DIB(epsilon): the least H(T) of the points that lose at most epsilon >= 0, bits.

        Proved where `is_proved_at`, else an upper estimate. Raises ProblemError.
        """
        arguments = Arguments()
        allowed = arguments.number("epsilon", epsilon, at_least=0)
        arguments.check()
        # The last point loses nothing but for rounding.
        wanted = min(self.I_XY - allowed - TOLERANCE, self.information[-1])
        return float(self.entropy[np.searchsorted(self.information, wanted)])


def exact_frontier(
    p_xy: Any,
    *,
    seconds: float | None = None,
    stops: Callable[[], bool] = lambda: False,
    report: Callable[[float], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> DeterministicFrontier:
    """Every Pareto point of H(T) and I(T;Y) over all partitions T of the values of X, by branch and bound.

    p_xy: probabilities >= 0 that sum to 1, shape (|X|, |Y|), or the table of a problem. seconds: time
    after which it stops; stops: asked now and then, to stop earlier. What is proved by then is told by
    `proved_from`. report: called with each new `proved_from`; say: with a notice that compilation takes
    time. Raises ProblemError.

    The work grows about five times with every second point: 20 unrelated values of X take half a second,
    24 about ten. Values of equal rows are a matter of counts: 64 of two kinds take a twentieth of a second.

    >>> frontier = exact_frontier([[0.25, 0], [0, 0.25], [0, 0.25], [0.25, 0]])
    >>> frontier.entropy.round(6).tolist(), frontier.information.round(6).tolist()
    ([0.0, 0.811278, 1.0], [0.0, 0.311278, 1.0])
    """
    arguments = Arguments()
    joint = read_joint(arguments, p_xy)
    limit = None if seconds is None else arguments.number("seconds", seconds, above=0)
    check_size(arguments, joint)
    arguments.check()
    started = time.perf_counter()

    def is_over() -> bool:
        return stops() or (limit is not None and time.perf_counter() - started >= limit)

    with announced_compilation(say):
        search = PartitionSearch(joint, most_blocks=len(joint.law), stops=is_over)
        proved_from = None
        # The last range goes below 0, which rounding may do.
        levels = np.linspace(search.entropies[-1], 0, _SLICES + 1)
        bounds = [joint.I_XY, *np.interp(levels, search.entropies, search.informations)[1:-1], -1.0]
        for enough, least in pairwise(bounds):
            if not search.run(least=least, enough=enough):
                break
            proved_from = max(0.0, float(least))
            report(proved_from)
    partitions = np.full((len(search.entropies), joint.rows), -1)
    partitions[:, joint.support] = search.partitions
    return DeterministicFrontier(
        entropy=_without_rounding(search.entropies),
        information=_without_rounding(search.informations),
        partitions=partitions,
        proved_from=proved_from,
        I_XY=joint.I_XY,
        work={"nodes": search.nodes, "seconds": round(time.perf_counter() - started, 6)},
    )


def _without_rounding(values: Floats) -> Floats:
    """The values with 0 for what differs from it by rounding."""
    return np.where(values > TOLERANCE, values, 0.0)
