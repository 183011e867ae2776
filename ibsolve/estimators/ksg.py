"""The k-nearest-neighbour estimator of Kraskov, Stögbauer and Grassberger, in both variants."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown
from ibsolve.estimators.estimate import Caution, Concern, Finding
from ibsolve.estimators.features import cautions_of_repeats, varying_features
from ibsolve.estimators.interface import VECTORS, AbstractInformationEstimator
from ibsolve.estimators.neighbours import Shape, joint_balls
from ibsolve.estimators.subsets import SubsetEstimates, subset_estimates
from ibsolve.estimators.variable import Variable

_GROWS = 0.2
"""Nats by which an estimate that is far from its limit rises with each doubling of the samples."""
_LEAST_FOR_GROWTH = 50
_MANY_DIMENSIONS = 10
_HIGH_VALUE = 0.05
"""Share of ln N from which a value in many dimensions falls visibly short: 16 + 16 dimensions of 2.30 nats
came out as 0.71."""


@dataclass(frozen=True)
class KSG(AbstractInformationEstimator):
    """I(X;Y) of vectors with a joint density, from distances to the k-th neighbour in the maximum norm.

    k: neighbours, from 1 to N − 1; few have less bias, many less variance. variant: 1 is eq. (8) of the
    source, ψ(k) + ψ(N) − ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩ with the other samples strictly nearer than the k-th
    neighbour; 2 is eq. (9), ψ(k) − 1/k + ψ(N) − ⟨ψ(n_x) + ψ(n_y)⟩ with those inside the rectangle of the
    k neighbours. jitter: deviation of Gaussian noise added to each feature, as a share of its own; 0 adds
    none. Repeated values have no density: with them the answer depends on ties, and in variant 2 on the
    order of samples, which jitter turns into randomness; `MixedKSG` takes them as they are.
    confidence: of the interval, which is that of the same estimate on five disjoint subsets.

    Distances of x and y are compared: the scale of x against y changes the estimate, though not its limit.
    Features of one value are left out with a caution; where all of x or of y are such, the value is 0.
    The ceiling is ψ(N) − ψ(k), less 1/k in variant 2, met where y = x. In variant 1 equal distances lift it:
    n_x and n_y are at least the m < k neighbours that are strictly nearer, so it is ψ(k) + ψ(N) −
    2⟨ψ(m + 1)⟩. The bias is downwards where the density varies within a ball, which it does in many
    dimensions and for strong dependence; for y = f(x) the truth is infinite and the estimate rises with
    ln N, which is told as VACUOUS where it shows. Computed on the CPU, exactly, in memory proportional to N.
    Raises ProblemError where k >= N.
    Source: Kraskov, Stögbauer & Grassberger 2004, eq. (8) and (9).

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=1000)
    >>> found = KSG().estimate(x, x + rng.normal(size=1000))
    >>> abs(found.value - log(2) / 2) < 0.05
    True
    """

    k: int = 4
    variant: int = 1
    jitter: float = 0.0
    confidence: float = 0.95

    name: ClassVar[str] = "ksg"
    summary: ClassVar[str] = "nearest neighbours of vectors (Kraskov, Stögbauer & Grassberger 2004)"
    is_random = True
    x_kinds = VECTORS
    y_kinds = VECTORS
    least_samples = 2

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.count("k", self.k)
        if not isinstance(self.variant, int) or self.variant not in (1, 2):
            arguments.faults.add("variant", expected="1 or 2", found=shown(self.variant))
        arguments.number("jitter", self.jitter, at_least=0)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        check_fewer_neighbours(self.k, x.n)
        (x_values, x_cautions), (y_values, y_cautions) = varying_features(x), varying_features(y)
        constant = (*x_cautions, *y_cautions)
        if not (x_values.shape[1] and y_values.shape[1]):
            return Finding(value=0.0, ceiling=0.0, cautions=constant)
        x_values, y_values = (_jittered(each, self.jitter, rng) for each in (x_values, y_values))
        value, ceiling = self._of_values(x_values, y_values)
        subsets = subset_estimates(
            lambda places: self._of_values(x_values[places], y_values[places])[0],
            x.n,
            least=max(2 * self.k + 2, 10),
            rng=rng,
        )
        return Finding(
            value=value,
            ceiling=ceiling,
            interval=None if subsets is None else subsets.interval(value, x.n, self.confidence),
            cautions=(
                *constant,
                *cautions_of_repeats(x, x_values),
                *cautions_of_repeats(y, y_values),
                *_of_growth(value, x.n, subsets),
                *_of_dimension(x_values.shape[1] + y_values.shape[1], value, x.n),
            ),
        )

    def _of_values(self, x: Floats, y: Floats) -> tuple[float, float]:
        """The estimate and its ceiling, nats."""
        from scipy.special import psi

        most = float(psi(self.k) + psi(len(x)))
        if self.variant == 1:
            balls = joint_balls(x, y, self.k, Shape.OPEN)
            caught = psi(balls.x_counts + 1) + psi(balls.y_counts + 1)
            return most - float(caught.mean()), most - 2 * float(psi(balls.inside + 1).mean())
        balls = joint_balls(x, y, self.k, Shape.RECTANGLE)
        caught = psi(balls.x_counts) + psi(balls.y_counts)
        most -= 1 / self.k
        return most - float(caught.mean()), most - 2 * float(psi(self.k))


def check_fewer_neighbours(k: int, n: int) -> None:
    """Raise ProblemError unless k < N."""
    arguments = Arguments()
    if k >= n:
        arguments.faults.add(
            "k",
            expected=f"fewer neighbours than the {n} samples",
            found=str(k),
            remedy="take more samples, or a smaller k",
        )
    arguments.check()


def _jittered(values: Floats, jitter: float, rng: np.random.Generator) -> Floats:
    if not jitter:
        return values
    noise: Floats = jitter * values.std(axis=0) * rng.standard_normal(values.shape)
    return values + noise


def _of_growth(value: float, n: int, subsets: SubsetEstimates | None) -> tuple[Caution, ...]:
    if subsets is None or n < _LEAST_FOR_GROWTH or subsets.growth(value, n) < _GROWS:
        return ()
    return (
        Caution(
            concern=Concern.NOT_CONVERGED,
            reason=f"the estimate rose by {subsets.growth(value, n):.2g} nats with each doubling of the "
            f"samples up to {n}",
            advice="the truth lies above; more samples or fewer dimensions bring the estimate closer",
        ),
    )


def _of_dimension(dimension: int, value: float, n: int) -> tuple[Caution, ...]:
    if dimension < _MANY_DIMENSIONS or value < _HIGH_VALUE * log(n):
        return ()
    return (
        Caution(
            concern=Concern.HIGH_DIMENSION,
            reason=f"{dimension} joint dimensions and {n} samples, where nearest neighbours are far and the "
            "estimate falls short of the truth",
            advice="read it as a lower figure; reduce the dimension, or compare with the gaussian estimator",
        ),
    )
