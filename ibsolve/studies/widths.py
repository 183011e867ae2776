"""The smallest architectures that meet the distortion bound, each with its best network.

Two facts spare searches. A neuron more never hurts: it may be constant, and the neurons above may
ignore it. So what is wider than a feasible architecture of its depth is feasible, and where none of
the architectures with one neuron less is feasible, no smaller one of the depth is. And distortion
never falls from layer to layer (data processing), so under readout "any" no layers on top rescue
widths that lose too much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from ibsolve.engines import Limits, solve
from ibsolve.engines.assembly import versions
from ibsolve.errors import Fault, Faults, LimitError, ProblemError, shown
from ibsolve.information import LogForm, TableEntropies, exact_objective, exact_partition_entropy
from ibsolve.problem import Partition, Problem, Readout
from ibsolve.solution import Solution, Status
from ibsolve.studies.arguments import started

MAX_DEPTH = 2
MAX_NEURONS = 6
"""By default, two layers and six neurons in all: what engine exact carries on any four inputs."""

ARCHITECTURE_LIMIT = 10_000
"""Most architectures of one study."""

_DEPTH_LIMIT = 64
_NEURON_LIMIT = 256

Widths = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """An architecture that no network can have.

    solution: infeasible, of these widths, or of their first layers: what those lose stays lost.
    """

    widths: Widths
    solution: Solution

    def __post_init__(self) -> None:
        assert self.solution.status is Status.INFEASIBLE, "refuted by what is not infeasible"
        assert self.widths[: len(self.refuted_widths)] == self.refuted_widths, "refuted by other widths"

    @property
    def refuted_widths(self) -> Widths:
        """The widths that the evidence is about."""
        return self.solution.problem.widths


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """An architecture of which is not known whether it meets the bound, and the reason."""

    widths: Widths
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """An architecture that meets the bound while, as far as decided, no smaller one of its depth does.

    solution: its best network, or the one in hand where a limit was reached. objective, compression
    C_ν, slack H(X|Y) + epsilon − C_ν of Lemma 3: of that network, exact, bits; the slack is
    H(X_ν|Y) + epsilon − I(X;Y|X_ν), never negative. smaller: of every architecture with one neuron
    less in one layer, why it does not meet the bound.
    """

    solution: Solution
    objective: LogForm
    compression: LogForm
    slack: LogForm
    smaller: tuple[Refutation | Undecided, ...]

    @classmethod
    def of(cls, solution: Solution, smaller: Iterable[Refutation | Undecided]) -> Architecture:
        problem = solution.problem
        table = problem.table
        given = TableEntropies.of(table)
        partitions = [Partition.of(layer.codes) for layer in solution.layers]
        compression = given.H_X - exact_partition_entropy(table, partitions[-1])
        return cls(
            solution=solution,
            objective=exact_objective(table, partitions),
            compression=compression,
            slack=given.H_X_given_Y + problem.epsilon - compression,
            smaller=tuple(smaller),
        )

    @property
    def widths(self) -> Widths:
        return self.solution.problem.widths

    @property
    def depth(self) -> int:
        return len(self.widths)

    @property
    def neurons(self) -> int:
        """Neurons in all layers together."""
        return sum(self.widths)

    @property
    def is_minimal(self) -> bool:
        """Whether it is proved that no smaller architecture of this depth meets the bound."""
        return all(isinstance(neighbour, Refutation) for neighbour in self.smaller)


@dataclass(frozen=True, slots=True, kw_only=True)
class WidthStudy:
    """The smallest architectures within limits; the widths of the problem are not looked at.

    architectures: by depth, then widths. undecided: those that a limit kept from being judged.
    considered: architectures within max_depth and max_neurons; searched: those given to an engine.
    work: seconds; versions: of the software.
    """

    problem: Problem
    max_depth: int
    max_neurons: int
    engine: str
    architectures: tuple[Architecture, ...]
    undecided: tuple[Undecided, ...]
    considered: int
    searched: int
    work: Mapping[str, float]
    versions: Mapping[str, str]

    @property
    def is_complete(self) -> bool:
        """Whether every architecture is decided and every network shown is proved optimal."""
        return not self.undecided and all(a.solution.is_proved for a in self.architectures)

    @property
    def fewest_neurons(self) -> int | None:
        """The least number of neurons that suffices, or None where none was found to."""
        return min((architecture.neurons for architecture in self.architectures), default=None)

    @property
    def depths(self) -> list[int]:
        """The numbers of layers for which an architecture was found."""
        return sorted({architecture.depth for architecture in self.architectures})

    def best_objectives(self, depth: int) -> list[Architecture]:
        """Those with the largest objective of their depth: a layer more is one term more in the sum."""
        return self._largest(depth, lambda architecture: architecture.objective)

    def most_compressing(self, depth: int) -> list[Architecture]:
        """Those whose best network has the largest C_ν among the architectures of the depth."""
        return self._largest(depth, lambda architecture: architecture.compression)

    def _largest(self, depth: int, value: Callable[[Architecture], LogForm]) -> list[Architecture]:
        of_depth = [architecture for architecture in self.architectures if architecture.depth == depth]
        largest = max(map(value, of_depth), default=LogForm())
        return [architecture for architecture in of_depth if value(architecture) == largest]


def minimal_architectures(
    problem: Problem,
    *,
    max_depth: int = MAX_DEPTH,
    max_neurons: int = MAX_NEURONS,
    engine: str = "auto",
    limits: Limits | None = None,
    report: Callable[[Widths, Status], None] | None = None,
) -> WidthStudy:
    """The architectures that meet the problem's epsilon while no smaller one of their depth does.

    max_depth: layers, from 1 to 64; max_neurons: in all layers together, from 1 to 256. Under readout
    "equal" the output layer has one neuron a target bit; else its width is sought like the others.
    limits: for all architectures together; those that are left when they are reached stay
    undecided, and so do those that the engine refuses as too large. report: called with each
    verdict of the engine.
    Raises ProblemError for other arguments, LimitError for too many architectures or where the
    engine refuses every one it is given, EngineError for an unknown engine.

    >>> parity = Problem.from_function(lambda a, b, c: a ^ b ^ c, widths=[1])
    >>> [architecture.widths for architecture in minimal_architectures(parity).architectures]
    [(3,), (3, 1)]
    """
    running = started(problem, limits)
    _require_limits(problem, max_depth, max_neurons)
    outputs = len(problem.table.targets) if problem.readout is Readout.EQUAL else None
    _require_few(_count(max_depth, max_neurons, outputs))
    survey = _Survey(problem, engine, running, report or (lambda *_: None))
    candidates = list(_candidates(max_depth, max_neurons, outputs))
    for widths in candidates:
        survey.judge(widths)
    return WidthStudy(
        problem=problem,
        max_depth=max_depth,
        max_neurons=max_neurons,
        engine=engine,
        architectures=survey.architectures(),
        undecided=tuple(survey.undecided.values()),
        considered=len(candidates),
        searched=survey.searched,
        work={"seconds": round(running.elapsed, 6)},
        versions=versions(),
    )


class _Survey:
    """The verdicts so far; candidates come with fewer neurons first, so smaller ones are judged before."""

    def __init__(
        self, problem: Problem, engine: str, limits: Limits, report: Callable[[Widths, Status], None]
    ) -> None:
        self.undecided: dict[Widths, Undecided] = {}
        self.searched = 0
        self._found: dict[Widths, Solution] = {}
        self._refuted: dict[Widths, Refutation] = {}
        self._problem = problem
        self._engine = engine
        self._limits = limits
        self._report = report

    def judge(self, widths: Widths) -> None:
        """Find out whether widths meet the bound, by what is known or by the engine."""
        if any(_is_within(smaller, widths) for smaller in self._found):
            return  # feasible, and not minimal
        first = self._refuted.get(widths[:-1])
        if first is not None and self._problem.readout is Readout.ANY:
            self._refuted[widths] = Refutation(widths=widths, solution=first.solution)
            return
        if self._limits.reached:
            self._leave(widths, "the limit was reached before it was searched")
            return
        try:
            solution = solve(
                self._problem.revised(widths=widths), engine=self._engine, limits=self._limits.rest()
            )
        except LimitError as error:
            if not (self._found or self._refuted or self.undecided):
                raise  # the smallest is too large
            self._leave(widths, "; ".join(map(str, error.faults)))
            return
        self.searched += 1
        self._report(widths, solution.status)
        if solution.status is Status.INFEASIBLE:
            self._refuted[widths] = Refutation(widths=widths, solution=solution)
        elif solution.status is Status.UNKNOWN:
            self._leave(widths, "no network was found, and none is ruled out")
        else:
            self._found[widths] = solution

    def architectures(self) -> tuple[Architecture, ...]:
        """What was found, by depth, then widths."""
        return tuple(
            Architecture.of(self._found[widths], map(self._verdict, self._smaller(widths)))
            for widths in sorted(self._found, key=lambda widths: (len(widths), widths))
        )

    def _verdict(self, widths: Widths) -> Refutation | Undecided:
        return self._refuted.get(widths) or self.undecided[widths]

    def _smaller(self, widths: Widths) -> Iterator[Widths]:
        """The candidates with one neuron less in one layer."""
        fixed = self._problem.readout is Readout.EQUAL
        for layer in range(len(widths) - fixed):
            if widths[layer] > 1:
                yield (*widths[:layer], widths[layer] - 1, *widths[layer + 1 :])

    def _leave(self, widths: Widths, reason: str) -> None:
        self.undecided[widths] = Undecided(widths=widths, reason=reason)


def _is_within(smaller: Widths, widths: Widths) -> bool:
    """Whether no layer of one architecture is wider than that of another of the same depth."""
    return len(smaller) == len(widths) and all(a <= b for a, b in zip(smaller, widths, strict=True))


def _candidates(max_depth: int, max_neurons: int, outputs: int | None) -> Iterator[Widths]:
    """All architectures within the limits, fewer neurons first, then fewer layers.

    outputs: width of the last layer where it is fixed.

    >>> list(_candidates(2, 3, None))
    [(1,), (2,), (1, 1), (3,), (1, 2), (2, 1)]
    >>> list(_candidates(2, 4, 2))
    [(2,), (1, 2), (2, 2)]
    """
    for neurons in range(1, max_neurons + 1):
        for depth in range(1, max_depth + 1):
            if outputs is None:
                yield from _compositions(neurons, depth)
            elif depth == 1 and neurons == outputs:
                yield (outputs,)
            else:
                yield from ((*hidden, outputs) for hidden in _compositions(neurons - outputs, depth - 1))


def _compositions(total: int, parts: int) -> Iterator[Widths]:
    """All ways to write a number as an ordered sum of so many positive ones, ascending."""
    if parts < 1 or total < parts:
        return
    for cuts in combinations(range(1, total), parts - 1):
        bounds = (0, *cuts, total)
        yield tuple(above - below for below, above in pairwise(bounds))


def _count(max_depth: int, max_neurons: int, outputs: int | None) -> int:
    """How many architectures there are within the limits.

    >>> _count(2, 3, None), _count(2, 4, 2)
    (6, 3)
    """
    if outputs is None:
        return sum(math.comb(max_neurons, depth) for depth in range(1, max_depth + 1))
    return sum(math.comb(max_neurons - outputs, hidden) for hidden in range(max_depth))


def _require_limits(problem: Problem, max_depth: int, max_neurons: int) -> None:
    faults = Faults()
    for where, value, most in (
        ("max depth", max_depth, _DEPTH_LIMIT),
        ("max neurons", max_neurons, _NEURON_LIMIT),
    ):
        if isinstance(value, bool) or not (isinstance(value, int) and 1 <= value <= most):
            faults.add(where, expected=f"a whole number from 1 to {most}", found=shown(value))
    outputs = len(problem.table.targets)
    if not faults and problem.readout is Readout.EQUAL and max_neurons < outputs:
        expected = f'at least {outputs}, one output neuron a target bit, under readout "equal"'
        faults.add("max neurons", expected=expected, found=str(max_neurons))
    faults.raise_if_any(ProblemError)


def _require_few(architectures: int) -> None:
    if architectures > ARCHITECTURE_LIMIT:
        raise LimitError(
            Fault(
                where="widths",
                expected=f"at most {ARCHITECTURE_LIMIT:,} architectures within max depth and max neurons",
                found=f"{architectures:,}",
                remedy="lower one of them",
            )
        )
