"""The mutual information and the entropy of the Gaussian law with the covariance of the samples."""

from __future__ import annotations

from dataclasses import dataclass
from math import e, log, pi, sqrt
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Caution, Concern, Finding, Quantity
from ibsolve.estimators.features import check_varying
from ibsolve.estimators.interface import (
    VECTORS,
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
)
from ibsolve.estimators.plug_in import normal_interval
from ibsolve.estimators.variable import Variable

_NOT_GAUSSIAN = 5
"""Standard errors by which the fourth moment may miss that of a Gaussian."""


@dataclass(frozen=True)
class Gaussian(AbstractInformationEstimator, AbstractEntropyEstimator):
    """I(X;Y) = ½ ln(det Σ_x det Σ_y / det Σ), or h(X) = ½ ln det(2πe Σ_x), with the covariance of N samples.

    This is the information of jointly Gaussian variables, and no other. For other laws it is that of the
    Gaussian of the same covariance: a lower bound on I(X;Y) where X or Y is Gaussian by itself, and
    neither bound otherwise; of h(X) it is an upper bound always. A fourth moment that no Gaussian has is told
    as NOT_GAUSSIAN.
    bias_correction: subtracts the bias that Gaussian samples give: E ln det S = ln det Σ − d ln n +
    Σ_{i<d} (ln 2 + ψ((n − i)/2)) with n = N − 1, so that nothing of it remains at any N. confidence: of
    the interval, which is that of the normal law, for Gaussian samples: the variance is exact for h(X)
    and for independent X and Y, and Σ ρ_i²/N is added for their canonical correlations ρ_i.
    The value has no ceiling. Features that are constant, or combinations of others of the same vector, are
    left out with a caution; where all of x or of y are constant, I is 0. Computed on the CPU by orthogonal
    factors, from 1 − ρ_i² that do not cancel.
    Raises ProblemError for fewer than d_x + d_y + 1 samples, for a combination of x that is one of y (the
    information is infinite), and for the entropy of features that depend on each other (−∞).
    Source: paper 004, (31) for pairs; moments of ln det of a Wishart matrix: Goodman 1963.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(1000, 5))
    >>> found = Gaussian().estimate(x, x + rng.normal(size=(1000, 5)))
    >>> 5 / 2 * log(2) in found.interval
    True
    """

    bias_correction: bool = True
    confidence: float = 0.95

    name: ClassVar[str] = "gaussian"
    summary: ClassVar[str] = "log det of covariances: exact where x and y are jointly Gaussian"
    x_kinds = VECTORS
    y_kinds = VECTORS
    least_samples = 2
    least_entropy_samples = 2
    entropy_quantity = Quantity.DIFFERENTIAL_ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.flag("bias_correction", self.bias_correction)
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        _check_samples(x.n, x.dimension + y.dimension, "x and y")
        x_basis, y_basis = _basis(x.floats), _basis(y.floats)
        cautions = (*_of_rank(x, x_basis), *_of_rank(y, y_basis))
        if not (x_basis.shape[1] and y_basis.shape[1]):
            return Finding(value=0.0, ceiling=None, cautions=cautions)
        # The part of y that x does not explain: its singular values are the sines √(1 − ρ_i²).
        rest = y_basis - x_basis @ (x_basis.T @ y_basis)
        directions, sines = np.linalg.svd(rest, full_matrices=False)[:2]
        _check_finite(sines, x.n)
        value = -float(np.log(sines).sum())
        dimensions = (x_basis.shape[1], y_basis.shape[1])
        if self.bias_correction:
            value -= _information_bias(x.n - 1, *dimensions)
        variance = _information_variance(sines, x.n, *dimensions)
        return Finding(
            value=value,
            ceiling=None,
            interval=normal_interval(value, sqrt(variance), self.confidence),
            cautions=(*cautions, *_of_law(np.hstack([x_basis, directions]))),
            parameters={"ranks": list(dimensions)},
        )

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        from scipy.special import polygamma, psi

        _check_samples(x.n, x.dimension, "x")
        values = x.floats
        check_varying(x)
        scales = _scales(values)
        centred = values / scales
        directions, gains = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)[:2]
        _check_independent(x.name, gains, x.n)
        freedom, d = x.n - 1, x.dimension
        halves = (freedom - np.arange(d)) / 2
        log_det = 2 * float(np.log(gains).sum() + np.log(scales).sum()) - d * log(freedom)
        if self.bias_correction:
            log_det -= float(psi(halves).sum()) - d * log(freedom / 2)
        value = (d * log(2 * pi * e) + log_det) / 2
        deviation = sqrt(float(polygamma(1, halves).sum())) / 2
        return Finding(
            value=value,
            ceiling=None,
            interval=normal_interval(value, deviation, self.confidence),
            cautions=_of_law(directions),
        )


