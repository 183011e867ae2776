"""The bottleneck of a problem by every method, and the networks of given widths beside it.

What a representation T keeps of X is told by H(T), what it tells about Y by I(T;Y). At the bound epsilon on
what may be lost, for every network of the problem,

    I(X;Y) − epsilon <= R_IB <= H_DIB <= H(X_ν),

with R_IB the least I(X;T) of any encoder, and H_DIB the least H(T) of a partition (mathematics: data
processing; partitions are encoders; the last layer is a partition that keeps the bound).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.bottleneck import (
    Agglomeration,
    BottleneckCurve,
    DeterministicFrontier,
    LeastEntropy,
    RateBound,
    RateEvidence,
    agglomerate,
    bottleneck_curve,
    exact_frontier,
    least_entropy,
    rate_bound,
)
from ibsolve.bottleneck.least_entropy import POINT_LIMIT
from ibsolve.engines import Limits, solve
from ibsolve.engines.assembly import versions
from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Problem, Readout
from ibsolve.solution import Solution
from ibsolve.studies.arguments import finite_epsilon, started
from ibsolve.studies.chain import Chain, require_order
from ibsolve.studies.frontier import Frontier, frontier
from ibsolve.studies.realisability import RealisabilityPrice, realisability_price

_UNIVERSAL, _RATE, _SOFT = "I(X;Y) − epsilon", "bounds on R_IB", "Blahut–Arimoto"
_EXACT, _HARD, _GREEDY, _NETWORKS = "exact frontier", "deterministic iteration", "agglomerative", "networks"

_NETWORK_POINTS = 16
"""Most support inputs for which the networks of every epsilon are looked for."""

_RATES = 8
"""Values of epsilon, beside that of the problem, at which R_IB is bounded."""

_CURVE_POINTS = 65
"""Points at which the bound on R_IB is drawn."""

_STEP = 0.02
"""Share of I(X;Y) between neighbours on the curve of Blahut–Arimoto."""

_CELLS = 300_000
"""Most cells in the proof of one bound on R_IB: some seconds where |Y| is small."""

_ROUNDING = 1e-9
_UNFINISHED = 1e-5
"""Bits by which what is iterated may miss its own fixed point."""


class Quantity(StrEnum):
    """What a method makes small."""

    RATE = "I(X;T)"
    ENTROPY = "H(T)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Method:
    """One way to the bottleneck: its value at the problem's epsilon and its points in the plane.

    value: the least `quantity` by this method, bits; None where it has none. claim: what the value is.
    cost, information: the points: `quantity` and I(T;Y), bits, each of shape (n,). seconds: of work.
    """

    name: str
    quantity: Quantity
    value: float | None
    claim: str
    cost: Floats
    information: Floats
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What every method says of a problem, and the chain of bounds that they keep.

    methods: those of the table, from the least proved bound up. price: with the solution of the problem.
    frontier: over all partitions. networks: those of the problem's widths for every epsilon; None above
    16 support inputs and under readout "equal". I_XY: bits. work: seconds; versions: of the software.
    """

    problem: Problem
    methods: tuple[Method, ...]
    chain: Chain
    price: RealisabilityPrice
    frontier: DeterministicFrontier
    networks: Frontier | None
    is_complete: bool
    I_XY: float
    work: Mapping[str, float]
    versions: Mapping[str, str]

    @property
    def solution(self) -> Solution:
        """The best network of the problem, or the verdict that there is none."""
        return self.price.solution

    def method(self, name: str) -> Method:
        """The method of that name. Raises KeyError."""
        return {method.name: method for method in self.methods}[name]


