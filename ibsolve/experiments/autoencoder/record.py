"""One autoencoder trained, and what was measured of it on the way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.experiments.autoencoder.setting import INPUT, Rule, Setting
from ibsolve.report.reproduction import Report
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, mean_over_probes
from ibsolve.theory import Unit

if TYPE_CHECKING:
    from torch import nn

PROBE = "test"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """What one training gave.

    planes: by rule; their first layer, "input", has I(X;X) and I(X;X′). variances: of each layer the mean
    over its units, shape of `times`. lost: test error as a share of the variance of the test pixels.
    """

    bottleneck: int
    times: Floats
    planes: Mapping[Rule, InformationPlane]
    variances: Mapping[str, Floats]
    lost: float

    def last(self, layer: str, axis: Axis, rule: Rule = Rule.NEW) -> float:
        """The value at the end of training, bits."""
        return float(self.planes[rule].curve(layer, axis).values[-1])


def record(
    setting: Setting,
    bottleneck: int,
    *,
    rules: Sequence[Rule],
    times: Sequence[int],
    seed: int,
    report: Report,
) -> Record:
    """Train with the bottleneck K, measure at the times, which are steps done."""
    from ibsolve.networks import chosen_device
    from ibsolve.networks.fitting import fit
    from ibsolve.networks.models import autoencoder
    from ibsolve.networks.plane import Tracker

    model = autoencoder(setting.widths, bottleneck, seed=seed).to(chosen_device("auto"))
    tracker = Tracker(_with_input(model), **_tracking(setting, rules, times))
    variances: dict[str, list[float]] = {layer: [] for layer in setting.layers}
    steps = count()

    def measure() -> None:
        if tracker.measure(next(steps)):
            for layer, variance in _variances(model, np.concatenate(setting.batches)).items():
                variances[layer].append(variance)

    history = fit(
        model,
        setting.train,
        test=setting.test,
        epochs=setting.epochs,
        loss="reconstruction",
        learning_rate=setting.learning_rate,
        momentum=setting.momentum,
        batch=setting.batch,
        seed=seed,
        history_every=max(1, setting.epochs // 20),
        at_epoch=lambda epoch: None if epoch else measure(),
        after_step=lambda _: measure(),
        report=lambda line: report(f"K = {bottleneck}: {line}"),
    )
    plane = mean_over_probes(tracker.plane, probe=PROBE)
    return Record(
        bottleneck=bottleneck,
        times=np.array(plane.times, dtype=float),
        planes={
            rule: replace(plane, points=tuple(each for each in plane.points if each.method == rule))
            for rule in rules
        },
        variances={layer: np.array(values) for layer, values in variances.items()},
        lost=float(history.test_loss[-1]) / float(setting.test.inputs.var(axis=0).mean()),
    )


def _tracking(setting: Setting, rules: Sequence[Rule], times: Sequence[int]) -> dict[str, Any]:
    """The arguments of the tracker: each batch is a probe, each rule a method with kernels by layer."""
    from ibsolve.networks.plane import Probe

    return {
        "layers": [INPUT, *setting.layers],
        "probes": [
            Probe(batch, name=f"batch {place}") for place, batch in enumerate(setting.batches, start=1)
        ],
        "methods": {
            str(rule): lambda layer, rule=rule: setting.estimator(layer.name, rule) for rule in rules
        },
        "schedule": times,
        "unit": Unit.BITS,
        "clock": Clock.STEP,
        "axes": [Axis.INPUT, Axis.OUTPUT],
    }


def _with_input(model: nn.Sequential) -> nn.Sequential:
    """With the input as its first layer, of which I(X;X) is measured."""
    from torch import nn

    return nn.Sequential(OrderedDict([(INPUT, nn.Identity()), *model.named_children()]))


def _variances(model: nn.Sequential, inputs: Floats) -> dict[str, float]:
    """Of each layer the mean over its units."""
    import torch

    weight = next(model.parameters())
    values, found = torch.as_tensor(inputs, dtype=weight.dtype, device=weight.device), {}
    with torch.no_grad():
        for name, layer in model.named_children():
            values = layer(values)
            found[name] = float(values.double().var(dim=0, correction=0).mean())
    return found
