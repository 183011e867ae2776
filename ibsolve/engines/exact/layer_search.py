"""One layer of given size: the compiled search, its questions answered in exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ibsolve.engines.allowance import Allowance, equivocation
from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.frames import first_frames, no_verdicts, with_room
from ibsolve.engines.exact.stage import Stage, refined
from ibsolve.engines.exact.tables import Tables, has_mass_keys, label_counts_of, masses_of
from ibsolve.information import LogForm, exact_entropy

_MARGIN = 1e-10
"""Bits; far above the rounding of any value the kernel compares."""

_PAUSE = 1_000_000
"""Candidates between two pauses, some hundredths of a second."""

_QUESTIONS = 256
"""Questions between two pauses."""

_EMITTED = 64
"""Layers handed over at a time."""


class Objective(Enum):
    """What a search makes small: the entropies of the layers, or H(Y|X_ν) and with it the distortion."""

    ENTROPY = "entropy"
    DISTORTION = "distortion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a layer is searched for.

    objective: what makes a layer better. kind: of the kernel's kinds. rest: least cost of the layers
    above. cut: value to beat, None for any. allowed: what the layer may lose. ties: whether
    what equals the cut counts too. All values in bits.
    """

    objective: Objective
    kind: int
    size: int
    rest: LogForm
    cut: LogForm | None
    allowed: Allowance
    ties: bool = False