def compare(
    problem: Problem, *, limits: Limits | None = None, report: Callable[[str], None] | None = None
) -> Comparison:
    """The bottleneck of a problem by every method beside its best network; all values in bits.

    limits: for all together; once reached, the exact frontier says which part is proved, and a network
    or a partition in hand is told as such. report: called with what is done next.
    Raises ProblemError for what is no problem, LimitError where it is too large (512 support inputs),
    ContradictionError where two methods contradict each other.

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[2, 1], epsilon="7/10")
    >>> chain = compare(xor).chain
    >>> round(chain.universal, 6), round(chain.rate[0], 6), round(chain.least_entropy, 6)
    (0.3, 0.3, 0.811278)
    """
    running = started(problem, limits)
    points = len(problem.table.inputs)
    if points > POINT_LIMIT:
        expected = f"at most {POINT_LIMIT} support inputs"
        raise LimitError(Fault(where="bottleneck", expected=expected, found=str(points)))
    work = _Work(problem, running, report or (lambda _: None))
    return Comparison(
        problem=problem,
        methods=work.methods(),
        chain=work.chain(),
        price=work.price,
        frontier=work.frontier,
        networks=work.networks,
        is_complete=work.is_complete,
        I_XY=work.I_XY,
        work={"seconds": round(running.elapsed, 6)},
        versions=versions(),
    )


