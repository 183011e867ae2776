"""A thousand networks trained at once, beside a loop over single networks in plain torch."""

import pytest

from ibsolve.problem import Problem

torch = pytest.importorskip("torch")

from ibsolve.networks import train  # noqa: E402 — after the check for torch

PROBLEM = Problem.from_truth_table("".join(str(k.bit_count() % 2) for k in range(16)), [3, 1])
NETWORKS, STEPS, LOOPED = 1000, 2000, 10


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_thousand_networks_at_once(benchmark, device):
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA here")
    benchmark.group = f"{NETWORKS} networks [3, 1] on 16 inputs, {STEPS} steps"
    trained = benchmark.pedantic(
        train, (PROBLEM,), {"networks": NETWORKS, "steps": STEPS, "device": device}, rounds=1
    )
    benchmark.extra_info["networks a second"] = round(NETWORKS / trained.seconds, 1)
    benchmark.extra_info["device"] = torch.cuda.get_device_name() if device == "cuda" else "cpu"


def single(seed):
    """One network of the usual kind: modules, torch.optim.Adam, the same steps and loss."""
    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(4, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 1), torch.nn.Sigmoid()
    )
    points = torch.tensor(PROBLEM.table.inputs, dtype=torch.float32)
    bits = torch.tensor(PROBLEM.table.target_bits(), dtype=torch.float32)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy(network(points), bits).backward()
        optimizer.step()


def test_a_loop_over_single_networks(benchmark):
    """Ten of them; a thousand take a hundred times as long. No entropies, which only ours are trained on."""
    benchmark.group = f"{NETWORKS} networks [3, 1] on 16 inputs, {STEPS} steps"
    benchmark.pedantic(lambda: [single(seed) for seed in range(LOOPED)], rounds=1)
    seconds = benchmark.stats.stats.median
    benchmark.extra_info["scaled to a thousand, seconds"] = round(seconds * NETWORKS / LOOPED, 1)
