"""One autoencoder trained, and what was measured of it on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.experiments.autoencoder.measurement import informations, mean_estimates
from ibsolve.experiments.autoencoder.setting import INPUT, Rule, Setting
from ibsolve.report.reproduction import Report
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint
from ibsolve.theory import Unit

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

    model = autoencoder(setting.widths, bottleneck, seed=seed).to(chosen_device("auto"))
    measured = _Measurement(setting, rules, set(times), activations_of(model))
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
        at_epoch=lambda epoch: measured.at_start() if epoch == 0 else None,
        after_step=lambda _: measured.after_step(),
        report=lambda line: report(f"K = {bottleneck}: {line}"),
    )
    return measured.record(bottleneck, float(history.test_loss[-1]))


def activations_of(model: object) -> Callable[[Floats], dict[str, Floats]]:
    """The input and each child of a Sequential, by name, float64, for inputs of shape (N, d)."""
    import torch
    from torch import nn

    assert isinstance(model, nn.Sequential)
    weight = next(model.parameters())

    def activations(inputs: Floats) -> dict[str, Floats]:
        found = {INPUT: inputs}
        with torch.no_grad():
            values = torch.as_tensor(inputs, dtype=weight.dtype, device=weight.device)
            for name, child in model.named_children():
                values = child(values)
                found[name] = values.double().cpu().numpy()
        return found

    return activations


class _Measurement:
    """Counts steps and measures at those that are wanted."""

    def __init__(
        self,
        setting: Setting,
        rules: Sequence[Rule],
        times: set[int],
        activations: Callable[[Floats], dict[str, Floats]],
    ) -> None:
        self._setting, self._rules, self._wanted, self._activations = setting, rules, times, activations
        self._step = 0
        self._times: list[int] = []
        self._points: dict[Rule, list[PlanePoint]] = {rule: [] for rule in rules}
        self._variances: dict[str, list[float]] = {layer: [] for layer in setting.layers}

    def at_start(self) -> None:
        if self._step in self._wanted:
            self._measure()

    def after_step(self) -> None:
        self._step += 1
        self.at_start()

    def _measure(self) -> None:
        self._times.append(self._step)
        batches = [self._activations(batch) for batch in self._setting.batches]
        for layer, found in self._variances.items():
            found.append(float(np.concatenate([batch[layer] for batch in batches]).var(axis=0).mean()))
        for rule in self._rules:
            self._points[rule] += self._points_by(rule, batches)

    def _points_by(self, rule: Rule, batches: Sequence[Mapping[str, Floats]]) -> list[PlanePoint]:
        setting = self._setting
        widths = {layer: setting.width(layer, rule) for layer in batches[0]}
        found = [informations(batch, widths, alpha=setting.alpha) for batch in batches]
        means = mean_estimates(
            found, n=len(setting.batches[0]), parameters={"alpha": setting.alpha, "rule": str(rule)}
        )
        return [
            PlanePoint(time=self._step, layer=layer, axis=axis, probe=PROBE, method=str(rule), estimate=each)
            for (layer, axis), each in means.items()
        ]

    def record(self, bottleneck: int, test_loss: float) -> Record:
        pixels = self._setting.test.inputs
        return Record(
            bottleneck=bottleneck,
            times=np.array(self._times, dtype=float),
            planes={
                rule: InformationPlane(
                    clock=Clock.STEP, unit=Unit.BITS, layers=(INPUT, *self._variances), points=tuple(points)
                )
                for rule, points in self._points.items()
            },
            variances={layer: np.array(values) for layer, values in self._variances.items()},
            lost=test_loss / float(pixels.var(axis=0).mean()),
        )
