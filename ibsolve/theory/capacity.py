"""The maximum mutual information (MMI) of architectures with a Gaussian input (paper 003).

Everywhere X ~ N(0, Σ_x), noise ~ N(0, σ²I) is added to the last layer, and a budget F bounds a
squared Frobenius norm. Of which matrix is part of the question: see `Binds`. What the answer is, a
maximum or only a bound, is part of it: see `Meaning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, prod
from typing import Any

import numpy as np

from ibsolve.arguments import LARGEST, Arguments, Floats
from ibsolve.errors import shown
from ibsolve.theory.spectrum import Spectrum, read_input, read_spectrum
from ibsolve.theory.unit import Unit
from ibsolve.theory.waterfilling import WaterFilling

_TOLERANCE = 1e-9
"""How far blocks may be from identical and independent, as a share of the largest entry."""


class Meaning(StrEnum):
    """What a number says about the largest I(X;Z) of an architecture."""

    EXACT = "exact"
    """The maximum: some weights attain it."""
    SUPREMUM = "supremum"
    """Weights and biases come as near as one likes and do not attain it."""
    UPPER_BOUND = "upper bound"
    LOWER_BOUND = "lower bound"


class Binds(StrEnum):
    """Which matrix the budget binds: ‖·‖²_F <= F."""

    WEIGHTS = "weights"
    """W of the one fully connected layer."""
    SHARED_FILTER = "shared filter"
    """W of shape (N_f, N_B), which a convolution applies to every block."""
    BLOCK_DIAGONAL = "block-diagonal matrix"
    """The whole matrix of a convolution: N_0/N_B copies of the filter."""
    PRODUCT = "product"
    """W_K ⋯ W_1 of a network of K layers."""
    EACH_LAYER = "each layer"
    """W_k of every layer, each with a budget F_k."""


class Activation(StrEnum):
    """What a layer applies to its pre-activations, coordinate by coordinate."""

    LINEAR = "linear"
    RELU = "relu"
    LIPSCHITZ = "lipschitz"
    """Any nondecreasing 1-Lipschitz function before the noise: leaky ReLU, tanh, sigmoid, softplus, …"""
    BIJECTIVE = "bijective"
    """Any injection after the noise, Z = φ(WX + b + noise): then I(X;Z) = I(X;WX + b + noise)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitingWidth:
    """The least of the sizes that cap the number of components carried: its name and itself.

    Of several that are least the first is named, input before layers before the rank of Σ_x.
    """

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OperatingPoint:
    """How the budget is spent: on `active` components up to the water level μ.

    filling: the water-filling behind it, for other budgets too; budget: what it is given, which for
    a convolution is the share of one block. slope: dMMI/dF of the architecture, in the unit of the
    capacity for one unit of its budget. level: μ, None where Σ_x is zero.
    """

    filling: WaterFilling
    budget: float
    active: int
    level: float | None
    slope: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capacity:
    """The largest I(X;Z) of an architecture, or a bound on it.

    value: in `unit`. meaning: what the value is. budgets: F, one or, where each layer has its own,
    one a layer; binds: of which matrix. noise: σ². operating_point: None where the value is a bound
    that water-filling has no part in.
    """

    value: float
    unit: Unit
    meaning: Meaning
    activation: Activation
    binds: Binds
    budgets: tuple[float, ...]
    noise: float
    limiting_width: LimitingWidth
    operating_point: OperatingPoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelCapacity:
    """The largest I(X;Z) of parts that see independent inputs, each within a budget of its own."""

    value: float
    unit: Unit
    meaning: Meaning


_OF_ONE_LAYER = {
    Activation.LINEAR: Meaning.EXACT,
    Activation.RELU: Meaning.SUPREMUM,
    Activation.LIPSCHITZ: Meaning.UPPER_BOUND,
    Activation.BIJECTIVE: Meaning.EXACT,
}


