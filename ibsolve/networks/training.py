"""Training of an ensemble on a problem: losses, slopes that steepen, steps that are counted."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import torch
from torch import Tensor

from ibsolve.arguments import Arguments
from ibsolve.descent.adam import adam_direction
from ibsolve.errors import Faults, LimitError, TrainingError
from ibsolve.information import TableEntropies
from ibsolve.networks.device import chosen_device
from ibsolve.networks.ensemble import Ensemble
from ibsolve.networks.soft_codes import CODE_LIMIT, code_entropy, code_probabilities, equivocation
from ibsolve.problem import Problem
from ibsolve.studies.arguments import finite_epsilon

_SLOPES = (1.0, 4.0)
"""Of the sigmoids, from the first step to the last."""

LEARNING_RATE = 0.1

_LARGEST = 1e38
"""What single precision holds."""

MEMORY_LIMIT = 6 * 2**30
_COPIES = 6
"""Of the codes of a layer: forward, backward and in between."""

_FINITE_EVERY = 50
"""Steps between two looks at whether a loss has ceased to be a number: each waits for the device."""

_MOST_ENTROPY_WEIGHT = 0.1
_LEAST_ENTROPY_WEIGHT = 0.001


class Loss(StrEnum):
    """What is made small, the mean over the inputs.

    INFORMATION: what the last layer's soft code loses about Y beyond epsilon, bits. CROSS_ENTROPY, in bits,
    and SQUARE: how far its neurons are from the target's bits.
    """

    INFORMATION = "information"
    CROSS_ENTROPY = "cross-entropy"
    SQUARE = "square"


class Gradient(StrEnum):
    """How thresholds are trained: as sigmoids that steepen, or by the slope of sigmoids alone."""

    ANNEALED = "annealed"
    STRAIGHT_THROUGH = "straight-through"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainedEnsemble:
    """An ensemble after its training. losses: of each network at the last step, without the weight on
    entropies, shape (K,). entropy_weights: λ of each, shape (K,). seconds: of training.
    """

    ensemble: Ensemble
    loss: Loss
    losses: Tensor
    entropy_weights: Tensor
    steps: int
    device: str
    seconds: float


def train(
    problem: Problem,
    *,
    networks: int = 1000,
    steps: int = 2000,
    loss: str | None = None,
    gradient: str = Gradient.ANNEALED,
    entropy_weight: float | None = None,
    learning_rate: float = LEARNING_RATE,
    seed: int = 0,
    device: str = "auto",
    stops: Callable[[], bool] = lambda: False,
    report: Callable[[int], None] = lambda _: None,
) -> TrainedEnsemble:
    """Train networks of the problem's widths by Adam, all at once.

    networks, steps: >= 1. loss: None takes "cross-entropy" where each neuron of the last layer has a target
    bit and nothing may be lost, else "information". entropy_weight: λ >= 0 on ΣH(X_i), the entropies of
    soft codes, which grows to its full size over the steps; None: 0 for half of the networks, and from
    0.001 to 0.1 for the others. stops: asked now and then; once it says so training ends at that step.
    report: called with steps done.
    Raises ProblemError for other arguments, LimitError for layers too wide or networks too many,
    TrainingError where a loss is no number, with the step.

    >>> trained = train(Problem.from_truth_table("0001", [1]), networks=4, steps=200, device="cpu")
    >>> bool((trained.losses < 0.1).all())
    True
    """
    settings = training_settings(
        problem,
        networks=networks,
        steps=steps,
        loss=loss,
        gradient=gradient,
        entropy_weight=entropy_weight,
        learning_rate=learning_rate,
        seed=seed,
        device=device,
    )
    chosen, kind, rate = settings.loss, settings.gradient, settings.learning_rate
    place = settings.device
    started = time.perf_counter()
    ensemble = Ensemble.random(
        networks, problem.widths, inputs=len(problem.table.variables), seed=seed, device=place
    )
    objective = _Objective(problem, chosen, place)
    weights = _entropy_weights(networks, settings.entropy_weight).to(place)
    parameters = ensemble.parameters
    means, squares = ([torch.zeros_like(parameter) for parameter in parameters] for _ in range(2))
    first_bad = torch.full((), -1, device=place)
    losses = torch.zeros(networks, device=place)
    done = 0
    for step in range(steps):
        slope = _SLOPES[0] * (_SLOPES[1] / _SLOPES[0]) ** (step / max(1, steps - 1))
        layers = ensemble.activations(
            objective.points, slope, straight_through=kind is Gradient.STRAIGHT_THROUGH
        )
        losses, entropies = objective.of(layers)
        # The networks share nothing, so the slope of the sum is the slope of each. Entropies weigh little
        # at first: networks that are small before they are feasible seldom become so.
        total = (losses + (step / steps) ** 2 * weights * entropies).sum()
        slopes = torch.autograd.grad(total, parameters)
        with torch.no_grad():
            for value, slope_of, mean, square in zip(parameters, slopes, means, squares, strict=True):
                direction = adam_direction(slope_of, mean, square, step + 1)
                value.sub_(direction, alpha=_rate(rate, step / steps))
        done = step + 1
        first_bad = torch.where((first_bad < 0) & ~torch.isfinite(total.detach()), step, first_bad)
        if done % _FINITE_EVERY == 0 or done == steps:
            _require_finite(int(first_bad), rate)
            report(done)
            if stops():
                break
    if not all(bool(torch.isfinite(parameter).all()) for parameter in parameters):
        _require_finite(done - 1, rate)
    return TrainedEnsemble(
        ensemble=ensemble,
        loss=chosen,
        losses=losses.detach().cpu(),
        entropy_weights=weights.cpu(),
        steps=done,
        device=str(place),
        seconds=time.perf_counter() - started,
    )


def _rate(rate: float, share: float) -> float:
    """The learning rate after a share of the steps: a cosine down to a twentieth."""
    return rate * (0.05 + 0.95 * (1 + math.cos(math.pi * share)) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """What `train` was given, checked."""

    loss: Loss
    gradient: Gradient
    entropy_weight: float | None
    learning_rate: float
    device: torch.device


def training_settings(
    problem: Problem,
    *,
    networks: int,
    steps: int,
    loss: str | None,
    gradient: str,
    entropy_weight: float | None,
    learning_rate: float,
    seed: int,
    device: str,
) -> TrainingSettings:
    """The arguments of `train`, read and checked before any work.

    Raises ProblemError with every fault found, LimitError for layers too wide or networks too many.
    """
    arguments = Arguments()
    networks = arguments.count("networks", networks)
    arguments.count("steps", steps)
    rate = arguments.number("learning rate", learning_rate, above=0, at_most=_LARGEST)
    if entropy_weight is not None:
        entropy_weight = arguments.number("entropy weight", entropy_weight, at_least=0, at_most=_LARGEST)
    arguments.seed("seed", seed)
    settings = TrainingSettings(
        loss=_chosen_loss(arguments, problem, loss),
        gradient=arguments.choice("gradient", gradient, Gradient),
        entropy_weight=entropy_weight,
        learning_rate=rate,
        device=torch.device("cpu"),
    )
    with arguments.faults.gathered():
        settings = replace(settings, device=chosen_device(device))
    arguments.check()
    _require_size(problem, networks)
    return settings


def _require_size(problem: Problem, networks: int) -> None:
    faults = Faults()
    if max(problem.widths) > CODE_LIMIT:
        expected = f"at most {CODE_LIMIT} neurons a layer, whose codes are told apart"
        faults.add("training", expected=expected, found=f"widths {list(problem.widths)}")
    else:
        codes = sum(2**width for width in problem.widths)
        size = _COPIES * 4 * networks * len(problem.table.inputs) * codes
        if size > MEMORY_LIMIT:
            faults.add(
                "training",
                expected=f"at most {MEMORY_LIMIT / 2**30:.0f} GiB for the codes of all networks",
                found=f"about {size / 2**30:.1f} GiB for {networks} networks",
                remedy="train fewer networks at once",
            )
    faults.raise_if_any(LimitError)


class _Objective:
    """The loss and the entropies of networks on one problem."""

    def __init__(self, problem: Problem, loss: Loss, device: torch.device) -> None:
        table = problem.table
        self.points = torch.tensor(table.inputs, dtype=torch.float32, device=device)
        joint = torch.tensor(
            [[count / table.total for count in row] for row in table.counts], dtype=torch.float64
        )
        self._joint = joint.float().to(device)
        self._law = joint.sum(dim=1).float().to(device)
        self._loss = loss
        given = TableEntropies.of(table)
        self._allowed = float(given.H_Y - given.I_XY) + float(finite_epsilon(problem))
        self._bits: Any = None
        if loss is not Loss.INFORMATION:
            self._bits = torch.tensor(table.target_bits(), dtype=torch.float32, device=device)

    def of(self, layers: list[Tensor]) -> tuple[Tensor, Tensor]:
        """The loss and ΣH(X_i) of each network, bits, both of shape (K,). layers: their activations."""
        codes = [code_probabilities(layer) for layer in layers]
        entropies = sum(code_entropy(code, self._law) for code in codes)
        return self._lost(layers[-1], codes[-1]), entropies

    def _lost(self, outputs: Tensor, codes: Tensor) -> Tensor:
        if self._loss is Loss.INFORMATION:
            return (equivocation(codes, self._joint) - self._allowed).clamp_min(0)
        if self._loss is Loss.SQUARE:
            return ((outputs - self._bits) ** 2).sum(dim=2) @ self._law
        right = torch.where(self._bits > 0, outputs, 1 - outputs)
        return -torch.log2(right.clamp_min(torch.finfo(right.dtype).tiny)).sum(dim=2) @ self._law


def _chosen_loss(arguments: Arguments, problem: Problem, loss: str | None) -> Loss:
    table = problem.table
    has_bits = table.is_deterministic and table.has_binary_labels and problem.widths[-1] == len(table.targets)
    if loss is None:
        return Loss.CROSS_ENTROPY if has_bits and problem.epsilon == 0 else Loss.INFORMATION
    chosen = arguments.choice("loss", loss, Loss)
    if chosen is not Loss.INFORMATION and not has_bits:
        expected = '"information" unless each neuron of the last layer has a target bit of its own'
        arguments.faults.add("loss", expected=expected, found=f'"{chosen}"')
    return chosen


def _entropy_weights(networks: int, weight: float | None) -> Tensor:
    """λ of each network, shape (K,)."""
    if weight is not None:
        return torch.full((networks,), float(weight))
    free = -(-networks // 2)
    spread = torch.logspace(
        math.log10(_LEAST_ENTROPY_WEIGHT), math.log10(_MOST_ENTROPY_WEIGHT), networks - free
    )
    return torch.cat([torch.zeros(free), spread])


def _require_finite(step: int, rate: float) -> None:
    if step >= 0:
        raise TrainingError(
            f"training: the loss ceased to be a number at step {step + 1}: "
            f"lower the learning rate, {rate:g}, or the weight on entropies"
        )
