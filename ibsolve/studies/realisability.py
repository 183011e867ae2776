"""The price of realisability: what it costs that layers are made of threshold neurons.

Without that demand the optimum of eq. (28) of paper 000 is that of (20) in every layer: all have the
partition of least entropy that keeps the distortion bound, with as many blocks as the narrowest layer
has codes. Mappings that attain it may be forbidden (paper 000, Fig. 2b): no neurons realise them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ibsolve.bottleneck import LeastEntropy, least_entropy
from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.least_partitions import least_partitions
from ibsolve.engines import Limits, solve
from ibsolve.information import TableEntropies, keeps_distortion
from ibsolve.problem import Partition, Problem
from ibsolve.solution import Solution
from ibsolve.studies.arguments import finite_epsilon, started
from ibsolve.threshold import BLOCK_LIMIT, Circuit, PointSet, partition_circuits

MAPPING_LIMIT = 16
"""Most mappings that are listed."""

_LISTED_POINTS = 20
"""Most support inputs whose other partitions of least entropy are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainingMapping:
    """A mapping of the inputs to the first layer that, kept by the others, attains the optimum of (20).

    partition: of the support inputs. circuits: None if threshold neurons of the first layer realise it;
    else what they cannot put apart, as `partition_circuits` tells. is_examined: false where it has too many
    blocks to know.
    """

    partition: Partition
    circuits: tuple[Circuit, ...] | None
    is_examined: bool = True

    @property
    def is_forbidden(self) -> bool:
        """Whether no neurons realise the mapping."""
        return self.circuits is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RealisabilityPrice:
    """The optimum of eq. (28) beside that without realisability, bits.

    least_entropy: H_DIB(epsilon) of partitions with so few blocks; unrestricted: ν(H(X) − H_DIB); None
    where no mapping is known to keep the bound in these widths. is_unrestricted_proved: whether no mapping
    does better, or none keeps the bound at all. solution: of (28). mappings: that attain `unrestricted`;
    are_all: whether there are no others.
    """

    problem: Problem
    least_entropy: float | None
    unrestricted: float | None
    is_unrestricted_proved: bool
    solution: Solution
    mappings: tuple[AttainingMapping, ...]
    are_all: bool

    @property
    def price(self) -> float | None:
        """How much more the layers keep than they had to, ΣH(X_i) − ν·H_DIB, bits; None without a network.

        Exact where the solution is optimal and `is_unrestricted_proved`.
        """
        if self.solution.objective is None or self.unrestricted is None:
            return None
        return max(0.0, self.unrestricted - self.solution.objective)

    @property
    def is_proved(self) -> bool:
        """Whether the price, or that no network pays it, is proved."""
        return self.solution.is_proved and self.is_unrestricted_proved


def realisability_price(
    problem: Problem, *, solution: Solution | None = None, limits: Limits | None = None
) -> RealisabilityPrice:
    """The price of realisability of a problem.

    solution: of the problem, where it is known; else it is solved. limits: for all together.
    Raises ProblemError for other arguments, LimitError above 512 support inputs or what no engine carries.

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])
    >>> price = realisability_price(xor)
    >>> price.unrestricted, price.solution.objective, price.price
    (2.0, 1.5, 0.5)
    >>> [str(circuit) for mapping in price.mappings for circuit in mapping.circuits]
    ['01 + 10 = 00 + 11']
    """
    running = started(problem, limits)
    table = problem.table
    most_blocks = min(2 ** min(problem.widths), len(table.inputs))
    least = least_entropy(
        table,
        finite_epsilon(problem),
        most_blocks=most_blocks,
        stops=lambda: running.reached,
        say=running.say,
    )
    if solution is None:
        solution = solve(problem, limits=running.rest())
    mappings, are_all = _attaining(problem, least, most_blocks, lambda: running.reached)
    H_X = float(TableEntropies.of(table).H_X)
    return RealisabilityPrice(
        problem=problem,
        least_entropy=least.entropy,
        unrestricted=None if least.entropy is None else problem.depth * (H_X - least.entropy),
        is_unrestricted_proved=least.is_proved,
        solution=solution,
        mappings=tuple(_examined(problem, partition) for partition in mappings),
        are_all=are_all and least.is_proved,
    )


def _attaining(
    problem: Problem, least: LeastEntropy, most_blocks: int, stops: Callable[[], bool]
) -> tuple[list[Partition], bool]:
    """Partitions of least entropy that keep the bound, as many as are listed; whether these are all."""
    table = problem.table
    if least.partition is None:
        return [], True
    known = Partition.of(least.partition.tolist())
    if problem.epsilon == 0:
        return [known], True  # what keeps everything and has least entropy is T*
    if len(table.inputs) > _LISTED_POINTS:
        return [known], False
    joint = Joint.of_table(table)
    found = least_partitions(
        joint,
        entropy=float(least.entropy or 0.0),
        information=joint.I_XY - float(finite_epsilon(problem)),
        most_blocks=most_blocks,
        stops=stops,
    )
    listed = [Partition.of(blocks.tolist()) for blocks in islice(found, MAPPING_LIMIT + 1)]
    kept = [partition for partition in listed if keeps_distortion(table, partition, problem.epsilon)]
    if stops() or len(listed) > MAPPING_LIMIT or known not in kept:
        return [known, *(partition for partition in kept if partition != known)][:MAPPING_LIMIT], False
    return kept, True


def _examined(problem: Problem, partition: Partition) -> AttainingMapping:
    """The mapping with the verdict on it."""
    if len(partition) > BLOCK_LIMIT:
        return AttainingMapping(partition=partition, circuits=None, is_examined=False)
    circuits = partition_circuits(PointSet(problem.table.inputs), partition, problem.widths[0])
    return AttainingMapping(partition=partition, circuits=circuits)
