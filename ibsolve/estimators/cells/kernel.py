"""Compiled counting: rows in equal bins, different rows, and the cells of two codes, each in one pass.

A table of twice as many slots as rows, or more, holds the first row of each code; rows that meet in a slot
are compared, so that codes are exact whatever the hash.
"""

from __future__ import annotations

import numpy as np

from ibsolve.compiled import compiled

_ODD = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.uint64(32)
_NEAR, _ROUNDING = 1e-3, 2.0**-52


@compiled
def equal_bins(values, edges, indices):
    """Write the bin of each value, shape (N, d), and return how many values are outside the edges.

    edges: ascending and equally far apart but for rounding. The bin is that of the width; near its ends it
    is moved to where the value is at or above its edge and below the next: as a search among the edges
    finds it.
    """
    count = edges.size - 1
    lo, hi = edges[0], edges[count]
    scale = count / (hi - lo)
    # Far from 0, rounding moves edges by more.
    near = max(_NEAR, 8 * _ROUNDING * max(abs(lo), abs(hi)) * scale)
    outside = 0
    for i in range(values.shape[0]):
        for j in range(values.shape[1]):
            value = np.float64(values[i, j])
            place = (value - lo) * scale
            index = int(min(max(place, 0.0), count - 1.0))
            if not near < place - index < 1 - near:
                outside += (value < lo) | (value > hi)
                while index > 0 and value < edges[index]:
                    index -= 1
                while index < count - 1 and value >= edges[index + 1]:
                    index += 1
            indices[i, j] = index
    return outside


@compiled
def number_rows(rows, codes):
    """Write codes from 0 in the order in which rows appear, equal for equal rows, and return how many.

    rows: whole numbers, shape (N, d).
    """
    n, d = rows.shape
    bits = 1
    while 2**bits < 2 * n:
        bits += 1
    size, shift = 2**bits, np.uint64(64 - bits)
    multipliers = np.empty(d, np.uint64)
    multiplier = _ODD
    for j in range(d):
        multipliers[j] = multiplier
        multiplier *= _ODD
    slots = np.full(size, -1, np.int32)
    firsts = np.empty(n, np.int64)
    found = 0
    for i in range(n):
        # Products that do not wait for one another; the high bits depend on all of them.
        mixed = np.uint64(0)
        for j in range(d):
            mixed += np.uint64(rows[i, j]) * multipliers[j]
        slot = np.int64(((mixed ^ (mixed >> _LOW)) * _ODD) >> shift)
        while True:
            code = slots[slot]
            if code < 0:
                slots[slot] = found
                firsts[found] = i
                codes[i] = found
                found += 1
                break
            first = firsts[code]
            j = 0
            while j < d and rows[first, j] == rows[i, j]:
                j += 1
            if j == d:
                codes[i] = code
                break
            slot = (slot + 1) & (size - 1)
    return found


@compiled
def count_codes(codes):
    """Samples of each code, and of the most frequent one."""
    largest = 0
    for i in range(codes.size):
        largest = max(largest, codes[i])
    counts = np.zeros(largest + 1, np.int64)
    for i in range(codes.size):
        counts[codes[i]] += 1
    return counts, counts.max()


@compiled
def count_pairs(x, y, different_x, different_y, counts, cell_x, cell_y):
    """Count pairs of codes below these numbers, and return how many occur.

    x, y: shape (N,). counts, cell_x, cell_y, shape (N,), are written as far as pairs occur: samples of each,
    and its codes.
    """
    n = x.size
    # Few possible pairs have a slot each.
    is_dense = different_x * different_y <= 4 * n
    size = different_x * different_y if is_dense else 2
    while not is_dense and size < 2 * n:
        size *= 2
    slots = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    found = 0
    for i in range(n):
        a, b = x[i], y[i]
        if is_dense:
            slot = a * different_y + b
        else:
            mixed = np.uint64(a) * _ODD
            mixed = ((mixed ^ (mixed >> _LOW)) ^ np.uint64(b)) * _ODD
            slot = np.int64((mixed ^ (mixed >> _LOW)) & mask)
        while True:
            cell = slots[slot]
            if cell < 0:
                slots[slot] = found
                counts[found], cell_x[found], cell_y[found] = 1, a, b
                found += 1
                break
            if cell_x[cell] == a and cell_y[cell] == b:
                counts[cell] += 1
                break
            slot = (slot + 1) & (size - 1)
    return found


@compiled
def logs_of_counts(counts, logs):
    """Write ln of each count, 0 for none, and return how many are not 0, and Σ c ln c."""
    occupied, total = 0, 0.0
    for i in range(counts.size):
        count = counts[i]
        logs[i] = np.log(np.float64(count)) if count > 1 else 0.0
        occupied += count > 0
        total += count * logs[i]
    return occupied, total


@compiled
def weighted_variance(counts, values, n):
    """Of values that occur `counts` times, n in all."""
    mean = 0.0
    for cell in range(counts.size):
        mean += counts[cell] * values[cell]
    mean /= n
    squares = 0.0
    for cell in range(counts.size):
        squares += counts[cell] * (values[cell] - mean) ** 2
    return squares / n


@compiled
def cell_sums(x, y):
    """Different codes of x, of y, and pairs; Σ c ln c of each; the variance of the densities.

    x, y: codes, shape (N,). The densities are ln n c / c_x c_y of the samples.
    """
    n = x.size
    of_x, most_x = count_codes(x)
    of_y, most_y = count_codes(y)
    logs_x, logs_y = np.empty(of_x.size), np.empty(of_y.size)
    different_x, sum_x = logs_of_counts(of_x, logs_x)
    different_y, sum_y = logs_of_counts(of_y, logs_y)
    if most_x == 1 or most_y == 1:
        # Where a code says which sample it is, each sample is a cell.
        spread = weighted_variance(of_y, logs_y, n) if most_x == 1 else weighted_variance(of_x, logs_x, n)
        return different_x, different_y, n, sum_x, sum_y, 0.0, spread
    counts, cell_x, cell_y = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    found = count_pairs(x, y, of_x.size, of_y.size, counts, cell_x, cell_y)
    counts = counts[:found]
    logs = np.empty(found)
    _, total = logs_of_counts(counts, logs)
    for cell in range(found):
        logs[cell] -= logs_x[cell_x[cell]] + logs_y[cell_y[cell]]
    return different_x, different_y, found, sum_x, sum_y, total, weighted_variance(counts, logs, n)
