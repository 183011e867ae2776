"""Figs. 7 and 8 and the slopes of Section 5.2: how the layers of the network with dropout cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

import numpy as np
from torch import nn

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples
from ibsolve.estimators import (
    BinnedEntropy,
    Bins,
    DistanceHistograms,
    Labels,
    distance_histograms,
    unit_entropies,
)
from ibsolve.experiments.cnn.rows import LAYERS, Schedule
from ibsolve.experiments.cnn.training import activations
from ibsolve.networks.plane import Probe, Tracker
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.distances_chart import distances_chart
from ibsolve.report.epochs_chart import epochs_chart
from ibsolve.report.reproduction import Check
from ibsolve.studies.information_plane import Axis, InformationPlane

WIDTHS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Bin sizes of the units of layer 3."""

_NEAR = 0.99
"""Least share of ln N that is "approximately" it; the paper's axis spans less than 1 %."""
_KEPT = 0.75
"""Least share of the inputs' overlap in layers that do "little to reduce" it."""
_PAIRED = 2000
"""Most samples whose pairs are measured."""
_FEW_OUTPUTS = (
    f"ten outputs in two bins each have at most 10 ln 2 = {10 * log(2):.3f} nats, below the "
    "ln 10,000 = 9.210 that the paper prints, and they cluster by class"
)


