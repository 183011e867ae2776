"""How much I(X;Z) to aim for, when p(x, y) is known only through samples (paper 003, Section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, log1p

from ibsolve.arguments import Arguments
from ibsolve.theory.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInterval:
    """The amounts of I(X;Z) that a target must lie between, in `unit`.

    least: no representation with less can have the relevance asked for. most: up to here the loss
    stays within what is allowed; None where no amount exceeds it. Where `most` lies below `least`
    the two demands exclude each other.
    """

    least: float
    most: float | None
    unit: Unit

    @property
    def is_empty(self) -> bool:
        return self.most is not None and self.most < self.least


def information_loss_bound(*, information: float, total_variation: float, unit: str = Unit.NATS) -> float:
    """2δI(X;Z) + 2h_2(δ): a bound on |I(Y;Ẑ) − I(Y;Z*)|, in the unit.

    Ẑ is the representation learnt from a sample and Z* the best one, both with the same I(X;Z).
    information: I(X;Z) >= 0, in the unit. total_variation: 0 <= δ <= 1/2, a bound on the distance that
    the sample leaves, for which the paper gives an order only.
    Raises ProblemError with every fault found.
    Source: paper 003, eq. (1), which it cites and does not prove; h_2 takes the same logarithm.

    >>> round(information_loss_bound(information=2, total_variation=0.05), 9)
    0.597030487
    """
    arguments = Arguments()
    information = arguments.number("information", information, at_least=0)
    delta = arguments.number("total_variation", total_variation, at_least=0, at_most=0.5)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return 2 * delta * information + 2 * counted.of_nats(binary_entropy(delta))


def target_interval(
    *, relevance: float, contraction: float, loss: float, total_variation: float, unit: str = Unit.NATS
) -> TargetInterval:
    """Between which amounts of I(X;Z) a representation should be sought.

    From below, I(Y;Z) <= s*(X;Y) I(X;Z), so relevance takes I(X;Z) >= relevance/s*. From above,
    eq. (1) keeps the loss by sampling within `loss` as long as 2δI(X;Z) + 2h_2(δ) <= loss.
    relevance: the I(Y;Z) wanted, >= 0; loss: the largest difference allowed, >= 0; both in the unit.
    contraction: an upper bound on s*(X;Y), 0 < s* <= 1: `contraction(p_xy).upper`, or 1 where
    nothing is known. total_variation: 0 <= δ <= 1/2.
    Raises ProblemError with every fault found.
    Source: paper 003, eq. (1) and Section 2, with the right constant for its second inequality.

    >>> interval = target_interval(
    ...     relevance=0.3, contraction=0.5, loss=0.5, total_variation=0.02, unit="bits"
    ... )
    >>> interval.least, round(interval.most, 6), interval.is_empty
    (0.6, 5.427973, False)
    """
    arguments = Arguments()
    relevance = arguments.number("relevance", relevance, at_least=0)
    contraction = arguments.number("contraction", contraction, above=0, at_most=1)
    loss = arguments.number("loss", loss, at_least=0)
    delta = arguments.number("total_variation", total_variation, at_least=0, at_most=0.5)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    allowed = loss - 2 * counted.of_nats(binary_entropy(delta))
    return TargetInterval(
        least=relevance / contraction, most=allowed / (2 * delta) if delta else None, unit=counted
    )


def binary_entropy(probability: float) -> float:
    """h_2(p), nats.

    >>> binary_entropy(0.5) == log(2), binary_entropy(0)
    (True, 0.0)
    """
    if probability in (0, 1):
        return 0.0
    return -probability * log(probability) - (1 - probability) * log1p(-probability)
