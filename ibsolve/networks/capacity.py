"""The capacity of a layer by training: gradient ascent on I(X;Z) against the closed form of the theory.

Z = φ(WX + b) + noise, X ~ N(0, Σ), noise ~ N(0, σ²I), ‖W‖²_F <= F. Whatever an ascent reaches some
weights attain, so it lies below the maximum; where it lies above a closed form, that form is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from time import perf_counter
from typing import Any

from ibsolve.arguments import Arguments, Floats
from ibsolve.descent.threads import one_thread
from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.networks.ascent import ascended
from ibsolve.networks.capacity_plan import (
    Architecture,
    Setting,
    plan_of_convolution,
    plan_of_linear,
    plan_of_relu,
)
from ibsolve.networks.device import chosen_device
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.networks.relu_information import MOST_NEURONS
from ibsolve.theory import Binds, Capacity
from ibsolve.theory.spectrum import read_input

NEAR = 1e-3
"""Share of the closed form within which a value has reached it."""

_ROUNDING = 1e-12
"""Rounding of a closed form, as a share of it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainedCapacity:
    """The most I(X;Z), in nats, that an ascent met, beside the closed form.

    widths: N_1, or N_1 and N_2, or of a convolution N_f. block: N_B of a convolution. bias: b of every
    ReLU neuron. weights: what attains it, a matrix a layer, the first first. information: its I(X;Z),
    within rounding or, for ReLU, as near as two grids agree. closed_form: in nats. gap_bound: of ReLU, by
    how much the best weights may lie below the supremum. starts, steps, seconds, device: the work.
    Raises ProblemError for work that cannot be or a closed form in another unit.
    """

    architecture: Architecture
    widths: tuple[int, ...]
    block: int | None
    bias: float | None
    weights: tuple[Floats, ...]
    information: InformationInterval
    closed_form: Capacity
    gap_bound: float | None
    starts: int
    steps: int
    seconds: float
    device: str

    def __post_init__(self) -> None:
        faults = Faults()
        for name, size in (("starts", self.starts), ("steps", self.steps)):
            if size < 1:
                faults.add(name, expected="a whole number >= 1", found=shown(size))
        if not self.seconds >= 0:
            faults.add("seconds", expected="a number >= 0", found=shown(self.seconds))
        if self.closed_form.unit.size != 1.0:
            faults.add("closed_form", expected="a capacity in nats", found=str(self.closed_form.unit))
        faults.raise_if_any(ProblemError)

    @property
    def value(self) -> float:
        """I(X;Z) of the best weights met, nats."""
        return self.information.value

    @property
    def gap(self) -> float:
        """The closed form less the value, nats; below 0 by rounding alone, or by contradiction."""
        return self.closed_form.value - self.value

    @property
    def contradicts(self) -> bool:
        """Whether weights attain more than the closed form says is possible."""
        return self.information.lower > self.closed_form.value * (1 + _ROUNDING)

    @property
    def is_reached(self) -> bool:
        """Whether the value is within 0.1 % of the closed form, and not above it."""
        return not self.contradicts and self.gap <= NEAR * self.closed_form.value


