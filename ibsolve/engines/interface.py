"""The one interface of all engines: what they are given, what they answer, what they can carry."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import ClassVar

from ibsolve.errors import Faults, InputError, shown
from ibsolve.problem import Code, Problem
from ibsolve.solution import Status

LayerCodes = tuple[tuple[Code, ...], ...]
"""The code of every support input at each layer, shape (depth, n)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incumbent:
    """A report from a running search: objective of the best network so far and its bound, bits."""

    objective: float | None
    bound: float | None
    nodes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and with what means an engine may search.

    seconds: None or > 0. seed: from 0 to 2^31 − 1. workers: parallel search threads, 1 to 64.
    stop: set from outside to end the search early. report: called now and then with the state of
    the search. message: called with what else a waiting user should know. started: when the clock
    began, by time.monotonic(); `solve` sets it.
    Raises InputError.
    """

    seconds: float | None = None
    seed: int = 0
    workers: int = 1
    stop: Event = field(default_factory=Event)
    report: Callable[[Incumbent], None] | None = None
    message: Callable[[str], None] | None = None
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        faults = Faults()
        seconds = self.seconds
        if seconds is not None and not (isinstance(seconds, (int, float)) and 0 < seconds < math.inf):
            faults.add("time limit", expected="a number of seconds > 0", found=shown(seconds))
        if not (isinstance(self.seed, int) and 0 <= self.seed < 2**31):
            faults.add("seed", expected="a whole number from 0 to 2147483647", found=shown(self.seed))
        if not (isinstance(self.workers, int) and 1 <= self.workers <= 64):
            faults.add("workers", expected="a whole number from 1 to 64", found=shown(self.workers))
        faults.raise_if_any(InputError)

    @property
    def elapsed(self) -> float:
        """Seconds since the limits were made."""
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float | None:
        """Seconds left, >= 0, or None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    @property
    def reached(self) -> bool:
        """Whether the search must end now."""
        return self.stop.is_set() or self.remaining == 0

    def rest(self, share: float = 1.0) -> Limits:
        """These limits for a search that starts now: so much of the seconds left, a microsecond at least."""
        seconds = None if self.remaining is None else max(share * self.remaining, 1e-6)
        return replace(self, seconds=seconds, started=time.monotonic())

    def tell(self, *, objective: float | None, bound: float | None, nodes: int) -> None:
        """Report the state of the search to whoever listens."""
        if self.report is not None:
            self.report(Incumbent(objective=objective, bound=bound, nodes=nodes, seconds=self.elapsed))

    def say(self, text: str) -> None:
        """Tell whoever listens what the search is waiting for."""
        if self.message is not None:
            self.message(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an engine says: the verdict, the codes of the network found, a proved bound, the work.

    codes: None where no network is in hand. Each neuron's outputs must be a separable dichotomy of
    the codes below it. bound: proved upper bound on the objective, bits; None if the engine knows
    none beyond the universal one. work: counts such as nodes.
    """

    status: Status
    codes: LayerCodes | None = None
    bound: float | None = None
    work: Mapping[str, float] = field(default_factory=dict)


class AbstractEngine(ABC):
    """A method for eq. (28) of paper 000.

    is_complete: whether it proves its answer given enough time; otherwise it claims only what a bound
    that needs no search proves.
    """

    name: ClassVar[str]
    is_complete: ClassVar[bool] = True

    @abstractmethod
    def check_capability(self, problem: Problem) -> None:
        """Raise LimitError, naming the limit, if the problem is too large."""

    @abstractmethod
    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        """Search until the answer is proved or the limits are reached.

        hint: codes of a feasible network to start from; an engine that cannot use it may leave it, and
        `solve` still gives it back where the search ends without a better one.

        Raises LimitError where the problem turns out too large; never for infeasible or unknown.
        """