def fully_connected(
    covariance: Any,
    *,
    width: int,
    budget: float,
    noise: float,
    activation: str = Activation.LINEAR,
    unit: str = Unit.NATS,
) -> Capacity:
    """The MMI of one fully connected layer, with ‖W‖²_F <= F.

    covariance: Σ_x as eigenvalues, shape (N_0,), or matrix, shape (N_0, N_0); it may be singular.
    width: N_1 >= 1. budget: F >= 0. noise: σ² > 0.
    Linear and bijective: the maximum. ReLU: a supremum that growing biases approach and none attains
    (see `relu_bias`), so the printed (20) is I_relu >= I − g and not I_relu >= I. Another
    nondecreasing 1-Lipschitz function before the noise never has more, so there it is an upper bound.
    Raises ProblemError with every fault found.
    Source: paper 003, Theorems 1, 2, 4 and 5. Z_relu never has the larger entropy because along
    f_a(s) = (1−a)f(s) + as the derivative of h(f_a(S) + noise) in a is a sum of covariances of
    nondecreasing functions of the same S_k, hence >= 0; the printed proof of Lemma 2 fails.

    >>> capacity = fully_connected([4, 2, 1], width=2, budget=5, noise=1)
    >>> round(capacity.value, 9), str(capacity.meaning), capacity.limiting_width
    (2.095773445, 'exact', LimitingWidth(name='N_1', size=2))
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    width = arguments.count("width", width)
    budget = arguments.number("budget", budget, at_least=0)
    kind = arguments.choice("activation", activation, Activation)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return _filled(
        spectrum,
        noise=noise,
        sizes={"N_0": spectrum.dimension, "N_1": width},
        budget=budget,
        binds=Binds.WEIGHTS,
        meaning=_OF_ONE_LAYER[kind],
        activation=kind,
        unit=counted,
    )


def convolutional(
    block_covariance: Any,
    *,
    inputs: int,
    filters: int,
    budget: float,
    noise: float,
    binds: str = Binds.SHARED_FILTER,
    activation: str = Activation.LINEAR,
    unit: str = Unit.NATS,
) -> Capacity:
    """The MMI of a convolution without overlap over independent identical blocks.

    block_covariance: Σ of one block, as for `fully_connected`, of size N_B; `shared_block` takes it
    out of the covariance of the whole input. inputs: N_0, a multiple of N_B. filters: N_f >= 1.
    binds: "shared filter" (the paper's) or "block-diagonal matrix", which is N_0/N_B times as large.
    Z has N_f·N_0/N_B components (the printed N_0/N_B counts blocks). Activations as for
    `fully_connected`. Blocks of equal statistics that depend on each other, or independent ones
    that differ, have no such formula.
    Raises ProblemError with every fault found.
    Source: paper 003, Theorem 3.

    >>> capacity = convolutional([4, 2, 1], inputs=6, filters=3, budget=5, noise=1)
    >>> round(capacity.value, 9) == round(2 * fully_connected([4, 2, 1], width=3, budget=5, noise=1).value, 9)
    True
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, block_covariance, noise)
    inputs = arguments.count("inputs", inputs)
    if inputs % spectrum.dimension:
        expected = f"a multiple of the block's {spectrum.dimension} inputs"
        arguments.faults.add("inputs", expected=expected, found=str(inputs))
    filters = arguments.count("filters", filters)
    budget = arguments.number("budget", budget, at_least=0)
    matrix = _read_binds(arguments, binds, (Binds.SHARED_FILTER, Binds.BLOCK_DIAGONAL))
    kind = arguments.choice("activation", activation, Activation)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    return _filled(
        spectrum,
        noise=noise,
        sizes={"N_B": spectrum.dimension, "N_f": filters},
        budget=budget,
        binds=matrix,
        meaning=_OF_ONE_LAYER[kind],
        activation=kind,
        unit=counted,
        blocks=inputs // spectrum.dimension,
    )


