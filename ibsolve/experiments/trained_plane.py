"""A fully connected network trained while its layers are measured by several estimators side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples
from ibsolve.estimators import (
    EDGE,
    AbstractInformationEstimator,
    Binning,
    DecisionRule,
    Estimate,
    KDEBounds,
    Kind,
    Labels,
    MatrixRenyi,
    Ross,
)
from ibsolve.studies.information_plane import (
    Axis,
    Clock,
    InformationPlane,
    PhaseRules,
    PlanePoint,
)
from ibsolve.theory import Unit

if TYPE_CHECKING:
    from torch import nn

SOFTMAX = "softmax"
"""The name of the last layer: probabilities of the classes."""

RULES = PhaseRules(share=0.1, least=0.05, with_intervals=False)
"""A change counts beyond a tenth of the curve's range, 0.05 nats and its noise. Intervals are left out: the
inputs are the same at all times, and a bound is a curve of its own."""

RULES_TEXT = (
    "A phase counts where its change exceeds 10 % of the curve's range, 0.05 nats, and what noise as large "
    "as the curve's own does with a chance of 1 %"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How a layer is measured. of_input, of_target: what estimates I(X;T) and I(T;Y), None for nothing.

    is_of_softmax: for the last layer alone.
    """

    of_input: AbstractInformationEstimator | DecisionRule | None
    of_target: AbstractInformationEstimator | None
    is_of_softmax: bool = False


def _binned(**rule: Any) -> Method:
    binning = Binning(bin_x=False, **rule)
    return Method(of_input=binning, of_target=binning)


WIDTH = 1 / 15
"""Of bins, as wide as 30 over the range [−1, 1] of tanh."""

METHODS: Mapping[str, Method] = {
    "bins of width 1/15": _binned(rule="width", width=WIDTH),
    "30 bins over layer's range": _binned(rule="count", bins=30),
    "30 percentile bins": _binned(rule="percentile", bins=30),
    "KDE, σ² = 0.1": Method(of_input=KDEBounds(), of_target=KDEBounds(side="saxe")),
    "KDE, σ² adapted": Method(
        of_input=KDEBounds(sigma2=0.001, adapt="largest"),
        of_target=KDEBounds(sigma2=0.001, adapt="largest", side="saxe"),
    ),
    "matrix Rényi, α = 2": Method(of_input=MatrixRenyi(alpha=2), of_target=MatrixRenyi(alpha=2)),
    "hashing (EDGE)": Method(of_input=EDGE(), of_target=EDGE()),
    "nearest neighbours (Ross)": Method(of_input=None, of_target=Ross()),
    "ten bins of softmax": Method(
        of_input=Binning(bin_x=False, rule="count", bins=10, range=(0, 1)),
        of_target=Binning(bin_x=False, rule="count", bins=10, range=(0, 1)),
        is_of_softmax=True,
    ),
    "decision rule": Method(of_input=DecisionRule(), of_target=DecisionRule(), is_of_softmax=True),
}
"""By name. For X, each input is a label of its own where the method takes labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A network and its training; see `fully_connected` and `fit`. widths: of the hidden layers."""

    widths: tuple[int, ...]
    activation: str
    optimiser: str
    learning_rate: float
    epochs: int
    batch: int | None = None
    weight_decay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainedPlane:
    """The plane with the accuracies at its times, shares in [0, 1], shape (n,)."""

    plane: InformationPlane
    train_accuracy: Floats
    test_accuracy: Floats


