"""The nearest-neighbour estimator of Ross for labels with vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.estimators.estimate import Caution, Concern, Finding
from ibsolve.estimators.features import cautions_of_repeats, varying_features
from ibsolve.estimators.interface import AbstractInformationEstimator
from ibsolve.estimators.neighbours import Shape, joint_balls, placed
from ibsolve.estimators.subsets import subset_estimates
from ibsolve.estimators.variable import Kind, Variable

_KINDS = frozenset({Kind.VECTORS, Kind.LABELS})


@dataclass(frozen=True)
class Ross(AbstractInformationEstimator):
    """I(X;Y) of labels and vectors, in either order, from distances to the k-th neighbour of equal label.

    ψ(N) + ⟨ψ(k_i) − ψ(N_i) − ψ(m_i)⟩ with N_i samples of the label of sample i, k_i = min(k, N_i − 1), and
    m_i samples, itself among them, nearer than its k_i-th neighbour of equal label, in the maximum norm.
    k: neighbours. Samples whose label no other has are left out, as in the source, with a caution, and N
    is what remains. confidence: of the interval, which is that of the same estimate on five disjoint
    subsets.
    The ceiling is ψ(N) − ⟨ψ(N_i)⟩, met where labels lie apart; equal distances may lift it. Vectors that
    repeat have no density and are told as TIES. Features of one value are left out with a caution; where
    all are, the value is 0, as it is for a single label. Computed on the CPU, exactly.
    Raises ProblemError for two vectors or two labels, and where no label has two samples.
    Source: Ross 2014; scikit-learn's `mutual_info_classif` is the same for one feature.

    >>> from ibsolve.estimators import Labels
    >>> rng = np.random.default_rng(0)
    >>> labels = rng.integers(2, size=400)
    >>> found = Ross().estimate(labels + rng.uniform(0, 0.5, size=400), Labels(labels))
    >>> bool(abs(found.value - np.log(2)) < 0.01)
    True
    """

    k: int = 3
    confidence: float = 0.95

    name: ClassVar[str] = "ross"
    summary: ClassVar[str] = "nearest neighbours for labels with vectors (Ross 2014)"
    is_random = True
    x_kinds = _KINDS
    y_kinds = _KINDS

    @classmethod
    def takes(cls, x: Kind, y: Kind) -> bool:
        """Labels with vectors, in either order."""
        return x in _KINDS and y in _KINDS and x is not y

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.count("k", self.k)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        vectors, labels = (x, y) if y.kind is Kind.LABELS else (y, x)
        kept = np.bincount(labels.label_codes)[labels.label_codes] > 1
        _check_repeated_label(labels, kept.any())
        values, cautions = varying_features(vectors)
        cautions = (*cautions, *_of_single(labels, int((~kept).sum())))
        if not values.shape[1]:
            return Finding(value=0.0, ceiling=0.0, cautions=cautions)
        values, points = values[kept], placed(labels)[kept]
        n = len(values)
        value, ceiling = self._of_points(values, points)
        subsets = subset_estimates(
            lambda places: self._of_points(values[places], points[places])[0],
            n,
            least=max(2 * self.k + 2, 10),
            rng=rng,
        )
        return Finding(
            value=value,
            ceiling=ceiling,
            interval=None if subsets is None else subsets.interval(value, n, self.confidence),
            cautions=(*cautions, *cautions_of_repeats(vectors, values)),
        )

    def _of_points(self, values: Floats, points: Floats) -> tuple[float, float]:
        """The estimate and its ceiling, nats; samples whose label is alone here are left out."""
        from scipy.special import psi

        codes, counts = np.unique(points[:, 0], return_inverse=True, return_counts=True)[1:]
        sizes = counts[codes]
        kept = sizes > 1
        if not kept.any():
            return 0.0, 0.0
        values, points, sizes = values[kept], points[kept], sizes[kept]
        balls = joint_balls(values, points, min(self.k, len(values) - 1), Shape.OPEN)
        most = float(psi(len(values)) + (psi(balls.reached) - psi(sizes)).mean())
        return most - float(psi(balls.x_counts + 1).mean()), most - float(psi(balls.inside + 1).mean())


def _check_repeated_label(labels: Variable, is_repeated: np.bool_) -> None:
    arguments = Arguments()
    if not is_repeated:
        arguments.faults.add(
            labels.name,
            expected="a label with two samples or more",
            found=f"{labels.n} samples with as many labels",
            remedy="neighbours of equal label are needed; numbers with a distance go to ksg undeclared",
        )
    arguments.check()


def _of_single(labels: Variable, single: int) -> tuple[Caution, ...]:
    if not single:
        return ()
    return (
        Caution(
            concern=Concern.BIASED,
            reason=f"{single} of {labels.n} samples of {labels.name} have a label of their own, and are "
            "left out",
            advice="the estimate is that of the other samples; take more samples or merge rare labels",
        ),
    )