def multilayer(
    covariance: Any,
    *,
    widths: Sequence[int],
    budget: float | Sequence[float],
    noise: float,
    binds: str = Binds.PRODUCT,
    activation: str = Activation.LINEAR,
    unit: str = Unit.NATS,
) -> Capacity:
    """The MMI of a fully connected network whose last layer is noisy, or a bound on it.

    covariance, noise: as for `fully_connected`. widths: N_1, …, N_K. binds: "product" with one
    budget F, or "each layer" with K of them. activation: of every layer; with "bijective" the inner
    layers are linear and φ follows the noise.

    - Product, linear or bijective: the maximum, with min(N_0, …, N_K) for the width.
    - Product, ReLU: only a lower bound, reached by large biases. Theorem 6 calls it the MMI, which is
      false: with N = (1, 2, 1), W_1 = (1, −1)ᵀ, W_2 = (M, M) and no biases the product is 0 for
      every M, yet Z = M|X| + noise, and I(X;Z) grows beyond all bounds with M.
    - Product, other 1-Lipschitz functions: refused, since the product then bounds nothing.
    - Each layer, linear or bijective: an upper bound, the MMI of the product of the budgets, since
      ‖W_K ⋯ W_1‖_F is at most the product of the norms.
    - Each layer, ReLU or another 1-Lipschitz function: the upper bound ½ Σ_i ln(1 + λ_i ΠF_k/σ²),
      since the network contracts √(ΠF_k)·X (Aishwarya and Li 2024, arXiv:2409.03664).

    One layer alone is `fully_connected`. Raises ProblemError with every fault found.
    Source: paper 003, Theorem 6 where it holds.

    >>> multilayer([4, 2, 1], widths=[3, 2], budget=5, noise=1).limiting_width
    LimitingWidth(name='N_2', size=2)
    >>> str(multilayer([1], widths=[2, 1], budget=0, noise=1, activation="relu").meaning)
    'lower bound'
    """
    arguments = Arguments()
    spectrum, noise = read_input(arguments, covariance, noise)
    layers = arguments.counts("widths", widths)
    matrix = _read_binds(arguments, binds, (Binds.PRODUCT, Binds.EACH_LAYER))
    budgets = _read_layer_budgets(arguments, budget, matrix, depth=len(layers))
    kind = arguments.choice("activation", activation, Activation)
    counted = arguments.choice("unit", unit, Unit)
    if matrix is Binds.PRODUCT and kind is Activation.LIPSCHITZ and len(layers) > 1:
        arguments.faults.add(
            "activation",
            expected="linear, relu or bijective where the budget binds the product",
            found=f'"{kind}"',
            remedy='bind "each layer": then there is an upper bound',
        )
    arguments.check()
    if len(layers) == 1:
        meaning = _OF_ONE_LAYER[kind]
    elif matrix is Binds.EACH_LAYER:
        meaning = Meaning.UPPER_BOUND
    else:
        meaning = Meaning.LOWER_BOUND if kind is Activation.RELU else Meaning.EXACT
    sizes = {"N_0": spectrum.dimension, **{f"N_{k}": size for k, size in enumerate(layers, start=1)}}
    contracts = kind in (Activation.RELU, Activation.LIPSCHITZ)
    if len(layers) > 1 and matrix is Binds.EACH_LAYER and contracts:
        gains = spectrum.eigenvalues * prod(budgets) / noise
        return Capacity(
            value=float(np.log1p(gains).sum() / 2 / counted.size),
            unit=counted,
            meaning=meaning,
            activation=kind,
            binds=matrix,
            budgets=budgets,
            noise=noise,
            limiting_width=_limiting_width({"N_0": spectrum.dimension}, spectrum),
            operating_point=None,
        )
    return _filled(
        spectrum,
        noise=noise,
        sizes=sizes,
        budget=prod(budgets),
        budgets=budgets,
        binds=matrix,
        meaning=meaning,
        activation=kind,
        unit=counted,
    )


