"""The error of a number from what it would have been without each of its samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A bound on samples, nats. standard_error: of it. bias: to first order, from samples being few."""

    value: float
    standard_error: float
    bias: float
    samples: int


def jackknifed(value: Tensor, left_out: Tensor, *, of_pairs: float = 0.0) -> Judgement:
    """The value with its error and bias. left_out: the value without sample k, shape (n,), n >= 2.

    The variance is too large on average rather than too small (Efron & Stein 1981, Theorem 2), and yet
    may be 0 where single samples do not matter and pairs do. of_pairs: the variance that comes from pairs, to
    be added.
    """
    n = len(left_out)
    mean = left_out.mean()
    variance = float(((left_out - mean) ** 2).sum()) * (n - 1) / n + of_pairs
    return Judgement(
        value=float(value), standard_error=sqrt(variance), bias=float(mean - value) * (n - 1), samples=n
    )


def pooled(judgements: Sequence[Judgement]) -> Judgement:
    """The mean over groups of different samples, each with the weight of its samples."""
    total = sum(each.samples for each in judgements)
    return Judgement(
        value=sum(each.value * each.samples for each in judgements) / total,
        standard_error=sqrt(sum((each.standard_error * each.samples) ** 2 for each in judgements)) / total,
        bias=sum(each.bias * each.samples for each in judgements) / total,
        samples=total,
    )


def variance_of_pairs(terms: Tensor) -> float:
    """What the mean of terms (i, j), i ≠ j, varies by beyond what single samples explain.

    terms: shape (n, n), n >= 3; the diagonal does not count.
    Source: Hoeffding 1948, (5.13): 2 Var(g) / n(n − 1), for what g of a pair its two samples leave.
    """
    n = len(terms)
    both = (terms + terms.T) / 2
    both = both - both.diagonal().diag()
    of_each = both.sum(dim=1) / (n - 1)
    left = both - of_each - of_each[:, None] + of_each.mean()
    squares = (left**2).sum() - (left.diagonal() ** 2).sum()
    return float(squares) / (n * (n - 1)) * 2 / (n * (n - 1))


def mean_without_each(values: Tensor) -> Tensor:
    """The mean of all values but one, shape (n,), n >= 2."""
    return (values.sum() - values) / (len(values) - 1)
