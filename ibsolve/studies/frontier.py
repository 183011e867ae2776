"""The optimum of eq. (28) as a function of epsilon: an exact step function.

Distortions are those of finitely many partitions, so OPT(epsilon) rises in finitely many steps.
They are found from the right: where all of I(X;Y) may be lost constant neurons are best; below each
distortion reached, the engine is asked for the best network that loses strictly less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count, pairwise

from ibsolve.engines import Limits
from ibsolve.engines.assembly import realised, versions
from ibsolve.engines.canonical import canonical_codes
from ibsolve.engines.interface import LayerCodes
from ibsolve.errors import ContradictionError, Fault, LimitError, ProblemError
from ibsolve.information import LogForm, TableEntropies, exact_distortion, exact_partition_entropy
from ibsolve.problem import Network, Partition, Problem, Readout, exact_rational
from ibsolve.solution import EntropyFloor, Evidence, Search
from ibsolve.studies.arguments import started

_DIGITS = 6
"""Decimals of an epsilon that is printed, unless its step is narrower than they tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The epsilons for which one network is optimal: from `epsilon` on, up to but without `until`.

    epsilon: the breakpoint, which is the distortion I(X;Y|X_ν) of the network; until: the next
    breakpoint, None behind the last. entropies: H(X_i) of each layer, shape (depth,). objective:
    Σ(ν−i+1)Δ_i; compression: C_ν. All exact, in bits. evidence: why no network is better at the
    breakpoint itself; up to `until` that rests on the search.
    """

    epsilon: LogForm
    until: LogForm | None
    network: Network
    entropies: tuple[LogForm, ...]
    objective: LogForm
    compression: LogForm
    evidence: Evidence

    @property
    def total_entropy(self) -> LogForm:
        """ΣH(X_i), bits."""
        return LogForm.total(self.entropies)

    @property
    def decimal_epsilon(self) -> Decimal:
        """The breakpoint rounded up to six decimals, or to as many as stay within the step."""
        candidates = (_rounded_up(self.epsilon, digits) for digits in count(_DIGITS))
        return next(decimal for decimal in candidates if self.until is None or Fraction(decimal) < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """OPT(epsilon) of a problem whose own epsilon is not looked at.

    steps: by rising epsilon, one at least; the last ends nowhere. is_complete: whether below the
    first breakpoint no network exists; if not, a limit was reached, the steps behind the first are
    final, and the first may reach further down. given: H(X), H(Y), H(X|Y), I(X;Y). work: seconds
    and searches; versions: of the software.
    """

    problem: Problem
    given: TableEntropies
    steps: tuple[Step, ...]
    is_complete: bool
    work: Mapping[str, float]
    versions: Mapping[str, str]

    def __post_init__(self) -> None:
        assert self.steps, "at I(X;Y) constant neurons are feasible"
        assert self.steps[-1].until is None, "no network is better than constant neurons"
        for left, right in pairwise(self.steps):
            assert left.until == right.epsilon, "a gap between steps"
            assert left.epsilon < right.epsilon, "breakpoints must rise"
            assert left.objective < right.objective, "optima must rise"

    def step_at(self, epsilon: object) -> Step | None:
        """The step that holds at an epsilon; None below the first breakpoint.

        epsilon: bits, a number or its text. Raises ProblemError for anything else.
        """
        value = exact_rational(epsilon)
        return next((step for step in reversed(self.steps) if step.epsilon <= value), None)


def frontier(
    problem: Problem, *, limits: Limits | None = None, report: Callable[[Step], None] | None = None
) -> Frontier:
    """The optimum of eq. (28) for every epsilon, by engine exact.

    limits: reached, they leave the steps found so far; the clock starts with the call. report:
    called with each step that is complete, from the right.
    Raises ProblemError for what is no problem or has readout "equal", LimitError where the problem
    is too large for the engine, ContradictionError where two searches disagree on the least epsilon.

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[1])
    >>> [(str(step.epsilon), str(step.objective)) for step in frontier(xor).steps]
    [('-1/2 + 3/4*log2(3)', '3/4*log2(3)'), ('1', '2')]
    """
    running = started(problem, limits)
    _require_readout(problem)
    # With an epsilon above 0 the engine is held to all that this search needs.
    lossy = problem.revised(epsilon=1)
    _require_capability(lossy)
    descent = _Descent(lossy, running, report or (lambda _: None))
    descent.run()
    if descent.is_complete:
        _require_agreement(lossy, descent.steps[0].epsilon, running)
    return Frontier(
        problem=problem,
        given=TableEntropies.of(problem.table),
        steps=tuple(descent.steps),
        is_complete=descent.is_complete,
        work={"seconds": round(running.elapsed, 6), "searches": descent.searches},
        versions=versions(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The codes of a network, what it loses and what its layers keep, bits."""

    codes: LayerCodes
    distortion: LogForm
    entropies: tuple[LogForm, ...]

    @classmethod
    def of(cls, problem: Problem, codes: LayerCodes) -> _Found:
        partitions = [Partition.of(layer) for layer in codes]
        return cls(
            codes=codes,
            distortion=exact_distortion(problem.table, partitions[-1]),
            entropies=tuple(exact_partition_entropy(problem.table, partition) for partition in partitions),
        )

    @property
    def total_entropy(self) -> LogForm:
        return LogForm.total(self.entropies)