def series(parts: Sequence[Capacity]) -> Capacity:
    """The part that limits linear layers in series: that of least MMI.

    parts: of `fully_connected`, linear, one for each width of the series, with the same input, noise,
    unit and budget, which then binds the product of the layers. "Series = minimum" is a slogan that
    holds for this family and is not a law of channels.
    Raises ProblemError for other parts.

    >>> parts = [fully_connected([4, 2, 1], width=width, budget=5, noise=1) for width in (3, 2)]
    >>> series(parts).limiting_width
    LimitingWidth(name='N_1', size=2)
    """
    arguments = Arguments()
    listed = _read_parts(arguments, parts, Capacity)
    for place, part in enumerate(listed):
        if (part.binds, part.activation) != (Binds.WEIGHTS, Activation.LINEAR):
            expected = "a linear fully connected layer"
            arguments.faults.add(
                f"parts[{place}]", expected=expected, found=f"{part.activation}, {part.binds}"
            )
    arguments.check()
    widest = max(listed, key=lambda part: len(_heights(part)))
    for place, part in enumerate(listed):
        same = (part.budgets, part.noise, part.unit) == (widest.budgets, widest.noise, widest.unit)
        if not same or not np.array_equal(_heights(part), _heights(widest)[: len(_heights(part))]):
            expected = "the input, noise, budget and unit of the other parts"
            arguments.faults.add(f"parts[{place}]", expected=expected, found="others")
    arguments.check()
    return min(listed, key=lambda part: part.value)


def parallel(parts: Sequence[Capacity]) -> ParallelCapacity:
    """The sum over parts that see independent inputs and share neither weights nor budget.

    parts: capacities in one unit. A convolution is not of this kind, its blocks share their filter;
    `convolutional` adds them up. The sum means what its parts mean, a bound where one of them is one.
    Raises ProblemError for no parts, different units, or upper beside lower bounds.

    >>> part = fully_connected([1], width=1, budget=3, noise=1, unit="bits")
    >>> parallel([part, part]).value
    2.0
    """
    arguments = Arguments()
    listed = _read_parts(arguments, parts, Capacity)
    units = sorted({str(part.unit) for part in listed})
    if len(units) > 1:
        arguments.faults.add("parts", expected="one unit", found=" and ".join(units))
    meanings = {part.meaning for part in listed}
    if {Meaning.UPPER_BOUND, Meaning.LOWER_BOUND} <= meanings:
        arguments.faults.add(
            "parts", expected="upper bounds or lower bounds", found="both, whose sum bounds nothing"
        )
    arguments.check()
    by_weakness = (Meaning.UPPER_BOUND, Meaning.LOWER_BOUND, Meaning.SUPREMUM, Meaning.EXACT)
    return ParallelCapacity(
        value=sum(part.value for part in listed),
        unit=listed[0].unit,
        meaning=next(meaning for meaning in by_weakness if meaning in meanings),
    )


