"""The nearest-neighbour estimator of Gao, Kannan, Oh and Viswanath for variables with atoms."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.estimators.estimate import Caution, Concern, Finding
from ibsolve.estimators.interface import ANY, AbstractInformationEstimator
from ibsolve.estimators.ksg import check_fewer_neighbours
from ibsolve.estimators.neighbours import Shape, joint_balls, placed
from ibsolve.estimators.subsets import subset_estimates
from ibsolve.estimators.variable import Variable, joint_codes


@dataclass(frozen=True)
class MixedKSG(AbstractInformationEstimator):
    """I(X;Y) where values may repeat: vectors with atoms, labels, vectors with labels, in any pair.

    ⟨ψ(k_i)⟩ + ln N − ⟨ln(n_x + 1) + ln(n_y + 1)⟩ with n_x and n_y other samples that are in x, and in y, no
    further than the k-th neighbour in the maximum norm. Where k others or more equal sample i, the distance is
    0 and k_i is their number; else k_i = k. (The source's own program counts strictly nearer samples, and
    the sample itself, and has ψ for ln; the limit is the same.)
    Samples of different labels are infinitely distant: with fewer than k others of equal labels, k_i is
    their number, and samples with none are left out with a caution, as Ross does; the source leaves the distance
    of labels open.
    k: neighbours, from 1 to N − 1. confidence: of the interval, which is that of the same estimate on five
    disjoint subsets. The ceiling is ln N + ⟨ψ(k_i) − 2 ln(k_i + 1)⟩, met where y = x. A variable of one
    value gives about −1.5/N, or less for few others than k. Computed on the CPU, exactly.
    Raises ProblemError where k >= N, and where no two samples have equal labels.
    Source: Gao, Kannan, Oh & Viswanath 2017, Algorithm 1.

    >>> rng = np.random.default_rng(0)
    >>> x = np.maximum(rng.normal(size=(1000, 1)), 0)
    >>> is_cut = MixedKSG().estimate(x, 1.0 * (x > 0))
    >>> abs(is_cut.value - np.log(2)) < 0.02
    True
    """

    k: int = 5
    confidence: float = 0.95

    name: ClassVar[str] = "mixed-ksg"
    summary: ClassVar[str] = "nearest neighbours where values repeat (Gao, Kannan, Oh & Viswanath 2017)"
    is_random = True
    x_kinds = ANY
    y_kinds = ANY
    least_samples = 2

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.count("k", self.k)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        check_fewer_neighbours(self.k, x.n)
        labels = [each.label_codes for each in (x, y) if each.codes is not None]
        pairs = joint_codes(*labels) if labels else np.zeros(x.n, dtype=np.int64)
        alone = int((np.bincount(pairs)[pairs] == 1).sum())
        _check_pairs(x.n, alone)
        equal = joint_codes(x.row_codes, y.row_codes)
        x_points, y_points = placed(x), placed(y)
        value, ceiling = self._of_points(x_points, y_points, pairs, equal)
        subsets = subset_estimates(
            lambda places: self._of_points(x_points[places], y_points[places], pairs[places], equal[places])[
                0
            ],
            x.n,
            least=max(2 * self.k + 2, 10),
            rng=rng,
        )
        return Finding(
            value=value,
            ceiling=ceiling,
            interval=None if subsets is None else subsets.interval(value, x.n, self.confidence),
            cautions=_of_alone(x.n, alone),
        )

    def _of_points(
        self, x: Floats, y: Floats, pairs: NDArray[np.int64], equal: NDArray[np.int64]
    ) -> tuple[float, float]:
        """The estimate and its ceiling, nats. pairs: codes of labels; equal: of equal samples."""
        from scipy.special import psi

        kept = np.bincount(pairs)[pairs] > 1
        if not kept.any():
            return 0.0, 0.0
        x, y, equal = x[kept], y[kept], equal[kept]
        n = len(x)
        balls = joint_balls(x, y, min(self.k, n - 1), Shape.CLOSED)
        others = np.bincount(equal)[equal] - 1
        neighbours = np.where(balls.radii > 0, balls.reached, others)
        most = psi(neighbours) + log(n)
        caught = np.log(balls.x_counts + 1) + np.log(balls.y_counts + 1)
        return float((most - caught).mean()), float((most - 2 * np.log(neighbours + 1)).mean())


def _check_pairs(n: int, alone: int) -> None:
    arguments = Arguments()
    if alone == n:
        arguments.faults.add(
            "x and y",
            expected="two samples or more with equal labels",
            found=f"{n} samples of as many labels",
            remedy="merge labels, or give numbers with a distance undeclared",
        )
    arguments.check()


def _of_alone(n: int, alone: int) -> tuple[Caution, ...]:
    if not alone:
        return ()
    return (
        Caution(
            concern=Concern.BIASED,
            reason=f"{alone} of {n} samples share their labels with no other, and are left out",
            advice="the estimate is that of the other samples; take more samples or merge rare labels",
        ),
    )
