"""The nearest-neighbour estimator of differential entropy of Kozachenko and Leonenko."""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log, pi
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Finding, Quantity
from ibsolve.estimators.features import cautions_of_repeats, check_varying
from ibsolve.estimators.interface import AbstractEntropyEstimator
from ibsolve.estimators.ksg import check_fewer_neighbours
from ibsolve.estimators.neighbours import Norm, nearest_others
from ibsolve.estimators.subsets import subset_estimates
from ibsolve.estimators.variable import Variable


@dataclass(frozen=True)
class KozachenkoLeonenko(AbstractEntropyEstimator):
    """The differential entropy h(X) of vectors, from distances ε_i to the k-th neighbour.

    ψ(N) − ψ(k) + ln c_d + d⟨ln ε_i⟩ with the volume c_d of the unit ball. k: neighbours, from 1 to N − 1.
    norm: "euclidean" or "maximum", of the distance; either is biased where the density varies within a
    ball, which it does in many dimensions. confidence: of the interval, which is that of the same estimate
    on five disjoint subsets.
    There is no ceiling and no floor: h(X) may be any number. Computed on the CPU.
    Raises ProblemError where k >= N, and where a distance is 0 or a feature has one value: the estimate
    would be −∞, as is the differential entropy of a law with atoms, or on fewer dimensions.
    Source: Kozachenko & Leonenko 1987 for k = 1; Kraskov, Stögbauer & Grassberger 2004, eq. (20).

    >>> rng = np.random.default_rng(0)
    >>> found = KozachenkoLeonenko().entropy(rng.uniform(size=(1000, 2)))
    >>> abs(found.value) < 0.1
    True
    """

    k: int = 3
    norm: str = Norm.EUCLIDEAN
    confidence: float = 0.95

    name: ClassVar[str] = "kozachenko-leonenko"
    summary: ClassVar[str] = "differential entropy from nearest neighbours (Kozachenko & Leonenko 1987)"
    is_random = True
    entropy_quantity = Quantity.DIFFERENTIAL_ENTROPY
    least_entropy_samples = 2

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.count("k", self.k)
        arguments.choice("norm", self.norm, Norm)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        check_fewer_neighbours(self.k, x.n)
        check_varying(x)
        # Squares of small distances would vanish.
        scale = float(np.ptp(x.floats, axis=0).max())
        values = x.floats / scale
        distances = nearest_others(values, self.k, Norm(self.norm))[0][:, -1]
        _check_apart(x.name, distances, self.k)
        offset = x.dimension * log(scale)
        value = self._of_distances(distances, x.dimension) + offset
        subsets = subset_estimates(
            lambda places: self._of_values(values[places]) + offset,
            x.n,
            least=max(2 * self.k + 2, 10),
            rng=rng,
        )
        return Finding(
            value=value,
            ceiling=None,
            interval=None if subsets is None else subsets.interval(value, x.n, self.confidence),
            cautions=cautions_of_repeats(x, values),
        )

    def _of_values(self, values: Floats) -> float:
        distances = nearest_others(values, self.k, Norm(self.norm))[0][:, -1]
        return self._of_distances(distances, values.shape[1])

    def _of_distances(self, distances: Floats, dimension: int) -> float:
        from scipy.special import psi

        constant = float(psi(len(distances)) - psi(self.k)) + _log_unit_ball(dimension, Norm(self.norm))
        return constant + dimension * float(np.log(distances).mean())


def _log_unit_ball(dimension: int, norm: Norm) -> float:
    if norm is Norm.MAXIMUM:
        return dimension * log(2)
    return dimension / 2 * log(pi) - lgamma(1 + dimension / 2)


def _check_apart(where: str, distances: Floats, k: int) -> None:
    zero = int((distances == 0).sum())
    if zero:
        raise ProblemError(
            Fault(
                where=where,
                expected=f"no sample that equals {k} others: the estimate is −∞ otherwise",
                found=f"{zero} such samples",
                remedy="values that repeat have no density: declare Labels, add the noise that limits what "
                "can be read, or take a larger k",
            )
        )