def shared_block(covariance: Any, *, size: int) -> Floats:
    """The block of a covariance that consists of independent identical blocks, shape (N_B, N_B).

    covariance: shape (N_0, N_0); entries outside the blocks and differences between blocks may be
    1e-9 of the largest entry. size: N_B, which divides N_0.
    Raises ProblemError where the blocks depend on each other or differ: stationary is not enough.

    >>> shared_block([[2, 1, 0, 0], [1, 2, 0, 0], [0, 0, 2, 1], [0, 0, 1, 2]], size=2)
    array([[2., 1.],
           [1., 2.]])
    """
    arguments = Arguments()
    read_spectrum(arguments, "covariance", covariance)
    size = arguments.count("size", size)
    arguments.check()
    matrix = np.asarray(covariance, dtype=float)
    inputs = len(matrix)
    if matrix.ndim == 1:
        arguments.faults.add("covariance", expected="a matrix, shape (N_0, N_0)", found="eigenvalues alone")
    elif inputs % size:
        arguments.faults.add("size", expected=f"a divisor of the {inputs} inputs", found=str(size))
    arguments.check()
    blocks = matrix.reshape(inputs // size, size, inputs // size, size).swapaxes(1, 2)
    own = blocks[np.arange(len(blocks)), np.arange(len(blocks))]
    tolerance = _TOLERANCE * np.abs(matrix).max()
    if np.abs(own - own[0]).max() > tolerance:
        differing = int(np.abs(own - own[0]).max(axis=(1, 2)).argmax())
        arguments.faults.add(
            "covariance", expected="identical blocks", found=f"block {differing} that differs from block 0"
        )
    apart = blocks.copy()
    apart[np.arange(len(blocks)), np.arange(len(blocks))] = 0
    if np.abs(apart).max() > tolerance:
        row, column = (int(place) for place in np.unravel_index(np.abs(apart).argmax(), apart.shape)[:2])
        arguments.faults.add(
            "covariance",
            expected="independent blocks",
            found=f"blocks {row} and {column} that are correlated",
        )
    arguments.check()
    return np.asarray(own[0])


def _filled(
    spectrum: Spectrum,
    *,
    noise: float,
    sizes: dict[str, int],
    budget: float,
    binds: Binds,
    meaning: Meaning,
    activation: Activation,
    unit: Unit,
    budgets: tuple[float, ...] | None = None,
    blocks: int = 1,
) -> Capacity:
    """A capacity that is the water-filling of one block, `blocks` times over."""
    limit = _limiting_width(sizes, spectrum)
    filling = WaterFilling.of(spectrum, noise=noise, width=limit.size)
    # Of a budget on the whole matrix each copy of the filter gets its share.
    share = 1 / blocks if binds is Binds.BLOCK_DIAGONAL else 1.0
    own = budget * share
    level = float(filling.level(own))
    return Capacity(
        value=blocks * float(filling.information(own, unit=unit)),
        unit=unit,
        meaning=Meaning.EXACT if budget == 0 and meaning is Meaning.SUPREMUM else meaning,
        activation=activation,
        binds=binds,
        budgets=budgets or (budget,),
        noise=noise,
        limiting_width=limit,
        operating_point=OperatingPoint(
            filling=filling,
            budget=own,
            active=int(filling.active(own)),
            level=level if isfinite(level) else None,
            slope=blocks * share * float(filling.slope(own, unit=unit)),
        ),
    )


def _limiting_width(sizes: dict[str, int], spectrum: Spectrum) -> LimitingWidth:
    named = {**sizes, "rank of Σ_x": spectrum.rank}
    name = min(named, key=named.__getitem__)
    return LimitingWidth(name=name, size=named[name])


def _read_binds(arguments: Arguments, binds: Any, allowed: tuple[Binds, ...]) -> Binds:
    """Which matrix the budget binds, of those that the architecture has."""
    if binds in allowed:
        return Binds(binds)
    expected = " or ".join(f'"{matrix}"' for matrix in allowed)
    arguments.faults.add("binds", expected=expected, found=shown(binds))
    return allowed[0]


def _read_layer_budgets(arguments: Arguments, budget: Any, binds: Binds, *, depth: int) -> tuple[float, ...]:
    """One budget of the product, or one of each layer; their product is in range too."""
    if binds is Binds.PRODUCT:
        return (arguments.number("budget", budget, at_least=0),)
    listed = arguments.items("budget", budget)
    if len(listed) != depth:
        arguments.faults.add("budget", expected=f"{depth} numbers, one a layer", found=shown(budget))
    budgets = tuple(
        arguments.number(f"budget[{place}]", value, at_least=0) for place, value in enumerate(listed)
    )
    if prod(budgets) > LARGEST:
        arguments.faults.add(
            "budget", expected=f"a product of at most {LARGEST:g}", found=f"{prod(budgets):g}"
        )
    return budgets


def _read_parts(arguments: Arguments, parts: Any, kind: type[Capacity]) -> list[Capacity]:
    listed = arguments.items("parts", parts)
    for place, part in enumerate(listed):
        if not isinstance(part, kind):
            arguments.faults.add(f"parts[{place}]", expected="a Capacity", found=shown(part))
    arguments.check()
    return listed


def _heights(part: Capacity) -> Floats:
    assert part.operating_point is not None, "a single layer is a water-filling"
    return part.operating_point.filling.heights