def trained_capacity(
    covariance: Any,
    *,
    noise: float,
    widths: int | Sequence[int],
    budget: float,
    kind: str = Architecture.LINEAR,
    block: int | None = None,
    binds: str | None = None,
    bias: float | None = None,
    starts: int = 8,
    steps: int = 200,
    seed: int = 0,
    device: str = "auto",
) -> TrainedCapacity:
    """The most I(X;Z) that gradient ascent finds, in nats, and the closed form it should approach.

    covariance: Σ_x as eigenvalues, shape (N_0,), or matrix, shape (N_0, N_0). noise: σ² > 0. budget:
    F >= 0. kind and widths: "linear", N_1; "convolutional", N_f filters on blocks of `block` inputs,
    with `binds` "shared filter" (where absent) or "block-diagonal matrix"; "two-layer", N_1 and N_2, the
    budget on the product; "relu", N_1 <= 2, with `bias` in every neuron. A block, binds or bias goes with
    its own kind only.
    starts: random weights, all trained at once; the closed-form maximiser is none of them. steps: of
    each. seed: of the random weights, the same on every device. device: see `chosen_device`.
    Raises ProblemError with every fault found, LimitError for a ReLU layer too large to integrate,
    TrainingError where a number is not finite on the way.
    Source: paper 003, Theorems 1 to 4 and 6; a ReLU layer has a supremum and stays below it.

    >>> found = trained_capacity([4, 2, 1], noise=1, widths=2, budget=5, steps=100, device="cpu")
    >>> round(found.closed_form.value, 9), found.contradicts, found.is_reached
    (2.095773445, False, True)
    """
    arguments = Arguments()
    _, variance = read_input(arguments, covariance, noise)
    limit = arguments.number("budget", budget, at_least=0)
    architecture = arguments.choice("kind", kind, Architecture)
    layers = _read_widths(arguments, widths, architecture)
    size, matrix = _read_convolution(arguments, block, binds, architecture)
    mean = _read_bias(arguments, bias, architecture)
    starts, steps = arguments.count("starts", starts), arguments.count("steps", steps)
    seed = arguments.count("seed", seed, at_least=0)
    with arguments.faults.gathered():
        place = chosen_device(device)
    arguments.check()
    started = perf_counter()
    setting = Setting(covariance=covariance, noise=variance, widths=layers, budget=limit, device=place)
    if size is not None:
        plan = plan_of_convolution(setting, block=size, binds=matrix)
    elif mean is not None:
        plan = plan_of_relu(setting, bias=mean)
    else:
        plan = plan_of_linear(setting)
    radius = sqrt(plan.budget)
    with one_thread():
        best = ascended(
            lambda products: plan.nats(radius * products),
            plan.sizes,
            starts=starts,
            steps=steps,
            seed=seed,
            device=place,
        )
    weights = [layer.cpu().numpy() for layer in best]
    weights[-1] = weights[-1] * radius
    product = weights[0] if len(weights) == 1 else weights[1] @ weights[0]
    return TrainedCapacity(
        architecture=architecture,
        widths=layers,
        block=size,
        bias=mean,
        weights=tuple(weights),
        information=plan.interval(product),
        closed_form=plan.closed_form,
        gap_bound=plan.gap_bound,
        starts=starts,
        steps=steps,
        seconds=perf_counter() - started,
        device=str(place),
    )


def _read_widths(arguments: Arguments, widths: Any, architecture: Architecture) -> tuple[int, ...]:
    layers = arguments.counts("widths", widths if isinstance(widths, (list, tuple)) else [widths])
    wanted = 2 if architecture is Architecture.TWO_LAYER else 1
    if layers and len(layers) != wanted:
        expected = "two numbers, N_1 and N_2" if wanted == 2 else "one number"
        arguments.faults.add("widths", expected=expected, found=shown(widths))
    elif architecture is Architecture.RELU and max(layers, default=1) > MOST_NEURONS:
        expected = f"at most {MOST_NEURONS} ReLU neurons"
        arguments.faults.add("widths", expected=expected, found=shown(widths))
    return layers


def _read_convolution(
    arguments: Arguments, block: Any, binds: Any, architecture: Architecture
) -> tuple[int | None, Binds]:
    if architecture is not Architecture.CONVOLUTIONAL:
        for name, value in (("block", block), ("binds", binds)):
            if value is not None:
                expected = f'none with "{architecture}"'
                arguments.faults.add(name, expected=expected, found=shown(value))
        return None, Binds.SHARED_FILTER
    taken = (Binds.SHARED_FILTER, Binds.BLOCK_DIAGONAL)
    matrix = Binds.SHARED_FILTER if binds is None else binds
    if matrix not in taken:
        expected = " or ".join(f'"{name}"' for name in taken)
        arguments.faults.add("binds", expected=expected, found=shown(binds))
        matrix = Binds.SHARED_FILTER
    return arguments.count("block", block), Binds(matrix)


def _read_bias(arguments: Arguments, bias: Any, architecture: Architecture) -> float | None:
    if architecture is Architecture.RELU:
        return arguments.number("bias", bias)
    if bias is not None:
        arguments.faults.add("bias", expected=f'none with "{architecture}"', found=shown(bias))
    return None
