"""The phases of a training in the information plane, by rules that are stated and can be moved.

Fitting: Î(T;Y) rises. Compression: Î(X;T) falls after its peak. Overfitting: Î(T;Y) of test data rises, then
falls. Paper 002 names them (Fig. 1, Sec. IV) and gives no rule; these count a change only where it exceeds
what noise does, and a share of what the curve does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis, Curve

_FEWEST = 7
"""Different values in a row from which noise can be told from bends: five second differences."""
_MEDIAN_OF_NORMAL = 0.6744897501960817
"""Median of |z| for z of the normal law."""
_ROUNDING = 1e-9
"""Of the largest value: changes below are those of arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRules:
    """What makes a change of a curve count.

    share: of the curve's range, largest less smallest value, that it must exceed, 0 ≤ share < 1. least: what
    it must exceed, >= 0, in the unit of the curve. chance: 0 < chance < 1, or None. The change must exceed
    what Gaussian noise, of the deviation that the curve shows from one time to the next, reaches between any
    two of its times with at most this chance (up to 7 % for the usual 1 % on curves of 7 to 20 values, where
    the deviation itself is uncertain); None takes the curve as free of noise. with_intervals: whether
    the intervals at both ends must be apart. They speak of the quantity, and a curve may be a quantity of its
    own: an upper bound, or bins of the same inputs at all times; False is for those.
    Raises ProblemError for values out of range.
    """

    share: float = 0.1
    least: float = 0.0
    chance: float | None = 0.01
    with_intervals: bool = True

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.number("share", self.share, at_least=0, below=1)
        arguments.number("least", self.least, at_least=0)
        if self.chance is not None:
            arguments.number("chance", self.chance, above=0, below=1)
        arguments.flag("with_intervals", self.with_intervals)
        arguments.check()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A rise or a fall, and whether it counts.

    amount: >= 0, in the unit of the curve, from time `begin` to time `end`. kept: what of it is left at the
    last time, negative where the curve came back and went beyond. threshold: what the amount must exceed;
    noise: the deviation of the curve's noise, 0 where it was not looked for or has too few values to show.
    is_beyond_intervals: whether the intervals of both ends are apart; None where there are none.
    """

    amount: float
    begin: float
    end: float
    kept: float
    threshold: float
    noise: float
    is_beyond_intervals: bool | None
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The three phases of one layer by one method; overfitting is None without test data."""

    fitting: Change
    compression: Change
    overfitting: Change | None


def fitting(curve: Curve, rules: PhaseRules | None = None) -> Change:
    """The largest rise of Î(T;Y), from a time to any later one; it need not last.

    curve: one time or more. Raises ProblemError for a curve without times or with values that are no numbers.

    >>> import numpy as np
    >>> values = np.array([0.1, 0.5, 0.9, 0.85])
    >>> curve = Curve(times=np.arange(4.0), values=values, lower=values * np.nan, upper=values * np.nan)
    >>> rise = fitting(curve)
    >>> round(rise.amount, 9), rise.begin, rise.end, rise.counts
    (0.8, 0.0, 2.0, True)
    """
    found = _Run.of(curve, rules)
    lowest = np.minimum.accumulate(found.values)
    end = int(np.argmax(found.values - lowest))
    begin = int(np.argmin(found.values[: end + 1]))
    return found.change(begin, end, sign=1)


def compression(curve: Curve, rules: PhaseRules | None = None) -> Change:
    """The fall of Î(X;T) from its peak, the first where it is largest, to the lowest value after it.

    One that falls from the first time on is compression from there. Raises as `fitting`.
    """
    found = _Run.of(curve, rules)
    begin = int(np.argmax(found.values))
    end = begin + int(np.argmin(found.values[begin:]))
    return found.change(begin, end, sign=-1)


def overfitting(curve: Curve, rules: PhaseRules | None = None) -> Change:
    """The fall of Î(T;Y) of test data from its peak, which counts only after a rise that counts.

    Raises as `fitting`.
    """
    found = _Run.of(curve, rules)
    begin = int(np.argmax(found.values))
    end = begin + int(np.argmin(found.values[begin:]))
    start = int(np.argmin(found.values[: begin + 1]))
    return found.change(begin, end, sign=-1, unless=not found.change(start, begin, sign=1).counts)


def phases(
    plane: InformationPlane,
    layer: str,
    *,
    method: str | None = None,
    probe: str | None = None,
    test: str | None = None,
    rules: PhaseRules | None = None,
) -> Phases:
    """The phases of a layer. probe: of fitting and compression; method, probe: None takes the plane's first.

    test: the probe of overfitting; None leaves it out. Raises ProblemError where the plane lacks a curve.
    """
    return Phases(
        fitting=fitting(plane.curve(layer, Axis.TARGET, probe=probe, method=method), rules),
        compression=compression(plane.curve(layer, Axis.INPUT, probe=probe, method=method), rules),
        overfitting=None
        if test is None
        else overfitting(plane.curve(layer, Axis.TARGET, probe=test, method=method), rules),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    """A curve in which each value is different from the one before: how long one stays says nothing."""

    times: Floats
    values: Floats
    lower: Floats
    upper: Floats
    rules: PhaseRules
    noise: float = field(init=False)
    threshold: float = field(init=False)

    @classmethod
    def of(cls, curve: Curve, rules: PhaseRules | None) -> _Run:
        if not len(curve.values) or not np.isfinite(curve.values).all():
            raise ProblemError(
                Fault(where="curve", expected="one finite value or more", found=shown(curve.values.tolist()))
            )
        first = np.concatenate(([True], np.diff(curve.values) != 0))
        return cls(
            times=curve.times[first],
            values=curve.values[first],
            lower=curve.lower[first],
            upper=curve.upper[first],
            rules=rules or PhaseRules(),
        )

    def __post_init__(self) -> None:
        n, chance = len(self.values), self.rules.chance
        reach = float(np.ptp(self.values))
        noise = 0.0 if chance is None or n < _FEWEST else _noise(self.values)
        # Of n(n − 1)/2 differences of deviation √2 σ, each exceeds z√2 σ with a chance below exp(−z²/2)/2.
        of_noise = 0.0 if chance is None else noise * sqrt(2) * sqrt(2 * log(n * n / (4 * chance) + 1))
        rounding = _ROUNDING * float(np.abs(self.values).max())
        object.__setattr__(self, "noise", noise)
        object.__setattr__(
            self, "threshold", max(self.rules.share * reach, self.rules.least, of_noise, rounding)
        )

    def change(self, begin: int, end: int, *, sign: int, unless: bool = False) -> Change:
        amount = sign * float(self.values[end] - self.values[begin]) + 0.0
        low, high = (begin, end) if sign > 0 else (end, begin)
        gap = float(self.lower[high] - self.upper[low])
        is_apart = None if np.isnan(gap) else gap > 0
        is_certain = is_apart is not False or not self.rules.with_intervals
        return Change(
            amount=amount,
            begin=float(self.times[begin]),
            end=float(self.times[end]),
            kept=sign * float(self.values[-1] - self.values[begin]),
            threshold=self.threshold,
            noise=self.noise,
            is_beyond_intervals=is_apart,
            counts=amount > self.threshold and is_certain and not unless,
        )


def _noise(values: Floats) -> float:
    """Deviation of noise around straight lines, from the median of how far values are off their neighbours'.

    Phases bend the curve at few of its times, so that the median does not see them.
    """
    off = values[1:-1] - (values[:-2] + values[2:]) / 2
    return float(np.median(np.abs(off))) / (_MEDIAN_OF_NORMAL * sqrt(1.5))
