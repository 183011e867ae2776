"""A fully connected network trained while its layers are measured by several estimators side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples
from ibsolve.estimators import EDGE, AbstractEstimator, Binning, KDEBounds, MatrixRenyi, Ross
from ibsolve.studies.information_plane import Axis, Change, InformationPlane, PhaseRules, compression

if TYPE_CHECKING:
    from torch import nn

    from ibsolve.networks.plane import TrackedLayer

SOFTMAX, DECISION = "softmax", "decision"
"""The names of the last layers: probabilities of the classes, and the class that the network says."""

RULES = PhaseRules(share=0.1, least=0.05, with_intervals=False)
"""A change counts beyond a tenth of the curve's range, 0.05 nats and its noise. Intervals are left out: the
inputs are the same at all times, and a bound is a curve of its own."""

RULES_TEXT = (
    "A phase counts where its change exceeds 10 % of the curve's range, 0.05 nats, and what noise as large "
    "as the curve's own does with a chance of 1 %"
)

BINS, LAYER_BINS, PERCENTILES = "bins of width 1/15", "30 bins over layer's range", "30 percentile bins"
KDE, ADAPTED = "KDE, σ² = 0.1", "KDE, σ² adapted"
RENYI, HASHING, NEIGHBOURS = "matrix Rényi, α = 2", "hashing (EDGE)", "nearest neighbours (Ross)"
TEN_BINS, DECISION_RULE = "ten bins of softmax", "decision rule"

METHODS: Mapping[str, AbstractEstimator] = {
    # As wide as 30 over the range [−1, 1] of tanh.
    BINS: Binning(bin_x=False, rule="width", width=1 / 15),
    LAYER_BINS: Binning(bin_x=False, rule="count", bins=30),
    PERCENTILES: Binning(bin_x=False, rule="percentile", bins=30),
    KDE: KDEBounds(side="saxe"),
    ADAPTED: KDEBounds(sigma2=0.001, adapt="largest", side="saxe"),
    # γ as paper 004 has it; with the usual 2 of this α the kernel sees all inputs alike.
    RENYI: MatrixRenyi(alpha=2, gamma=0.8),
    # Weights that cancel bias amplify the noise of so few inputs eight times, beyond ln N.
    HASHING: EDGE(weights="uniform"),
    NEIGHBOURS: Ross(),
    TEN_BINS: Binning(bin_x=False, rule="count", bins=10, range=(0, 1)),
    # Of classes 0, 1, …: H of what the network says, and what that tells of the label.
    DECISION_RULE: Binning(bin_x=False, rule="width", width=1),
}
"""How a layer is measured, by name. For X, each input is a label of its own where the method takes labels."""

SZT_HIDDEN = (10, 7, 5, 4, 3)
"""Hidden layers of 12–10–7–5–4–3–2, the network of SZT."""

OF_ONE: Mapping[str, str] = {TEN_BINS: SOFTMAX, DECISION_RULE: DECISION}
"""The layer of methods that are for one alone; the others measure hidden layers and the softmax."""


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

    @property
    def hidden(self) -> tuple[str, ...]:
        """The hidden layers."""
        return tuple(layer for layer in self.plane.layers if layer not in (SOFTMAX, DECISION))


def trained_plane(
    setting: Setting,
    train: Samples,
    test: Samples,
    *,
    methods: Sequence[str],
    probes: Mapping[str, Samples],
    times: Iterable[int],
    seed: int,
) -> TrainedPlane:
    """Train, and measure by some of METHODS at epochs `times`, on each of the probes, nats."""
    from ibsolve.networks.fitting import fit
    from ibsolve.networks.models import fully_connected, with_decision
    from ibsolve.networks.plane import Probe, Tracker

    model = fully_connected((train.dimension, *setting.widths, train.classes), setting.activation, seed=seed)
    seen = with_decision(model)
    hidden = [f"layer{place}" for place in range(1, len(setting.widths) + 1)]
    tracker = Tracker(
        seen,
        layers=[
            layer
            for layer in (*hidden, SOFTMAX, DECISION)
            if any(_measures(method, layer) for method in methods)
        ],
        probes=[Probe(each.inputs, each.labels, name=name) for name, each in probes.items()],
        methods={name: partial(_method_of, name) for name in methods},
        schedule=times,
        seed=seed,
    )
    accuracies: list[tuple[float, float]] = []

    def measure(epoch: int) -> None:
        if tracker.measure(epoch):
            accuracies.append((_accuracy(seen, train), _accuracy(seen, test)))

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
    return TrainedPlane(plane=tracker.plane, train_accuracy=of_train, test_accuracy=of_test)


def falls_of_hidden(trained: TrainedPlane, method: str | None = None) -> dict[str, Change]:
    """The compression of each hidden layer, by RULES. method: None is the first."""
    return {
        layer: compression(trained.plane.curve(layer, Axis.INPUT, method=method), RULES)
        for layer in trained.hidden
    }


def mark(verdicts: Sequence[bool]) -> str:
    """In the signs of the review's table: ✓ all, × none, ~ some."""
    return "✓" if all(verdicts) else "~" if any(verdicts) else "×"


def _method_of(name: str, layer: TrackedLayer) -> AbstractEstimator | None:
    """How a layer is measured by this name, if it is."""
    return METHODS[name] if _measures(name, layer.name) else None


def _measures(method: str, layer: str) -> bool:
    return layer == OF_ONE[method] if method in OF_ONE else layer != DECISION


def _accuracy(seen: nn.Module, samples: Samples) -> float:
    import torch

    with torch.no_grad():
        said = seen(torch.as_tensor(samples.inputs, dtype=torch.float32))
    return float((said[:, 0].numpy() == samples.labels).mean())
