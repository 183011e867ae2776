"""Networks of several outputs, put together output by output.

All outputs at once are too much for annealing. So they come one after another: an output that the
hidden neurons found so far suffice for is read from them; otherwise some more are annealed beside
them, for this output alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ibsolve.engines.annealing.run import Aim, annealing
from ibsolve.engines.canonical import as_column
from ibsolve.engines.interface import LayerCodes
from ibsolve.engines.needed_neurons import widened
from ibsolve.problem import Code, Neuron, Problem
from ibsolve.threshold import PointSet

_PENALTY = 200.0
"""Bits charged for an output bit that is wrong with certainty: here what a layer keeps hardly matters."""

_STEPS = 60_000
_TRIES = 4
"""Annealings for each number of neurons more."""

_MOST_MORE = 6
"""Most neurons more for one output."""

_LARGEST_WEIGHTS = (7, 15, 3)


def composed_network(
    problem: Problem, rng: np.random.Generator, stops: Callable[[], bool]
) -> LayerCodes | None:
    """Codes of a network of two layers whose outputs are the target bits; None where none was found.

    The outputs are taken in random order.
    """
    composition = _Composition(problem, rng, stops)
    outputs = list(zip(*problem.table.target_bits(), strict=True))
    if all(composition.takes(outputs[number]) for number in rng.permutation(len(outputs))):
        return composition.codes(problem.widths[0]), tuple(problem.table.target_bits())
    return None


class _Composition:
    """The hidden neurons found so far."""

    def __init__(self, problem: Problem, rng: np.random.Generator, stops: Callable[[], bool]) -> None:
        self._table = problem.table
        self._width = problem.widths[0]
        self._rng = rng
        self._stops = stops
        self._points = PointSet(problem.table.inputs)
        self._hidden: list[Neuron] = []

    def codes(self, width: int) -> tuple[Code, ...]:
        """What the hidden neurons say of each input, with constant ones up to the width."""
        codes = [tuple(int(neuron.fires(x)) for neuron in self._hidden) for x in self._table.inputs]
        return widened(codes, width)

    def takes(self, bits: tuple[int, ...]) -> bool:
        """Add as few neurons as are found to suffice for a neuron above with these outputs; false if none."""
        if self._is_read(bits):
            return True
        columns = next(self._more(bits), None)
        if columns is None:
            return False
        for column in columns:
            neuron = self._points.separation(as_column(column))
            assert isinstance(neuron, Neuron), "annealed weights gave a forbidden dichotomy"
            self._hidden.append(neuron)
        return True

    def _is_read(self, bits: tuple[int, ...]) -> bool:
        """Whether one neuron above the hidden ones can have these outputs."""
        if not self._hidden:
            return len(set(bits)) == 1
        codes = self.codes(len(self._hidden))
        image = dict(zip(codes, bits, strict=True))
        is_function = all(image[code] == bit for code, bit in zip(codes, bits, strict=True))
        return is_function and PointSet(tuple(image)).is_separable(as_column(image.values()))

    def _more(self, bits: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
        """The outputs of additional hidden neurons with which those found so far suffice."""
        table = self._table
        aim = Aim(
            inputs=table.inputs,
            joint=np.array([[count / table.total] for count in table.input_counts]),
            target=np.array(bits, dtype=np.int64)[:, None],
            allowed=0.0,
            penalty=_PENALTY,
            steps=_STEPS,
        )
        known = len(self._hidden)
        for more in range(1, min(self._width - known, _MOST_MORE) + 1):
            for attempt in range(_TRIES):
                largest = _LARGEST_WEIGHTS[attempt % len(_LARGEST_WEIGHTS)]
                networks = annealing(
                    aim,
                    [known + more, 1],
                    self._rng,
                    largest=largest,
                    stops=self._stops,
                    frozen=self._hidden,
                )
                for hidden, _ in networks:
                    yield list(zip(*hidden, strict=True))[known:]
                if self._stops():
                    return
