"""Kernel density bounds: what a layer tells beside Gaussian noise, from pairwise distances (paper 002)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt
from typing import Any, ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.estimate import Caution, Concern, Covers, Finding, Interval
from ibsolve.estimators.interface import ANY, VECTORS, AbstractInformationEstimator
from ibsolve.estimators.mixture import merged_centres, pairwise_bounds, sums_over
from ibsolve.estimators.variable import Kind, Variable


class Side(StrEnum):
    """Which number is the value."""

    UPPER = "upper"
    LOWER = "lower"
    SAXE = "saxe"


class Adaptation(StrEnum):
    """What the noise is scaled by."""

    LARGEST = "largest"


@dataclass(frozen=True)
class KDEBounds(AbstractInformationEstimator):
    """Certain bounds on I(X;L+ε), ε ~ N(0, σ²I), for X uniform over these N samples; L is y.

    sigma2: σ² > 0, noise that this method adds to y. adapt: "largest" makes the standard deviation
    σ · max |y|, so that a layer scaled up or down gives the same number (Chelombiev et al.); None leaves it.
    side: whether the value is the upper or the lower bound; the interval has both.

    Samples of equal x, which labels are, are samples of L given x, and the quantity is I(X;L+ε) of these
    inputs or labels. From bounds on the information of all samples, L <= I <= U, and of those given x, the
    interval is L − Σ p(x) U_x to U − Σ p(x) L_x, cut to [0, H(X)]. side="saxe" gives U − Σ p(x) U_x, which
    the literature plots: no bound on anything, so that a caution says so. It is U where y is a function of x.

    The bounds are on the mixture of N centres, not on the population: they never exceed ln N. They meet
    where samples are either close or far apart beside σ. One sample and equal activations give 0 bits.
    Distances are summed from differences in float64; there is no matrix of them.
    Parameters of the estimate: noise_deviation; upper_minus_upper, where it is not the upper bound, nats.
    Raises ProblemError for parameters out of range.
    Source: paper 002, eq. (3); Kolchinsky & Tracey 2017.

    >>> import numpy as np
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    >>> found = KDEBounds(sigma2=0.1).estimate(points, points)
    >>> round(found.interval.lower, 6), round(found.interval.upper, 6)
    (0.925542, 1.094135)
    """

    sigma2: float = 0.1
    adapt: str | None = None
    side: str = Side.UPPER

    name: ClassVar[str] = "kde"
    summary: ClassVar[str] = "certain bounds on I(X;L+ε) from pairwise distances (paper 002, eq. (3))"
    x_kinds = ANY
    y_kinds = VECTORS
    adds_noise: ClassVar[bool] = True

    @classmethod
    def noise_parameters(cls, beta: float) -> dict[str, float]:
        """σ² = β²."""
        return {"sigma2": beta**2}

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.number("sigma2", self.sigma2, above=0)
        if self.adapt is not None:
            arguments.choice("adapt", self.adapt, Adaptation)
        arguments.choice("side", self.side, Side)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        rows, inputs = y.floats, x.row_codes
        different = int(inputs.max()) + 1
        deviation = sqrt(self.sigma2)
        if self.adapt is not None:
            # All activations 0: equal ones, which tell nothing beside any noise.
            deviation *= float(np.abs(rows).max()) or 1.0
        centres = merged_centres(rows, deviation, inputs)
        is_function = centres.size == different
        if is_function:
            centres = merged_centres(rows, deviation)
        found = pairwise_bounds(centres, sums_over(centres, y.vectors))
        lower, upper = found.of_groups
        practice = found.upper - found.upper_within
        parameters: dict[str, Any] = {"noise_deviation": deviation}
        if not is_function:
            parameters["upper_minus_upper"] = practice
        of_side = {Side.UPPER: upper, Side.LOWER: lower, Side.SAXE: practice}
        return Finding(
            value=of_side[Side(self.side)],
            # What labels that repeat cannot exceed is no property of so many samples.
            ceiling=log(y.n if x.kind is Kind.LABELS else different),
            interval=Interval(lower=lower, upper=upper, confidence=1.0, covers=Covers.CERTAIN),
            cautions=() if is_function or self.side != Side.SAXE else (_NO_BOUND,),
            parameters=parameters,
        )


_NO_BOUND = Caution(
    concern=Concern.BIASED,
    reason="an upper bound less upper bounds is no bound and may lie on either side of the truth",
    advice="the interval has the rigorous bounds",
)
