"""A noisy SZT network for 1500 epochs, its five layers measured by sample propagation at 40 of them."""

import pytest

pytest.importorskip("torch")

from ibsolve.datasets import szt
from ibsolve.experiments.noisy_szt import BATCH, LEARNING_RATE, VARIANTS
from ibsolve.experiments.training_runs import Training, trained


@pytest.mark.parametrize("points", [6, 40])
def test_noisy_szt(benchmark, points):
    """At six epochs, which is nearly training alone, and at 40."""
    benchmark.group = "noisy SZT network, tanh, β = 0.005, 1500 epochs, all 4096 inputs"
    training = Training(
        widths=(12, 10, 7, 5, 4, 3, 2),
        epochs=1500,
        seeds=(0,),
        learning_rate=LEARNING_RATE,
        batch=BATCH,
        test_share=0.2,
        probed=4096,
        points=points,
    )
    variant = VARIANTS[0]
    found = benchmark.pedantic(
        trained, ([variant], szt(), training), {"shown": (), "report": lambda _: None}, rounds=1
    )
    run = found[variant.name][0]
    benchmark.extra_info["epochs measured"] = len(run.plane.times)
    benchmark.extra_info["fall of I(X;T5), nats"] = round(run.fall(), 3)
