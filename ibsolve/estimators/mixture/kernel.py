"""Compiled sums over the centres of a mixture of equal Gaussians, many pairs at once.

Coordinates are in units of β√2, centres in columns, so that the exponent of a pair is −|x − m|². It is
summed from differences: the form |x|²/2 + |m|²/2 − x·m would lose 2⁻⁵³(range/β)² of it. A block of
exponents stays in the fastest cache; all sums leave in float64.
"""

from __future__ import annotations

from functools import partial
from math import log

import numpy as np
from numba import types
from numba.extending import overload

from ibsolve.compiled import compiled

BLOCK = 512
"""Centres at once: with five coordinates they fill the fastest cache."""
NEGLIGIBLE = 1e-22
"""A weight beside one of 1 that adds less than rounding to an entropy."""

_LIBERTIES = {"reassoc", "contract", "nsz"}
vectorised = partial(compiled, fastmath=_LIBERTIES)


def exponential(x):
    """e^x for |x| <= 700 in float64, |x| <= 80 in float32: compiled to vectors, as the library's is not."""
    return np.exp(x)


@overload(exponential, jit_options={"fastmath": _LIBERTIES})
def _exponential(x):
    # x = k ln 2 + r with |r| <= ln 2 / 2; Taylor's series of e^r; 2^k by its bits, which adding
    # 1.5 · 2^52 (2^23) brings to the end of a float.
    if x == types.float32:
        one = np.float32(1)
        coefficients = tuple(np.float32(1 / c) for c in (720, 120, 24, 6, 2))
        scale, magic = np.float32(1 / log(2)), np.float32(3 * 2**22)
        high, low = np.float32(0.693359375), np.float32(-2.12194440e-4)
        half = np.float32(0.5)

        def of_float32(x):
            k = np.floor(x * scale + half)
            r = (x - k * high) - k * low
            p = coefficients[0]
            p = p * r + coefficients[1]
            p = p * r + coefficients[2]
            p = p * r + coefficients[3]
            p = p * r + coefficients[4]
            p = p * r + one
            p = p * r + one
            bits = np.int32(np.float32(k + magic).view(np.int32) << 23)
            return np.int32(bits + np.float32(p).view(np.int32)).view(np.float32)

        return of_float32

    def of_float64(x):
        k = np.floor(x * 1.4426950408889634 + 0.5)
        r = (x - k * 0.693145751953125) - k * 1.42860682030941723212e-6
        p = 1 / 479001600
        p = p * r + 1 / 39916800
        p = p * r + 1 / 3628800
        p = p * r + 1 / 362880
        p = p * r + 1 / 40320
        p = p * r + 1 / 5040
        p = p * r + 1 / 720
        p = p * r + 1 / 120
        p = p * r + 1 / 24
        p = p * r + 1 / 6
        p = p * r + 0.5
        p = p * r + 1.0
        p = p * r + 1.0
        bits = np.float64(k + 6755399441055744.0).view(np.int64) << 52
        return np.int64(bits + np.float64(p).view(np.int64)).view(np.float64)

    return of_float64


@vectorised
def add_exponents(exponents, width, point, centres, low):
    """Subtract |point − centre|² from the exponents of the centres from `low` on."""
    dimension = len(point)
    t = 0
    # Slices, as their indices start at 0: LLVM gathers one by one where it cannot tell their sign.
    while t + 4 <= dimension:
        p0, p1, p2, p3 = point[t], point[t + 1], point[t + 2], point[t + 3]
        c0, c1 = centres[t, low : low + width], centres[t + 1, low : low + width]
        c2, c3 = centres[t + 2, low : low + width], centres[t + 3, low : low + width]
        for j in range(width):
            d0, d1, d2, d3 = p0 - c0[j], p1 - c1[j], p2 - c2[j], p3 - c3[j]
            exponents[j] -= d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3
        t += 4
    while t < dimension:
        p0 = point[t]
        c0 = centres[t, low : low + width]
        for j in range(width):
            d0 = p0 - c0[j]
            exponents[j] -= d0 * d0
        t += 1


