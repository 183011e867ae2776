"""Networks by annealing: quick to be there, never claimed to be the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from ibsolve.engines.annealing import kernel
from ibsolve.engines.interface import LayerCodes
from ibsolve.information import LogForm, TableEntropies, exact_partition_entropy, keeps_distortion
from ibsolve.problem import Partition, Problem, Readout

_STEPS_A_BIT, _LEAST_STEPS, _MOST_STEPS = 2_000, 20_000, 300_000
"""Steps of an annealing: in proportion to the output bits of all neurons on all points."""

_SLICE_WORK = 2_000_000
"""Steps times points between two looks at the clock, some hundredths of a second."""

_PENALTY = 20.0
_HOT, _COLD = 0.4, 0.02
_LARGEST_WEIGHTS = (7, 15, 3)
"""Tried in turn: small ones find what is regular, larger ones the rest."""


def annealed_networks(
    problem: Problem, *, seed: int, restarts: int, stops: Callable[[], bool]
) -> Iterator[tuple[LayerCodes, LogForm]]:
    """Ever better feasible networks: the codes of every layer, and Σ H(X_n) in bits.

    Integer weights and thresholds change one at a time; a step that costs energy — Σ H(X_n), and a
    penalty for distortion beyond epsilon — is taken with falling probability. What is given back has
    passed the exact test of the distortion bound. stops: asked now and then; true ends it. The same
    seed gives the same networks.

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])
    >>> networks = annealed_networks(xor, seed=0, restarts=1, stops=lambda: False)
    >>> str(min(cost for _, cost in networks))
    '5/2'
    """
    rng = np.random.default_rng(seed)
    least: LogForm | None = None
    for restart in range(restarts):
        largest = _LARGEST_WEIGHTS[restart % len(_LARGEST_WEIGHTS)]
        for codes in _run(problem, rng, largest, stops):
            cost = LogForm.total(
                exact_partition_entropy(problem.table, Partition.of(layer)) for layer in codes
            )
            if (least is None or cost < least) and _is_feasible(problem, codes):
                least = cost
                yield codes, cost
        if stops():
            return


def _run(
    problem: Problem, rng: np.random.Generator, largest: int, stops: Callable[[], bool]
) -> Iterator[LayerCodes]:
    """The networks that one annealing from a random start meets at the end of its slices."""
    table, depth = problem.table, problem.depth
    points = len(table.inputs)
    widths = np.array([len(table.variables), *problem.widths], dtype=np.int64)
    most = int(widths.max())
    codes = np.zeros((depth + 1, points, most), dtype=np.int64)
    codes[0, :, : widths[0]] = table.inputs
    weights = rng.integers(-2, 3, size=(depth + 1, most, most))
    thresholds = rng.integers(-1, 2, size=(depth + 1, most))
    network = (codes, codes.copy(), codes.copy(), widths, weights, thresholds)
    bits = table.target_bits() if problem.readout is Readout.EQUAL else np.zeros((points, 0))
    joint = np.array([[count / table.total for count in row] for row in table.counts])
    law = joint, np.array(bits, dtype=np.int64)
    given = TableEntropies.of(table)
    # Whatever epsilon is, no more than H(Y) can be lost.
    allowed = float(min(given.H_Y, given.H_Y - given.I_XY + problem.epsilon))
    steps = min(max(_STEPS_A_BIT * points * sum(problem.widths), _LEAST_STEPS), _MOST_STEPS)
    schedule = (allowed, _PENALTY, _HOT, _COLD, steps, largest)
    state = np.full(depth + 3, 0.0)
    state[kernel.LEAST] = math.inf
    kernel.seed_generator(int(rng.integers(2**31)))
    size = max(1, _SLICE_WORK // points)
    for first in range(0, steps, size):
        if stops():
            return
        if kernel.anneal(network, law, schedule, first, min(first + size, steps), state):
            yield tuple(
                tuple(tuple(map(int, code[:width])) for code in layer)
                for layer, width in zip(network[2][1:], problem.widths, strict=True)
            )


def _is_feasible(problem: Problem, codes: LayerCodes) -> bool:
    if problem.readout is Readout.EQUAL and list(codes[-1]) != problem.table.target_bits():
        return False
    return keeps_distortion(problem.table, Partition.of(codes[-1]), problem.epsilon)
