"""Information planes while a network trains: epochs with and without binning; points of sample propagation.

The network and data are those of Shwartz-Ziv and Tishby: an epoch with binning of its five layers is to take
at most 1.2 of a bare one; 40 points of sample propagation and 1500 epochs at most a minute.
"""

from itertools import count

import pytest

pytest.importorskip("torch")

import torch

from ibsolve.datasets import szt
from ibsolve.networks.models import fully_connected
from ibsolve.networks.plane import Probe, Schedule, Tracker

LAYERS = [f"layer{k}" for k in range(1, 6)]


def trained(samples, batch, **network):
    """A function that trains one epoch, and the model."""
    model = fully_connected([12, 10, 7, 5, 4, 3, 2], "tanh", **network)
    inputs = torch.as_tensor(samples.inputs, dtype=torch.float32)
    labels = torch.as_tensor(samples.labels)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05)

    def epoch():
        for rows in torch.randperm(len(inputs)).split(batch):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs[rows]), labels[rows]).backward()
            optimiser.step()

    return epoch, model


@pytest.mark.parametrize("is_tracked", [False, True], ids=["bare", "binning at every epoch"])
def test_epoch(benchmark, is_tracked):
    benchmark.group = "an epoch, batches of 512, N = 3277"
    torch.set_num_threads(1)
    samples, _ = szt().split(0.2, seed=0)
    epoch, model = trained(samples, 512)
    probe = Probe(samples.inputs, samples.labels)
    tracker = Tracker(
        model, layers=LAYERS, probes=probe, methods=["binning"], schedule=Schedule.every(1, 10**5)
    )
    times = count()

    def measured_epoch():
        epoch()
        if is_tracked:
            tracker.measure(next(times))

    benchmark.pedantic(measured_epoch, rounds=200, warmup_rounds=3)


@pytest.mark.parametrize("threads", [1, 2])
def test_point_of_sample_propagation(benchmark, threads):
    benchmark.group = "sample propagation of five layers, N = 4096"
    torch.set_num_threads(threads)
    samples = szt()
    epoch, model = trained(samples, 4096, beta=0.05)
    for _ in range(100):
        epoch()
    tracker = Tracker(
        model,
        layers=LAYERS,
        probes=Probe(samples.inputs, samples.labels),
        methods=["sample-propagation"],
        schedule=Schedule.every(1, 100),
    )
    times = count()
    found = benchmark.pedantic(lambda: tracker.measure(next(times)), rounds=3, warmup_rounds=1)
    widest = max(point.estimate.interval.width / 2 for point in found)
    benchmark.extra_info["widest half-width, nats"] = round(widest, 3)
