"""Nearest neighbours beside other libraries: the same numbers to 1e-6, and the time each takes.

NPEET is not on PyPI; npeet-plus is its successor there, with sklearn's trees in place of scipy's.
"""

from math import e, sqrt

import numpy as np
import pytest

from ibsolve.estimators import EDGE, KSG, Labels, Ross

K = 4
SIZES = {"10 + 10 dimensions": (2000, 10), "3 + 3 dimensions": (2000, 3), "1 + 1 dimensions": (100_000, 1)}


def correlated(n, dimension):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, dimension))
    return x, 0.6 * x + sqrt(1 - 0.6**2) * rng.normal(size=(n, dimension))


def ours(x, y):
    """The number alone, as the others give it."""
    return KSG(k=K)._of_values(x, y)[0]  # noqa: SLF001 — without interval and cautions


def with_interval_and_cautions(x, y):
    return KSG(k=K).estimate(x, y).value


def npeet(x, y, monkeypatch):
    library = pytest.importorskip("npeet_plus.estimators")
    # It adds noise to every sample, which is left out for comparison.
    monkeypatch.setattr(library, "add_noise", lambda values: values)
    return library.mi(x, y, k=K, base=e)


def infomeasure(x, y, _):
    library = pytest.importorskip("infomeasure")
    return library.mutual_information(x, y, approach="ksg", k=K, noise_level=0, base="e")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", [ours, with_interval_and_cautions])
def test_ksg(benchmark, method, size):
    x, y = correlated(*SIZES[size])
    method(*correlated(50, 2))
    benchmark.group = f"KSG, {SIZES[size][0]} samples of {size}"
    benchmark.extra_info["nats"] = round(benchmark.pedantic(method, (x, y), rounds=3), 6)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rival", [npeet, infomeasure])
def test_a_rival(benchmark, monkeypatch, rival, size):
    x, y = correlated(*SIZES[size])
    benchmark.group = f"KSG, {SIZES[size][0]} samples of {size}"
    found = benchmark.pedantic(rival, (x, y, monkeypatch), rounds=1)
    assert abs(found - ours(x, y)) < 1e-6
    benchmark.extra_info["nats"] = round(float(found), 6)


@pytest.mark.parametrize("n", [2000, 100_000])
def test_labels_with_numbers(benchmark, n):
    classification = pytest.importorskip("sklearn.feature_selection._mutual_info")
    rng = np.random.default_rng(0)
    labels = rng.integers(5, size=n)
    x = labels + rng.normal(size=n)
    benchmark.group = f"Ross, {n} samples"
    found = benchmark.pedantic(lambda: Ross().estimate(x, Labels(labels)).value, rounds=1)
    # sklearn's function without the noise that its public one adds.
    assert abs(classification._compute_mi_cd(x, labels, 3) - found) < 1e-6  # noqa: SLF001


def test_hashing(benchmark):
    x, y = correlated(100_000, 1)
    benchmark.group = "EDGE, 100000 samples"
    benchmark.extra_info["nats"] = round(benchmark.pedantic(EDGE().estimate, (x, y), rounds=1).value, 6)