class _Descent:
    """The way from I(X;Y) down to the least distortion; `steps` by rising epsilon."""

    def __init__(self, problem: Problem, limits: Limits, report: Callable[[Step], None]) -> None:
        self.steps: list[Step] = []
        self.is_complete = False
        self.searches = 0
        self._problem = problem
        self._limits = limits
        self._report = report

    def run(self) -> None:
        from ibsolve.engines.exact import cheapest_below

        points = len(self._problem.table.inputs)
        constant = tuple(((0,) * width,) * points for width in self._problem.widths)
        lowest = _Found.of(self._problem, constant)
        while lowest.distortion > 0:
            codes, is_proved = cheapest_below(self._problem, lowest.distortion, self._limits)
            self.searches += 1
            if not is_proved:
                self._close(lowest)
                return
            if codes is None:
                break
            found = _Found.of(self._problem, codes)
            assert found.distortion < lowest.distortion, "the engine was asked to lose less"
            assert found.total_entropy >= lowest.total_entropy, "what loses less was known to cost no less"
            if found.total_entropy > lowest.total_entropy:
                self._close(lowest)
            lowest = found
        self._close(lowest)
        self.is_complete = True

    def _close(self, lowest: _Found) -> None:
        """Add the step whose breakpoint is the distortion of this network."""
        problem, table = self._problem, self._problem.table
        H_X = TableEntropies.of(table).H_X
        codes = canonical_codes(problem, lowest.codes)
        step = Step(
            epsilon=lowest.distortion,
            until=self.steps[0].epsilon if self.steps else None,
            network=Network(tuple(realised(problem, codes))),
            entropies=lowest.entropies,
            objective=H_X * problem.depth - lowest.total_entropy,
            compression=H_X - lowest.entropies[-1],
            evidence=_evidence(problem, lowest),
        )
        self.steps.insert(0, step)
        self._report(step)


def _evidence(problem: Problem, found: _Found) -> Evidence:
    """Why a network is optimal where just its distortion may be lost; see `optimality_evidence`."""
    table = problem.table
    if found.distortion == 0:
        floor = exact_partition_entropy(table, table.minimal_sufficient_partition)
    else:
        floor = max(LogForm(), TableEntropies.of(table).I_XY - found.distortion)
    if found.total_entropy == floor * problem.depth:
        return EntropyFloor(floor_exact=str(floor))
    return Search()


def _rounded_up(form: LogForm, digits: int) -> Decimal:
    """The least decimal of so many digits that is no less than the number."""
    unit = 10**digits
    scaled = math.ceil(float(form) * unit)
    while form > Fraction(scaled, unit):
        scaled += 1
    while form <= Fraction(scaled - 1, unit):
        scaled -= 1
    return Decimal(f"{scaled}e-{digits}")


def _require_readout(problem: Problem) -> None:
    if problem.readout is not Readout.ANY:
        raise ProblemError(
            Fault(
                where="readout",
                expected='"any" for a frontier, since outputs that are the target bits lose nothing',
                found=f'"{problem.readout}"',
                remedy="pass --readout any",
            )
        )


def _require_capability(problem: Problem) -> None:
    from ibsolve.engines.exact import Exact

    try:
        Exact().check_capability(problem)
    except LimitError as error:
        remedy = "fewer inputs of positive probability, or narrower layers"
        raise LimitError(
            *(replace(fault, where=f"frontier, by {fault.where}", remedy=remedy) for fault in error.faults)
        ) from error


def _require_agreement(problem: Problem, least: LogForm, limits: Limits) -> None:
    """Raise ContradictionError if the search for the least distortion finds another, while time is left."""
    from ibsolve.engines.exact import least_equivocation

    if least == 0:
        return
    codes, is_proved = least_equivocation(problem, limits)
    distortion = _Found.of(problem, codes).distortion
    if distortion < least or (is_proved and distortion != least):
        raise ContradictionError(
            f"{problem.name}: two searches contradict each other on the least epsilon: "
            f"{least} and {distortion}"
        )