@vectorised
def add_posterior_sums(points, shifts, centres, logs, first, last, least, sums, moments):
    """Add Σ e^a and Σ a e^a, over the centres first to last of each point, to sums and moments.

    a = shift + log − |point − centre|², no less than `least`: below it floats lose digits and time.
    """
    buffer = np.empty(BLOCK, dtype=centres.dtype)
    zero = least - least
    for low in range(0, centres.shape[1], BLOCK):
        for i in range(len(points)):
            start = max(low, first[i])
            width = min(low + BLOCK, last[i]) - start
            if width <= 0:
                continue
            log_counts = logs[start : start + width]
            shift = shifts[i]
            for j in range(width):
                buffer[j] = log_counts[j] + shift
            add_exponents(buffer, width, points[i], centres, start)
            total, moment = zero, zero
            for j in range(width):
                a = max(buffer[j], least)
                weight = exponential(a)
                total += weight
                moment += weight * a
            sums[i] += total
            moments[i] += moment


@vectorised
def add_group_sums(points, shifts, centres, logs, starts, least, sums, moments):
    """As `add_posterior_sums` over all centres, where e^a and a are of a group of them together.

    starts: the first centre of each group, and their number at the end.
    """
    size = centres.shape[1]
    buffer = np.empty(BLOCK, dtype=centres.dtype)
    weights = np.empty(size, dtype=centres.dtype)
    for i in range(len(points)):
        shift = shifts[i]
        for low in range(0, size, BLOCK):
            width = min(BLOCK, size - low)
            log_counts, part = logs[low : low + width], weights[low : low + width]
            for j in range(width):
                buffer[j] = log_counts[j] + shift
            add_exponents(buffer, width, points[i], centres, low)
            for j in range(width):
                part[j] = exponential(max(buffer[j], least))
        total, moment = 0.0, 0.0
        for group in range(len(starts) - 1):
            weight = 0.0
            for j in range(starts[group], starts[group + 1]):
                weight += weights[j]
            total += weight
            if weight > NEGLIGIBLE:
                moment += weight * np.log(weight)
        sums[i] += total
        moments[i] += moment


@vectorised
def add_affinities(points, centres, counts, last, lower, upper):
    """Add Σ count e^(−|x − m|²/4) to lower, Σ count e^(−|x − m|²) to upper, over the centres of a group.

    points: the centres, shape (size, d), as rows; each is in one group, whose centres follow one another up
    to last. Each pair is looked at once, and added to both.
    """
    buffer = np.empty(BLOCK)
    for low in range(0, centres.shape[1], BLOCK):
        for i in range(min(len(points), low + BLOCK)):
            start = max(low, i)
            width = min(low + BLOCK, last[i]) - start
            if width <= 0:
                continue
            buffer[:width] = 0.0
            add_exponents(buffer, width, points[i], centres, start)
            sizes = counts[start : start + width]
            nears, fars = lower[start : start + width], upper[start : start + width]
            own = counts[i]
            # The pair of a centre and itself is added to the other alone.
            near, far = (-own, -own) if start == i else (0.0, 0.0)
            for j in range(width):
                # The fourth power then stays above e^−700.
                root = exponential(max(buffer[j] / 4, -175.0))
                power = (root * root) * (root * root)
                near += sizes[j] * root
                far += sizes[j] * power
                nears[j] += own * root
                fars[j] += own * power
            lower[i] += near
            upper[i] += far


@vectorised
def raise_to_largest(points, centres, logs, largest):
    """Raise each point's entry to the largest log − |point − centre|² of all centres."""
    buffer = np.empty(BLOCK)
    for low in range(0, centres.shape[1], BLOCK):
        width = min(BLOCK, centres.shape[1] - low)
        log_counts = logs[low : low + width]
        for i in range(len(points)):
            for j in range(width):
                buffer[j] = log_counts[j]
            add_exponents(buffer, width, points[i], centres, low)
            most = largest[i]
            for j in range(width):
                most = max(most, buffer[j])
            largest[i] = most
