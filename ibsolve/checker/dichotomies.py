"""All linearly separable dichotomies of a small set of 0/1 points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product

from ibsolve.checker.separability import is_separable
from ibsolve.problem import Code, cube

TABLE_DIMENSION = 4
"""Most dimensions in which every threshold function of the cube has weights of size 3 at most."""

_LARGEST_WEIGHT = 3


@lru_cache(maxsize=65_536)
def dichotomies(points: tuple[Code, ...]) -> frozenset[int]:
    """The separable dichotomies of distinct points, as bit masks of the points on the upper side.

    Bit i stands for points[i]. Both constant dichotomies are among them.

    >>> len(dichotomies(((0, 0), (0, 1), (1, 0), (1, 1))))
    14
    """
    if len(points[0]) <= TABLE_DIMENSION:
        return _restricted(points)
    return extended_dichotomies(points)


def dichotomy_bound(points: int, dimension: int) -> int:
    """Most separable dichotomies that so many points can have (Cover 1965): 2 Σ_{i<=m} C(n−1, i).

    >>> dichotomy_bound(4, 2), dichotomy_bound(4, 9)
    (14, 16)
    """
    if dimension >= points - 1:
        return 1 << points
    return 2 * sum(math.comb(points - 1, size) for size in range(dimension + 1))


def extended_dichotomies(points: Sequence[Code]) -> frozenset[int]:
    """The same as `dichotomies` in any dimension: each point in turn joins one side or the other.

    Part of a separable dichotomy is separable, so what is dropped on the way is lost to none.
    """
    found = [0]
    for number in range(len(points)):
        grown = [mask | side << number for mask in found for side in (0, 1)]
        found = [mask for mask in grown if _splits(mask, points[: number + 1])]
    return frozenset(found)


@cache
def threshold_functions(dimension: int) -> frozenset[int]:
    """Every threshold function of up to TABLE_DIMENSION variables, as a mask of the inputs mapped to 1.

    Bit i stands for the i-th input of the cube in ascending order. Complete because each of the
    2, 4, 14, 104, 1882 functions (OEIS A000609) of so few variables has weights of size 3 at most.

    >>> [len(threshold_functions(dimension)) for dimension in range(4)]
    [2, 4, 14, 104]
    """
    return frozenset(_table(dimension))


def _table(dimension: int) -> Iterator[int]:
    vertices = cube(dimension)
    sizes = range(-_LARGEST_WEIGHT, _LARGEST_WEIGHT + 1)
    for weights in product(sizes, repeat=dimension):
        sums = [sum(w * x for w, x in zip(weights, vertex, strict=True)) for vertex in vertices]
        for threshold in {*sums, max(sums) + 1}:
            yield sum(1 << number for number, value in enumerate(sums) if value >= threshold)


def _restricted(points: Sequence[Code]) -> frozenset[int]:
    vertices = [int("0" + "".join(map(str, point)), 2) for point in points]
    return frozenset(
        sum((function >> vertex & 1) << number for number, vertex in enumerate(vertices))
        for function in threshold_functions(len(points[0]))
    )


def _splits(mask: int, points: Sequence[Code]) -> bool:
    ones = [point for number, point in enumerate(points) if mask >> number & 1]
    zeros = [point for number, point in enumerate(points) if not mask >> number & 1]
    return is_separable(ones, zeros)