@dataclass(slots=True)
class Clustering:
    """Watches a network while it is trained, on test images."""

    test: Samples
    schedule: Schedule
    tracker: Tracker | None = None
    units: list[Floats] = field(default_factory=list)
    """H(Bin(T(k))) of layer 3 at epochs 1, 2, …: shape (widths, units)."""
    distances: dict[tuple[int, str], DistanceHistograms] = field(default_factory=dict)

    def watch(self, epoch: int, model: nn.Module) -> None:
        """Measure the model after an epoch, from 0, before training."""
        if self.tracker is None:
            self.tracker = Tracker(
                model,
                layers=LAYERS,
                probes=[Probe(self.test.inputs, name="test")],
                methods={"two bins": BinnedEntropy(rule="count", bins=2, range=(-1, 1))},
                schedule=range(self.schedule.epochs + 1),
                axes=[Axis.INPUT],
            )
        self.tracker.measure(epoch)
        found = activations(model, self.test.inputs)
        if epoch:
            widths = [unit_entropies(found["layer3"], Bins(rule="width", width=width)) for width in WIDTHS]
            self.units.append(np.array(widths))
        if epoch in self.schedule.shown_epochs:
            for layer, values in {"input": self.test.inputs, **found}.items():
                labels = Labels(self.test.labels[:_PAIRED])
                self.distances[epoch, layer] = distance_histograms(values[:_PAIRED], labels)

    @property
    def plane(self) -> InformationPlane:
        """H(Bin(T)) with two bins, of every layer and epoch."""
        assert self.tracker is not None, "a network was watched"
        return self.tracker.plane

    @property
    def slopes(self) -> Floats:
        """Of the regression of H(Bin(T(k))) on the epoch, nats an epoch, shape (widths, units)."""
        entropies = np.array(self.units)
        epochs = np.arange(1.0, len(entropies) + 1)
        epochs -= epochs.mean()
        return np.asarray(np.tensordot(epochs, entropies, axes=1) / (epochs**2).sum())

    def overlap(self, epoch: int, layer: str) -> float:
        """The common part of the histograms within and between classes, from 0, apart, to 1, the same."""
        found = self.distances[epoch, layer]
        within, between = (each / each.sum() for each in (found.within, found.between))
        return float(np.minimum(within, between).sum())

    @property
    def lines(self) -> tuple[str, ...]:
        """Figures of the slopes and of the overlaps."""
        slopes = self.slopes
        overlaps = (
            f"epoch {epoch}: "
            + ", ".join(f"{layer} {self.overlap(epoch, layer):.3f}" for layer in ("input", *LAYERS))
            for epoch in self.schedule.shown_epochs
        )
        return (
            *(
                f"slope of H(Bin(T(k))) in layer 3, bins of {width:g}: mean {each.mean():.5f}, deviation "
                f"{each.std():.5f} nats/epoch, {100 * (each < 0).mean():.0f} % of units below 0"
                for width, each in zip(WIDTHS, slopes, strict=True)
            ),
            *(f"overlap of distances within and between classes, {line}" for line in overlaps),
        )

    def checks(self, *, is_mnist: bool) -> tuple[Check, ...]:
        """The claims of Section 5.2."""
        return (*self._entropy_checks(), *self._slope_checks(is_mnist), *self._distance_checks())

    def _entropy_checks(self) -> tuple[Check, ...]:
        most = log(len(self.test))
        least = {layer: float(self.plane.curve(layer, Axis.CLUSTERING).values.min()) for layer in LAYERS}
        checks = []
        for claim, layers, reason in (
            ("Fig. 7: H(Bin) of Layers 1 to 3 is about ln N at every epoch", LAYERS[:3], ""),
            (
                "Fig. 7: H(Bin) of Layer 4 is about ln N at every epoch",
                LAYERS[3:],
                _FEW_OUTPUTS,
            ),
        ):
            found = ", ".join(f"{layer}: {least[layer]:.4f}" for layer in layers)
            checks.append(
                Check(
                    claim=claim,
                    expected=f"at least {_NEAR:g} · ln {len(self.test)} = {_NEAR * most:.4f} nats",
                    found=f"least {found} nats",
                    is_met=min(least[layer] for layer in layers) >= _NEAR * most,
                    reason=reason,
                )
            )
        return tuple(checks)

    def _slope_checks(self, is_mnist: bool) -> tuple[Check, ...]:
        means, deviations = self.slopes.mean(axis=1), self.slopes.std(axis=1)
        shares = (self.slopes < 0).mean(axis=1)
        short = (
            "128 epochs of digits are 5,500 steps, of MNIST 240,000: in the first, units spread, and in the "
            "rest they hardly saturate"
        )
        compress = Check(
            claim="Sec. 5.2: most units of Layer 3 compress, for bins of 1e-4 to 1e-1",
            expected="mean slope below 0 and most slopes below 0, for each bin size",
            found=f"mean {', '.join(f'{each:.5f}' for each in means)} nats/epoch; "
            f"{', '.join(f'{100 * each:.0f}' for each in shares)} % below 0",
            is_met=bool((means < 0).all() and (shares > 0.5).all()),
            reason=short,
        )
        if not is_mnist:
            return (compress,)
        return (
            compress,
            Check.of_value(
                "Sec. 5.2: least negative mean slope",
                expected=-0.002,
                found=float(means.max()),
                within=5e-4,
                unit="nats/epoch",
            ),
            Check(
                claim="Sec. 5.2: largest deviation of the slopes",
                expected="0.001 nats/epoch or less, to its digit",
                found=f"{deviations.max():.4f} nats/epoch",
                is_met=bool(deviations.max() < 1.5e-3),
            ),
        )

    def _distance_checks(self) -> tuple[Check, ...]:
        first, last = self.distances[0, "input"], self.schedule.epochs
        modes = [float(first.edges[int(np.argmax(each))]) for each in (first.within, first.between)]
        of_input = self.overlap(last, "input")

        def shown(epoch: int) -> str:
            return ", ".join(f"{layer}: {self.overlap(epoch, layer):.3f}" for layer in ("input", *LAYERS))

        def separates(epoch: int) -> bool:
            dense = max(self.overlap(epoch, layer) for layer in LAYERS[2:])
            return dense < min(self.overlap(epoch, layer) for layer in ("input", *LAYERS[:2]))

        return (
            Check(
                claim="Fig. 8: pixels are nearer within a class, with much overlap",
                expected="the mode within is lower; overlap of 0.3 or more",
                found=f"modes {modes[0]:.2f} and {modes[1]:.2f}, overlap {of_input:.3f}",
                is_met=modes[0] < modes[1] and of_input >= 0.3,
            ),
            Check(
                claim="Fig. 8: Layers 1 and 2 do little to reduce the overlap",
                expected=f"at least {_KEPT:g} times the inputs', in the end",
                found=shown(last),
                is_met=min(self.overlap(last, layer) for layer in LAYERS[:2]) >= _KEPT * of_input,
                reason="of 8 × 8 pixels every unit of Layer 2 receives the whole image, of 28 × 28 none does",
            ),
            Check(
                claim="Fig. 8: Layers 3 and 4 separate the distances after one epoch",
                expected="less overlap than inputs, Layers 1 and 2",
                found=shown(1),
                is_met=separates(1),
                reason="an epoch of digits has 43 steps, one of MNIST 1875",
            ),
            Check(
                claim="Fig. 8: Layers 3 and 4 separate the distances in the end",
                expected="less than half the inputs' overlap",
                found=shown(last),
                is_met=all(self.overlap(last, layer) < of_input / 2 for layer in LAYERS[2:]),
            ),
        )

    @property
    def charts(self) -> dict[str, Chart]:
        """Fig. 7, Fig. 8 and the slopes."""
        bounds = {Axis.CLUSTERING: log(len(self.test))}
        histograms = {f"{layer}, epoch {epoch}": each for (epoch, layer), each in self.distances.items()}
        return {
            "cnn-entropy": epochs_chart(self.plane, title="H(Bin(T)), two bins (001 Fig. 7)", bounds=bounds),
            "cnn-distances": distances_chart(
                histograms, title="Distances of test images (001 Fig. 8)", columns=1 + len(LAYERS)
            ),
            "cnn-slopes": self._slope_chart(),
        }

    def _slope_chart(self) -> Chart:
        slopes = self.slopes
        edges = np.linspace(slopes.min(), slopes.max() + 1e-12, 41)
        return Chart(
            title="Units of Layer 3 (001 Sec. 5.2)",
            panels=(
                Panel(
                    title="slopes of H(Bin(T(k)))",
                    x_label="slope [nats/epoch]",
                    y_label="units",
                    series=tuple(
                        Series(
                            label=f"bins of {width:g}",
                            x=edges,
                            y=np.histogram(each, edges)[0].astype(float),
                            style=Style.STEPS,
                        )
                        for width, each in zip(WIDTHS, slopes, strict=True)
                    ),
                ),
            ),
        )