def trained_plane(
    setting: Setting,
    train: Samples,
    test: Samples,
    *,
    methods: Mapping[str, Method],
    probes: Mapping[str, Samples],
    times: Iterable[int],
    seed: int,
) -> TrainedPlane:
    """Train, and measure the hidden layers and the softmax at epochs `times`, on each of the probes, nats."""
    from ibsolve.networks.fitting import fit
    from ibsolve.networks.models import fully_connected

    model = fully_connected((train.dimension, *setting.widths, train.classes), setting.activation, seed=seed)
    measured = set(times)
    points: list[PlanePoint] = []
    accuracies: list[tuple[float, float]] = []

    def measure(epoch: int) -> None:
        if epoch not in measured:
            return
        accuracies.append((_accuracy(model, train), _accuracy(model, test)))
        for probe, samples in probes.items():
            for layer, values in layer_values(model, samples).items():
                points.extend(
                    PlanePoint(time=epoch, layer=layer, axis=axis, probe=probe, method=name, estimate=each)
                    for name, method in methods.items()
                    if layer == SOFTMAX or not method.is_of_softmax
                    for axis, each in _estimates(method, samples, values).items()
                )

    fit(
        model,
        train,
        epochs=setting.epochs,
        optimiser=setting.optimiser,
        learning_rate=setting.learning_rate,
        batch=setting.batch,
        weight_decay=setting.weight_decay,
        history_every=setting.epochs,
        seed=seed,
        at_epoch=measure,
    )
    of_train, of_test = np.array(accuracies).T
    layers = (*(f"layer{place}" for place in range(1, len(setting.widths) + 1)), SOFTMAX)
    plane = InformationPlane(clock=Clock.EPOCH, unit=Unit.NATS, layers=layers, points=tuple(points))
    return TrainedPlane(plane=plane, train_accuracy=of_train, test_accuracy=of_test)


def layer_values(model: nn.Sequential, samples: Samples) -> dict[str, Floats]:
    """Activations of the hidden layers and the softmax of the output, shape (N, width) each."""
    import torch

    values: dict[str, Floats] = {}
    with torch.no_grad():
        given = torch.as_tensor(samples.inputs, dtype=torch.float32)
        for name, part in model.named_children():
            given = part(given)
            is_last = name == "output"
            shown = torch.softmax(given.double(), dim=1) if is_last else given.double()
            values[SOFTMAX if is_last else name] = shown.numpy()
    return values


def times_until(last: int, count: int) -> tuple[int, ...]:
    """Epochs 0, 1, … `last`, some `count` of them, spaced as logarithms are."""
    spaced = np.geomspace(1, last, count).round().astype(int)
    return (0, *np.unique(spaced).tolist())


def probe_of(samples: Samples, n: int, *, seed: int) -> Samples:
    """Samples drawn at random, n of them, or all where there are no more."""
    return samples if n >= len(samples) else samples.split(n / len(samples), seed=seed)[1]


def _estimates(method: Method, samples: Samples, values: Floats) -> dict[Axis, Estimate]:
    found = {
        Axis.INPUT: _of_input(method.of_input, samples, values),
        Axis.TARGET: _of_target(method.of_target, samples, values),
    }
    return {axis: estimate for axis, estimate in found.items() if estimate is not None}


def _of_input(
    estimator: AbstractInformationEstimator | DecisionRule | None,
    samples: Samples,
    values: Floats,
) -> Estimate | None:
    if estimator is None:
        return None
    if isinstance(estimator, DecisionRule):
        return estimator.entropy(values)
    takes_labels = estimator.takes(Kind.LABELS, Kind.VECTORS) and not isinstance(estimator, MatrixRenyi)
    return estimator.estimate(Labels(np.arange(len(samples))) if takes_labels else samples.inputs, values)


def _of_target(
    estimator: AbstractInformationEstimator | None, samples: Samples, values: Floats
) -> Estimate | None:
    if estimator is None:
        return None
    if estimator.takes(Kind.LABELS, Kind.VECTORS):
        return estimator.estimate(Labels(samples.labels), values)
    return estimator.estimate(np.eye(samples.classes)[samples.labels], values)


def _accuracy(model: nn.Sequential, samples: Samples) -> float:
    said = layer_values(model, samples)[SOFTMAX].argmax(axis=1)
    return float((said == samples.labels).mean())


def mark(verdicts: Sequence[bool]) -> str:
    """In the signs of the review's table: ✓ all, × none, ~ some."""
    return "✓" if all(verdicts) else "~" if any(verdicts) else "×"
