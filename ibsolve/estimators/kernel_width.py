"""Widths of Gaussian kernels: the rules of paper 004, Silverman's, or numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown

EPSILON = 1e-8
"""What paper 004 adds to a variance before it divides by its root, (29)."""
SMALLEST, LARGEST = 1e-90, 1e90
"""Widths taken as numbers: distances in units of the width stay floats."""


class WidthRule(StrEnum):
    """How a width follows from N samples of dimension d.

    normalised: (29), (30), features divided by √(variance + 1e-8), so that those of far smaller variance all
    look alike, and σ = γ √d N^(−1/(4+d)). silverman: (26), of any scale,
    σ_j = γ (4/(2+d))^(1/(4+d)) σ̂_j N^(−1/(4+d)). simplified: (27), σ = γ N^(−1/(4+d)), which depends on the
    scale of the features and saturates in many dimensions.
    """

    NORMALISED = "normalised"
    SILVERMAN = "silverman"
    SIMPLIFIED = "simplified"

    @property
    def usual_gamma(self) -> float:
        """γ where none is given: 1 for Silverman, 2 as in Fig. 3 of paper 004 for its rules."""
        return 1.0 if self is WidthRule.SILVERMAN else 2.0


class FilterKernel(StrEnum):
    """The kernel of a layer of filters.

    product: the product of one kernel a filter, (5b) of paper 002, which saturates with many filters. tensor:
    one kernel on the distance of all activations, Wickstrøm et al. 2019.
    """

    PRODUCT = "product"
    TENSOR = "tensor"


def simplified_width(n: int, d: int, gamma: float) -> float:
    """σ = γ N^(−1/(4+d)), paper 004 (27). n, d >= 1, gamma > 0.

    >>> round(simplified_width(128, 10, 2), 6)
    1.414214
    """
    return float(gamma * n ** (-1 / (4 + d)))


def normalised_width(n: int, d: int, gamma: float) -> float:
    """σ = γ √d N^(−1/(4+d)) for features of unit variance, paper 004 (30).

    >>> round(normalised_width(128, 10, 2), 6)
    4.472136
    """
    return sqrt(d) * simplified_width(n, d, gamma)


def silverman_factor(d: int) -> float:
    """(4/(2+d))^(1/(4+d)), paper 004 (26): between 0.924 (d = 11) and 1.059 (d = 1).

    >>> round(silverman_factor(1), 6)
    1.059224
    """
    return float((4 / (2 + d)) ** (1 / (4 + d)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scaled:
    """Features in which the kernel is exp(−‖u_i − u_j‖²).

    features: shape (N, d). widths: σ of each filter, of features divided by their deviations for the rules
    that divide. constant: features that never vary.
    """

    features: Any
    widths: tuple[float, ...]
    constant: int


@dataclass(frozen=True)
class KernelWidth:
    """How wide the kernel of one variable is.

    width: a rule; a number within 1e-90 … 1e90; or one number a filter. gamma: γ of a rule, > 0; None is its
    usual one. groups: which features share one mean and variance, as the pixels of a channel do: how many
    groups of neighbouring features, or the group of each feature, shape (d,); None is each feature alone.
    A constant feature adds no distance, and counts in d all the same. Variances are divided by N.
    Raises ProblemError with every fault found.
    """

    width: Any = WidthRule.NORMALISED
    gamma: float | None = None
    groups: Any = None

    @property
    def rule(self) -> WidthRule | None:
        """The rule, None where widths are numbers."""
        return WidthRule(self.width) if isinstance(self.width, str) else None

    def __post_init__(self) -> None:
        arguments = Arguments()
        if isinstance(self.width, str):
            arguments.choice("width", self.width, WidthRule)
        elif self._is_listed:
            for place, each in enumerate(arguments.items("width", self.width)):
                arguments.number(f"width[{place}]", each, at_least=SMALLEST, at_most=LARGEST)
        else:
            arguments.number("width", self.width, at_least=SMALLEST, at_most=LARGEST)
        is_rule = isinstance(self.width, str)
        if self.gamma is not None:
            arguments.number("gamma", self.gamma, at_least=SMALLEST, at_most=LARGEST)
            if not is_rule:
                expected = "None with a width that is a number"
                arguments.faults.add("gamma", expected=expected, found=shown(self.gamma))
        if self.groups is not None:
            if not is_rule or self.width == WidthRule.SIMPLIFIED:
                expected = 'None unless the width is "normalised" or "silverman"'
                arguments.faults.add("groups", expected=expected, found=shown(self.groups))
            elif isinstance(self.groups, (tuple, list, np.ndarray)):
                for place, each in enumerate(arguments.items("groups", self.groups)):
                    arguments.count(f"groups[{place}]", each, at_least=0)
            else:
                arguments.count("groups", self.groups)
        arguments.check()

    def scaled(
        self, values: Any, *, name: str, filters: int = 1, kernel: FilterKernel = FilterKernel.PRODUCT
    ) -> Scaled:
        """The features divided by widths and √2.

        values: float64 of shape (N, d), numpy or torch; filter by filter, each of d/filters features.
        Raises ProblemError where filters, groups or widths do not fit d.
        """
        n, d = values.shape
        arguments = Arguments()
        if d % filters:
            expected = f"a divisor of the {d} features of {name}"
            arguments.faults.add("filters", expected=expected, found=str(filters))
        kernels = filters if kernel is FilterKernel.PRODUCT else 1
        widths = self._numbers
        if self._is_listed and len(widths) != kernels:
            expected = f"one width for each of {kernels} kernels of {name}"
            arguments.faults.add("width", expected=expected, found=str(len(widths)))
        groups = self._group_numbers(arguments, d, name)
        arguments.check()
        widths = widths or (self._by_rule(n, d // kernels),)
        divisors = np.repeat(widths, d // len(widths)) * sqrt(2)
        if self.rule in (WidthRule.NORMALISED, WidthRule.SILVERMAN):
            variances = _variances(values, groups)
            if self.rule is WidthRule.NORMALISED:
                variances = variances + EPSILON
            divisors = divisors * np.where(variances > 0, np.sqrt(variances), 1.0)
        if not isinstance(values, np.ndarray):
            divisors = values.new_tensor(divisors)
        constant = int((values == values[0]).all(0).sum())
        return Scaled(features=values / divisors, widths=widths, constant=constant)

    @property
    def _is_listed(self) -> bool:
        return isinstance(self.width, (tuple, list, np.ndarray))

    @property
    def _numbers(self) -> tuple[float, ...]:
        """Widths that are numbers, none for a rule."""
        if self.rule is not None:
            return ()
        return tuple(map(float, self.width)) if self._is_listed else (float(self.width),)

    def _by_rule(self, n: int, d: int) -> float:
        rule = self.rule
        assert rule is not None, "numbers follow no rule"
        gamma = rule.usual_gamma if self.gamma is None else self.gamma
        if rule is WidthRule.NORMALISED:
            return normalised_width(n, d, gamma)
        factor = silverman_factor(d) if rule is WidthRule.SILVERMAN else 1.0
        return factor * simplified_width(n, d, gamma)

    def _group_numbers(self, arguments: Arguments, d: int, name: str) -> NDArray[np.int64] | None:
        """The group of each feature, from 0, shape (d,)."""
        if self.groups is None:
            return None
        if isinstance(self.groups, (tuple, list, np.ndarray)):
            if len(self.groups) != d:
                expected = f"a group for each of the {d} features of {name}"
                arguments.faults.add("groups", expected=expected, found=str(len(self.groups)))
            return np.unique(np.asarray(self.groups), return_inverse=True)[1].reshape(-1)
        if d % self.groups:
            expected = f"a divisor of the {d} features of {name}"
            arguments.faults.add("groups", expected=expected, found=str(self.groups))
        return np.arange(d) * int(self.groups) // d


def _variances(values: Any, groups: NDArray[np.int64] | None) -> Floats:
    """Of each feature, shape (d,), about the mean of its group and over all of it; divided by N."""
    # Counted from the first sample, a feature that never varies has variance 0, and no rounding.
    shifted = values - values[0]
    variances = _in_memory(((shifted - shifted.mean(0)) ** 2).mean(0))
    if groups is None:
        return variances
    means = _in_memory(shifted.mean(0) + values[0])
    sizes = np.bincount(groups)
    between = (means - (np.bincount(groups, means) / sizes)[groups]) ** 2
    pooled: Floats = np.bincount(groups, variances + between) / sizes
    return pooled[groups]


def _in_memory(values: Any) -> Floats:
    return np.asarray(values if isinstance(values, np.ndarray) else values.cpu(), dtype=np.float64)
