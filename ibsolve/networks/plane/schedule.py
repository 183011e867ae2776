"""When to measure: often while much changes, at the start, and ever more rarely later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import shown


@dataclass(frozen=True)
class Schedule:
    """Times to measure at, epochs or optimiser steps done; 0 is before training.

    times: ascending, one or more. Raises ProblemError for none, and for what is no whole number >= 0.

    >>> schedule = Schedule.dense_then_logarithmic(1000, dense=4, points=8)
    >>> list(schedule)
    [0, 1, 2, 3, 16, 63, 251, 1000]
    >>> 63 in schedule, 64 in schedule
    (True, False)
    """

    times: tuple[int, ...]

    def __post_init__(self) -> None:
        arguments = Arguments()
        read = arguments.counts("schedule", self.times, at_least=0)
        arguments.check()
        object.__setattr__(self, "times", tuple(sorted(set(read))))

    @classmethod
    def at(cls, times: Iterable[int]) -> Schedule:
        """These times."""
        return cls(tuple(times) if isinstance(times, Iterable) else times)

    @classmethod
    def every(cls, n: int, last: int) -> Schedule:
        """Times 0, n, 2n, … and the last."""
        arguments = Arguments()
        n, last = arguments.count("n", n), arguments.count("last", last, at_least=0)
        arguments.check()
        return cls((*range(0, last, n), last))

    @classmethod
    def dense_then_logarithmic(cls, last: int, *, dense: int = 10, points: int = 40) -> Schedule:
        """Times 0, 1, …, dense − 1, then at equal ratios up to the last; `points` in all.

        last: >= 0; where it is below `points` every time is taken. Raises ProblemError.
        """
        arguments = Arguments()
        last = arguments.count("last", last, at_least=0)
        dense, points = arguments.count("dense", dense), arguments.count("points", points)
        if not dense < points and not arguments.faults:
            arguments.faults.add("points", expected=f"more than dense = {dense}", found=shown(points))
        arguments.check()
        if last < points:
            return cls(tuple(range(last + 1)))
        # Of equal ratios the first ones may round to one time: more are laid until enough differ.
        for laid in range(points - dense, last + 2):
            later = np.unique(np.rint(np.geomspace(dense, last, laid + 1)[1:]).astype(int))
            if len(later[later >= dense]) >= points - dense:
                return cls((*range(dense), *later[-(points - dense) :].tolist()))
        return cls(tuple(range(last + 1)))

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(self.times)

    def __contains__(self, time: object) -> bool:
        return time in self._members

    def __iter__(self) -> Iterator[int]:
        return iter(self.times)

    def __len__(self) -> int:
        return len(self.times)
