"""The nearest-neighbour estimator of Gao, Kannan, Oh and Viswanath for variables with atoms."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any, ClassVar

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

    ⟨ψ(k_i)⟩ + ln N − ⟨ψ(n_x) + ψ(n_y)⟩ with n_x and n_y samples, itself among them, that are in x, and in y,
    nearer than the k-th neighbour in the maximum norm. Where k others or more equal sample i, k_i, n_x and
    n_y are the samples that equal it in (x, y), in x and in y; else k_i = k. This is the program of the
    source's authors, KSG for densities and nearly plug-in for labels.
    k: neighbours, from 1 to N − 1. as_printed: Algorithm 1 instead, in our reading, with others no
    further than the neighbour, or equal to an atom, and ⟨ln(n_x + 1) + ln(n_y + 1)⟩; it is ln(k + 1) − ψ(k)
    too low wherever one variable tells the other's neighbours: 0.29 nats for k = 5. confidence: of the
    interval, which is that of the same estimate on five disjoint subsets.
    Samples of different labels are infinitely distant: with fewer than k others of equal labels, k_i is
    their number, and samples with none are left out with a caution, as Ross does; the source leaves the
    distance of labels open. The ceiling is ln N + ⟨ψ(k_i) − 2ψ(m_i)⟩, or ln N + ⟨ψ(k_i) − 2 ln(k_i + 1)⟩ as
    printed, with m_i = k_i where no distances tie. A variable of one value gives 0. Computed on the
    CPU, exactly.
    Raises ProblemError where k >= N, and where no two samples have equal labels.
    Source: Gao, Kannan, Oh & Viswanath 2017, Algorithm 1, and its program.

    >>> rng = np.random.default_rng(0)
    >>> x = np.maximum(rng.normal(size=(1000, 1)), 0)
    >>> is_cut = MixedKSG().estimate(x, 1.0 * (x > 0))
    >>> abs(is_cut.value - log(2)) < 0.03
    True
    """

    k: int = 5
    as_printed: bool = False
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
        arguments.flag("as_printed", self.as_printed)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        check_fewer_neighbours(self.k, x.n)
        labels = [each.label_codes for each in (x, y) if each.codes is not None]
        pairs = joint_codes(*labels) if labels else np.zeros(x.n, dtype=np.int64)
        alone = int((_repetitions(pairs) == 1).sum())
        _check_pairs(x.n, alone)
        samples = _Samples(x=placed(x), y=placed(y), labels=pairs, x_codes=x.row_codes, y_codes=y.row_codes)
        if not (samples.x_codes.any() and samples.y_codes.any()):
            return Finding(value=0.0, ceiling=0.0)
        value, ceiling = self._of_samples(samples)
        subsets = subset_estimates(
            lambda places: self._of_samples(samples.at(places))[0],
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

    def _of_samples(self, samples: _Samples) -> tuple[float, float]:
        """The estimate and its ceiling, nats."""
        from scipy.special import psi

        kept = _repetitions(samples.labels) > 1
        if not kept.any():
            return 0.0, 0.0
        samples = samples.at(np.flatnonzero(kept))
        n = len(samples.x)
        shape = Shape.CLOSED if self.as_printed else Shape.OPEN
        balls = joint_balls(samples.x, samples.y, min(self.k, n - 1), shape)
        is_atom = balls.radii == 0
        # Of an atom the program counts all; the printed algorithm is read as counting others throughout.
        equal = _repetitions(joint_codes(samples.x_codes, samples.y_codes)) - self.as_printed
        neighbours = np.where(is_atom, equal, balls.reached)
        most = psi(neighbours) + log(n)
        if self.as_printed:
            caught = np.log(balls.x_counts + 1) + np.log(balls.y_counts + 1)
            return float((most - caught).mean()), float((most - 2 * np.log(neighbours + 1)).mean())
        x_counts = np.where(is_atom, _repetitions(samples.x_codes), balls.x_counts + 1)
        y_counts = np.where(is_atom, _repetitions(samples.y_codes), balls.y_counts + 1)
        fewest = np.where(is_atom, equal, balls.inside + 1)
        value = float((most - psi(x_counts) - psi(y_counts)).mean())
        return value, float((most - 2 * psi(fewest)).mean())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Samples:
    """Points of x and y, shapes (N, d), with the codes of their labels and of equal samples, shape (N,)."""

    x: Floats
    y: Floats
    labels: NDArray[np.int64]
    x_codes: NDArray[np.int64]
    y_codes: NDArray[np.int64]

    def at(self, places: NDArray[Any]) -> _Samples:
        """The samples at these places."""
        return _Samples(
            x=self.x[places],
            y=self.y[places],
            labels=self.labels[places],
            x_codes=self.x_codes[places],
            y_codes=self.y_codes[places],
        )


def _repetitions(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many samples have the code of each, itself among them."""
    return np.bincount(codes)[codes]


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
