"""The exact deterministic-IB frontier: its growth with |X|, and how much of it heuristics find."""

import numpy as np
import pytest

from ibsolve.bottleneck import agglomerate, bottleneck_curve, exact_frontier

exact_frontier([[0.5, 0.0], [0.0, 0.5]])  # compiles the search


def random_joint(points, labels=4):
    return np.random.default_rng(1).dirichlet(np.ones(points * labels)).reshape(points, labels)


def of_ones(function):
    """The law of a target of six uniform bits that is a function of how many are 1."""
    labels = [int(function(x.bit_count())) for x in range(64)]
    return np.eye(2)[labels] / 64


def tell(benchmark, frontier):
    assert frontier.is_complete
    benchmark.extra_info["points"] = len(frontier.entropy)
    benchmark.extra_info["nodes"] = int(frontier.work["nodes"])


@pytest.mark.parametrize("points", [12, 16, 20, 24])
def test_a_random_joint_with_four_labels(benchmark, points):
    benchmark.group = "exact DIB frontier"
    law = random_joint(points)
    rounds = 1 if points > 16 else 5
    tell(benchmark, benchmark.pedantic(exact_frontier, (law,), rounds=rounds))


@pytest.mark.parametrize(
    ("name", "function"),
    [("parity", lambda ones: ones % 2), ("majority", lambda ones: ones >= 4)],
    ids=["parity", "majority"],
)
def test_a_function_of_six_bits(benchmark, name, function):
    benchmark.group = f"exact DIB frontier of {name} of six bits"
    tell(benchmark, benchmark.pedantic(exact_frontier, (of_ones(function),), rounds=3))


@pytest.mark.parametrize("method", ["deterministic iteration", "agglomerative"])
def test_how_much_of_twelve_values_a_heuristic_finds(benchmark, method):
    benchmark.group = "exact DIB frontier"
    law = random_joint(12)
    work = {
        "deterministic iteration": lambda: bottleneck_curve(law, alpha=0, restarts=10),
        "agglomerative": lambda: agglomerate(law),
    }[method]
    found = benchmark.pedantic(work, rounds=3)
    exact = exact_frontier(law)
    near = np.abs(exact.entropy[:, None] - found.entropy) + np.abs(
        exact.information[:, None] - found.information
    )
    benchmark.extra_info["points of 95"] = int((near.min(axis=1) < 1e-9).sum())
