"""All threshold functions of few variables, with their smallest integer weights."""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement, product
from types import MappingProxyType
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import Neuron, cube
from ibsolve.threshold.cube_symmetries import cube_symmetries, moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

TABLE_LIMIT = 4
"""Most variables for which all threshold functions are tabulated."""

MASK_LIMIT = 5
"""Most variables for which all threshold functions are listed as masks."""

FUNCTION_COUNTS = (2, 4, 14, 104, 1882, 94572)
"""Number of threshold functions of 0 … 5 variables (OEIS A000609)."""

# Largest |weight| that some threshold function of 0 … 5 variables needs (Muroga 1971).
_WEIGHT_BOUND = (0, 1, 1, 2, 3, 5)


@cache
def threshold_functions(variables: int) -> Mapping[int, Neuron]:
    """Every threshold function of `variables` inputs, with a neuron of smallest weights.

    Keys are bitmasks: bit i is the output on the i-th code of `cube(variables)`. The order is that
    of the neurons: smallest largest |weight|, then smallest sum of |weights|, then weights
    descending lexicographically (so that all are positive where they can be).
    There are FUNCTION_COUNTS[variables] of them.
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


@cache
def threshold_masks(variables: int) -> NDArray[np.uint32]:
    """All threshold functions of `variables` inputs as ascending bitmasks, without their weights.

    Bit i is the output on the i-th code of `cube(variables)`. There are FUNCTION_COUNTS[variables]
    of them. Every one is, up to permuting and flipping inputs, a function
    with non-negative ascending weights; those are enumerated and the symmetries applied.
    Raises LimitError above MASK_LIMIT variables.

    >>> len(threshold_masks(5))
    94572
    """
    import numpy as np

    if variables > MASK_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {MASK_LIMIT} to list all threshold functions",
                found=str(variables),
                remedy="enumerate the dichotomies of the support instead",
            )
        )
    codes = np.array(cube(variables), dtype=int).reshape(2**variables, variables)
    weights = np.array(
        list(combinations_with_replacement(range(_WEIGHT_BOUND[variables] + 1), variables)), dtype=int
    )
    sums = weights @ codes.T
    thresholds = np.arange(sums.max() + 2)
    outputs = np.unique((sums[:, None, :] >= thresholds[:, None]).reshape(-1, len(codes)), axis=0)
    bits = np.uint32(1) << np.arange(len(codes), dtype=np.uint32)
    ascending = (outputs * bits).sum(axis=1, dtype=np.uint32)
    masks = np.unique(moved(ascending[:, None], cube_symmetries(variables)))
    masks.setflags(write=False)
    return masks


def _smallness(weights: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    sizes = [abs(weight) for weight in weights]
    return max(sizes), sum(sizes), tuple(-weight for weight in weights)
