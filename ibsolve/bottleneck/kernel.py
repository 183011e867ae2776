"""Compiled search over all set partitions of points with label masses, depth first.

Points take a block one after another, so a partition is a restricted growth string. Of a partial one,
I(T;Y) is at most what it is with every remaining point alone, and H(T) at least what it is with all of
them in the largest block: what a partition known already dominates at that corner is cut.

Points of equal masses stand together, as a run. Exchanging them changes nothing, nor does exchanging two
blocks, so of a run only its counts a block matter, and of these only the lexicographically falling ones:
labels do not fall inside a run, and a block that was a copy of the one before it takes no more of the run.
"""

from __future__ import annotations

import numpy as np

from ibsolve.compiled import compiled

TOLERANCE = 1e-12
"""Values that differ by no more are equal, bits."""

COMPLETE, PAUSED, FULL = 0, 1, 2

# Places in the array of counters.
DEPTH, SIZE, NODES = 0, 1, 2
COUNTERS = 3


@compiled
def x_log_x(x):
    """Bits: x log2 x, and 0 at 0."""
    return x * np.log2(x) if x > 0.0 else 0.0


@compiled
def purity(masses):
    """Σ_y m_y log2 m_y − m log2 m = −m H(Y|block): 0 for one label, falling as labels mix."""
    value, total = 0.0, 0.0
    for mass in masses:
        if mass > 0.0:
            value += mass * np.log2(mass)
            total += mass
    return value - x_log_x(total)


@compiled
def last_within(entropies, size, entropy):
    """The place of the last point of the frontier with at most this entropy, −1 where there is none."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if entropies[middle] <= entropy:
            low = middle + 1
        else:
            high = middle
    return low - 1


@compiled
def insert(entropies, informations, labels, size, entropy, information, label):
    """Put a point that nothing dominates into the frontier and drop what it dominates; the new size."""
    place = last_within(entropies, size, entropy - TOLERANCE) + 1
    end = place
    while end < size and informations[end] <= information + TOLERANCE:
        end += 1
    shift = place + 1 - end
    if shift > 0:
        for i in range(size - 1, end - 1, -1):
            entropies[i + 1] = entropies[i]
            informations[i + 1] = informations[i]
            labels[i + 1] = labels[i]
    elif shift < 0:
        for i in range(end, size):
            entropies[i + shift] = entropies[i]
            informations[i + shift] = informations[i]
            labels[i + shift] = labels[i]
    entropies[place] = entropy
    informations[place] = information
    labels[place] = label
    return size + shift


@compiled
def search(
    law, runs, has_runs, H_Y, rest_mass, rest_purity, most_blocks, least, enough,
    counters, label, trial, blocks, counts, is_copy, mass, total, purities, spreads,
    old_mass, old_values, sums, entropies, informations, labels, node_limit,
):  # fmt: skip
    """Go on until the partitions are exhausted, node_limit more nodes are seen, or the frontier is full.

    Looked for are points with at least `least` bits of information that no known one dominates; more
    than `enough` counts as `enough`. law: masses in the order of the points, shape (n, k), summing to 1.
    All else is state, set up by search.py.
    """
    points, kinds = law.shape
    depth, size, nodes = counters[DEPTH], counters[SIZE], counters[NODES]
    end = nodes + node_limit
    verdict = PAUSED
    while nodes < end:
        block = trial[depth]
        if block > blocks[depth] or block >= most_blocks:
            if depth == 0:
                verdict = COMPLETE
                break
            depth -= 1
            block = label[depth]
            for y in range(kinds):
                mass[block, y] = old_mass[depth, y]
            total[block] = old_values[depth, 0]
            purities[block] = old_values[depth, 1]
            spreads[block] = old_values[depth, 2]
            counts[runs[depth], block] -= 1
            continue
        if size == len(entropies):
            verdict = FULL
            break
        trial[depth] += 1
        run = runs[depth]
        if has_runs and is_copy[run, block] and counts[run, block] >= counts[run, block - 1]:
            continue
        nodes += 1
        new_total = total[block] + rest_mass[depth] - rest_mass[depth + 1]
        new_spread = x_log_x(new_total)
        spread = sums[depth, 0] + new_spread - spreads[block]
        largest = sums[depth, 2]
        spread_of_largest = sums[depth, 3]
        if new_total >= largest:
            largest = new_total
            spread_of_largest = new_spread
        least_entropy = -(spread - spread_of_largest + x_log_x(largest + rest_mass[depth + 1]))
        place = last_within(entropies, size, least_entropy + TOLERANCE)
        if place >= 0 and informations[place] >= enough - TOLERANCE:
            continue
        new_purity = -new_spread
        for y in range(kinds):
            new_purity += x_log_x(mass[block, y] + law[depth, y])
        information_sum = sums[depth, 1] + new_purity - purities[block]
        most_information = H_Y + information_sum + rest_purity[depth + 1]
        if most_information < least - TOLERANCE:
            continue
        if place >= 0 and informations[place] >= most_information - TOLERANCE:
            continue
        label[depth] = block
        if depth + 1 == points:
            size = insert(entropies, informations, labels, size, least_entropy, most_information, label)
            continue
        for y in range(kinds):
            old_mass[depth, y] = mass[block, y]
            mass[block, y] += law[depth, y]
        old_values[depth, 0] = total[block]
        old_values[depth, 1] = purities[block]
        old_values[depth, 2] = spreads[block]
        total[block] = new_total
        purities[block] = new_purity
        spreads[block] = new_spread
        counts[run, block] += 1
        used = max(blocks[depth], block + 1)
        depth += 1
        blocks[depth] = used
        sums[depth, 0] = spread
        sums[depth, 1] = information_sum
        sums[depth, 2] = largest
        sums[depth, 3] = spread_of_largest
        if runs[depth] == run:
            trial[depth] = block
        else:
            trial[depth] = 0
            if has_runs:
                for b in range(1, points):
                    is_copy[run + 1, b] = is_copy[run, b] and counts[run, b] == counts[run, b - 1]
                    counts[run + 1, b] = 0
                counts[run + 1, 0] = 0
    counters[DEPTH], counters[SIZE], counters[NODES] = depth, size, nodes
    return verdict
