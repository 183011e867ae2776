"""All partitions that reach a least entropy: those of H_DIB(ε) are rarely alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats
from ibsolve.bottleneck.joint import Joint
from ibsolve.bottleneck.kernel import TOLERANCE, purity, x_log_x


def least_partitions(
    joint: Joint, *, entropy: float, information: float, most_blocks: int, stops: Callable[[], bool]
) -> Iterator[NDArray[np.int_]]:
    """Every partition with at most so much entropy and at least so much information, bits, one by one.

    Each as the block of each x, numbered as they occur, shape (n,). Depth first, by the two bounds of the
    compiled search, so that the first ones come soon where there are many; meant for the least entropy
    itself, below which there are none. stops: asked at every step; once it says so no more come.
    """
    points = len(joint.law)
    rest_mass = np.append(np.cumsum(joint.p_x[::-1])[::-1], 0.0)
    alone = np.array([purity(row) for row in joint.law])
    rest_purity = np.append(np.cumsum(alone[::-1])[::-1], 0.0)

    def extended(blocks: list[int], masses: list[Floats]) -> Iterator[NDArray[np.int_]]:
        point = len(blocks)
        totals = [mass.sum() for mass in masses]
        most = joint.H_Y + sum(map(purity, masses)) + rest_purity[point]
        largest = int(np.argmax(totals)) if totals else 0
        merged = [total + rest_mass[point] * (place == largest) for place, total in enumerate(totals)]
        if stops() or most < information - TOLERANCE or -sum(map(x_log_x, merged)) > entropy + TOLERANCE:
            return
        if point == points:
            yield np.array(blocks)
            return
        for block, mass in enumerate(masses):
            joined = [*masses[:block], mass + joint.law[point], *masses[block + 1 :]]
            yield from extended([*blocks, block], joined)
        if len(masses) < most_blocks:
            yield from extended([*blocks, len(masses)], [*masses, joint.law[point]])

    return extended([], [])