def _scales(values: Floats) -> Floats:
    """The size of each feature about its mean; 0 for a constant one."""
    scales = np.abs(values - values.mean(axis=0)).max(axis=0)
    constant = (values == values[0]).all(axis=0)
    return np.where(constant, 0.0, scales)


def _basis(values: Floats) -> Floats:
    """Orthonormal columns that span the centred features, shape (N, rank)."""
    scales = _scales(values)
    varying: Floats = values[:, scales > 0] / scales[scales > 0]
    if not varying.shape[1]:
        return varying
    directions, gains = np.linalg.svd(varying - varying.mean(axis=0), full_matrices=False)[:2]
    rank = int((gains > _rounding(len(values)) * gains[0]).sum())
    return np.asarray(directions[:, :rank])


def _rounding(n: int) -> float:
    return 4 * n * float(np.finfo(float).eps)


def _information_bias(freedom: int, x_rank: int, y_rank: int) -> float:
    """E Î − I for Gaussian samples with that many degrees of freedom, nats."""
    from scipy.special import psi

    sums = np.concatenate([[0.0], np.cumsum(psi((freedom - np.arange(x_rank + y_rank)) / 2))])
    return float(sums[x_rank] + sums[y_rank] - sums[-1]) / 2


def _information_variance(sines: Floats, n: int, x_rank: int, y_rank: int) -> float:
    """The variance of Î for Gaussian samples, nats².

    For independent X and Y it is that of the logarithms of independent beta variables (Wilks' Λ). Σ ρ_i² is
    freed of what chance adds to it as an adjusted R² is.
    """
    from scipy.special import polygamma

    freedom = n - 1
    fewer, more = sorted((x_rank, y_rank))
    places = np.arange(fewer)
    chance = polygamma(1, (freedom - more - places) / 2) - polygamma(1, (freedom - places) / 2)
    unexplained = float((sines**2).sum()) + fewer - len(sines)
    explained = fewer - unexplained * freedom / (freedom - more)
    return float(chance.sum()) / 4 + max(0.0, explained) / n


def _of_rank(variable: Variable, basis: Floats) -> tuple[Caution, ...]:
    lost = variable.dimension - basis.shape[1]
    if not lost:
        return ()
    return (
        Caution(
            concern=Concern.CONSTANT,
            reason=f"{lost} of {variable.dimension} features of {variable.name} are constant or "
            "combinations of the others, and are left out",
            advice="they tell nothing more; check that they are meant to be there",
        ),
    )


def _of_law(directions: Floats) -> tuple[Caution, ...]:
    """A caution where Mardia's kurtosis, E|z|⁴ of whitened z, is not that of a Gaussian."""
    n, d = directions.shape
    kurtosis = n * float(((directions**2).sum(axis=1) ** 2).sum())
    expected = d * (d + 2) * (n - 1) / (n + 1)
    errors = (kurtosis - expected) / sqrt(8 * d * (d + 2) / n)
    if abs(errors) <= _NOT_GAUSSIAN:
        return ()
    return (
        Caution(
            concern=Concern.NOT_GAUSSIAN,
            reason=f"a fourth moment of {kurtosis:.4g}, where Gaussian samples have {expected:.4g}",
            advice="the value is that of a Gaussian of the same covariance: a lower bound on information "
            "only where x or y is Gaussian, an upper bound on entropy",
        ),
    )


def _check_samples(n: int, dimension: int, where: str) -> None:
    if n <= dimension:
        raise ProblemError(
            Fault(
                where=where,
                expected=f"at least {dimension + 1} samples for the covariance of {dimension} features",
                found=str(n),
                remedy="take more samples, or fewer features",
            )
        )


def _check_finite(sines: Floats, n: int) -> None:
    if sines.min() <= _rounding(n):
        raise ProblemError(
            Fault(
                where="x and y",
                expected="no combination of x that is one of y: the information is infinite",
                found=f"a canonical correlation of 1 within {_rounding(n):.1g}",
                remedy="add the noise that limits what can be read to one of them",
            )
        )


def _check_independent(where: str, gains: Floats, n: int) -> None:
    if gains[-1] <= _rounding(n) * gains[0]:
        raise ProblemError(
            Fault(
                where=where,
                expected="features none of which follows from others: differential entropy is −∞ otherwise",
                found=f"{int((gains <= _rounding(n) * gains[0]).sum())} that do",
                remedy="leave them out",
            )
        )
