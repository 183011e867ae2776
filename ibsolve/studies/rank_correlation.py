"""How far two quantities rise and fall together, by ranks, with the chance that they do so for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import shown

_PAIRINGS = 9999
_FEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCorrelation:
    """Spearman's ρ of n pairs. p_value: two-sided, of all pairings where they are few, else of 9999 drawn."""

    rho: float
    p_value: float
    pairs: int


def rank_correlation(x: Sequence[float] | Floats, y: Sequence[float] | Floats) -> RankCorrelation | None:
    """Spearman's ρ of pairs, ties sharing their ranks; None where fewer than three or where one is constant.

    x, y: finite, shape (n,) each. Raises ProblemError for others. The same pairs give the same p value.

    >>> rank_correlation([1, 2, 3, 4], [10, 20, 40, 30]).rho.__round__(9)
    0.8
    """
    arguments = Arguments()
    first, second = _read(arguments, "x", x), _read(arguments, "y", y)
    if len(first) != len(second):
        arguments.faults.add(
            "x and y", expected="as many numbers of each", found=f"{len(first)} and {len(second)}"
        )
    arguments.check()
    if len(first) < _FEWEST or not np.ptp(first) or not np.ptp(second):
        return None
    from scipy.stats import permutation_test, rankdata

    ranks, others = (rankdata(each) - (len(each) + 1) / 2 for each in (first, second))
    scale = float(np.sqrt((ranks @ ranks) * (others @ others)))

    def rho(permuted: Floats, axis: int = -1) -> Floats:
        return np.asarray(np.moveaxis(permuted, axis, -1) @ others / scale)

    tested = permutation_test(
        (ranks,),
        rho,
        permutation_type="pairings",
        vectorized=True,
        n_resamples=_PAIRINGS,
        random_state=np.random.default_rng(0),
    )
    return RankCorrelation(rho=float(tested.statistic), p_value=float(tested.pvalue), pairs=len(first))


def _read(arguments: Arguments, where: str, given: Sequence[float] | Floats) -> Floats:
    values = real_array(given)
    if values is None or values.ndim != 1 or not np.isfinite(values).all():
        arguments.faults.add(where, expected="finite numbers of shape (n,)", found=shown(given))
        return np.zeros(0)
    return values
