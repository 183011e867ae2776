"""The dependence coefficient: 1 for a function, 0 for independence, the printed formula on all samples."""

import numpy as np
import pytest

from ibsolve.estimators.dependence import cautions_of_function, dependence_coefficient


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


def is_called_function(x, y):
    """Whether either is called a function of the other, by both orders alike."""
    x, y = x.reshape(len(x), -1), y.reshape(len(y), -1)
    forth, back = cautions_of_function(x, y), cautions_of_function(y, x)
    assert bool(forth) == bool(back)
    return bool(forth)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (lambda rng: rng.integers(8, size=300) * 1.0, lambda x: x),
        (lambda rng: rng.normal(size=300), np.sign),
        (lambda rng: np.maximum(rng.normal(size=300), 0), lambda x: 1.0 * (x > 0)),
        (lambda rng: rng.integers(100, size=2000) * 1.0, np.sqrt),
    ],
    ids=["whole numbers", "sign", "whether a unit is on", "a hundred values"],
)
def test_a_function_of_few_values_tells_a_finite_entropy(x, y):
    for seed in range(5):
        samples = x(np.random.default_rng(seed))
        assert not is_called_function(samples, y(samples))


def test_a_function_with_atoms_beside_a_density_is_one():
    x = np.random.default_rng(0).normal(size=300)
    assert is_called_function(x, np.maximum(x, 0))


@pytest.mark.parametrize(("dimension", "n"), [(2, 100), (3, 200), (3, 2000), (4, 2000), (5, 4000)])
def test_a_noisy_line_in_space_is_no_function(dimension, n):
    # Neighbours on it are much nearer than those of as many dimensions, and noise of I = 2.3 nats shows.
    for seed in range(3):
        rng = np.random.default_rng(seed)
        line = rng.normal(size=(n, 1))
        x = np.sin(line * np.linspace(0.5, 2, dimension))
        assert not is_called_function(x, 0.995 * line + np.sqrt(1 - 0.995**2) * rng.normal(size=(n, 1)))


def test_samples_that_are_repeated_together_are_no_function():
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    y = x + 0.05 * rng.normal(size=300)
    assert not is_called_function(x, y)
    # Two in three are drawn more than once, and have themselves as the nearest neighbour.
    drawn = rng.integers(300, size=300)
    assert not is_called_function(x[drawn], y[drawn])


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e140])
def test_scales_of_any_size_change_nothing(scale):
    x = np.random.default_rng(0).normal(size=(200, 1))
    assert is_called_function(scale * x, x**2)
    assert dependence_coefficient(scale * x, x) == dependence_coefficient(x, x)
