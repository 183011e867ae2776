"""The tasks of the ranking, with their truths: closed forms, quadrature and solved networks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf, log

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.engines import solve
from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.estimators import Labels
from ibsolve.problem import Network, Problem
from ibsolve.solution import Solution
from ibsolve.studies.ranking.task import Draw, Family, Task
from ibsolve.theory import (
    Unit,
    gaussian_pair_information,
    joint_gaussian_information,
    mixture_information,
    noisy_layers,
)

_GAUSSIAN_PAIRS = ((1, 0.5), (1, 0.9), (2, 0.7), (5, 0.5), (10, 0.5), (10, 0.9), (100, 0.1), (1000, 0.03))
"""Pairs of coordinates and their correlation."""

_COVARIANCE = np.array(
    [
        [2.0, 0.5, 0.3, 0.8, 0.1],
        [0.5, 1.0, 0.2, 0.4, 0.3],
        [0.3, 0.2, 1.5, 0.2, 0.9],
        [0.8, 0.4, 0.2, 1.2, 0.4],
        [0.1, 0.3, 0.9, 0.4, 1.4],
    ]
)
"""Of three coordinates of X and two of Y."""

_NEURON = np.tanh(np.array([-3.0, -1.0, 1.0, 3.0]) - 2.3)
"""tanh(x − 2.3) of the four inputs of paper 001, Section 4."""
_PLANE = np.array([[0.0, 0.0], [0.3, 0.1], [-0.2, 0.4]])
_CLOUDS = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [1.0, 3.0]])


@cache
def tasks() -> tuple[Task, ...]:
    """All tasks, each with a name of its own."""
    return (
        *(_gaussian_pairs(dimension, rho) for dimension, rho in _GAUSSIAN_PAIRS),
        Task(
            name="gaussian-covariance",
            family=Family.GAUSSIAN,
            truth=joint_gaussian_information(_COVARIANCE, 3),
            sample=_of_covariance,
        ),
        _finite_through_noise("neuron-beta-0.1", _NEURON[:, None], 0.1),
        _finite_through_noise("neuron-beta-0.5", _NEURON[:, None], 0.5),
        _finite_through_noise("plane-beta-0.2", _PLANE, 0.2),
        _finite_through_noise("clouds-beta-1", _CLOUDS, 1.0),
        _finite_through_noise("xor-codes-beta-0.3", _codes_of_xor(), 0.3),
        _solved_layer("parity-3-layer", 3, [3, 1]),
        _solved_layer("xor-layer", 2, [2, 1]),
        _noisy_threshold("xor-layer-sigma-0.5", 0.5),
        _noisy_threshold("xor-layer-sigma-2", 2.0),
        Task(
            name="stochastic-target",
            family=Family.NETWORK,
            truth=Unit.BITS.in_nats(_noisy_xor().layers[0].information_about_target),
            sample=_of_stochastic_target,
        ),
        _uniform_with_noise(0.5),
        _uniform_with_noise(0.1),
        Task(
            name="uniform-of-label",
            family=Family.MIXED,
            truth=log(5) - 4 * log(2) / 5,
            sample=_uniform_of_label,
        ),
        Task(
            name="zero-inflated-poisson",
            family=Family.MIXED,
            truth=_zero_inflated_poisson_truth(),
            sample=_zero_inflated_poisson,
        ),
        Task(
            name="xor-of-signs",
            family=Family.SYNERGY,
            truth=log(2),
            sample=_xor_of_signs,
        ),
        Task(
            name="xor-with-flips",
            family=Family.SYNERGY,
            truth=log(2) + 0.1 * log(0.1) + 0.9 * log(0.9),
            sample=_xor_with_flips,
        ),
        Task(name="tanh-of-gaussian", family=Family.DETERMINISTIC, truth=inf, sample=_tanh_of_gaussian),
        Task(name="relu-layer", family=Family.DETERMINISTIC, truth=inf, sample=_relu_layer),
    )


def selected(names: Sequence[str] | None) -> list[Task]:
    """The tasks of these names in the order of all, or all for None. Raises ProblemError for another name."""
    if names is None:
        return list(tasks())
    known = [task.name for task in tasks()]
    faults = [
        Fault(where="tasks", expected=f"names among {', '.join(known)}", found=shown(name))
        for name in names
        if name not in known
    ]
    if faults or not names:
        raise ProblemError(*(faults or [Fault(where="tasks", expected="one name or more", found="none")]))
    return [task for task in tasks() if task.name in names]


def _gaussian_pairs(dimension: int, rho: float) -> Task:
    def sample(n: int, rng: np.random.Generator) -> Draw:
        x = rng.normal(size=(n, dimension))
        return Draw(x=x, y=rho * x + np.sqrt(1 - rho**2) * rng.normal(size=(n, dimension)))

    return Task(
        name=f"gaussian-{dimension}d-rho-{rho:g}",
        family=Family.GAUSSIAN,
        truth=gaussian_pair_information(rho, dimension),
        sample=sample,
    )


def _of_covariance(n: int, rng: np.random.Generator) -> Draw:
    drawn = rng.multivariate_normal(np.zeros(5), _COVARIANCE, size=n)
    return Draw(x=drawn[:, :3], y=drawn[:, 3:])


def _finite_through_noise(name: str, means: Floats, beta: float) -> Task:
    """X uniform on the rows of means, which are T without its noise; X is given as labels."""

    def sample(n: int, rng: np.random.Generator) -> Draw:
        place = rng.integers(0, len(means), n)
        clean = means[place]
        return Draw(x=Labels(place), y=clean + beta * rng.normal(size=clean.shape), clean=clean)

    law = np.full(len(means), 1 / len(means))
    truth = mixture_information(means, law, beta)
    return Task(name=name, family=Family.NOISE, truth=truth, sample=sample, noise=beta)


@cache
def _solved_parity(variables: int, widths: tuple[int, ...]) -> Solution:
    table = [place.bit_count() % 2 for place in range(2**variables)]
    return solve(Problem.from_truth_table("".join(map(str, table)), widths=list(widths)))


def _solved_network(solution: Solution) -> Network:
    network = solution.network
    assert network is not None, "parity is feasible on as many neurons as inputs"
    return network


def _codes_of_xor() -> Floats:
    return np.array(_solved_parity(2, (2, 1)).layers[0].codes, dtype=float)


def _solved_layer(name: str, variables: int, widths: list[int]) -> Task:
    """X uniform, X_1 of the solved parity: I(X;X_1) = H(X_1)."""
    layer = _solved_parity(variables, tuple(widths)).layers[0]
    codes = np.array(layer.codes)

    def sample(n: int, rng: np.random.Generator) -> Draw:
        place = rng.integers(0, len(codes), n)
        return Draw(x=Labels(place), y=Labels(codes[place]))

    return Task(name=name, family=Family.NETWORK, truth=Unit.BITS.in_nats(layer.entropy), sample=sample)


def _noisy_threshold(name: str, sigma: float) -> Task:
    """X uniform, T_1 of solved XOR with noise before its thresholds."""
    solution = _solved_parity(2, (2, 1))
    network = _solved_network(solution)
    [point] = noisy_layers(network, solution.problem.table, [sigma], unit=Unit.NATS)[0].points
    inputs = np.array(solution.problem.table.inputs)
    weights = np.array([neuron.weights for neuron in network.layers[0].neurons])
    thresholds = np.array([neuron.threshold for neuron in network.layers[0].neurons])

    def sample(n: int, rng: np.random.Generator) -> Draw:
        place = rng.integers(0, len(inputs), n)
        sums = inputs[place] @ weights.T - thresholds + 0.5
        return Draw(x=Labels(place), y=Labels(sums + sigma * rng.normal(size=sums.shape) >= 0))

    return Task(name=name, family=Family.NETWORK, truth=point.information, sample=sample)


@cache
def _noisy_xor() -> Solution:
    """XOR whose target is flipped one time in ten, solved."""
    return solve(Problem.from_joint([[9, 1], [1, 9], [1, 9], [9, 1]], widths=[2, 1]))


def _of_stochastic_target(n: int, rng: np.random.Generator) -> Draw:
    codes = np.array(_noisy_xor().layers[0].codes)
    place = rng.integers(0, 4, n)
    flips = rng.random(n) < 0.1
    parity = np.array([0, 1, 1, 0])[place]
    return Draw(x=Labels(codes[place]), y=Labels(parity ^ flips))


def _uniform_with_noise(width: float) -> Task:
    """Y = X + width·(U − ½), X and U uniform on [0, 1]: width/2 − ln width for widths up to 1."""

    def sample(n: int, rng: np.random.Generator) -> Draw:
        x = rng.random(n)
        return Draw(x=x, y=x + width * (rng.random(n) - 0.5))

    truth = width / 2 - log(width)
    return Task(name=f"uniform-width-{width:g}", family=Family.UNIFORM, truth=truth, sample=sample)


def _uniform_of_label(n: int, rng: np.random.Generator) -> Draw:
    """X uniform on five labels, Y uniform on [X, X + 2] (Gao et al. 2017)."""
    label = rng.integers(0, 5, n)
    return Draw(x=Labels(label), y=label + 2 * rng.random(n))


_ZEROS = 0.15


def _zero_inflated_poisson(n: int, rng: np.random.Generator) -> Draw:
    """X exponential, Y Poisson of mean X, set to 0 with probability 0.15: both numbers, Y with ties."""
    x = rng.exponential(size=n)
    return Draw(x=x, y=(rng.poisson(x) * (rng.random(n) >= _ZEROS)).astype(float))


def _zero_inflated_poisson_truth() -> float:
    """Σ_k ∫ e^{−x} p(k|x) ln(p(k|x)/p(k)) dx.

    Not (1 − p) times that of the Poisson law, as Gao et al. 2017 have it: a 0 may be of either kind.
    """
    from scipy.integrate import quad_vec
    from scipy.special import rel_entr
    from scipy.stats import poisson

    counts = np.arange(80)
    marginal = (1 - _ZEROS) * 0.5 ** (counts + 1.0)
    marginal[0] += _ZEROS

    def integrand(x: float) -> float:
        given = (1 - _ZEROS) * poisson.pmf(counts, x)
        given[0] += _ZEROS
        return float(np.exp(-x) * rel_entr(given, marginal).sum())

    return float(quad_vec(integrand, 0, 40, epsabs=1e-12)[0])


def _xor_of_signs(n: int, rng: np.random.Generator) -> Draw:
    """Which quadrants a point of the square lies in; neither coordinate alone tells anything."""
    x = rng.uniform(-1, 1, size=(n, 2))
    return Draw(x=x, y=Labels(x[:, 0] * x[:, 1] > 0))


def _xor_with_flips(n: int, rng: np.random.Generator) -> Draw:
    """Two bits and their parity, flipped one time in ten."""
    bits = rng.integers(0, 2, size=(n, 2))
    flips = rng.random(n) < 0.1
    return Draw(x=Labels(bits), y=Labels(bits[:, 0] ^ bits[:, 1] ^ flips))


def _tanh_of_gaussian(n: int, rng: np.random.Generator) -> Draw:
    x = rng.normal(size=n)
    return Draw(x=x, y=np.tanh(x))


def _relu_layer(n: int, rng: np.random.Generator) -> Draw:
    x = rng.normal(size=(n, 3))
    return Draw(x=x, y=np.maximum(x @ np.array([[1.0, 0.5], [-0.5, 1.0], [0.3, -0.8]]), 0))
