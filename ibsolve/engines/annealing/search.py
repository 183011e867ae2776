"""Networks by annealing: quick to be there, never claimed to be the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ibsolve.engines.annealing.composition import composed_network
from ibsolve.engines.annealing.run import Aim, annealing
from ibsolve.engines.interface import LayerCodes
from ibsolve.information import LogForm, TableEntropies, exact_total_entropy, keeps_distortion
from ibsolve.problem import Code, Partition, Problem, Readout

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
    least: LogForm | None = None
    for restart in range(restarts):
        largest = _LARGEST_WEIGHTS[restart % len(_LARGEST_WEIGHTS)]
        for codes in _met(problem, rng, largest, stops):
            cost = exact_total_entropy(problem.table, codes)
            if (least is None or cost < least) and _is_feasible(problem, codes):
                least = cost
                yield codes, cost
        if stops():
            return


def _met(
    problem: Problem, rng: np.random.Generator, largest: int, stops: Callable[[], bool]
) -> Iterator[LayerCodes]:
    """The networks that one start leads to: of all layers, or of fewer where those lead to nothing."""
    is_equal = problem.readout is Readout.EQUAL
    if is_equal and problem.depth == 2 and len(problem.table.targets) > 1:
        composed = composed_network(problem, rng, stops)
        if composed is not None:
            yield composed
    is_met = False
    for codes in annealing(_aim(problem), problem.widths, rng, largest=largest, stops=stops):
        is_met = True
        yield codes
    width = problem.widths[-1] if is_equal else min(problem.widths[-2:])
    if is_met or problem.depth == 1 or width > problem.widths[-2]:
        return
    # A layer that keeps the distortion bound may be copied: each bit is a threshold function (rule R7).
    for codes in _met(problem.revised(widths=[*problem.widths[:-2], width]), rng, largest, stops):
        below, last = codes[:-1], codes[-1]
        yield (*below, *(_widened(last, above) for above in problem.widths[-2:]))


def _widened(layer: Sequence[Code], width: int) -> tuple[Code, ...]:
    """The codes with constant neurons up to the width."""
    return tuple(code + (0,) * (width - len(code)) for code in layer)


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