class LayerSearch:
    """A search for layers of `task.size` different neurons above a stage.

    Iterate over it to get the layers it hands over, in batches; between batches `cut` may be
    lowered. pause: called now and then with the candidates looked at; true ends the search, and
    `is_complete` stays false.
    """

    def __init__(
        self, stage: Stage, tables: Tables, task: Task, pause: Callable[[LayerSearch], bool]
    ) -> None:
        self.is_complete = False
        self._stage = stage
        self._task = task
        self._pause = pause
        self._tables = tables.for_size(task.size)
        self.cut = task.cut
        self._found = 0
        self._asked = 0
        self._open = 0
        self._holds_cut = False
        self._state = np.zeros(kernel.STATE_SIZE, dtype=np.int64)
        self._bounds = np.empty(kernel.BOUNDS_SIZE)
        self._bounds[kernel.CUT] = np.inf if task.cut is None else float(task.cut)
        self._bounds[kernel.MARGIN] = _MARGIN
        self._bounds[kernel.REST] = float(task.rest)
        self._bounds[kernel.EQUIVOCATION] = float(task.allowed.equivocation)
        self._best = np.zeros(task.size + 1, dtype=np.int64)
        self._emitted = np.zeros((_EMITTED, task.size + 1), dtype=np.int64)
        # Without the tables of all masks a candidate costs a sum for every label and byte.
        cost = 1 if len(tables.measure) > 1 else len(tables.masses) * (1 + len(tables.label_masses))
        self._budget = max(1, _PAUSE // cost)
        self._frames = first_frames(stage, tables, task.size)
        self._verdicts = no_verdicts()

    @property
    def size(self) -> int:
        """Neurons of the layers searched."""
        return self._task.size

    @property
    def nodes(self) -> int:
        """Partial and complete layers looked at."""
        return int(self._state[kernel.NODES])

    @property
    def best(self) -> tuple[int, ...] | None:
        """The columns of the layer whose worth is the cut, then those of its output neuron."""
        return tuple(map(int, self._best)) if self._holds_cut else None

    @property
    def open_cost(self) -> float | None:
        """A lower bound, bits, on the entropy of the layers not yet looked at or in the last batch.

        None where there are no such layers.
        """
        if self._open >= len(self._tables.columns):
            return None
        column = self._tables.columns[self._open : self._open + 1]
        return float(
            kernel.refined_costs(column, self._tables.parts, self._tables.measure, self._tables.masses)[0]
        )

    def lower_cut(self, cut: LogForm) -> None:
        """From now on only what is below this value counts; a cut that is lower already stays."""
        if self.cut is not None and not cut < self.cut:
            return
        self.cut = cut
        self._holds_cut = False
        self._bounds[kernel.CUT] = float(cut)
        self._verdicts.counts[0] = 0
        if self._task.objective is Objective.DISTORTION:
            self._verdicts.counts[1] = 0

    def __iter__(self) -> Iterator[list[tuple[int, ...]]]:
        explore = kernel.explore if self._task.objective is Objective.ENTROPY else kernel.explore_distortion
        while True:
            outcome = explore(
                tuple(self._tables),
                tuple(self._frames),
                tuple(self._verdicts),
                self._state,
                self._bounds,
                self._task.kind,
                int(self._task.ties),
                self._task.size,
                self._budget,
                self._best,
                self._emitted,
            )
            if self._state[kernel.FOUND] > self._found:
                self._found = int(self._state[kernel.FOUND])
                self._holds_cut = True
                self.cut = self._value(self._best.tolist())
            if outcome == kernel.QUESTION:
                self._answer()
                self._asked += 1
                if self._asked % _QUESTIONS == 0 and self._pause(self):
                    return
                continue
            emitted = [tuple(map(int, row)) for row in self._emitted[: self._state[kernel.EMITTED]]]
            self._state[kernel.EMITTED] = 0
            if emitted:
                yield emitted
            # A layer of several neurons begins with the column before the position.
            self._open = int(self._frames.positions[0]) - int(self._state[kernel.LEVEL] > 0)
            if outcome == kernel.DONE:
                self.is_complete = True
                return
            if self._pause(self):
                return

    def _value(self, columns: Sequence[int]) -> LogForm:
        """The exact worth of a complete layer and of what stands above it."""
        own, output = columns[: self._task.size], columns[self._task.size :]
        has_output = self._task.kind == kernel.ONE_BEST
        if self._task.objective is Objective.DISTORTION:
            return self._equivocation(output if has_output else own)
        above = self._entropy(output) if has_output else self._task.rest
        return self._entropy(own) + above

    def _blocks(self, columns: Sequence[int]) -> list[int]:
        return [block for block in refined([self._stage.everything], columns) if block]

    def _entropy(self, columns: Sequence[int]) -> LogForm:
        return exact_entropy(map(self._stage.mass, self._blocks(columns)))

    def _equivocation(self, columns: Sequence[int]) -> LogForm:
        return equivocation([self._stage.label_counts(block) for block in self._blocks(columns)])

    def _answer(self) -> None:
        """Decide the kernel's question exactly and write the verdict where it will look for it."""
        question = self._verdicts.question
        keys = [int(key) for key in question[: question[-1]]]
        if self._state[kernel.QUESTION_KIND] == kernel.VALUE:
            sign = self._sign_of_value(keys)
            kind = 0
        else:
            sign = self._sign_of_distortion(keys)
            kind = 1
        rows, lengths, signs = self._verdicts[3 * kind : 3 * kind + 3]
        at = int(self._verdicts.counts[kind])
        if at == len(signs):
            self._verdicts = with_room(self._verdicts, kind)
            at = int(self._verdicts.counts[kind])
            rows, lengths, signs = self._verdicts[3 * kind : 3 * kind + 3]
        rows[at, : len(keys)] = keys
        lengths[at] = len(keys)
        signs[at] = sign
        self._verdicts.counts[kind] = at + 1

    def _sign_of_value(self, keys: list[int]) -> int:
        assert self.cut is not None, "a value was questioned without a cut"
        if has_mass_keys(self._stage) and -1 in keys:
            at = keys.index(-1)
            return (exact_entropy(keys[:at]) + exact_entropy(keys[at + 1 :]) - self.cut).sign()
        return (exact_entropy(masses_of(self._stage, keys)) + self._task.rest - self.cut).sign()

    def _sign_of_distortion(self, keys: list[int]) -> int:
        value = equivocation(label_counts_of(self._stage, keys))
        if self._task.objective is Objective.ENTROPY:
            return self._task.allowed.excess(value)
        assert self.cut is not None, "a value was questioned without a cut"
        return (value - self.cut).sign()
