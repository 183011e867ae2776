"""Information by draws, with an interval that is certified at whatever size they stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, sqrt

from ibsolve.arguments import Floats
from ibsolve.estimators.mixture.certificate import StratifiedMean

_IMPOSSIBLE = 1e-12
"""An error of the draws that no user meets."""
_SUM_ROUNDING = 1e-9
"""More than sums of floats are wrong by, nats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How much is drawn. draws: of each sample at first; where tol is None, at all.

    tol: the half-width at which to stop, nats. most_draws: of each sample. error: what the interval
    may fail with. rounding: what sums of floats may be wrong by, nats.
    """

    draws: int
    tol: float | None
    most_draws: int
    error: float
    rounding: float

    def halved(self) -> Drawing:
        """The same for one of two parts that are added."""
        tol = None if self.tol is None else self.tol / 2
        return replace(self, tol=tol, error=self.error / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnInformation:
    """In nats: lower <= the information <= upper, but for the error.

    bounds: certain ones. mean: of the draws, before it is put into them; None where nothing is drawn.
    draws: of each sample. is_within_tol: True where no tolerance was asked for.
    """

    value: float
    lower: float
    upper: float
    bounds: tuple[float, float]
    mean: float | None
    draws: int
    is_within_tol: bool


def drawn_information(
    draw: Callable[[], Floats], *, prior: float, largest: float, bounds: tuple[float, float], drawing: Drawing
) -> DrawnInformation:
    """Prior entropy less the mean of drawn posterior entropies, put into bounds that are certain.

    draw: one round of posterior entropies in [0, largest]; none is drawn where the bounds coincide. prior:
    H, nats. bounds: in [0, H].
    With a tolerance, rounds are doubled, and the error of the s-th look is error/(s(s + 1)), which add up
    to no more than the error: it holds at the look that stops.
    """
    lower, upper = bounds
    if largest == 0.0:
        return known_information(prior, 0.0, bounds)
    if upper - lower <= _SUM_ROUNDING:
        # Nothing is left to draw.
        return known_information((lower + upper) / 2, (upper - lower) / 2, bounds)
    drawn = StratifiedMean(largest)
    look, error = 0, drawing.error
    while True:
        look += 1
        for _ in range(drawing.draws if look == 1 else min(drawn.rounds, drawing.most_draws - drawn.rounds)):
            drawn.add(draw())
        if drawing.tol is not None:
            error = drawing.error / (look * (look + 1))
        mean = prior - drawn.mean
        surely = drawn.reach(_IMPOSSIBLE) + 10 * drawing.rounding
        assert lower - surely <= mean <= upper + surely, f"{mean} drawn, and [{lower}, {upper}] is certain"
        value = min(max(mean, lower), upper)
        reach = drawn.reach(error) + drawing.rounding
        # Where the draws fail, which the error allows, the interval is the certain bound next to them.
        below = max(lower, min(mean - reach, value))
        above = min(upper, max(mean + reach, value))
        is_within = drawing.tol is None or max(value - below, above - value) <= drawing.tol
        if drawing.tol is None or is_within or drawn.rounds >= drawing.most_draws:
            return DrawnInformation(
                value=value,
                lower=below,
                upper=above,
                bounds=bounds,
                mean=mean,
                draws=drawn.rounds,
                is_within_tol=is_within,
            )


def plain_information_drawn(
    draw: Callable[[], float], *, mse: float, bounds: tuple[float, float], drawing: Drawing
) -> DrawnInformation:
    """The mean of drawn informations as it is, with Chebyshev's interval.

    draw: the mean of one round. mse: a bound on its mean squared error, nats². bounds: certain; they cut
    the interval, not the value.
    """
    rounds, is_within = drawing.draws, True
    if drawing.tol is not None:
        # The bound needs no look at the draws: their number is known before.
        needed = ceil(mse / (drawing.error * drawing.tol**2))
        rounds = min(max(rounds, needed), drawing.most_draws)
        is_within = rounds >= needed
    mean = sum(draw() for _ in range(rounds)) / rounds
    reach = sqrt(mse / (rounds * drawing.error))
    lower, upper = bounds
    below = min(max(mean - reach, lower), upper)
    return DrawnInformation(
        value=mean,
        lower=below,
        upper=max(below, min(mean + reach, upper)),
        bounds=bounds,
        mean=mean,
        draws=rounds,
        is_within_tol=is_within,
    )


def known_information(value: float, error: float, bounds: tuple[float, float]) -> DrawnInformation:
    """What is computed within an error, put into bounds that are certain."""
    lower, upper = bounds
    slack = error + _SUM_ROUNDING
    assert lower - slack <= value <= upper + slack, f"{value} computed, and [{lower}, {upper}] is certain"
    value = min(max(value, lower), upper)
    return DrawnInformation(
        value=value,
        lower=max(lower, value - error),
        upper=min(upper, value + error),
        bounds=bounds,
        mean=None,
        draws=0,
        is_within_tol=True,
    )
