"""What sampling can tell about noisy networks (paper 001, Appendix C), in nats.

A layer is T = S + Z with Z ~ N(0, β²I) in d dimensions; the sample-propagation (SP) estimator puts
the empirical law of n samples in the place of that of S. All bounds are worst cases over a class of
laws, with constants that are some 10² to 10⁴ times what typical laws show: they tell how the
error scales, not how large it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import e, exp, expm1, floor, log, log1p, pi, sqrt
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, LimitError
from ibsolve.theory.information_loss import binary_entropy

_FEWEST_POINTS = 2
"""Points an axis of the constellation behind Theorem 5 has at least."""


def noise_entropy(*, dimension: int, beta: float) -> float:
    """h(Z) = (d/2) ln(2πeβ²), nats: what is subtracted for the first layer. Negative for small β.

    dimension: d >= 1. beta: β > 0. Raises ProblemError with every fault found.
    Source: paper 001, footnote on h(T_1|X = x).

    >>> round(noise_entropy(dimension=1, beta=0.1), 12)
    -0.883646559789
    """
    arguments = Arguments()
    d, beta = _read_noise(arguments, dimension, beta)
    arguments.check()
    return d / 2 * log(2 * pi * e * beta**2)


def entropy_risk_bound(*, samples: int, dimension: int, beta: float) -> float:
    """A bound on sup E|h(P*φ) − h(P_n*φ)|, nats, over laws P on [−1, 1]^d: worst case.

    samples: n >= 1, i.i.d. from P. dimension: d >= 1. beta: β > 0.
    Raises ProblemError with every fault found, LimitError beyond the range of floats.
    Source: paper 001, Remark 2: max(1, β^−d) 2^{d+2} √(d/n).

    >>> round(entropy_risk_bound(samples=10**8, dimension=3, beta=0.1), 9)
    5.542562584
    """
    arguments = Arguments()
    n = arguments.count("samples", samples)
    d, beta = _read_noise(arguments, dimension, beta)
    arguments.check()
    return _exponential(max(0.0, -d * log(beta)) + (d + 2) * log(2) + log(d / n) / 2)


def subgaussian_entropy_risk_bound(
    *, samples: int, dimension: int, beta: float, mean: float, scale: float
) -> float:
    """A bound on sup E|h(P*φ) − h(P_n*φ)|, nats, over K-subgaussian laws P with ‖E S‖ <= μ: worst case.

    mean: μ >= 0. scale: K > 0. samples, dimension, beta: as for `entropy_risk_bound`, and errors.
    Laws on [−1, 1]^d are of this class with μ = K = √d (not with μ = 0, as printed: that would take
    zero mean); for them the bound grows like d^{d/4}, and only Remark 2 has the c^d of Theorem 1.
    Source: paper 001, Theorem 3, eq. (5).

    >>> round(subgaussian_entropy_risk_bound(samples=10**6, dimension=2, beta=0.5, mean=1, scale=1), 9)
    0.639703507
    """
    arguments = Arguments()
    n = arguments.count("samples", samples)
    d, beta = _read_noise(arguments, dimension, beta)
    mean = arguments.number("mean", mean, at_least=0)
    scale = arguments.number("scale", scale, above=0)
    arguments.check()
    widened = scale + beta / sqrt(2)
    moments = 2 * (mean / beta) ** 4 + 32 * d**2 * (scale / beta) ** 4 + d * (d + 2) * (widened / beta) ** 4
    return _exponential(
        d / 2 * log(1 / sqrt(2) + scale / beta)
        + log(8 * moments) / 2
        + 3 * d / 16
        + (mean / widened) ** 2 / 4
        - log(n) / 2
    )


def information_risk_bound(*, entropy_risk: float, samples: int, dimension: int, beta: float) -> float:
    """A bound on E|I(X;T) − Î_SP|, nats, for activations within [−1, 1]: worst case.

    entropy_risk: a bound Δ >= 0 on the risk of the entropy estimator, nats, such as
    `entropy_risk_bound`. samples, dimension, beta: as there.
    Raises ProblemError with every fault found.
    Source: paper 001, Theorem 4: 2Δ + d ln(1 + 1/β²) / (4√n).

    >>> round(information_risk_bound(entropy_risk=0, samples=10**8, dimension=3, beta=0.1), 12)
    0.000346134039
    """
    arguments = Arguments()
    risk = arguments.number("entropy_risk", entropy_risk, at_least=0)
    n = arguments.count("samples", samples)
    d, beta = _read_noise(arguments, dimension, beta)
    arguments.check()
    return 2 * risk + d * log1p(beta**-2) / (4 * sqrt(n))


def sample_propagation_risk_bound(*, samples: int, dimension: int, beta: float) -> float:
    """A bound on E|I(X;T) − Î_SP|, nats, for activations within [−1, 1]: worst case.

    Arguments and errors as for `entropy_risk_bound`.
    Source: paper 001, Theorem 1: Theorem 4 with the c^d of Remark 2, where c depends on β, being
    about 2/β; the printed σ is β, and c is no numerical constant of Theorem 3.

    >>> round(sample_propagation_risk_bound(samples=10**8, dimension=3, beta=0.1), 6)
    11.085471
    """
    risk = entropy_risk_bound(samples=samples, dimension=dimension, beta=beta)
    return information_risk_bound(entropy_risk=risk, samples=samples, dimension=dimension, beta=beta)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasBound:
    """By how much the entropy of the empirical mixture falls short for some law on [−1, 1]^d.

    points: k*, points an axis of the constellation that shows it. least_epsilon: the excluded lower
    end of ε. bias: the bound, nats; 0 where it says nothing.
    """

    points: int
    least_epsilon: float
    bias: float


def bias_bound(*, samples: int, dimension: int, beta: float, epsilon: float = 0.01) -> BiasBound:
    """A lower bound on sup_P (h(P*φ) − E h(P_n*φ)), nats: for the worst law the bias is at least that.

    The estimator is biased down for every law. samples, dimension, beta: as for `entropy_risk_bound`.
    epsilon: the error probability of the constellation, which must lie between least_epsilon
    = 1 − (1 − 2Q(1/2β))^d and 1, both excluded; any choice gives a valid bound.
    Raises ProblemError with every fault found.
    Source: paper 001, Theorem 5, eq. (10): ln(k*^{d(1−ε)} / n) − H_b(ε).

    >>> bound = bias_bound(samples=10**6, dimension=10, beta=0.05)
    >>> bound.points, round(bound.bias, 9)
    (6, 3.866906653)
    """
    arguments = Arguments()
    n = arguments.count("samples", samples)
    points, least, log_sizes = _constellation(arguments, dimension, beta, epsilon)
    return BiasBound(points=points, least_epsilon=least, bias=max(0.0, log_sizes - log(n)))


def log_samples_of_bias(*, bias: float, dimension: int, beta: float, epsilon: float = 0.01) -> float:
    """The ln n of the sample size up to which the bias is at least `bias` for some law, nats.

    With no more than n = exp(this) samples nobody can promise less bias; a negative number says that
    no sample size is excluded. bias: δ > 0, nats. Others and errors as for `bias_bound`. The logarithm
    is returned because n leaves the range of floats at a thousand dimensions.
    Source: paper 001, Theorem 5: n = k*^{d(1−ε)} e^{−(δ + H_b(ε))}.

    >>> round(log_samples_of_bias(bias=0.1, dimension=10, beta=0.05) / log(10), 1)
    7.6
    """
    arguments = Arguments()
    bias = arguments.number("bias", bias, above=0)
    return _constellation(arguments, dimension, beta, epsilon)[2] - bias


def monte_carlo_mse_bound(*, components: int, draws: int, dimension: int) -> float:
    """A bound on the mean squared error, nats², of Monte-Carlo integration of a mixture's entropy.

    For every Gaussian mixture of `components` = n centres with noise N(0, β²I) of any β: at most
    d/(n·n_MC) where each centre is sampled n_MC = `draws` times (paper 001, eq. (12)); not for draws
    from the mixture as a whole. dimension: d >= 1.
    Raises ProblemError with every fault found.
    Source: Var ln g(μ_i + Z) <= β² E‖∇ ln g‖² by the Gaussian Poincaré inequality, and the mean of
    β² ‖∇ ln g‖² over the mixture is ‖E[Z|V]‖²/β² <= d. It replaces both bounds of Theorem 6.

    >>> monte_carlo_mse_bound(components=10_000, draws=1, dimension=10)
    0.001
    """
    arguments = Arguments()
    n, draws, d = _read_draws(arguments, components, draws, dimension)
    arguments.check()
    return d / (n * draws)


def printed_monte_carlo_mse_bound(*, components: int, draws: int, dimension: int, beta: float) -> float:
    """The bound of Theorem 6 for centres in [−1, 1]^d, nats²: valid, and worse than `monte_carlo_mse_bound`.

    Arguments and errors as there; beta: β > 0.
    Source: paper 001, eq. (14): 2d(2 + β²)/(β² n n_MC). The appendix has 4 + β², which is looser.

    >>> round(printed_monte_carlo_mse_bound(components=10_000, draws=1, dimension=10, beta=0.005), 6)
    160.002
    """
    arguments = Arguments()
    n, draws, d = _read_draws(arguments, components, draws, dimension)
    beta = arguments.number("beta", beta, above=0)
    arguments.check()
    return 2 * d * (2 + beta**2) / (beta**2 * n * draws)


def second_moment_monte_carlo_mse_bound(
    *, components: int, draws: int, dimension: int, beta: float, second_moment: float
) -> float:
    """What the proof of Theorem 6 gives for E‖C‖² = M, nats²: worse than `monte_carlo_mse_bound`.

    Arguments and errors as there; beta: β > 0; second_moment: M >= 0.
    Source: (9dβ² + 49M + 42β√(dM)) / (β² n n_MC), the expansion of paper 001's proof; its (15) adds
    terms of different dimensions.

    >>> second_moment_monte_carlo_mse_bound(
    ...     components=10, draws=10, dimension=1, beta=1, second_moment=1)
    1.0
    """
    arguments = Arguments()
    n, draws, d = _read_draws(arguments, components, draws, dimension)
    beta = arguments.number("beta", beta, above=0)
    moment = arguments.number("second_moment", second_moment, at_least=0)
    arguments.check()
    return (9 * d * beta**2 + 49 * moment + 42 * beta * sqrt(d * moment)) / (beta**2 * n * draws)


def _constellation(arguments: Arguments, dimension: Any, beta: Any, epsilon: Any) -> tuple[int, float, float]:
    """k*, the least ε, and d(1−ε) ln k* − H_b(ε) of Theorem 5."""
    from scipy.special import ndtr, ndtri

    d, beta = _read_noise(arguments, dimension, beta)
    least = -expm1(d * log1p(-2 * float(ndtr(-1 / (2 * beta)))))
    epsilon = arguments.number("epsilon", epsilon, above=least, below=1)
    arguments.check()
    tail = -expm1(log1p(-epsilon) / d) / 2
    # Above the least ε there are two points by definition, whatever rounding says.
    points = max(_FEWEST_POINTS, floor(1 / (beta * -float(ndtri(tail)))))
    return points, least, d * (1 - epsilon) * log(points) - binary_entropy(epsilon)


def _read_noise(arguments: Arguments, dimension: Any, beta: Any) -> tuple[int, float]:
    return arguments.count("dimension", dimension), arguments.number("beta", beta, above=0)


def _read_draws(arguments: Arguments, components: Any, draws: Any, dimension: Any) -> tuple[int, int, int]:
    return (
        arguments.count("components", components),
        arguments.count("draws", draws),
        arguments.count("dimension", dimension),
    )


def _exponential(log_bound: float) -> float:
    try:
        return exp(log_bound)
    except OverflowError:
        expected, found = "a bound below e^709 nats", f"e^{log_bound:.0f}"
        remedy = "fewer dimensions, more noise or more samples"
        raise LimitError(Fault(where="risk bound", expected=expected, found=found, remedy=remedy)) from None
