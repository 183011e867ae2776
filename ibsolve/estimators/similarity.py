"""How alike two networks represent the same inputs: cosines between their activations."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.estimators.variable import Variable, read_variable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CosineSimilarities:
    """Cosines of the angle between two representations of each input, shape (N,), within [−1, 1].

    unrelated_deviation: standard deviation, about 0, of the cosine of unrelated directions, 1/√d: what
    lies within a few of these says nothing.
    """

    values: Floats
    unrelated_deviation: float

    @property
    def mean(self) -> float:
        """Mean over the inputs."""
        return float(self.values.mean())

    @property
    def deviation(self) -> float:
        """Standard deviation over the inputs."""
        return float(self.values.std())


def cosine_similarities(t1: Any, t2: Any) -> CosineSimilarities:
    """The cosine between the activations of one layer in two networks, for each of N inputs.

    t1, t2: numbers of one shape (N, d), numpy or torch, row by row for the same inputs. Networks are
    comparable so if they share initial weights and the order of training data (paper 001, App.).
    Raises ProblemError with every fault found: other shapes, labels, an activation that is 0 altogether,
    which has no direction.
    Source: paper 001 Fig. 3.

    >>> cosine_similarities([[1.0, 0.0], [1.0, 1.0]], [[2.0, 0.0], [1.0, -1.0]]).values.tolist()
    [1.0, 0.0]
    """
    arguments = Arguments()
    read = [read_variable(arguments, name, given) for name, given in (("t1", t1), ("t2", t2))]
    arguments.check()
    first, second = (variable for variable in read if variable is not None)
    for variable in (first, second):
        if variable.vectors is None or variable.codes is not None:
            arguments.faults.add(variable.name, expected="vectors", found=str(variable.kind))
    arguments.check()
    shapes = [tuple(variable.vectors.shape) for variable in (first, second)]
    if shapes[0] != shapes[1]:
        arguments.faults.add("t1 and t2", expected="one shape", found=f"{shapes[0]} and {shapes[1]}")
    directions = [_directions(arguments, variable) for variable in (first, second)]
    arguments.check()
    cosines = np.einsum("nd,nd->n", *directions)
    return CosineSimilarities(values=np.clip(cosines, -1, 1), unrelated_deviation=1 / sqrt(first.dimension))


def _directions(arguments: Arguments, variable: Variable) -> Floats:
    """Rows of length 1; a fault is added where one has no length."""
    values = variable.floats
    # Scaled by the largest entry first, so that squares neither overflow nor vanish.
    largest = np.abs(values).max(axis=1, keepdims=True)
    if not largest.all():
        place = int(np.argmin(largest != 0))
        arguments.faults.add(
            f"{variable.name}[{place}]",
            expected="an activation that is not 0 altogether",
            found="0",
            remedy="it has no direction: leave that input out of both",
        )
        return values
    scaled: Floats = values / largest
    lengths: Floats = np.sqrt((scaled**2).sum(axis=1, keepdims=True))
    return scaled / lengths
