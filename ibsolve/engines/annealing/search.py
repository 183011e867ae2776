"""Networks by annealing: quick to be there, never claimed to be the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from ibsolve.engines.annealing.composition import composed_network
from ibsolve.engines.annealing.run import Aim, annealing
from ibsolve.engines.interface import LayerCodes
from ibsolve.information import LogForm, TableEntropies, exact_total_entropy, keeps_distortion
from ibsolve.problem import Partition, Problem, Readout

_STEPS_A_BIT, _LEAST_STEPS, _MOST_STEPS = 2_000, 20_000, 300_000
"""Steps of an annealing: in proportion to the output bits of all neurons on all points."""

_PENALTY = 20.0
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
    aim = _aim(problem)
    composes = problem.readout is Readout.EQUAL and problem.depth == 2 and len(problem.table.targets) > 1
    least: LogForm | None = None
    for restart in range(restarts):
        largest = _LARGEST_WEIGHTS[restart % len(_LARGEST_WEIGHTS)]
        composed = composed_network(problem, rng, stops) if composes else None
        networks = annealing(aim, problem.widths, rng, largest=largest, stops=stops)
        for codes in chain([] if composed is None else [composed], networks):
            cost = exact_total_entropy(problem.table, codes)
            if (least is None or cost < least) and _is_feasible(problem, codes):
                least = cost
                yield codes, cost
        if stops():
            return


def _aim(problem: Problem) -> Aim:
    table = problem.table
    bits = table.target_bits() if problem.readout is Readout.EQUAL else np.zeros((len(table.inputs), 0))
    given = TableEntropies.of(table)
    bits_of_neurons = len(table.inputs) * sum(problem.widths)
    return Aim(
        inputs=table.inputs,
        joint=np.array([[count / table.total for count in row] for row in table.counts]),
        target=np.array(bits, dtype=np.int64),
        # Whatever epsilon is, no more than H(Y) can be lost.
        allowed=float(min(given.H_Y, given.H_Y - given.I_XY + problem.epsilon)),
        penalty=_PENALTY,
        steps=min(max(bits_of_neurons * _STEPS_A_BIT, _LEAST_STEPS), _MOST_STEPS),
    )


def _is_feasible(problem: Problem, codes: LayerCodes) -> bool:
    if problem.readout is Readout.EQUAL and list(codes[-1]) != problem.table.target_bits():
        return False
    return keeps_distortion(problem.table, Partition.of(codes[-1]), problem.epsilon)
