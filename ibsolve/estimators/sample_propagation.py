"""Sample propagation: what a noisy layer T = S + Z tells of the input, from samples of S (paper 001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import log
from typing import Any, ClassVar

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Fault, InputError, ProblemError, shown
from ibsolve.estimators.estimate import Caution, Concern, Covers, Estimate, Finding, Interval, Quantity
from ibsolve.estimators.interface import (
    ANY,
    VECTORS,
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
    Seed,
    read_seed,
)
from ibsolve.estimators.mixture import (
    AbstractSums,
    Centres,
    Drawing,
    DrawnInformation,
    Precision,
    bounds_within,
    drawn_information,
    entropies_within,
    group_entropies,
    known_information,
    merged_centres,
    pairwise_bounds,
    plain_information,
    plain_information_drawn,
    plain_information_within,
    sums_over,
)
from ibsolve.estimators.variable import Kind, Variable, read_variable
from ibsolve.theory import (
    Unit,
    bias_bound,
    entropy_risk_bound,
    first_layer_information,
    monte_carlo_mse_bound,
    noise_entropy,
    printed_monte_carlo_mse_bound,
    sample_propagation_risk_bound,
)

_SAFE_RANGE, _SAFE_DIMENSION = 50.0, 60
"""Range of the activations in units of β, and dimension, up to which float32 resolves the exponents."""
_QUADRATURE = 1e-10
"""Error of one integral in one dimension, nats."""
_ROUNDING = {Precision.FLOAT64: 1e-11, Precision.FLOAT32: 1e-3}
"""What the exponentials may add to the error of an entropy, nats."""
_NEAR_MOST = 0.5
"""Share of ln n_x from which n_x samples show too little of h(T|x): √n_x of them are told apart."""
_MOST_CORRELATED = 256
"""Dimensions whose covariance is taken as a whole."""
_EPSILON = 0.01
"""Of Theorem 5, as the paper takes it."""


class Form(StrEnum):
    """What is averaged over draws."""

    RAO_BLACKWELL = "rao-blackwell"
    PLAIN = "plain"


@dataclass(frozen=True)
class SamplePropagation(AbstractInformationEstimator, AbstractEntropyEstimator):
    """I(X;S+Z) for noise Z ~ N(0, β²I) in d dimensions, from activations S before the noise.

    `estimate(x, y)`: y holds the activations, shape (N, d). Samples of equal x are samples of S given
    that x; where they have one activation, as in a first layer, h(T|x) is that of the noise. X is
    uniform over the samples, and all of them make up the law of T (the pooled, Jensen–Shannon form), so
    that the quantity is in [0, H(X)], H(X) <= ln N. With `Labels` for x it is I(Y;T) of these labels. It
    is the information of these N samples: what the population has beyond them no draw can show.
    Of paper 001's eq. (1), with samples of S and of S given x apart, see `estimate_apart`.

    In one dimension the integral is computed, with an error below 1e-9 nats. Else each sample is drawn
    around `draws` times, and the entropy of the posterior is averaged, H(X) − E H(X|T = t): bounded, so
    that the interval is certified for a finite size (Hoeffding's bound and an empirical form of
    Bernstein's). Value and interval are put into the certain bounds of paper 002, eq. (3), which cost as
    much as one draw of each sample; `monte_carlo_mean` is the value before.

    beta: β > 0. draws: of each sample, >= 1; with `tol` the first ones. tol: half-width of the interval
    at which to stop, nats, or None. confidence: of the interval, in (0, 1). form: "plain" averages
    −ln g(t) as eq. (12) does, in every dimension, has no ceiling, and Chebyshev's interval from the
    sharp MSE bound d/(N draws), twice that where h(T|x) is drawn as well; it may lie outside the interval,
    which the certain bounds cut. most_draws: where to stop short of `tol`, with a caution. precision: of the
    exponentials; "float32" is refused where unsafe: activations over a range of more than 50 β, or d > 60.
    What comes as float32 is computed in float64.

    One sample, equal activations and one label have 0 bits; the plain form's 0 is subject to its error.
    Parameters of the estimate, in nats whatever the unit: lower_bound and upper_bound, certain;
    monte_carlo_mean; drawn, of each sample; components, different activations; mse_bound, of the plain form
    with as many draws; and for inputs x that are no labels, with activations within [−1, 1], what n samples
    tell of the population in the worst case over laws in that box, n the inputs or, if fewer, the samples
    of one: worst_case_risk (Theorem 1), worst_case_entropy_risk (Remark 2), worst_case_bias (Theorem 5,
    ε = 0.01) and printed_mse_bound (Theorem 6). They are None where floats or theorem do not reach.
    Errors: ProblemError for parameters out of range, and for float32 where unsafe.
    Source: paper 001, eq. (1), (11), (12).

    >>> import numpy as np
    >>> x = np.array([[-3.0], [-1.0], [1.0], [3.0]])
    >>> found = SamplePropagation(beta=0.1).estimate(x, np.tanh(x - 2.3))
    >>> round(found.value, 8)
    0.69153953
    """

    beta: float
    draws: int = 8
    tol: float | None = None
    confidence: float = 0.95
    form: str = Form.RAO_BLACKWELL
    most_draws: int = 1024
    precision: str = Precision.FLOAT64

    name: ClassVar[str] = "sample-propagation"
    summary: ClassVar[str] = (
        "I(X;S+Z) of a layer with Gaussian noise, certified for these samples (paper 001)"
    )
    is_random: ClassVar[bool] = True
    x_kinds = ANY
    y_kinds = VECTORS
    kinds = VECTORS
    adds_noise: ClassVar[bool] = True
    entropy_quantity = Quantity.DIFFERENTIAL_ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.number("beta", self.beta, above=0)
        draws = arguments.count("draws", self.draws)
        most = arguments.count("most_draws", self.most_draws)
        if self.tol is not None:
            arguments.number("tol", self.tol, above=0)
            if most < draws:
                arguments.faults.add("most_draws", expected=f"at least draws = {draws}", found=str(most))
        arguments.number("confidence", self.confidence, above=0, below=1)
        arguments.choice("form", self.form, Form)
        arguments.choice("precision", self.precision, Precision)
        arguments.check()

    def estimate_apart(
        self, samples: Any, conditional: Any, *, unit: str = Unit.NATS, rng: Seed = None
    ) -> Estimate:
        """Paper 001's eq. (1), h(S+Z) − (1/n) Σ_x h(S^(x)+Z), in the unit.

        samples: S of n inputs, shape (n, d) or (n,). conditional: S given each of n inputs n_x times,
        shape (n, n_x, d) or, for d = 1, (n, n_x). As the two are of different draws, it lies between −ln n_x
        and ln n: negative values are possible and are reported. `estimate` pools the samples instead.
        Of n_x samples, h(T|x) is no more than ln n_x above h(Z), on average too small, and the information
        too large: bias_at_most, nats, is by how much on average at most, over all laws of S given x with the
        covariance that these samples show; None for n_x = 1, which shows none. Where h(T|x) is beyond half
        of ln n_x above h(Z), a caution says so.
        Errors as for `estimate`, with the shapes.

        >>> round(SamplePropagation(beta=0.2).estimate_apart([0.1], [[-0.4, 0.6]]).value, 9)
        -0.675942577
        """
        arguments = Arguments()
        of_all = read_variable(arguments, "samples", samples)
        given = _read_conditional(arguments, conditional, of_all)
        counted = arguments.choice("unit", unit, Unit)
        generator = read_seed(arguments, rng)
        arguments.check()
        assert of_all is not None, "a fault was not raised"
        assert given is not None, "a fault was not raised"
        inputs = np.repeat(np.arange(of_all.n), given.n // of_all.n)
        layer = _Layer(
            whole=merged_centres(of_all.floats, self.beta),
            parts=merged_centres(given.floats, self.beta, inputs),
            vectors=of_all.vectors,
        )
        self._check_precision(layer)
        found, within = self._apart(layer, generator)
        repeats = given.n // of_all.n
        most = self._most_within(given.floats.reshape(of_all.n, repeats, -1)) if repeats > 1 else None
        bias = None if most is None else max(0.0, most - within)
        parameters = {"conditional_samples": repeats, "drawn": found.draws, "bias_at_most": bias}
        finding = self._finding(of_all, found, log(of_all.n), parameters)
        if bias is not None and within >= _NEAR_MOST * log(repeats):
            caution = _of_few_repeats(repeats, within, bias)
            finding = replace(finding, cautions=(*finding.cautions, caution))
        return self._estimate(finding, Quantity.MUTUAL_INFORMATION, counted, [of_all, given])

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        inputs = x.row_codes
        rows = y.floats
        different = int(inputs.max()) + 1
        whole = merged_centres(rows, self.beta)
        parts = merged_centres(rows, self.beta, inputs)
        is_function = parts.size == different
        layer = _Layer(whole=whole, parts=None if is_function else parts, vectors=y.vectors)
        self._check_precision(layer)
        found = self._pooled(layer, rng)
        # What labels that repeat cannot exceed is no property of so many samples.
        ceiling = log(y.n if x.kind is Kind.LABELS else different)
        samples = different if is_function else min(different, int(parts.group_counts.min()))
        parameters = self._parameters(y, layer, found)
        if x.kind is not Kind.LABELS:
            parameters |= self._worst_cases(y, found, samples)
        return self._finding(y, found, ceiling, parameters)

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        layer = _Layer(whole=merged_centres(x.floats, self.beta), parts=None, vectors=x.vectors)
        self._check_precision(layer)
        found = self._pooled(layer, rng)
        parameters = self._parameters(x, layer, found) | self._worst_cases(x, found, x.n)
        noise = noise_entropy(dimension=x.dimension, beta=self.beta)
        for bound in ("lower_bound", "upper_bound", "monte_carlo_mean"):
            parameters[bound] = None if parameters[bound] is None else parameters[bound] + noise
        return self._finding(x, found, log(x.n), parameters, noise)

    def _pooled(self, layer: _Layer, rng: np.random.Generator) -> DrawnInformation:
        """I(G;T) of the groups of one mixture."""
        centres = layer.parts or layer.whole
        bounds = pairwise_bounds(centres, layer.sums(centres, Precision.FLOAT64)).of_groups
        if self._is_integrated(centres.dimension):
            return self._integrated(layer, bounds)
        if self.form == Form.PLAIN:
            return self._plain(layer, bounds, rng)
        sums = layer.sums(centres, self.precision)
        return drawn_information(
            lambda: group_entropies(centres, sums, rng),
            prior=centres.group_entropy,
            largest=log(centres.groups),
            bounds=bounds,
            drawing=self._drawing,
        )

    def _apart(self, layer: _Layer, rng: np.random.Generator) -> tuple[DrawnInformation, float]:
        """I(J;T) of the whole less I(J;T|G) of parts that are another mixture, and the latter or less."""
        whole, parts = layer.whole, layer.parts
        assert parts is not None, "no samples given inputs"
        of_whole = pairwise_bounds(whole, layer.sums(whole, Precision.FLOAT64)).of_groups
        of_parts = bounds_within(parts, layer.sums(parts, Precision.FLOAT64))
        bounds = of_whole[0] - of_parts[1], of_whole[1] - of_parts[0]
        if self._is_integrated(whole.dimension):
            return self._integrated(layer, bounds), of_parts[0]
        if self.form == Form.PLAIN:
            return self._plain(layer, bounds, rng), of_parts[0]
        sums = layer.sums(whole, self.precision), layer.sums(parts, self.precision)
        first = drawn_information(
            lambda: group_entropies(whole, sums[0], rng),
            prior=whole.group_entropy,
            largest=log(whole.groups),
            bounds=of_whole,
            drawing=self._drawing.halved(),
        )
        second = drawn_information(
            lambda: entropies_within(parts, sums[1], rng),
            prior=parts.entropy_within,
            largest=log(parts.largest_group),
            bounds=of_parts,
            drawing=self._drawing.halved(),
        )
        found = DrawnInformation(
            value=first.value - second.value,
            lower=first.lower - second.upper,
            upper=first.upper - second.lower,
            bounds=bounds,
            mean=None,
            draws=max(first.draws, second.draws),
            is_within_tol=first.is_within_tol and second.is_within_tol,
        )
        return found, second.value

    def _most_within(self, given: Floats) -> float:
        """What S tells of T given x at most, on average over x, nats: of Gaussians with its covariance.

        given: shape (n, n_x, d), n_x >= 2. As ln det is concave, that of the mean covariance is no less than
        the mean; in many dimensions its diagonal, which gives no less either, is taken alone.
        """
        n, repeats, dimension = given.shape
        # From the first of them, so that equal ones deviate by 0.
        deviations = (given - given[:, :1]) / self.beta
        deviations -= deviations.mean(axis=1, keepdims=True)
        rows = deviations.reshape(-1, dimension)
        freedom = n * (repeats - 1)
        if dimension > _MOST_CORRELATED:
            return float(np.log1p((rows**2).sum(axis=0) / freedom).sum()) / 2
        covariance = rows.T @ rows / freedom
        return float(np.linalg.slogdet(np.eye(dimension) + covariance)[1]) / 2

    def _integrated(self, layer: _Layer, bounds: tuple[float, float]) -> DrawnInformation:
        """The information in one dimension, by quadrature."""
        value = _integral(layer.whole.places[:, 0], layer.whole.counts)
        if layer.parts is not None:
            value -= _integral_within(layer.parts)
        return known_information(value, 2 * _QUADRATURE, bounds)

    def _plain(
        self, layer: _Layer, bounds: tuple[float, float], rng: np.random.Generator
    ) -> DrawnInformation:
        """The mean of −ln g(t), less that of the parts or of the noise."""
        whole, parts = layer.whole, layer.parts
        of_whole = layer.sums(whole, self.precision)
        if parts is None:
            return plain_information_drawn(
                lambda: plain_information(whole, of_whole, rng),
                mse=_mse(whole),
                bounds=bounds,
                drawing=self._drawing,
            )
        of_parts = layer.sums(parts, self.precision)
        return plain_information_drawn(
            # Draws of their own for each, so that the errors add as squares.
            lambda: plain_information(whole, of_whole, rng) - plain_information_within(parts, of_parts, rng),
            mse=_mse(whole) + _mse(parts),
            bounds=bounds,
            drawing=self._drawing,
        )

    @property
    def _drawing(self) -> Drawing:
        return Drawing(
            draws=self.draws,
            tol=self.tol,
            most_draws=self.most_draws,
            error=1 - self.confidence,
            rounding=_ROUNDING[Precision(self.precision)],
        )

    def _is_integrated(self, dimension: int) -> bool:
        return dimension == 1 and self.form == Form.RAO_BLACKWELL

    def _check_precision(self, layer: _Layer) -> None:
        if self.precision == Precision.FLOAT64:
            return
        centres = [each for each in (layer.whole, layer.parts) if each is not None]
        extent, dimension = max(each.range for each in centres), centres[0].dimension
        if extent <= _SAFE_RANGE and dimension <= _SAFE_DIMENSION:
            return
        raise ProblemError(
            Fault(
                where="precision",
                expected=f"float64 for activations over more than {_SAFE_RANGE:g} β or d > {_SAFE_DIMENSION}",
                found=f"float32 with a range of {extent:.4g} β in d = {dimension}",
                remedy='precision="float64"',
            )
        )

    def _finding(
        self,
        y: Variable,
        found: DrawnInformation,
        ceiling: float,
        parameters: dict[str, Any],
        offset: float = 0.0,
    ) -> Finding:
        is_integrated = self._is_integrated(y.dimension)
        return Finding(
            value=found.value + offset,
            ceiling=None if self.form == Form.PLAIN else ceiling + offset,
            interval=Interval(
                lower=found.lower + offset,
                upper=found.upper + offset,
                confidence=1.0 if is_integrated else self.confidence,
                covers=Covers.NUMERICAL if is_integrated else Covers.MONTE_CARLO,
            ),
            cautions=() if found.is_within_tol else (self._of_tolerance(found),),
            parameters=parameters,
        )

    def _of_tolerance(self, found: DrawnInformation) -> Caution:
        return Caution(
            concern=Concern.NOT_CONVERGED,
            reason=f"{found.draws} draws of each sample leave [{found.lower:.4g}, {found.upper:.4g}] nats, "
            f"wider than the tolerance of {self.tol:.4g} to each side",
            advice="raise most_draws or tol",
        )

    def _parameters(self, y: Variable, layer: _Layer, found: DrawnInformation) -> dict[str, Any]:
        lower, upper = found.bounds
        mixtures = [each for each in (layer.whole, layer.parts) if each is not None]
        return {
            "lower_bound": lower,
            "upper_bound": upper,
            "monte_carlo_mean": found.mean,
            "drawn": found.draws,
            "components": mixtures[-1].size,
            "mse_bound": sum(map(_mse, mixtures)) / found.draws if found.draws else None,
        }

    def _worst_cases(self, y: Variable, found: DrawnInformation, samples: int) -> dict[str, float | None]:
        """The bounds of paper 001 for laws on [−1, 1]^d, nats; None beyond floats or the theorem."""
        if not bool((abs(y.vectors) <= 1).all()):
            return {}
        given: dict[str, Any] = {"dimension": y.dimension, "beta": self.beta}
        bounds: dict[str, Callable[[], float]] = {
            "worst_case_risk": lambda: sample_propagation_risk_bound(samples=samples, **given),
            "worst_case_entropy_risk": lambda: entropy_risk_bound(samples=samples, **given),
            "worst_case_bias": lambda: bias_bound(samples=samples, epsilon=_EPSILON, **given).bias,
        }
        if found.draws:
            bounds["printed_mse_bound"] = lambda: printed_monte_carlo_mse_bound(
                components=y.n, draws=found.draws, **given
            )
        return {name: _or_none(bound) for name, bound in bounds.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """What is measured. whole: the mixture of all samples. parts: those of each input, where they are drawn.

    vectors: the samples, on their device.
    """

    whole: Centres
    parts: Centres | None
    vectors: Any

    def sums(self, centres: Centres, precision: str) -> AbstractSums:
        return sums_over(centres, self.vectors, precision)


def _of_few_repeats(repeats: int, within: float, bias: float) -> Caution:
    return Caution(
        concern=Concern.BIASED,
        reason=f"{repeats} samples given each input show at most {log(repeats):.4g} nats of h(T|X) above the "
        f"noise, and show {within:.4g}: h(T|X) is too small and the value too large, on average by up to "
        f"{bias:.4g} nats",
        advice="take more samples given each input: n_x, the repeats of a tracker",
    )


def _integral(places: Floats, counts: Floats) -> float:
    return first_layer_information(places, counts / counts.sum(), 1.0)


def _integral_within(centres: Centres) -> float:
    total = 0.0
    for first, last in pairwise(centres.starts.tolist()):
        if last > first + 1:
            counts = centres.counts[first:last]
            total += counts.sum() * _integral(centres.places[first:last, 0], counts)
    return float(total) / centres.n


def _mse(centres: Centres) -> float:
    return monte_carlo_mse_bound(components=centres.n, draws=1, dimension=centres.dimension)


def _or_none(bound: Callable[[], float]) -> float | None:
    try:
        return bound()
    except InputError:
        return None


def _read_conditional(arguments: Arguments, given: Any, samples: Variable | None) -> Variable | None:
    """The samples given each input, one after another; None with a fault added."""
    if samples is None:
        return None
    values: Any = given if hasattr(given, "shape") else _array(given)
    shape = () if values is None else tuple(values.shape)
    if samples.kind is not Kind.VECTORS:
        arguments.faults.add("samples", expected="numbers", found=str(samples.kind))
        return None
    n, d = samples.n, samples.dimension
    if len(shape) == 2 and d == 1:
        shape = (*shape, 1)
    if len(shape) != 3 or shape[0] != n or shape[2] != d or 0 in shape:
        arguments.faults.add(
            "conditional",
            expected=f"shape ({n}, n_x, {d}), some samples given each input",
            found=shown(given) if values is None else f"shape {tuple(values.shape)}",
        )
        return None
    return read_variable(arguments, "conditional", values.reshape(n * shape[1], d))


def _array(given: Any) -> Any:
    try:
        return np.asarray(given)
    except ValueError:
        return None
