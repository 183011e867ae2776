"""The curve of the information bottleneck, and embo beside it where that is installed.

embo 1.1.0 runs with its defaults: 30 values of β, evenly from 0.01 to 5, three restarts, at most 100
iterations and as many clusters as x.
"""

import numpy as np
import pytest

from ibsolve.bottleneck import agglomerate, bottleneck_curve

JOINT = np.random.default_rng(0).dirichlet(np.ones(64 * 8)).reshape(64, 8)


def note(benchmark, information, total):
    benchmark.extra_info["share of I(X;Y) reached"] = round(float(max(information) / total), 4)
    benchmark.extra_info["points"] = len(information)


@pytest.mark.parametrize("alpha", [1.0, 0.5, 0.0])
def test_a_curve_of_64_by_8(benchmark, alpha):
    benchmark.group = f"IB curve of a random 64x8 joint, alpha {alpha:g}"
    curve = benchmark.pedantic(bottleneck_curve, args=(JOINT,), kwargs={"alpha": alpha}, rounds=5)
    assert curve.information[-1] >= curve.I_XY - 1e-3
    note(benchmark, curve.information, curve.I_XY)
    benchmark.extra_info["updates"] = int(curve.iterations.sum())


@pytest.mark.parametrize("alpha", [1.0, 0.5, 0.0])
def test_a_curve_of_64_by_8_by_embo(benchmark, alpha):
    with np.errstate():  # embo switches NumPy's warnings off when imported
        embo = pytest.importorskip("embo")
    benchmark.group = f"IB curve of a random 64x8 joint, alpha {alpha:g}"

    def curve():
        np.random.seed(0)  # noqa: NPY002 — embo draws its starts from the old generator
        with np.errstate(all="ignore"):
            found = embo.InformationBottleneck(pxy=JOINT.copy(), alpha=alpha)
            return found.get_bottleneck(return_entropies=True)

    _, information, _, _, total, _, _ = benchmark.pedantic(curve, rounds=5)
    note(benchmark, information, total)


@pytest.mark.parametrize("size", [64, 512])
def test_greedy_partitions(benchmark, size):
    benchmark.group = "agglomerative bottleneck"
    joint = np.random.default_rng(0).dirichlet(np.ones(size * 8)).reshape(size, 8)
    found = benchmark.pedantic(agglomerate, args=(joint,), rounds=3)
    half = found.information[size // 2] / found.I_XY
    benchmark.extra_info["share of I(X;Y) kept by half as many blocks"] = round(float(half), 4)
