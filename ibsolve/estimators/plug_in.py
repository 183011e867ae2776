"""The plug-in estimator for labels: the information of the empirical law; the Miller–Madow correction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments
from ibsolve.estimators.cells import cells_of
from ibsolve.estimators.estimate import Caution, Concern, Covers, Finding, Interval, Quantity
from ibsolve.estimators.interface import (
    LABELS,
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
)
from ibsolve.estimators.variable import Variable

_FEW_PER_CELL = 5
"""Samples a cell below which the plug-in's bias, (cells − 1)/2N nats, is a tenth of a nat or more."""


@dataclass(frozen=True)
class PlugIn(AbstractInformationEstimator, AbstractEntropyEstimator):
    """I(X;Y) or H(X) of the empirical law of labels.

    miller_madow: adds (cells − 1)/2N nats to each entropy, the bias to first order. confidence: of the
    interval, which is that of the normal law, with the variance to second order: that of χ²/2N is what
    remains for uniform or independent labels.
    Source: Miller 1955; asymptotic variance: Basharin 1959.

    >>> from ibsolve.estimators import Labels
    >>> y = Labels([0, 0, 1, 1])
    >>> PlugIn().estimate(y, y, unit="bits").value
    1.0
    """

    miller_madow: bool = False
    confidence: float = 0.95

    name: ClassVar[str] = "plug-in"
    summary: ClassVar[str] = "information of the empirical law of labels; Miller–Madow correction optional"
    x_kinds = LABELS
    y_kinds = LABELS
    kinds = LABELS
    entropy_quantity = Quantity.ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.flag("miller_madow", self.miller_madow)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        return plug_in_information(x.label_codes, y.label_codes, self.miller_madow, self.confidence)

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        return plug_in_entropy(x.label_codes, self.miller_madow, self.confidence)


def plug_in_information(
    x: NDArray[Any], y: NDArray[Any], miller_madow: bool = False, confidence: float = 0.95
) -> Finding:
    """I of the empirical law of two arrays of codes, nats, shape (N,) each."""
    n = len(x)
    cells = cells_of(x, y)
    freedom = max(0, cells.pairs - cells.x - cells.y + 1)
    of_x, of_y, of_pairs = (
        entropy + (count - 1) / (2 * n) * miller_madow
        for entropy, count in (
            (cells.entropy_x, cells.x),
            (cells.entropy_y, cells.y),
            (cells.entropy_pairs, cells.pairs),
        )
    )
    value = of_x + of_y - of_pairs
    if not miller_madow:
        # What exceeds the range is rounding; the correction may leave it, and then says so.
        value = max(0.0, min(value, of_x, of_y))
    return Finding(
        value=value,
        ceiling=_ceiling(n, miller_madow),
        interval=normal_interval(value, sqrt(cells.spread / n + freedom / (2 * n**2)), confidence),
        cautions=_of_few_samples(cells.pairs, n),
        parameters={"cells": cells.pairs},
    )


def plug_in_entropy(codes: NDArray[Any], miller_madow: bool = False, confidence: float = 0.95) -> Finding:
    """H of the empirical law of an array of codes, nats, shape (N,)."""
    counts = np.bincount(codes)
    counts = counts[counts > 0]
    n = int(counts.sum())
    value = entropy_of_counts(counts, miller_madow=miller_madow)
    logs = np.log(counts / n)
    spread = max(0.0, float(counts @ logs**2) / n - float(counts @ logs / n) ** 2)
    deviation = sqrt(spread / n + (len(counts) - 1) / (2 * n**2))
    return Finding(
        value=value,
        ceiling=_ceiling(n, miller_madow),
        interval=normal_interval(value, deviation, confidence),
        cautions=_of_few_samples(len(counts), n),
        parameters={"cells": len(counts)},
    )


def entropy_of_counts(counts: NDArray[Any], *, miller_madow: bool = False) -> float:
    """H of the law counts/sum(counts), nats. counts: whole numbers >= 1, shape (k,).

    >>> entropy_of_counts(np.array([2, 2])) == log(2)
    True
    """
    n = int(counts.sum())
    entropy = log(n) - float(counts @ np.log(counts)) / n
    return max(0.0, entropy) + (len(counts) - 1) / (2 * n) * miller_madow


def normal_interval(value: float, deviation: float, confidence: float) -> Interval:
    """Value ± z·deviation for a sampling error of normal law."""
    reach = _quantile(confidence) * deviation
    return Interval(lower=value - reach, upper=value + reach, confidence=confidence, covers=Covers.SAMPLING)


@lru_cache
def _quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def _ceiling(n: int, miller_madow: bool) -> float:
    """Ln N, where all samples differ, and the correction there."""
    return log(n) + (n - 1) / (2 * n) * miller_madow


def _of_few_samples(cells: int, n: int) -> tuple[Caution, ...]:
    if n >= _FEW_PER_CELL * cells or cells < 2:
        return ()
    return (
        Caution(
            concern=Concern.BIASED,
            reason=f"{n} samples in {cells} occupied cells, {n / cells:.1f} each",
            advice="an entropy is biased by about −(cells − 1)/2N nats; take more samples or fewer labels",
        ),
    )
