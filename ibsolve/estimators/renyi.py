"""Matrix-based Rényi entropy and mutual information: entropies of the spectra of Gram matrices."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Caution, Concern, Covers, Finding, Interval, Quantity
from ibsolve.estimators.gram import Kernel, lower_gram, square_traces
from ibsolve.estimators.interface import ANY, AbstractEntropyEstimator, AbstractInformationEstimator
from ibsolve.estimators.kernel_width import FilterKernel, KernelWidth, Scaled, WidthRule
from ibsolve.estimators.matrix_entropy import (
    eigenvalues_of,
    entropy_of_eigenvalues,
    entropy_of_square_trace,
)
from ibsolve.estimators.variable import Variable, joint_codes

_NEAR = 0.05
"""Share of ln N from either end within which an entropy says more of the kernel's width than of the data."""

Codes = NDArray[np.int64]
Bounds = tuple[float, float]
"""An entropy, and the largest one that rounding allows."""


@dataclass(frozen=True)
class MatrixRenyi(AbstractInformationEstimator, AbstractEntropyEstimator):
    """I_α = S_α(A) + S_α(B) − S_α(A∘B), of Gram matrices of Gaussian kernels divided by N, nats.

    It is no estimate of Shannon's mutual information, and does not grow as it does: S_α lies in [0, ln N],
    0 for a kernel so wide that all samples look alike and ln N for one so narrow that none do, if they differ
    (equal samples bring their multiplicities). I_α is at most the smaller of both entropies, and may be
    negative unless α = 1; I_α of a variable with itself is not its S_α.

    alpha: > 0; 1 is von Neumann's entropy; 2 needs no eigenvalues. width, gamma, groups: the kernel's width,
    see `KernelWidth`. y_width, y_gamma, y_groups: those of y; None is the width of x, with the same γ
    unless y_gamma is given, and groups of its own. filters: c >= 1, the filters of a convolutional layer,
    which is y of `estimate` and x of `entropy`: its features are c blocks of neighbours, one block a filter.
    filter_kernel: "product" of a kernel for each filter, with as many widths where they are numbers, or
    "tensor", see `FilterKernel`. clip: whether a negative I_α is returned as 0.

    Labels have the kernel 1 where they are equal, else 0: of labels alone, α = 1 gives the plug-in. One
    sample gives 0. A constant feature adds no distance and counts in d, with a caution. α < 1 brings an
    interval: eigenvalues within rounding of 0 matter there. Computed in float64, on the device of the
    samples where that has it.
    Raises ProblemError with every fault found.
    Source: paper 004 (17)–(21), (26)–(30); paper 002 (5a), (5b); Giraldo et al. 2015.

    >>> samples = np.array([[0.0], [1.0]])
    >>> MatrixRenyi(alpha=2, width=1).entropy(samples, unit="bits").value.__round__(6)
    0.548059
    """

    alpha: float = 1.01
    width: Any = WidthRule.NORMALISED
    gamma: float | None = None
    groups: Any = None
    y_width: Any = None
    y_gamma: float | None = None
    y_groups: Any = None
    filters: int = 1
    filter_kernel: str = FilterKernel.PRODUCT
    clip: bool = False

    name: ClassVar[str] = "matrix-renyi"
    summary: ClassVar[str] = "Rényi entropies of kernel matrices (004 (17)–(21), 002 (5)); α = 2 is fast"
    x_kinds = ANY
    y_kinds = ANY
    kinds = ANY
    information_quantity = Quantity.MATRIX_INFORMATION
    entropy_quantity = Quantity.MATRIX_ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.number("alpha", self.alpha, above=0, at_most=1e6)
        with arguments.faults.gathered():
            self._width_of_x()
        if any(each is not None for each in (self.y_width, self.y_gamma, self.y_groups)):
            is_told = any(fault.where.startswith("width") for fault in arguments.faults.found)
            with arguments.faults.gathered(prefix="y_"):
                self._width_of_y(WidthRule.NORMALISED if is_told else self.width)
        arguments.count("filters", self.filters)
        arguments.choice("filter_kernel", self.filter_kernel, FilterKernel)
        arguments.flag("clip", self.clip)
        arguments.check()

    def _width_of_x(self) -> KernelWidth:
        return KernelWidth(self.width, self.gamma, self.groups)

    def _width_of_y(self, unless_given: Any) -> KernelWidth:
        if self.y_width is not None:
            return KernelWidth(self.y_width, self.y_gamma, self.y_groups)
        gamma = self.gamma if self.y_gamma is None else self.y_gamma
        return KernelWidth(unless_given, gamma, self.y_groups)

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        values_x, values_y = _on_one_device(x, y)
        of_x = self._scaled(self._width_of_x(), values_x, x, filters=1)
        of_y = self._scaled(self._width_of_y(self.width), values_y, y, filters=self.filters)
        (s_x, top_x), (s_y, top_y), (s_joint, top_joint) = self._entropies(of_x, x, of_y, y)
        unclipped = s_x + s_y - s_joint
        value = max(0.0, unclipped) if self.clip else unclipped
        lower, upper = s_x + s_y - top_joint, top_x + top_y - s_joint
        cautions = _of_constant(of_x, x) + _of_constant(of_y, y)
        cautions += _of_width(s_x, x) + _of_width(s_y, y, self.filters)
        found = {"s_x_nats": s_x, "s_y_nats": s_y, "s_joint_nats": s_joint}
        if self.clip:
            found["unclipped_nats"] = unclipped
        return Finding(
            value=value,
            ceiling=log(x.n),
            interval=_numerical(min(lower, value), max(upper, value)),
            cautions=cautions,
            parameters={**_chosen("x", of_x), **_chosen("y", of_y), **found},
        )

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        values = None if x.vectors is None else x.doubles
        of_x = self._scaled(self._width_of_x(), values, x, filters=self.filters)
        value, top = self._entropy_of(of_x, x.codes)
        return Finding(
            value=value,
            ceiling=log(x.n),
            interval=_numerical(value, top),
            cautions=_of_constant(of_x, x) + _of_width(value, x, self.filters),
            parameters=_chosen("x", of_x),
        )

    def _scaled(self, width: KernelWidth, values: Any, variable: Variable, *, filters: int) -> Scaled | None:
        if values is not None:
            kernel = FilterKernel(self.filter_kernel)
            return width.scaled(values, name=variable.name, filters=filters, kernel=kernel)
        if filters > 1:
            expected = f"1, for {variable.name} has labels and no features"
            raise ProblemError(Fault(where="filters", expected=expected, found=str(filters)))
        return None

    def _entropies(
        self, of_x: Scaled | None, x: Variable, of_y: Scaled | None, y: Variable
    ) -> tuple[Bounds, Bounds, Bounds]:
        """Of x, of y, and of both; nats."""
        with_features = of_x or of_y
        if with_features is None:
            of_both = self._entropy_of(None, joint_codes(x.label_codes, y.label_codes))
            return self._entropy_of(None, x.codes), self._entropy_of(None, y.codes), of_both
        # Labels alone: a feature that is the same everywhere, where the other variable lies.
        alike = with_features.features[:, :1] * 0
        first = Kernel(features=alike if of_x is None else of_x.features, codes=x.codes)
        second = Kernel(features=alike if of_y is None else of_y.features, codes=y.codes)
        if self.alpha == 2:
            traces = square_traces(first, second)
            s_x, s_y, s_joint = (entropy_of_square_trace(each, first.n) for each in traces)
            return (s_x, s_x), (s_y, s_y), (s_joint, s_joint)
        gram_x, gram_y = lower_gram(first), lower_gram(second)
        joint = gram_x * gram_y
        return (
            self._kept(x, of_x, gram_x),
            self._kept(y, of_y, gram_y),
            entropy_of_eigenvalues(eigenvalues_of(joint), self.alpha),
        )

    def _kept(self, variable: Variable, scaled: Scaled | None, gram: Any) -> Bounds:
        """S of one variable, found once for all that it is measured beside."""
        of_kernel = None if scaled is None else (*scaled.widths, self.filters, self.filter_kernel)
        key = ("matrix entropy", self.alpha, of_kernel)
        if key not in variable.kept:
            variable.kept[key] = entropy_of_eigenvalues(eigenvalues_of(gram), self.alpha)
        found: Bounds = variable.kept[key]
        return found

    def _entropy_of(self, scaled: Scaled | None, codes: Codes | None) -> Bounds:
        if scaled is None:
            assert codes is not None, "neither features nor labels"
            # Equal samples make a block of ones, whose one eigenvalue is their number.
            counts = np.bincount(codes)
            value = entropy_of_eigenvalues(counts[counts > 0] / len(codes), self.alpha)[0]
            return value, value
        kernel = Kernel(features=scaled.features, codes=codes)
        if self.alpha == 2:
            value = entropy_of_square_trace(square_traces(kernel)[0], kernel.n)
            return value, value
        return entropy_of_eigenvalues(eigenvalues_of(lower_gram(kernel)), self.alpha)


