"""Small networks of paper 001 trained side by side, and what their layers did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples
from ibsolve.estimators import BinnedEntropy, Binning, SamplePropagation
from ibsolve.experiments.probing import probe_of
from ibsolve.report.activations_chart import layer_scatter
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.epochs_chart import epochs_chart
from ibsolve.report.reproduction import Check, Report
from ibsolve.studies.information_plane import Axis, InformationPlane

if TYPE_CHECKING:
    from ibsolve.networks.fitting import History

PROPAGATION, BINS = "sample-propagation", "bins of 10β"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A network of a figure. alpha: of the orthonormality steps, 0 for none. accuracy: as printed, in %."""

    name: str
    figure: str
    activation: str
    beta: float | None
    alpha: float = 0.0
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How all of them are trained; the paper leaves learning rate, batch, share of tests and weights open.

    bin_widths, plane_widths: of networks without noise, for H(Bin T) and for the plane.
    """

    widths: tuple[int, ...]
    epochs: int
    seeds: tuple[int, ...]
    learning_rate: float
    batch: int
    test_share: float
    probed: int
    points: int
    draws: int = 1
    repeats: int = 16
    bin_widths: tuple[float, ...] = ()
    plane_widths: tuple[float, ...] = ()

    def probe(self, data: Samples) -> Samples:
        """The inputs that all networks are measured on."""
        return probe_of(data, self.probed)

    def lines(self) -> tuple[str, ...]:
        """What was chosen, for the reader."""
        widths, seeds = "-".join(map(str, self.widths)), ", ".join(map(str, self.seeds))
        chosen = (
            f"SGD without momentum, learning rate {self.learning_rate:g}, batches of {self.batch}, "
            f"{self.test_share:.0%} of the samples for the test: the paper states none of these"
        )
        return (
            f"{widths}, {self.epochs} epochs, seeds {seeds}",
            chosen,
            f"first weights normal with variance 1/(inputs of the layer); measured on {self.probed} inputs",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """One network after its training. scatter: T of the last hidden layer at some epochs."""

    plane: InformationPlane
    history: History
    scatter: Mapping[int, Floats]
    layer: str

    def information(self) -> tuple[Floats, Floats]:
        """Epochs, and I(X;T) of the last hidden layer, nats."""
        curve = self.plane.curve(self.layer, Axis.INPUT, method=PROPAGATION)
        return curve.times, curve.values

    def fall(self) -> float:
        """By how much I(X;T) of the last hidden layer ends below its peak, nats."""
        _, values = self.information()
        return float(values.max() - values[-1])

    def tracking(self) -> float:
        """Correlation of H(Bin) and I(X;T) of that layer from the peak of I(X;T) on; NaN if at the end."""
        _, values = self.information()
        clustering = self.plane.curve(self.layer, Axis.CLUSTERING, method=BINS).values
        after = slice(int(values.argmax()), None)
        if len(values[after]) < 3:
            return float("nan")
        return float(np.corrcoef(values[after], clustering[after])[0, 1])

    def test_loss_rise(self) -> float:
        """Last test loss over the least one."""
        return float(self.history.test_loss[-1] / self.history.test_loss.min())

    def compactness(self, labels: Any) -> float:
        """Mean distance within classes over that between them, in the last hidden layer at the end."""
        from ibsolve.estimators import Labels, distance_histograms

        last = self.scatter[max(self.scatter)]
        found = distance_histograms(last, Labels(labels))
        assert found.mean_within is not None, "classes have more than one sample"
        assert found.mean_between is not None, "there are two classes"
        return found.mean_within / found.mean_between


def middle(values: Sequence[float]) -> float:
    """The median, of what may be NaN, which is taken as the least."""
    return median(float("-inf") if np.isnan(value) else float(value) for value in values)


def trained(
    variants: Sequence[Variant], data: Samples, training: Training, *, shown: Sequence[int], report: Report
) -> dict[str, tuple[Run, ...]]:
    """All variants for all seeds, by the variant's name. shown: epochs to keep activations of."""
    from ibsolve.networks.fitting_together import fit_together
    from ibsolve.networks.models import fully_connected
    from ibsolve.networks.plane import Probe, Schedule, Tracker

    members = [(variant, seed) for variant in variants for seed in training.seeds]
    models = [
        fully_connected(training.widths, variant.activation, beta=variant.beta, seed=seed, noise_seed=seed)
        for variant, seed in members
    ]
    parts = [data.split(training.test_share, seed=seed) for _, seed in members]
    schedule = Schedule.dense_then_logarithmic(training.epochs, dense=5, points=training.points)
    probed = training.probe(data)
    layer = f"layer{len(training.widths) - 2}"
    trackers = [
        Tracker(
            model,
            layers=[f"layer{place}" for place in range(1, len(training.widths) - 1)],
            probes=[Probe(probed.inputs, probed.labels, name="inputs")],
            methods=_methods(variant, training),
            schedule=schedule,
            axes=[Axis.INPUT, Axis.TARGET] if training.plane_widths else [Axis.INPUT],
            repeats=training.repeats,
        )
        for (variant, _), model in zip(members, models, strict=True)
    ]
    scatters: list[dict[int, Floats]] = [{} for _ in members]

    def at_epoch(epoch: int) -> None:
        for model, tracker, scatter in zip(models, trackers, scatters, strict=True):
            tracker.measure(epoch)
            if epoch in shown:
                scatter[epoch] = _last_layer(model, probed)
        report(f"measured at epoch {epoch} of {training.epochs}")

    histories = fit_together(
        models,
        [train for train, _ in parts],
        tests=[test for _, test in parts],
        epochs=training.epochs,
        learning_rate=training.learning_rate,
        batch=training.batch,
        seeds=[seed for _, seed in members],
        alphas=[variant.alpha for variant, _ in members],
        measured={*schedule, *shown},
        at_epoch=at_epoch,
        history_every=max(1, training.epochs // 200),
    )
    runs = [
        Run(plane=tracker.plane, history=history, scatter=scatter, layer=layer)
        for tracker, history, scatter in zip(trackers, histories, scatters, strict=True)
    ]
    return {
        variant.name: tuple(run for (other, _), run in zip(members, runs, strict=True) if other is variant)
        for variant in variants
    }


def clustering_in(width: float) -> str:
    """The method that measures H(Bin T) in bins of a width."""
    return f"bins of {width:g}"


def information_in(width: float) -> str:
    """The method that measures I(X;T) and I(T;Y) of T in bins of a width."""
    return f"T in bins of {width:g}"


def tracking_check(claim: str, runs: Sequence[Run]) -> Check:
    """Whether H(Bin) goes with I(X;T) of the last hidden layer after the peak, in the median of the seeds."""
    return Check.above(claim, found=middle([run.tracking() for run in runs]), limit=0.9, unit="(correlation)")


def run_charts(
    runs: Mapping[str, Run], titles: Mapping[str, str], *, data: Samples, losses: str
) -> dict[str, Chart]:
    """All that was measured of each network, its last hidden layer at some epochs, and the losses.

    titles: of each network. data: those that were measured.
    """
    charts = {}
    for name, run in runs.items():
        charts[f"{name}-epochs"] = epochs_chart(run.plane, title=titles[name])
        layers = {epoch: {run.layer: values} for epoch, values in run.scatter.items()}
        charts[f"{name}-{run.layer}"] = layer_scatter(layers, data.labels, title=titles[name])
    return {**charts, "losses": loss_chart(runs, title=losses)}


def loss_chart(runs: Mapping[str, Run], *, title: str) -> Chart:
    """Train and test losses over the epochs, a panel a variant."""
    panels = []
    for name, run in runs.items():
        epochs = run.history.epochs.astype(float)
        losses = {"train": run.history.train_loss, "test": run.history.test_loss}
        lines = tuple(Series(label=label, x=epochs, y=values) for label, values in losses.items())
        panels.append(
            Panel(title=name, x_label="epoch", y_label="cross entropy (nats)", series=lines, is_x_log=True)
        )
    return Chart(title=title, panels=tuple(panels), columns=2)


def _methods(variant: Variant, training: Training) -> dict[str, Any]:
    if variant.beta is None:
        return {clustering_in(width): _bins(width) for width in training.bin_widths} | {
            information_in(width): Binning(bin_x=False, rule="width", width=width)
            for width in training.plane_widths
        }
    return {
        PROPAGATION: SamplePropagation(variant.beta, draws=training.draws),
        BINS: _bins(10 * variant.beta),
    }


def _bins(width: float) -> BinnedEntropy:
    return BinnedEntropy(rule="width", width=width)


def _last_layer(model: Any, data: Samples) -> Floats:
    """T of the last hidden layer, with noise of a stream of its own."""
    import torch

    source = torch.Generator().manual_seed(0)
    values = torch.tensor(data.inputs, dtype=torch.float32)
    with torch.no_grad():
        for layer in model[:-1]:
            for name, part in layer.named_children():
                if name == "noise":
                    values = values + part.beta * torch.randn(values.shape, generator=source)
                else:
                    values = part(values)
    return np.asarray(values.numpy(), dtype=float)
