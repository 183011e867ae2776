"""The cells of a layer: P_n(j), Π_j, H(S_j), H(S_j|y), and the distortion of each input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ibsolve.information.entropy import exact_entropy
from ibsolve.problem import Code, JointTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """S_j: the codes of the layer below that a layer maps to one code (paper 000, Definition 1).

    code: x_j of the layer. probability: P_n(j), eq. (3). law: Π_j, the law of the codes below
    inside the cell, eq. (4). entropy: H(S_j), bits, Definition 3. entropy_given_target: H(S_j|y),
    bits, for the labels y that occur in the cell, eq. (11). target_law: p(y | x_j).
    """

    code: Code
    probability: float
    law: Mapping[Code, float]
    entropy: float
    entropy_given_target: Mapping[str, float]
    target_law: Mapping[str, float]


def layer_cells(table: JointTable, below: Sequence[Code], codes: Sequence[Code]) -> list[Cell]:
    """The cells of a layer, by ascending code.

    below, codes: the code of every support input below and at the layer, shape (n,).

    >>> from ibsolve.problem import Problem
    >>> table = Problem.from_function(lambda a, b: a & b, [1]).table
    >>> [cell.probability for cell in layer_cells(table, table.inputs, [(0,), (0,), (0,), (1,)])]
    [0.75, 0.25]
    """
    # inside[code][source][y]: weight, inside the cell of `code`, of the code below with label y
    inside: dict[Code, dict[Code, list[int]]] = {}
    for row, source, code in zip(table.counts, below, codes, strict=True):
        weights = inside.setdefault(code, {}).setdefault(source, [0] * len(table.labels))
        for y, count in enumerate(row):
            weights[y] += count
    return [_cell(table, code, inside[code]) for code in sorted(inside)]


def _cell(table: JointTable, code: Code, inside: Mapping[Code, Sequence[int]]) -> Cell:
    counts = {source: inside[source] for source in sorted(inside)}
    weight = sum(map(sum, counts.values()))
    columns = dict(zip(table.labels, zip(*counts.values(), strict=True), strict=True))
    return Cell(
        code=code,
        probability=weight / table.total,
        law={source: sum(row) / weight for source, row in counts.items()},
        entropy=float(exact_entropy(map(sum, counts.values()))),
        entropy_given_target={
            y: float(exact_entropy(column)) for y, column in columns.items() if any(column)
        },
        target_law={y: sum(column) / weight for y, column in columns.items()},
    )


def input_distortions(table: JointTable, codes: Sequence[Code]) -> list[float]:
    """d_IB(x, x̂) = KL(p(y|x) || p(y|x̂)) of every support input, bits, shape (n,).

    Its mean under p(x) is the distortion I(X;Y|X̂) (paper 000, eq. (13) and (14)).
    """
    joint: dict[Code, list[int]] = {}
    for row, code in zip(table.counts, codes, strict=True):
        joint[code] = [
            known + count for known, count in zip(joint.get(code, [0] * len(row)), row, strict=True)
        ]
    distortions = []
    for row, code in zip(table.counts, codes, strict=True):
        weight = sum(row)
        given = sum(joint[code])
        divergence = math.fsum(
            count / weight * math.log2(Fraction(count * given, weight * together))
            for count, together in zip(row, joint[code], strict=True)
            if count
        )
        distortions.append(max(0.0, divergence))
    return distortions