class _Work:
    """Everything computed, the cheap before the dear, with the time that each part took."""

    def __init__(self, problem: Problem, limits: Limits, say: Callable[[str], None]) -> None:
        self._problem = problem
        self._limits = limits
        self._say = say
        self._seconds: dict[str, float] = {}
        self._table = table = problem.table
        self._epsilon = float(finite_epsilon(problem))
        quick = limits.rest(0.1)

        def reached() -> bool:
            return quick.reached

        self.greedy: Agglomeration = self._timed(_GREEDY, lambda: agglomerate(table))
        self.I_XY = self.greedy.I_XY
        self.hard: BottleneckCurve = self._timed(
            _HARD, lambda: bottleneck_curve(table, alpha=0, seed=limits.seed, stops=reached)
        )
        self.soft: BottleneckCurve = self._timed(
            _SOFT, lambda: bottleneck_curve(table, seed=limits.seed, largest_step=_STEP, stops=reached)
        )
        self.rates: list[RateBound] = self._timed(_RATE, self._rates)
        # No search may take all of the time.
        self.least: LeastEntropy = self._timed(_EXACT, self._least)
        self.solution: Solution = self._timed(_NETWORKS, lambda: solve(problem, limits=limits.rest(0.5)))
        self.price: RealisabilityPrice = self._timed(
            _NETWORKS, lambda: realisability_price(problem, solution=self.solution, limits=limits.rest(0.25))
        )
        self.networks: Frontier | None = self._timed(_NETWORKS, self._networks)
        self.frontier: DeterministicFrontier = self._timed(_EXACT, self._frontier)

    @property
    def is_complete(self) -> bool:
        """Whether all that is searched is proved."""
        return (
            self.least.is_proved
            and self.frontier.is_complete
            and self.price.is_proved
            and (self.networks is None or self.networks.is_complete)
        )

    def chain(self) -> Chain:
        """The chain of bounds, and what the iterations must not pass."""
        first, least = self.rates[0], self.least
        assert least.entropy is not None, "X itself loses nothing"
        assert least.lower is not None, "X itself loses nothing"
        # At a little more than epsilon: one method's loss may reach it where another's just does not.
        more = self._epsilon + _ROUNDING
        if self.frontier.is_proved_at(more):
            below = float(self.frontier.least_entropy(more))
            for name, estimate in ((_HARD, self.hard), (_GREEDY, self.greedy)):
                found = self._of(estimate.entropy_estimate)
                require_order("the exact frontier", below, name, found, slack=_ROUNDING)
            require_order("the exact frontier", below, "H_DIB", least.entropy, slack=_ROUNDING)
        soft = self._of(self.soft.rate_estimate)
        require_order("the lower bound on R_IB", first.lower, _SOFT, soft, slack=_UNFINISHED)
        return Chain(
            universal=max(0.0, self.I_XY - self._epsilon),
            rate=(first.lower, first.upper),
            # Partitions are encoders: where H_DIB is not proved, R_IB may bound it best.
            least_entropy=max(least.lower, first.lower) if not least.is_proved else least.lower,
            is_least_proved=least.is_proved,
            partition_entropy=least.entropy,
            layers=tuple(layer.entropy for layer in self.solution.layers),
        )

    def methods(self) -> tuple[Method, ...]:
        """Every method's value at the problem's epsilon, and its points."""
        soft, hard, greedy, first, least = self.soft, self.hard, self.greedy, self.rates[0], self.least
        losses = np.linspace(0, self.I_XY, _CURVE_POINTS)
        lower = np.array([self._lower_rate(loss) for loss in losses])
        layers = self.solution.layers
        ends = np.array([0.0, self.I_XY])
        is_closed = first.evidence is RateEvidence.CLOSED_FORM
        partition = self._of(self.frontier.least_entropy)
        rows = [
            (_UNIVERSAL, Quantity.RATE, ends[1] - self._epsilon, "bound of all encoders", ends, ends),
            (
                _RATE,
                Quantity.RATE,
                first.lower,
                "R_IB, closed form" if is_closed else f"R_IB, up to {first.upper:.6f}",
                lower,
                self.I_XY - losses,
            ),
            (_SOFT, Quantity.RATE, self._of(soft.rate_estimate), soft.claim, soft.rate, soft.information),
            (
                _EXACT,
                Quantity.ENTROPY,
                least.entropy if least.is_proved else min(partition, least.entropy or partition),
                "H_DIB, proved" if least.is_proved else "partition in hand",
                self.frontier.entropy,
                self.frontier.information,
            ),
            (
                _HARD,
                Quantity.ENTROPY,
                self._of(hard.entropy_estimate),
                hard.claim,
                hard.entropy,
                hard.information,
            ),
            (
                _GREEDY,
                Quantity.ENTROPY,
                self._of(greedy.entropy_estimate),
                "upper estimate",
                greedy.entropy[::-1],
                greedy.information[::-1],
            ),
            (
                _NETWORKS,
                Quantity.ENTROPY,
                layers[-1].entropy if layers else None,
                f"H(X_ν), {self.solution.status}",
                np.array([layer.entropy for layer in layers]),
                np.array([layer.information_about_target for layer in layers]),
            ),
        ]
        return tuple(
            Method(
                name=name,
                quantity=quantity,
                value=None if value is None else max(0.0, float(value)),
                claim=claim,
                cost=cost,
                information=information,
                seconds=self._seconds.get(name, 0.0),
            )
            for name, quantity, value, claim, cost, information in rows
        )

    def _timed(self, name: str, work: Callable[[], Any]) -> Any:
        self._say(name)
        begun = time.perf_counter()
        result = work()
        self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - begun
        return result

    def _of(self, estimate: Callable[[float], Any]) -> float:
        """An estimate at the problem's epsilon."""
        return float(estimate(self._epsilon))

    def _rates(self) -> list[RateBound]:
        """Bounds at the problem's epsilon, and at others as long as there is time."""
        limits = self._limits.rest(0.2)
        others = np.linspace(0, self.I_XY, _RATES + 2)[1:-1].tolist() if self.I_XY else []
        return [
            rate_bound(self._table, epsilon, most_cells=_CELLS, stops=lambda: limits.reached)
            for epsilon in [self._epsilon, *others]
        ]

    def _lower_rate(self, loss: float) -> float:
        """A proved lower bound on R_IB at any epsilon: what is proved at one holds along a line."""
        table = self._table
        law = np.array([weight / table.total for weight in table.input_counts])
        lines = [
            float(law @ bound.potentials) - (bound.multiplier or 0.0) * loss
            for bound in self.rates
            if bound.potentials is not None
        ]
        exact = [bound.lower for bound in self.rates if bound.epsilon >= loss]
        return float(max(0.0, self.I_XY - loss, *lines, *exact))

    def _least(self) -> LeastEntropy:
        limits = self._limits.rest(0.25)
        return least_entropy(
            self._table,
            finite_epsilon(self._problem),
            stops=lambda: limits.reached,
            say=limits.say,
        )

    def _networks(self) -> Frontier | None:
        problem = self._problem
        if len(problem.table.inputs) > _NETWORK_POINTS or problem.readout is not Readout.ANY:
            return None
        return frontier(problem, limits=self._limits.rest(0.5))

    def _frontier(self) -> DeterministicFrontier:
        say = self._say
        limits = self._limits
        return exact_frontier(
            self._table,
            stops=lambda: limits.reached,
            report=lambda proved: say(f"exact frontier, proved from {proved:.6f} bits of I(T;Y) up"),
            say=limits.say,
        )
