"""Networks by annealing: quick to be there, never claimed to be the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count

import numpy as np

from ibsolve.engines.annealing.composition import composed_network
from ibsolve.engines.annealing.run import Aim, annealing
from ibsolve.engines.feasibility import is_feasible
from ibsolve.engines.interface import LayerCodes
from ibsolve.engines.needed_neurons import widened
from ibsolve.information import LogForm, TableEntropies, exact_total_entropy
from ibsolve.problem import Problem, Readout

_STEPS_A_BIT, _LEAST_STEPS, _MOST_STEPS = 2_000, 20_000, 300_000
"""Steps of an annealing: in proportion to the output bits of all neurons on all points."""

_PENALTY = 20.0
_LARGEST_WEIGHTS = (7, 15, 3)
"""Tried in turn: small ones find what is regular, larger ones the rest."""


def annealed_networks(
    problem: Problem, *, seed: int, restarts: int | None, stops: Callable[[], bool]
) -> Iterator[tuple[LayerCodes, LogForm]]:
    """Ever better feasible networks: the codes of every layer, and Σ H(X_n) in bits.

    Integer weights and thresholds change one at a time; a step that costs energy — Σ H(X_n), and a
    penalty for distortion beyond epsilon — is taken with falling probability. What is given back has
    passed the exact test of the distortion bound. restarts: how many starts, None for no end. stops:
    asked now and then; true ends it. The same seed gives the same networks.

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])
    >>> networks = annealed_networks(xor, seed=0, restarts=1, stops=lambda: False)
    >>> str(min(cost for _, cost in networks))
    '5/2'
    """
    rng = np.random.default_rng(seed)
    stages = [(fewer, _aim(fewer)) for fewer in _fewer_layers(problem)]
    least: LogForm | None = None
    for restart in count() if restarts is None else range(restarts):
        if stops():
            return
        largest = _LARGEST_WEIGHTS[restart % len(_LARGEST_WEIGHTS)]
        for codes in _met(stages, rng, largest, stops):
            whole = _copied(codes, problem)
            cost = exact_total_entropy(problem.table, whole)
            if (least is None or cost < least) and is_feasible(problem, whole):
                least = cost
                yield whole, cost


def _fewer_layers(problem: Problem) -> Iterator[Problem]:
    """The problem, and it with fewer and fewer layers, as long as those on top can copy the last one."""
    yield problem
    if problem.depth == 1:
        return
    below, last = problem.widths[-2:]
    width = last if problem.readout is Readout.EQUAL else min(below, last)
    if width <= below:
        yield from _fewer_layers(problem.revised(widths=[*problem.widths[:-2], width]))


def _copied(codes: LayerCodes, problem: Problem) -> LayerCodes:
    """The codes, the last layer copied through the layers above: each bit is a threshold function (R7)."""
    first = len(codes) - 1
    return (*codes[:-1], *(widened(codes[-1], width) for width in problem.widths[first:]))


def _met(
    stages: Sequence[tuple[Problem, Aim]], rng: np.random.Generator, largest: int, stops: Callable[[], bool]
) -> Iterator[LayerCodes]:
    """The networks that one start leads to: of all layers, or of fewer where those lead to nothing."""
    for problem, aim in stages:
        is_met = False
        networks = annealing(aim, problem.widths, rng, largest=largest, stops=stops)
        if problem.readout is Readout.EQUAL and problem.depth == 2 and len(problem.table.targets) > 1:
            composed = composed_network(problem, rng, stops)
            networks = networks if composed is None else chain([composed], networks)
        for codes in networks:
            is_met = True
            yield codes
        if is_met or stops():
            return


def _aim(problem: Problem) -> Aim:
    """What networks of the problem are annealed for."""
    table = problem.table
    given = TableEntropies.of(table)
    bits_of_neurons = len(table.inputs) * sum(problem.widths)
    is_equal = problem.readout is Readout.EQUAL
    # Where outputs must be the target bits, labels tell nothing more.
    counts = [[count] for count in table.input_counts] if is_equal else table.counts
    return Aim(
        inputs=table.inputs,
        joint=np.array([[count / table.total for count in row] for row in counts]),
        target=np.array(table.target_bits() if is_equal else [()] * len(table.inputs), dtype=np.int64),
        # Whatever epsilon is, no more than H(Y) can be lost.
        allowed=0.0 if is_equal else float(min(given.H_Y, given.H_Y - given.I_XY + problem.epsilon)),
        penalty=_PENALTY,
        steps=min(max(bits_of_neurons * _STEPS_A_BIT, _LEAST_STEPS), _MOST_STEPS),
    )
