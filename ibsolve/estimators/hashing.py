"""The ensemble dependency graph estimator (EDGE) of Noshad, Zeng and Hero: cells at random offsets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import LARGEST, Arguments, Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Caution, Concern, Finding
from ibsolve.estimators.features import in_deviations, varying_features
from ibsolve.estimators.interface import LABELS, VECTORS, AbstractInformationEstimator
from ibsolve.estimators.plug_in import plug_in_information
from ibsolve.estimators.subsets import subset_estimates
from ibsolve.estimators.variable import Variable, joint_codes

_FACTORS = np.linspace(2, 6, 10)
"""The t of ε(t) = t N^(−1/2d), with ε in deviations of a feature."""
_CELLS_ACROSS = 5
"""Deviations that a feature's samples spread over: a guess at how many cells are occupied."""
_SPREAD = 3
"""Deviation of a single estimate, times √N, as the weights take it."""
_TERMS = 2
"""Powers of ε whose bias the weights balance: more make weights that amplify every other error."""
_NEAR_CEILING = 0.95
_COUNTED_WEIGHT = 0.01
_FEW_PER_CELL = 2
_LARGEST_CODE = 1 << 62


class Weighting(StrEnum):
    """How the estimates at several widths are joined."""

    OPTIMAL = "optimal"
    UNIFORM = "uniform"


@dataclass(frozen=True)
class EDGE(AbstractInformationEstimator):
    """I(X;Y) of vectors hashed to cells of several widths at random offsets, joined by weights.

    From the source: each feature goes to ⌊(x + b)/ε⌋; a cell of x and one of y are joined by an edge of
    weight ω = N N_ij / (N_i N_j); the estimate at ε is Σ N_i N_j g(ω) / N² with g(ω) = ω ln ω, the
    information of the empirical law of cells; widths are ε(t) = t N^(−1/2d), here with d = d_x + d_y; the
    answer is Σ w(t) Î(ε(t)) with weights of sum 1, some negative, that cancel bias. Labels, which x may be,
    are cells as they are, of no dimension.
    Not from the source: b is uniform in [0, ε), anew for each feature and width; features are divided by
    their deviation, so that ε counts deviations; cells do not collide in a second hash; nothing is cut
    (the authors' program puts ln ω of each edge between 0.001 and 10 bits, and projects vectors of more
    than six features at random); ten t from 2 to 6; the Miller–Madow correction at each width; and the
    programme for the weights, here least squares of all that the source bounds: Σ w ε and Σ w ε² (it has
    powers up to d, whose weights explode from four dimensions on), Σ w (5/ε)^d/2N for the number of cells,
    and 3‖w‖/√N.

    widths: ε in deviations of each feature, one or more > 0; None for those above. weights: "optimal", or
    "uniform" for their mean. miller_madow: whether each estimate is corrected. confidence: of the
    interval, which is that of the same estimate on five disjoint subsets, at the same widths.
    No single width gives more than ln N, and ½ with the correction: the ceiling is that times the positive
    weights (and ½ of the negative ones). Where pairs of cells hold fewer than two samples each, as
    they do from five or so joint dimensions on, the value is too high, which is told as BIASED, or as
    SATURATED near ln N. Features of one value are
    left out with a caution; where all of x or of y are such, the value is 0. Computed on the CPU, in
    O(N ln N) for the sorting of cells. The answer depends on rng.
    Raises ProblemError for a width at which a cell's number is no longer exact.
    Source: Noshad, Zeng & Hero 2019 (arXiv 1801.09125).

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=5000)
    >>> found = EDGE().estimate(x, x + rng.normal(size=5000))
    >>> abs(found.value - log(2) / 2) < 0.06
    True
    """

    widths: tuple[float, ...] | None = None
    weights: str = Weighting.OPTIMAL
    miller_madow: bool = True
    confidence: float = 0.95

    name: ClassVar[str] = "edge"
    summary: ClassVar[str] = "hashing to cells of several widths (EDGE, Noshad, Zeng & Hero 2019), uncut"
    is_random = True
    x_kinds = VECTORS | LABELS
    y_kinds = VECTORS
    least_samples = 2

    def __post_init__(self) -> None:
        arguments = Arguments()
        if self.widths is not None:
            read = arguments.items("widths", self.widths)
            widths = (arguments.number(f"widths[{place}]", each, above=0) for place, each in enumerate(read))
            object.__setattr__(self, "widths", tuple(widths))
        arguments.choice("weights", self.weights, Weighting)
        arguments.flag("miller_madow", self.miller_madow)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        (x_values, x_cautions), (y_values, y_cautions) = _hashed(x), _hashed(y)
        constant = (*x_cautions, *y_cautions)
        n, dimension = x.n, sum(each.shape[1] for each in (x_values, y_values) if each.ndim > 1)
        if not (x_values.size and y_values.size):
            return Finding(value=0.0, ceiling=0.0, cautions=constant)
        widths = _FACTORS * n ** (-1 / (2 * dimension)) if self.widths is None else np.array(self.widths)
        _check_cells(widths, x_values, y_values)
        weights = self._weights(widths, dimension, n)
        values, cells = self._of_widths(x_values, y_values, widths, rng)
        value = float(weights @ values)
        subsets = subset_estimates(
            lambda places: float(
                weights @ self._of_widths(x_values[places], y_values[places], widths, rng)[0]
            ),
            n,
            least=10,
            rng=rng,
        )
        most = log(n) + (n - 1) / (2 * n) * self.miller_madow
        counted = np.abs(weights) > _COUNTED_WEIGHT
        return Finding(
            value=value,
            ceiling=most * float(weights.clip(0).sum())
            + float((-weights).clip(0).sum()) / 2 * self.miller_madow,
            interval=None if subsets is None else subsets.interval(value, n, self.confidence),
            cautions=(
                *constant,
                *_of_cells(value, values[counted], cells[counted], n),
            ),
            parameters={
                "widths used": widths.tolist(),
                "width weights": weights.tolist(),
                "at each width": values.tolist(),
            },
        )

    def _weights(self, widths: Floats, dimension: int, n: int) -> Floats:
        count = len(widths)
        if self.weights == Weighting.UNIFORM or count == 1:
            return np.full(count, 1 / count)
        powers = [widths**power for power in range(1, min(dimension, _TERMS) + 1)]
        occupied = np.exp(np.minimum(dimension * np.log(_CELLS_ACROSS / widths), log(n))) / (2 * n)
        errors = np.vstack([*powers, occupied, _SPREAD / np.sqrt(n) * np.eye(count)])
        # The least ‖errors·w‖ with Σ w = 1.
        solved: Floats = np.linalg.solve(errors.T @ errors, np.ones(count))
        return np.asarray(solved / solved.sum())

    def _of_widths(
        self, x: NDArray[Any], y: NDArray[Any], widths: Floats, rng: np.random.Generator
    ) -> tuple[Floats, NDArray[np.int64]]:
        """The estimate at each width, nats, and the number of occupied pairs of cells."""
        found = [
            plug_in_information(_cells(x, width, rng), _cells(y, width, rng), self.miller_madow)
            for width in widths
        ]
        values = np.array([each.value for each in found])
        return values, np.array([each.parameters["cells"] for each in found])


