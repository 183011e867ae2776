"""Bin rules for the activations of a layer, and one index for all bins of a vector."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.estimators.cells import binned_rows, codes_of_rows
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.variable import LARGEST, Variable, joint_codes

DEFAULT_BINS = 30
"""Those of the first information planes, on the range [−1, 1] of tanh (paper 002, Sec. III-A)."""

MOST_BINS = 2**24
"""Largest number of bins with edges of their own, which are held in memory."""

_MOST_INDEX = 2.0**53
"""From here on, floats are no longer every whole number."""
_ON_EDGE = 1e-9
"""Of a width, below an edge: decimals such as 0.2 = −1 + 24 · 0.05 meet their edge to rounding alone."""
_LEAST_WIDTH = 1e-12
"""Of the largest value: from there on rounding moves no edge by a bin."""
_LEAST_FLOAT = 1e-290
"""Its inverse is a float still."""
_MULTIPLIER_SEED = 20190218


class BinRule(StrEnum):
    """How a range is cut: bins of one width, a number of equal bins, or bins of equally many values."""

    WIDTH = "width"
    COUNT = "count"
    PERCENTILE = "percentile"


class Scope(StrEnum):
    """What shares one set of bins: all features of a layer, or each feature its own."""

    LAYER = "layer"
    FEATURE = "feature"


class Outside(StrEnum):
    """What becomes of a value outside the range: the bin at that end, or an error."""

    CLIP = "clip"
    RAISE = "raise"


@dataclass(frozen=True, kw_only=True, eq=False)
class Binned:
    """Samples in bins: codes from 0, shape (N,), equal where all bins are; and what may mislead.

    occupied: different vectors of bins.
    """

    codes: NDArray[np.int64]
    occupied: int
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Bins:
    """A rule that sends every value of a layer to a bin.

    rule: "width", "count" or "percentile" (bins of equally many values, which are those of largest entropy).
    width: of every bin, > 0, for that rule alone; with a range (lo, hi), bins start at lo and the last may be
    narrower, without one they start at 0 and are as many as needed. bins: how many, 1 … 2^24, for the two
    other rules, 30 where None. range: (lo, hi) with lo < hi; where None, "count" takes the smallest and
    largest value. per: "layer" for one set of bins, "feature" for one each; with a range both are the same.
    outside: values outside the range are taken into the bin at that end, with a caution, or refused.

    Bins are half-open, [edge, next edge), and the last one of a range is closed. Edges are floats, of
    linspace(lo, hi, bins + 1) for "count"; for "width", a value less than 1e-9 widths below one is on it.
    Equal edges collapse into one: features with ties have fewer bins, and a constant one has a single bin.
    Raises ProblemError with every fault found.
    Source: paper 002 (2a), (2b); percentiles: Chelombiev et al. 2019.

    >>> Bins(rule="count", bins=4, range=(-1, 1)).indices(np.array([[-1.0], [-0.5], [0.9], [1.0]])).tolist()
    [[0], [1], [3], [3]]
    """

    rule: str = BinRule.COUNT
    width: float | None = None
    bins: int | None = None
    range: tuple[float, float] | None = None
    per: str = Scope.LAYER
    outside: str = Outside.CLIP

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.choice("rule", self.rule, BinRule)
        is_width, is_known = self.rule == BinRule.WIDTH, not arguments.faults
        arguments.choice("per", self.per, Scope)
        arguments.choice("outside", self.outside, Outside)
        if is_width:
            arguments.number("width", self.width, above=0)
        if self.bins is not None and not is_width:
            check_bins(arguments, self.bins)
        for where, given, of_rule in (
            ("width", self.width, is_width),
            ("bins", self.bins, not is_width),
            ("range", self.range, self.rule != BinRule.PERCENTILE),
        ):
            if given is not None and is_known and not of_rule:
                arguments.faults.add(where, expected=f'None with rule "{self.rule}"', found=shown(given))
        if self.range is not None:
            _check_range(arguments, self.range)
        arguments.check()
        if self.range is not None:
            # By the rule, samples find the bins that they were given before: it must not change.
            object.__setattr__(self, "range", tuple(self.range))

    def binned(self, variable: Variable) -> Binned:
        """The bins of vectors, with labels that come with them as they are; of labels, the labels.

        Raises ProblemError for values outside the range where they are to be refused, and for a width too
        small to number the bins.
        """
        if variable.vectors is None:
            return unbinned(variable)
        if self not in variable.kept:
            variable.kept[self] = self._binned(variable)
        found: Binned = variable.kept[self]
        return found

    def _binned(self, variable: Variable) -> Binned:
        edges = self._equal_edges(variable)
        if edges is None:
            values = variable.doubles
            cautions = self._of_outside(values, variable.name)
            codes, occupied = _codes(self.indices(values, name=variable.name))
        else:
            values = variable.vectors.numpy() if variable.is_tensor else variable.vectors
            indices, outside = binned_rows(values, edges)
            # Few values are outside, if any, and only then are they looked for.
            is_outside = self.range is not None and outside > 0
            cautions = self._of_outside(variable.doubles, variable.name) if is_outside else ()
            codes, occupied = codes_of_rows(indices)
        if variable.codes is not None:
            codes = joint_codes(codes, variable.codes)
            occupied = int(codes.max()) + 1
        return Binned(codes=codes, occupied=occupied, cautions=cautions)

    def indices(self, values: Any, *, name: str = "x") -> Any:
        """The bin of each value, whole numbers, shape (N, d), of numpy or torch as the values are.

        values: float64 of shape (N, d); values beyond the range are in the bin at that end. name: how
        messages call them.
        """
        if self.rule == BinRule.WIDTH:
            return self._by_width(values, name)
        if self.per == Scope.LAYER or self.range is not None:
            return _above(self._edges(values), values)
        indices = _whole(values * 0)
        for j in range(values.shape[1]):
            indices[:, j] = _above(self._edges(values[:, j]), values[:, j])
        return indices

    def _equal_edges(self, variable: Variable) -> Floats | None:
        """Edges that one pass over values in main memory bins by their width; None where others are."""
        values = variable.vectors
        is_apart = self.per == Scope.FEATURE and self.range is None
        is_elsewhere = variable.is_tensor and values.device.type != "cpu"
        if self.rule != BinRule.COUNT or is_apart or is_elsewhere:
            return None
        lo, hi = self.range or (float(values.min()), float(values.max()))
        edges = _linear_edges(lo, hi, self.bins or DEFAULT_BINS)
        # Where rounding makes edges meet, or a width leaves the floats, they are searched.
        least = max(_LEAST_WIDTH * max(-lo, hi), _LEAST_FLOAT)
        is_equal = len(edges) == (self.bins or DEFAULT_BINS) + 1 and hi - lo <= LARGEST
        return edges if is_equal and (hi - lo) / (len(edges) - 1) > least else None

    def _by_width(self, values: Any, name: str) -> Any:
        assert self.width is not None, "checked when built"
        lo, hi = self.range or (0.0, 0.0)
        farthest = max(abs(float(values.min()) - lo), abs(float(values.max()) - lo))
        if farthest / self.width >= _MOST_INDEX:
            raise ProblemError(
                Fault(
                    where="width",
                    expected=f"at least {farthest / _MOST_INDEX:.3g}, to number the bins of {name}",
                    found=f"{self.width:g}",
                )
            )
        whole = _whole((values - lo) / self.width + _ON_EDGE)
        if self.range is None:
            return whole
        last = max(1, ceil((hi - lo) / self.width - _ON_EDGE)) - 1
        return whole.clip(0, last)

    def _edges(self, values: Any) -> Floats:
        """Different edges, ascending, from the first to the last."""
        count = self.bins or DEFAULT_BINS
        if self.rule == BinRule.PERCENTILE:
            return np.unique(_percentiles(values, count))
        lo, hi = self.range or (float(values.min()), float(values.max()))
        return _linear_edges(lo, hi, count)

    def _of_outside(self, values: Any, name: str) -> tuple[Caution, ...]:
        if self.range is None:
            return ()
        lo, hi = self.range
        is_outside = (values < lo) | (values > hi)
        count = int(is_outside.sum())
        if not count:
            return ()
        if self.outside == Outside.RAISE:
            place = np.argwhere(np.asarray(is_outside.cpu() if hasattr(is_outside, "cpu") else is_outside))[0]
            raise ProblemError(
                Fault(
                    where=f"{name}[{', '.join(map(str, place.tolist()))}]",
                    expected=f"a value within the range [{lo:g}, {hi:g}]",
                    found=f"{float(values[tuple(place.tolist())]):g}",
                    remedy='widen the range, or count it in the bin at that end: outside="clip"',
                )
            )
        share = count / (values.shape[0] * values.shape[1])
        return (
            Caution(
                concern=Concern.OUTSIDE,
                reason=f"{count} values of {name}, {100 * share:.2g} % of all, are outside [{lo:g}, {hi:g}] "
                "and were counted in the bins at its ends",
                advice="widen the range, or leave it out",
            ),
        )


def unbinned(variable: Variable) -> Binned:
    """Each different sample, vector or label, as a bin of its own."""
    if "unbinned" not in variable.kept:
        codes = variable.row_codes
        variable.kept["unbinned"] = Binned(codes=codes, occupied=int(codes.max()) + 1)
    found: Binned = variable.kept["unbinned"]
    return found


@lru_cache(maxsize=64)
def _linear_edges(lo: float, hi: float, count: int) -> Floats:
    return np.unique(np.linspace(lo, hi, count + 1))


def check_bins(arguments: Arguments, bins: Any) -> None:
    """Add a fault unless it is a number of bins whose edges can be held."""
    if arguments.count("bins", bins) > MOST_BINS:
        remedy = 'a rule of "width" holds no edges'
        arguments.faults.add("bins", expected=f"at most {MOST_BINS}", found=shown(bins), remedy=remedy)


def _check_range(arguments: Arguments, given: Any) -> None:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        arguments.faults.add("range", expected="a pair (lo, hi)", found=shown(given))
        return
    of_range = Arguments()
    lo, hi = (of_range.number(f"range[{place}]", each) for place, each in enumerate(given))
    with arguments.faults.gathered():
        of_range.check()
    if not of_range.faults and not lo < hi:
        arguments.faults.add("range", expected="lo < hi", found=shown(tuple(given)))


def _above(edges: Floats, values: Any) -> Any:
    """How many edges between the first and the last are no larger than each value."""
    between = edges[1:-1]
    if isinstance(values, np.ndarray):
        return np.searchsorted(between, values, side="right")
    import torch

    limits = torch.as_tensor(between, device=values.device)
    return torch.bucketize(values.contiguous(), limits, right=True)


def _percentiles(values: Any, count: int) -> Floats:
    """The quantiles k/count, k = 0 … count, of all values, linear between neighbours."""
    is_array = isinstance(values, np.ndarray)
    ordered: Any = np.sort(values, axis=None) if is_array else values.reshape(-1).sort().values
    places = np.arange(count + 1) * ((len(ordered) - 1) / count)
    below = np.minimum([floor(place) for place in places], len(ordered) - 1)
    following = np.minimum(below + 1, len(ordered) - 1)
    lower, upper = (ordered[each] if is_array else ordered[each].cpu().numpy() for each in (below, following))
    return np.asarray(lower + (upper - lower) * (places - below), dtype=np.float64)


def _whole(values: Any) -> Any:
    """The largest whole numbers that are no larger."""
    return np.floor(values).astype(np.int64) if isinstance(values, np.ndarray) else values.floor().long()


def _codes(indices: Any) -> tuple[NDArray[np.int64], int]:
    """Codes from 0 of the rows, shape (N,), and how many there are.

    Rows are hashed where they lie, and numbered in main memory.
    """
    multipliers = _multipliers(indices.shape[1])
    if isinstance(indices, np.ndarray):
        # Products wrap modulo 2^64, as a hash wants them to.
        hashes = indices @ multipliers
    else:
        import torch

        hashes = (indices * torch.as_tensor(multipliers, device=indices.device)).sum(dim=1).cpu().numpy()
    _, first, codes = np.unique(hashes, return_index=True, return_inverse=True)
    codes = codes.reshape(-1)
    representative = first[codes]
    if not isinstance(indices, np.ndarray):
        representative = torch.as_tensor(representative, device=indices.device)
    if bool((indices == indices[representative]).all()):
        return codes.astype(np.int64), len(first)
    # Two different rows met in one hash, by a chance of N²/2^64.
    rows = indices if isinstance(indices, np.ndarray) else indices.cpu().numpy()
    different, codes = np.unique(rows, axis=0, return_inverse=True)
    return codes.reshape(-1).astype(np.int64), len(different)


@lru_cache
def _multipliers(d: int) -> NDArray[np.int64]:
    """Odd numbers drawn once and for all, shape (d,)."""
    drawn = np.random.default_rng(_MULTIPLIER_SEED).integers(-(2**63), 2**63, d, dtype=np.int64)
    return drawn | np.int64(1)
