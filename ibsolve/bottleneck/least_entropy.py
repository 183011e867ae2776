"""H_DIB(ε): the least entropy of a partition of the values of X that loses at most ε bits about Y.

The deterministic information bottleneck with the loss bounded instead of weighed: paper 000, eq. (20),
for one layer. Every layer of a feasible network has at least this entropy (rule R2).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments
from ibsolve.bottleneck.joint import Joint, entropy, read_joint
from ibsolve.bottleneck.search import PartitionSearch
from ibsolve.compiled import announced_compilation
from ibsolve.information import keeps_distortion
from ibsolve.problem import Partition, exact_rational

POINT_LIMIT = 512
"""Most values of X: the mergers that a search starts from take cubic time."""

_TIE = 1e-11
"""Bits by which a loss must stay below an epsilon that floats do not tell from it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeastEntropy:
    """The least H(T) of a partition T with I(X;Y|T) <= epsilon, and such a partition.

    entropy: H(T), bits; partition: the block of each row of p_xy, shape (rows,), −1 for rows of
    probability 0; both None where no partition is known. is_proved: whether no partition has less entropy,
    or there is none, losses and entropies being told apart by 1e-12 bits; else the search was stopped, or
    a loss is nearer to epsilon than that. lower: bits; no partition has less: the entropy where it is
    proved, else at least max(0, I(X;Y) − epsilon); None where it is proved that there is none. nodes: of
    the search.
    """

    entropy: float | None
    partition: NDArray[np.int_] | None
    is_proved: bool
    lower: float | None
    nodes: int

    def __post_init__(self) -> None:
        assert (self.entropy is None) == (self.partition is None), "a value without a partition"
        assert (self.lower is None) == (self.entropy is None and self.is_proved), "a bound on nothing"


def least_entropy(
    p_xy: Any,
    epsilon: float | Fraction,
    *,
    most_blocks: int | None = None,
    seconds: float | None = None,
    stops: Callable[[], bool] = lambda: False,
    say: Callable[[str], None] = lambda _: None,
) -> LeastEntropy:
    """H_DIB(epsilon) by branch and bound.

    p_xy: probabilities >= 0 that sum to 1, shape (|X|, |Y|), or the table of a problem, whose partitions
    are held to epsilon exactly. epsilon: bits, >= 0. most_blocks: of T; None: as many as there are values
    of X. seconds, stops: when to stop at the best partition found; say: called with a notice that
    compilation takes time. Raises ProblemError.

    >>> xor = [[0.25, 0], [0, 0.25], [0, 0.25], [0.25, 0]]
    >>> round(least_entropy(xor, 0.7).entropy, 6), least_entropy(xor, 0).entropy
    (0.811278, 1.0)
    """
    arguments = Arguments()
    joint = read_joint(arguments, p_xy)
    allowed = arguments.number("epsilon", epsilon, at_least=0)
    blocks = None if most_blocks is None else arguments.count("most_blocks", most_blocks)
    limit = None if seconds is None else arguments.number("seconds", seconds, above=0)
    check_size(arguments, joint)
    arguments.check()
    started = time.perf_counter()

    def is_over() -> bool:
        return stops() or (limit is not None and time.perf_counter() - started >= limit)

    nodes, lower = 0, max(0.0, joint.I_XY - allowed)
    # The classes of equal p(y|x) lose nothing, and what loses nothing tells them apart.
    lossless = joint.classes if blocks is None or joint.classes.max() < blocks else None
    if allowed == 0:
        found, is_complete = lossless, True
    else:
        with announced_compilation(say):
            search = PartitionSearch(joint, most_blocks=blocks or len(joint.law), stops=is_over)
            found, is_complete = search.cheapest(joint.I_XY - allowed)
            if found is not None and not _keeps(joint, found, epsilon):
                # Its loss lies above epsilon by less than floats tell: what is found is a bound only.
                lower = max(lower, entropy(joint.merged(found).sum(axis=1))) if is_complete else lower
                found, _ = search.cheapest(joint.I_XY - allowed + _TIE)
                if found is None or not _keeps(joint, found, epsilon):
                    found = lossless
                is_complete = False
            nodes = search.nodes
    if found is None:
        least, partition = None, None
    else:
        least = entropy(joint.merged(found).sum(axis=1))
        partition = np.full(joint.rows, -1)
        partition[joint.support] = found
    return LeastEntropy(
        entropy=least,
        partition=partition,
        is_proved=is_complete,
        lower=least if is_complete else lower,
        nodes=nodes,
    )


def _keeps(joint: Joint, blocks: NDArray[np.int_], epsilon: float | Fraction) -> bool:
    """Whether the partition loses at most epsilon: exactly where the law is exact."""
    if joint.table is None:
        return True
    return keeps_distortion(joint.table, Partition.of(blocks.tolist()), exact_rational(epsilon))


def check_size(arguments: Arguments, joint: Joint) -> None:
    """Add a fault if X has more values than a search carries."""
    if len(joint.law) > POINT_LIMIT:
        expected = f"at most {POINT_LIMIT} values of X"
        arguments.faults.add("p_xy", expected=expected, found=str(len(joint.law)))
