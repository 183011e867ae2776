"""All threshold functions of few variables, with their smallest integer weights."""

from __future__ import annotations

from functools import cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Neuron, cube

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE_LIMIT = 4
"""Most variables for which all threshold functions are tabulated."""

# Largest |weight| that some threshold function of 1 … 4 variables needs (Muroga 1971).
_WEIGHT_BOUND = (0, 1, 1, 2, 3)


@cache
def threshold_functions(variables: int) -> Mapping[int, Neuron]:
    """Every threshold function of `variables` inputs, with a neuron of smallest weights.

    Keys are bitmasks: bit i is the output on the i-th code of `cube(variables)`. The order is that
    of the neurons: smallest largest |weight|, then smallest sum of |weights|, then weights
    descending lexicographically (so that all are positive where they can be).
    There are 2, 4, 14, 104, 1882 for 0 … 4 variables (OEIS A000609).
    Raises LimitError above TABLE_LIMIT variables.

    >>> threshold_functions(2)[0b1000]
    Neuron(weights=(1, 1), threshold=2)
    """
    if variables > TABLE_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {TABLE_LIMIT} to tabulate all threshold functions",
                found=str(variables),
                remedy="enumerate the dichotomies of the support instead",
            )
        )
    if variables == 0:
        # No input to weigh: the two constants, as units that read one idle input.
        return MappingProxyType({mask: Neuron(weights=(0,), threshold=1 - mask) for mask in (0, 1)})
    codes = cube(variables)
    bound = _WEIGHT_BOUND[variables]
    functions: dict[int, Neuron] = {}
    for weights in sorted(product(range(-bound, bound + 1), repeat=variables), key=_smallness):
        sums = [sum(w * x for w, x in zip(weights, code, strict=True)) for code in codes]
        attained = sorted(set(sums))
        # A threshold just above each attained sum, and one below all: every cut these weights make.
        for threshold in [attained[0], *(value + 1 for value in attained)]:
            mask = sum(1 << i for i, value in enumerate(sums) if value >= threshold)
            if mask not in functions:
                functions[mask] = Neuron(weights=weights, threshold=threshold)
    return MappingProxyType(functions)


def _smallness(weights: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    sizes = [abs(weight) for weight in weights]
    return max(sizes), sum(sizes), tuple(-weight for weight in weights)
