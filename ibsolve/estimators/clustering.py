"""How a layer clusters: the entropy of its bins, and distances within and between classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import frexp, ldexp
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown
from ibsolve.estimators.bins import BinRule, Bins, Outside, Scope, check_bins
from ibsolve.estimators.estimate import Finding, Quantity
from ibsolve.estimators.interface import ANY, AbstractEntropyEstimator
from ibsolve.estimators.labels import Labels
from ibsolve.estimators.plug_in import PlugIn, plug_in_entropy
from ibsolve.estimators.variable import Variable, read_variable

_PAIRS_AT_ONCE = 2**20


@dataclass(frozen=True)
class BinnedEntropy(AbstractEntropyEstimator):
    """H(Bin T), the entropy of the joint bins of a layer: a measure of clustering, no mutual information.

    It is near ln N where samples are spread out and small where they gather in few bins; in many dimensions
    it stays at ln N whatever happens.
    rule, width, bins, range, per, outside: see `Bins`. miller_madow, confidence: see `PlugIn`. A constant
    layer gives 0. Raises ProblemError with every fault found.
    Source: paper 001 Sec. 5, where B is a bin width.

    >>> spread, clustered = [-0.9, -0.3, 0.3, 0.9], [-0.9, -0.9, 0.9, 0.9]
    >>> [BinnedEntropy(range=(-1, 1)).entropy(t, unit="bits").value for t in (spread, clustered)]
    [2.0, 1.0]
    """

    rule: str = BinRule.COUNT
    width: float | None = None
    bins: int | None = None
    range: tuple[float, float] | None = None
    per: str = Scope.LAYER
    outside: str = Outside.CLIP
    miller_madow: bool = False
    confidence: float = 0.95

    name: ClassVar[str] = "binned-entropy"
    summary: ClassVar[str] = "entropy of the joint bins of a layer, which measures clustering (001 Sec. 5)"
    kinds = ANY
    entropy_quantity = Quantity.BINNED_ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        with arguments.faults.gathered():
            self._rule()
        with arguments.faults.gathered():
            PlugIn(self.miller_madow, self.confidence)
        arguments.check()

    def _rule(self) -> Bins:
        return Bins(self.rule, self.width, self.bins, self.range, self.per, self.outside)

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        binned = self._rule().binned(x)
        found = plug_in_entropy(binned.codes, self.miller_madow, self.confidence)
        return replace(found, cautions=found.cautions + binned.cautions)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DistanceHistograms:
    """Distances of all pairs of samples, apart by whether both are of one class.

    edges: of the bins, shape (bins + 1,). within, between: pairs in each bin, shape (bins,). mean_within,
    mean_between: mean distances, None where there is no such pair.
    """

    edges: Floats
    within: NDArray[np.int64]
    between: NDArray[np.int64]
    mean_within: float | None
    mean_between: float | None


def distance_histograms(
    t: Any,
    labels: Labels,
    *,
    bins: int = 100,
    range: tuple[float, float] | None = None,  # noqa: A002 - as numpy's histogram calls it
) -> DistanceHistograms:
    """Histograms of the Euclidean distances of all pairs of samples within and between classes.

    t: numbers of shape (N,) or (N, d), numpy or torch, N >= 2. labels: the classes of the N samples.
    bins: 1 … 2^24, half-open, the last closed. range: (lo, hi) with 0 <= lo < hi; None is from 0 to twice the
    largest distance from the mean, which no pair exceeds. Pairs outside a given range are in no bin, and
    count in the means. Pairs are taken in blocks, on the device of t; distances are exact to about 1e-8 of
    the largest one. Constant samples have all pairs in the first bin.
    Raises ProblemError with every fault found.
    Source: paper 001 Figs. 6 and 8.

    >>> found = distance_histograms([0.0, 0.1, 5.0, 5.1], Labels([0, 0, 1, 1]), bins=2, range=(0, 6))
    >>> found.within.tolist(), found.between.tolist()
    ([2, 0], [0, 4])
    """
    arguments = Arguments()
    variable = read_variable(arguments, "t", t)
    check_bins(arguments, bins)
    if not isinstance(labels, Labels):
        arguments.faults.add("labels", expected="Labels(values)", found=shown(labels))
    elif variable is not None and (variable.vectors is None or variable.n != len(labels)):
        expected = f"numbers, one vector for each of {len(labels)} labels"
        arguments.faults.add("t", expected=expected, found=f"{variable.n} {variable.kind}")
    if variable is not None and variable.n < 2:
        arguments.faults.add("t", expected="two samples or more", found=str(variable.n))
    if range is not None:
        with arguments.faults.gathered():
            Bins(range=range)
        if not arguments.faults and range[0] < 0:
            arguments.faults.add("range", expected="lo >= 0", found=shown(range))
    arguments.check()
    assert variable is not None, "a fault was not raised"
    return _histograms(variable, labels.codes, bins, range)


def _histograms(
    variable: Variable, codes: NDArray[np.int64], bins: int, given: tuple[float, float] | None
) -> DistanceHistograms:
    values = variable.doubles
    values = values - values.mean(0)
    # Squares of the smallest floats are 0; a power of two costs no digits.
    scale = ldexp(1.0, frexp(float(abs(values).max()))[1])
    values = values / scale
    norms = (values * values).sum(1)
    lo, hi = given or (0.0, 2 * float(norms.max()) ** 0.5 * scale or 1.0)
    counts, sums, pairs = np.zeros((2, bins), dtype=np.int64), np.zeros(2), np.zeros(2, dtype=np.int64)
    n, step = variable.n, max(1, _PAIRS_AT_ONCE // variable.n)
    for start in range(0, n, step):
        stop = min(n, start + step)
        squares = values[start:stop] @ values[:stop].T
        squares *= -2
        squares += norms[start:stop, None]
        squares += norms[:stop]
        in_memory = squares if isinstance(squares, np.ndarray) else squares.cpu().numpy()
        distances = np.sqrt(np.maximum(in_memory, 0)) * scale
        is_pair = np.tri(stop - start, stop, start - 1, dtype=bool)
        is_between = codes[start:stop, None] != codes[:stop]
        for row, is_of_row in enumerate((is_pair & ~is_between, is_pair & is_between)):
            found = distances[is_of_row]
            pairs[row] += len(found)
            sums[row] += found.sum()
            found = found[(found >= lo) & (found <= hi)]
            places = np.minimum(((found - lo) * (bins / (hi - lo))).astype(np.int64), bins - 1)
            counts[row] += np.bincount(places, minlength=bins)
    means = [float(total / number) if number else None for total, number in zip(sums, pairs, strict=True)]
    return DistanceHistograms(
        edges=np.linspace(lo, hi, bins + 1),
        within=counts[0],
        between=counts[1],
        mean_within=means[0],
        mean_between=means[1],
    )
