"""Certified bounds on the rate of the bottleneck, beside a linear program on a grid of posteriors."""

import numpy as np
import pytest
from scipy.optimize import linprog

from ibsolve.bottleneck import rate_bound


def random_law(rows, letters):
    return np.random.default_rng(0).dirichlet(np.ones(rows * letters)).reshape(rows, letters)


def entropies(laws):
    return -(laws * np.log2(np.where(laws > 0, laws, 1))).sum(axis=-1)


def information(law):
    return float(entropies(law.sum(axis=0)) + entropies(law.sum(axis=1)) - entropies(law.ravel()))


@pytest.mark.parametrize("shape", [(3, 2), (64, 2), (256, 2), (64, 3), (64, 4), (8, 5)])
def test_bounds_within_a_ten_thousandth_of_a_bit(benchmark, shape):
    benchmark.group = f"rate of the bottleneck, |X| = {shape[0]}, |Y| = {shape[1]}"
    law = random_law(*shape)
    found = benchmark(lambda: rate_bound(law, 0.3 * information(law)))
    benchmark.extra_info["lower and upper, bits"] = (round(found.lower, 6), round(found.upper, 6))
    benchmark.extra_info["work"] = str(found.work)


def test_three_inputs_by_a_grid_of_posteriors(benchmark):
    """5151 posteriors: an estimate from above, and nothing that proves it."""
    benchmark.group = "rate of the bottleneck, |X| = 3, |Y| = 2"
    law = random_law(3, 2)
    p_x = law.sum(axis=1)
    epsilon = 0.3 * information(law)

    def solved():
        grid = [(a, b, 100 - a - b) for a in range(101) for b in range(101 - a)]
        posteriors = np.vstack([np.array(grid) / 100, p_x])
        return linprog(
            entropies(p_x) - entropies(posteriors),
            A_eq=posteriors.T,
            b_eq=p_x,
            A_ub=entropies(posteriors @ (law / p_x[:, None]))[None],
            b_ub=[entropies(law.ravel()) - entropies(p_x) + epsilon],
        ).fun

    value = benchmark(solved)
    found = rate_bound(law, epsilon)
    assert found.lower - 1e-9 <= value
    benchmark.extra_info["estimate, bits"] = round(value, 6)
