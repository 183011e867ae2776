"""By what share information about X shrinks on its way to Y: the constant s*(X;Y)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import shown

_SUM_TOLERANCE = 1e-9
_HALVINGS = 100
_NEAREST = 1e-6
"""Divergence from p(x), nats, below which a quotient of divergences is mostly rounding."""
_ROUNDING = 1e-9
"""By how much a quotient must exceed the squared maximal correlation to be told from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraction:
    """Bounds on s*(X;Y), the least s with I(Y;Z) <= s I(X;Z) for every Z that depends on X alone.

    lower: reached by a law of X; witness: that law, shape (|X|,), or None where the bound is ρ_m², the
    squared maximal correlation, which laws close to p(x) approach. upper: the largest contraction
    of the channel p(y|x) under any law of its input.
    """

    lower: float
    witness: tuple[float, ...] | None
    upper: float


def contraction(p_xy: Any) -> Contraction:
    """Bounds on s*(X;Y) = sup_r D(r_Y‖p_Y) / D(r_X‖p_X), with r_Y the output law of input law r_X.

    p_xy: the joint law, shape (|X|, |Y|), entries >= 0 that sum to 1 within 1e-9. The lower bound is
    the best of a local search from many laws; the upper bound is a maximum over pairs of inputs of
    a concave function of their proportion, certified by its slope.
    Paper 003 has the maximal correlation ρ_m for s*, which is neither: for a Z-channel with
    P(X=1) = 0.99 and crossover ½ the law Z = X has I(Y;Z)/I(X;Z) = 0.1229 > ρ_m = 0.0995.
    Raises ProblemError with every fault found.
    Source: Anantharam, Gohari, Kamath and Nair 2013 (arXiv:1304.6133) for s*; Ordentlich and Polyanskiy
    2022 (arXiv:2010.01987): two inputs attain the largest contraction of a channel.

    >>> found = contraction([[0.01, 0], [0.495, 0.495]])
    >>> round(found.lower, 6), found.witness, found.upper
    (0.148354, (1.0, 0.0), 0.5)
    """
    given = _read_law(p_xy)
    attained = given.sum(axis=1) > 0
    law = given[attained][:, given.sum(axis=0) > 0]
    if min(law.shape) == 1:
        return Contraction(lower=0.0, witness=None, upper=0.0)
    p_x = law.sum(axis=1)
    channel = law / p_x[:, None]
    correlation = _squared_maximal_correlation(law)
    ratio, witness = _best_ratio(p_x, channel)
    bound = _largest_contraction(channel)
    # What is reached exceeds what is possible by rounding alone.
    if ratio <= correlation + _ROUNDING:
        return Contraction(lower=correlation, witness=None, upper=max(bound, correlation))
    law_of_x = np.zeros(len(given))
    law_of_x[attained] = witness
    return Contraction(lower=ratio, witness=tuple(law_of_x.tolist()), upper=max(bound, ratio))


def _read_law(p_xy: Any) -> Floats:
    arguments = Arguments()
    array = real_array(p_xy)
    law = np.empty(0) if array is None else array
    if law.ndim != 2 or not law.size:
        arguments.faults.add("p_xy", expected="numbers of shape (|X|, |Y|)", found=shown(p_xy))
    elif not (law >= 0).all():
        arguments.faults.add("p_xy", expected="probabilities >= 0", found=f"{law[~(law >= 0)][0]:g}")
    elif not abs(law.sum() - 1) <= _SUM_TOLERANCE:
        arguments.faults.add("p_xy", expected="a sum of 1 within 1e-9", found=f"{law.sum():g}")
    arguments.check()
    return law


def _squared_maximal_correlation(law: Floats) -> float:
    scaled = law / np.sqrt(np.outer(law.sum(axis=1), law.sum(axis=0)))
    return min(1.0, float(np.linalg.svd(scaled, compute_uv=False)[1] ** 2))


def _best_ratio(p_x: Floats, channel: Floats) -> tuple[float, Floats]:
    """The largest D(rW‖pW)/D(r‖p) met by ascent from many laws r, and that law."""
    from scipy.optimize import minimize
    from scipy.special import softmax

    p_y = p_x @ channel

    def ratio(r: Floats) -> float:
        above, below = _divergence(r @ channel, p_y), _divergence(r, p_x)
        return above / below if below > _NEAREST else 0.0

    def descent(logits: Floats) -> tuple[float, Floats]:
        r = softmax(logits)
        q = r @ channel
        above, below = _divergence(q, p_y), _divergence(r, p_x)
        if below <= _NEAREST:
            return 0.0, np.zeros_like(logits)
        slope = (channel @ np.log(q / p_y) - above / below * np.log(np.maximum(r, 1e-300) / p_x)) / below
        return -above / below, -r * (slope - r @ slope)

    vertices = np.eye(len(p_x))
    posteriors = (channel * p_x[:, None] / p_y).T
    starts = [(1 - t) * p_x + t * r for r in (*vertices, *posteriors) for t in (0.1, 0.9)]
    ends = [softmax(minimize(descent, np.log(start), jac=True, method="L-BFGS-B").x) for start in starts]
    candidates = [*vertices, *posteriors, *ends]
    best = max(candidates, key=ratio)
    return ratio(best), best


def _divergence(r: Floats, p: Floats) -> float:
    """D(r‖p), nats; p is positive."""
    from scipy.special import rel_entr

    return float(rel_entr(r, p).sum())


def _largest_contraction(channel: Floats) -> float:
    """The largest over pairs P, Q of rows and 0 <= β <= 1 of 1 − Σ PQ/(βP + (1−β)Q), from above.

    The function is concave in β, so its tangent at the point that bisection ends at bounds it.
    """
    pairs = np.array(list(combinations(range(len(channel)), 2)))
    first, second = channel[pairs[:, 0]], channel[pairs[:, 1]]
    product, difference = first * second, first - second

    def value_and_slope(beta: Floats) -> tuple[Floats, Floats]:
        mixture = beta[:, None] * first + (1 - beta)[:, None] * second
        share = np.divide(product, mixture, out=np.zeros_like(product), where=product > 0)
        relative = np.divide(difference, mixture, out=np.zeros_like(product), where=product > 0)
        return 1 - share.sum(axis=1), (share * relative).sum(axis=1)

    low, high = np.zeros(len(pairs)), np.ones(len(pairs))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rises = value_and_slope(middle)[1] > 0
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    beta = (low + high) / 2
    value, slope = value_and_slope(beta)
    return min(1.0, float((value + np.maximum(slope * (1 - beta), -slope * beta)).max()))
