"""Sums over the pairs of a Gaussian mixture, beside a broadcast and scikit-learn; KDE bounds; draws."""

import numpy as np
import pytest

from ibsolve.estimators import KDEBounds, SamplePropagation
from ibsolve.estimators.mixture import merged_centres
from ibsolve.estimators.mixture.compiled_sums import CompiledSums

CENTRES, QUERIES, FEW = 10_000, 2_000, 100
NEIGHBOURS = "log density of a mixture of 10 000 centres, d = 5, β = 0.3"


def layer(dimension=5, beta=0.3):
    rng = np.random.default_rng(0)
    rows = np.tanh(rng.normal(size=(CENTRES, dimension)))
    noise = rng.normal(size=(QUERIES, dimension))
    return rows, merged_centres(rows, beta), noise


def tell(benchmark, pairs):
    benchmark.extra_info["million pairs/s"] = round(pairs / benchmark.stats.stats.min / 1e6, 1)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("dimension", [1, 5, 10, 60])
def test_density_and_posterior_entropy(benchmark, dimension, precision):
    benchmark.group = NEIGHBOURS if dimension == 5 else f"the same, d = {dimension}"
    _, centres, noise = layer(dimension)
    sums = CompiledSums(centres, precision)
    points, shifts = centres.places[:QUERIES] + noise, (noise**2).sum(axis=1) / 2
    benchmark(lambda: sums.centre_sums(points, shifts))
    tell(benchmark, CENTRES * QUERIES)


def test_density_of_points_anywhere(benchmark):
    benchmark.group = NEIGHBOURS
    _, centres, noise = layer()
    sums = CompiledSums(centres)
    benchmark(lambda: sums.log_sums(centres.places[:QUERIES] + noise))
    tell(benchmark, CENTRES * QUERIES)


def test_posterior_of_groups(benchmark):
    benchmark.group = NEIGHBOURS
    rows, _, noise = layer()
    centres = merged_centres(rows, 0.3, np.arange(CENTRES) // 10)
    sums = CompiledSums(centres)
    points, shifts = centres.places[:QUERIES] + noise, (noise**2).sum(axis=1) / 2
    benchmark(lambda: sums.group_sums(points, shifts))
    tell(benchmark, CENTRES * QUERIES)


def test_broadcast(benchmark):
    benchmark.group = NEIGHBOURS
    _, centres, noise = layer()
    points = (centres.places[:QUERIES] + noise)[:FEW]

    def log_density():
        exponents = -((points[:, None] - centres.places) ** 2).sum(axis=2) / 2
        largest = exponents.max(axis=1)
        return np.log(np.exp(exponents - largest[:, None]).sum(axis=1)) + largest

    benchmark(log_density)
    tell(benchmark, CENTRES * FEW)


def test_scikit_learn(benchmark):
    neighbors = pytest.importorskip("sklearn.neighbors")
    benchmark.group = NEIGHBOURS
    rows, _, noise = layer()
    density = neighbors.KernelDensity(bandwidth=0.3).fit(rows)
    points = rows[:QUERIES] + 0.3 * noise
    benchmark.pedantic(lambda: density.score_samples(points), rounds=3)
    tell(benchmark, CENTRES * QUERIES)


def test_kernel_density_bounds(benchmark):
    benchmark.group = "10 000 samples, d = 5"
    rows, _, _ = layer()
    found = benchmark.pedantic(lambda: KDEBounds(0.1).estimate(rows, rows), rounds=3)
    benchmark.extra_info["nats"] = (round(found.interval.lower, 4), round(found.interval.upper, 4))


def test_sample_propagation(benchmark):
    benchmark.group = "10 000 samples, d = 5"
    rows, _, _ = layer()
    method = SamplePropagation(0.3, draws=1)
    found = benchmark.pedantic(lambda: method.estimate(rows, rows), rounds=3)
    benchmark.extra_info["nats"] = (round(found.interval.lower, 4), round(found.interval.upper, 4))
