"""What a layer leaves of a stage: the joint law of its codes, in canonical form, as the next stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.engines.exact.stage import Stage, points_of, refined, union
from ibsolve.problem import JointTable, Readout, cube
from ibsolve.threshold import cube_symmetries


@dataclass(frozen=True, slots=True)
class Reduction:
    """The next stage, and the points of the stage below that share each of its codes, as masks.

    key: the same for two reductions if and only if their stages are.
    """

    key: tuple[int, ...]
    stage: Stage
    cells: tuple[int, ...]

    def lifted(self, column: int) -> int:
        """A column over the codes as one over the points below."""
        return union(self.cells[point] for point in points_of(column))


class Reductions:
    """The stages met so far, each once up to permuting and flipping the bits of its codes."""

    def __init__(self, *, sufficient: bool, readout: Readout) -> None:
        self._sufficient = sufficient
        self._readout = readout
        self._rows: dict[tuple[int, ...], int] = {}
        self._stages: dict[tuple[int, ...], Stage] = {}

    def forget(self) -> None:
        """Give the memory of the stages back; the numbers of rows stay, for keys in use are made of them."""
        self._stages.clear()

    def of(self, stage: Stage, columns: Sequence[int]) -> Reduction:
        """The stage above a layer whose neurons output these columns."""
        cells = refined([stage.everything], columns)
        rows = [
            tuple(map(sum, zip(*(stage.table.counts[i] for i in points_of(cell)), strict=True)))
            for cell in cells
        ]
        numbers = np.array([self._rows.setdefault(row, len(self._rows) + 1) if row else 0 for row in rows])
        symmetries = cube_symmetries(len(columns))
        images = numbers[symmetries].tolist()
        best = min(range(len(images)), key=images.__getitem__)
        order = [int(code) for code in symmetries[best] if numbers[code]]
        key = tuple(images[best])
        if key not in self._stages:
            self._stages[key] = self._stage(stage.table, key, [rows[code] for code in order])
        return Reduction(key, self._stages[key], tuple(cells[code] for code in order))

    def _stage(self, below: JointTable, key: tuple[int, ...], rows: list[tuple[int, ...]]) -> Stage:
        bits = len(key).bit_length() - 1
        divisor = math.gcd(*(count for row in rows for count in row))
        table = JointTable(
            variables=tuple(f"h{j}" for j in range(1, bits + 1)),
            targets=below.targets,
            inputs=tuple(code for code, number in zip(cube(bits), key, strict=True) if number),
            labels=below.labels,
            counts=tuple(tuple(count // divisor for count in row) for row in rows),
        )
        return Stage(table, sufficient=self._sufficient, readout=self._readout)
