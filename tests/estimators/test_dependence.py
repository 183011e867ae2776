"""The dependence coefficient: 1 for a function, 0 for independence, the printed formula on all samples."""

import numpy as np
import pytest

from ibsolve.estimators.dependence import dependence_coefficient


def printed(x, y):
    """Σ (n min(R_i, R_N(i)) − L_i²) / Σ L_i (n − L_i), of a single y."""
    n = len(y)
    below = np.array([(y <= each).sum() for each in y])
    above = np.array([(y >= each).sum() for each in y])
    gaps = np.linalg.norm(x[:, None] - x[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    near = gaps.argmin(axis=1)
    return (n * np.minimum(below, below[near]) - above**2).sum() / (above * (n - above)).sum()


@pytest.mark.parametrize("decimals", [12, 0])
def test_it_is_the_printed_sum(decimals):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(150, 2))
    y = np.round(x[:, 0] + 0.3 * rng.normal(size=150), decimals)
    assert dependence_coefficient(x, y[:, None]) == pytest.approx(printed(x / x.std(axis=0), y), abs=1e-12)


def test_a_function_and_chance_are_its_ends():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 1))
    assert dependence_coefficient(x, np.sin(x)) > 0.99
    assert abs(dependence_coefficient(x, rng.normal(size=(3000, 1)))) < 0.1


def test_the_least_dependent_coordinate_counts():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 1))
    assert dependence_coefficient(x, np.hstack([x, rng.normal(size=(500, 1))])) < 0.2
