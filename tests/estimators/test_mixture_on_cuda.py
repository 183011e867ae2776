"""Mixtures on a GPU tell what they tell in main memory."""

import numpy as np
import pytest
import torch

from ibsolve.estimators import KDEBounds, Labels, SamplePropagation

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")

POINTS = np.random.default_rng(0).normal(size=(600, 5))
LABELS = Labels(np.random.default_rng(1).integers(0, 3, 600))


@pytest.mark.parametrize("x", [POINTS, LABELS], ids=["inputs", "labels"])
@pytest.mark.parametrize("sigma2", [0.01, 1.0])
def test_cuda_bounds_are_those_of_arrays(x, sigma2):
    here = KDEBounds(sigma2=sigma2).estimate(x, POINTS)
    there = KDEBounds(sigma2=sigma2).estimate(x, torch.tensor(POINTS, device="cuda"))
    assert there.interval.lower == pytest.approx(here.interval.lower, abs=1e-9)
    assert there.interval.upper == pytest.approx(here.interval.upper, abs=1e-9)


@pytest.mark.parametrize("x", [POINTS, LABELS], ids=["inputs", "labels"])
def test_cuda_draws_certify_the_same_quantity(x):
    """Draws differ between devices: both intervals hold the quantity, each with an error of 1e-6."""
    propagation = SamplePropagation(beta=0.5, draws=16, confidence=1 - 1e-6)
    here = propagation.estimate(x, POINTS)
    there = propagation.estimate(x, torch.tensor(POINTS, device="cuda"))
    assert max(here.interval.lower, there.interval.lower) <= min(here.interval.upper, there.interval.upper)
    assert there.value == pytest.approx(here.value, abs=0.02)
