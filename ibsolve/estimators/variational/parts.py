"""Samples in three parts: for training, for when to stop, and for the number that is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, ProblemError

_FEWEST = 8
"""Samples in a part below which its mean says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """Places of the samples of each part, disjoint; each of shape (samples of the part,).

    validation decides when training stops, so what is reported on held_out is not the best of many looks.
    """

    training: NDArray[np.int64]
    validation: NDArray[np.int64]
    held_out: NDArray[np.int64]


def drawn_parts(n: int, shares: Sequence[float], rng: np.random.Generator) -> Parts:
    """N samples at random in three parts of these shares.

    Raises ProblemError where a part would have fewer than 8 samples.

    >>> parts = drawn_parts(40, (0.5, 0.25, 0.25), np.random.default_rng(0))
    >>> len(parts.training), len(parts.validation), len(parts.held_out)
    (20, 10, 10)
    """
    ends = [round(n * share) for share in accumulate(shares)]
    first, second, third = np.split(rng.permutation(n), ends[:2])
    sizes = [len(part) for part in (first, second, third)]
    if min(sizes) < _FEWEST:
        raise ProblemError(
            Fault(
                where="split",
                expected=f"at least {_FEWEST} samples for training, validation and held out",
                found=", ".join(map(str, sizes)),
                remedy="take more samples, or other shares",
            )
        )
    return Parts(training=first, validation=second, held_out=third)


def check_shares(arguments: Arguments, split: Sequence[float]) -> None:
    """Add a fault unless the shares are three numbers above 0 whose sum is 1."""
    shares = arguments.items("split", split)
    if len(shares) != 3:
        if shares:
            expected = "three shares: training, validation, held out"
            arguments.faults.add("split", expected=expected, found=f"{len(shares)}")
        return
    numbers = [
        arguments.number(f"split[{place}]", share, above=0, below=1) for place, share in enumerate(shares)
    ]
    if not arguments.faults and abs(sum(numbers) - 1) > 1e-9:
        arguments.faults.add("split", expected="shares whose sum is 1", found=f"{sum(numbers):g}")