def _on_one_device(x: Variable, y: Variable) -> tuple[Any, Any]:
    """The vectors of both, None for labels alone."""
    first, second = (None if each.vectors is None else each.doubles for each in (x, y))
    tensors = [each for each in (first, second) if each is not None and not isinstance(each, np.ndarray)]
    if not tensors or first is None or second is None:
        return first, second
    import torch

    # A device has more to compute with than main memory.
    device = next((each.device for each in tensors if each.device.type != "cpu"), tensors[0].device)
    return torch.as_tensor(first, device=device), torch.as_tensor(second, device=device)


def _chosen(name: str, scaled: Scaled | None) -> dict[str, Any]:
    if scaled is None:
        return {}
    widths = scaled.widths
    return {f"{name}_sigma": widths[0] if len(widths) == 1 else list(widths)}


def _numerical(lower: float, upper: float) -> Interval | None:
    if lower == upper:
        return None
    return Interval(lower=lower, upper=upper, confidence=1.0, covers=Covers.NUMERICAL)


def _of_constant(scaled: Scaled | None, variable: Variable) -> tuple[Caution, ...]:
    if scaled is None or not scaled.constant or variable.n == 1:
        return ()
    return (
        Caution(
            concern=Concern.CONSTANT,
            reason=f"{scaled.constant} of the {variable.dimension} features of {variable.name} never vary: "
            "they add no distance and count in d, by which a rule sets the kernel's width",
            advice="drop them, or give the width as a number",
        ),
    )


def _of_width(entropy: float, variable: Variable, filters: int = 1) -> tuple[Caution, ...]:
    """Whether S of a variable is near 0 or ln N by its kernel."""
    if variable.vectors is None or variable.n == 1:
        return ()
    most = log(variable.n)
    said = f"S({variable.name}) is {entropy:.4g} of at most {most:.4g} nats"
    if entropy < _NEAR * most:
        reason, advice = "nearly all samples look alike to its kernel", "take a smaller gamma or width"
    elif entropy > (1 - _NEAR) * most:
        reason = "hardly two samples look alike to its kernel"
        advice = 'take a larger gamma or width, or the rule "normalised"'
        if filters > 1:
            advice = 'take filter_kernel="tensor", or a larger gamma or width'
    else:
        return ()
    return (Caution(concern=Concern.SATURATED, reason=f"{said}: {reason}", advice=advice),)