def _hashed(variable: Variable) -> tuple[NDArray[Any], tuple[Caution, ...]]:
    """What cells are made of: codes of labels, shape (N,), or features in deviations, shape (N, d)."""
    if variable.vectors is None:
        return variable.label_codes, ()
    values, cautions = varying_features(variable)
    return (in_deviations(values) if values.size else values), cautions


def _cells(values: NDArray[Any], width: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """The code of each sample's cell, whole numbers from 0 to some 4N, shape (N,)."""
    if values.ndim == 1:
        return values
    offsets = rng.uniform(0, width, values.shape[1])
    cells = np.floor((values + offsets) / width).astype(np.int64)
    cells -= cells.min(axis=0)
    codes, count = np.zeros(len(values), dtype=np.int64), 1
    for column in cells.T:
        across = int(column.max()) + 1
        if count * across > _LARGEST_CODE:
            codes = joint_codes(codes)
            count = int(codes.max()) + 1
        codes, count = codes * across + column, count * across
    return codes if count <= 4 * len(values) else joint_codes(codes)


def _check_cells(widths: Floats, *variables: NDArray[Any]) -> None:
    reach = max(float(np.abs(each).max()) for each in variables if each.ndim > 1)
    least = reach * 2.0**-52
    assert reach < LARGEST, "features are in deviations"
    if widths.min() < least:
        raise ProblemError(
            Fault(
                where="widths",
                expected=f"at least {least:.1g} deviations, where cells can be numbered",
                found=f"{widths.min():g}",
            )
        )


def _of_cells(value: float, values: Floats, cells: NDArray[np.int64], n: int) -> tuple[Caution, ...]:
    """Cautions on cells too narrow for the samples, at widths whose weight counts."""
    most = log(n)
    if max(value, float(values.max())) >= _NEAR_CEILING * most:
        return (
            Caution(
                concern=Concern.SATURATED,
                reason=f"cells hold about one of the {n} samples each, which gives {most:.4g} nats anyhow",
                advice="the truth may lie anywhere; take wider cells, fewer dimensions or more samples",
            ),
        )
    fewest = n / int(cells.max())
    if fewest >= _FEW_PER_CELL:
        return ()
    return (
        Caution(
            concern=Concern.BIASED,
            reason=f"{fewest:.1f} samples in each occupied pair of cells, at the narrowest of the widths",
            advice="the estimate is too high; take wider cells (widths), fewer dimensions or more samples",
        ),
    )
