"""Compiled scans over all pairs of samples, a row at a time, and counts among sorted numbers.

Distances are those of the maximum norm, each a difference of two floats, so that comparing them is exact and
a scan agrees with a tree to the last count. A row of distances is all that is kept.
"""

from __future__ import annotations

import numpy as np

from ibsolve.compiled import compiled

OPEN, CLOSED, RECTANGLE = 0, 1, 2


@compiled
def distances_from(columns, place, distances):
    """Write the distance of each sample to the one at a place. columns: shape (d, N)."""
    first = columns[0]
    centre = first[place]
    for j in range(distances.size):
        distances[j] = abs(first[j] - centre)
    for row in range(1, columns.shape[0]):
        column = columns[row]
        centre = column[place]
        for j in range(distances.size):
            gap = abs(column[j] - centre)
            distances[j] = max(distances[j], gap)


@compiled
def scan(x, y, k, shape, far, reached, radii, inside, x_counts, y_counts):
    """Write what `joint_balls` returns. x, y: shapes (d, N). far: the distance of different labels."""
    n = x.shape[1]
    x_distances, y_distances, joint = np.empty(n), np.empty(n), np.empty(n)
    nearest, places = np.empty(k), np.empty(k, np.int64)
    for i in range(n):
        distances_from(x, i, x_distances)
        distances_from(y, i, y_distances)
        for j in range(n):
            joint[j] = max(x_distances[j], y_distances[j])
        joint[i] = np.inf
        found, worst = 0, far
        for j in range(n):
            distance = joint[j]
            if distance < worst:
                last = found if found < k else k - 1
                while last > 0 and nearest[last - 1] > distance:
                    nearest[last], places[last] = nearest[last - 1], places[last - 1]
                    last -= 1
                nearest[last], places[last] = distance, j
                if found < k:
                    found += 1
                if found == k:
                    worst = nearest[k - 1]
        reached[i] = found
        if found == 0:
            radii[i], inside[i], x_counts[i], y_counts[i] = np.inf, 0, 0, 0
            continue
        radius = nearest[found - 1]
        radii[i] = radius
        within = 0
        for place in range(found):
            within += nearest[place] < radius
        inside[i] = within
        x_count, y_count = 0, 0
        if shape == OPEN:
            for j in range(n):
                x_count += x_distances[j] < radius
                y_count += y_distances[j] < radius
            # The sample itself, which is nearer than any radius above 0.
            x_count -= radius > 0
            y_count -= radius > 0
        else:
            x_radius, y_radius = radius, radius
            if shape == RECTANGLE:
                x_radius, y_radius = 0.0, 0.0
                for place in range(found):
                    x_radius = max(x_radius, x_distances[places[place]])
                    y_radius = max(y_radius, y_distances[places[place]])
            for j in range(n):
                x_count += x_distances[j] <= x_radius
                y_count += y_distances[j] <= y_radius
            x_count -= 1
            y_count -= 1
        x_counts[i], y_counts[i] = x_count, y_count


@compiled
def counts_on_a_line(values, centres, radii, is_open, counts):
    """Write how many sorted values lie within each radius of a centre, itself one of the values.

    Bisection by the distance itself: the bounds centre ± radius are rounded, and the neighbour that set
    the radius lies on one of them.
    """
    n = values.size
    for i in range(centres.size):
        centre, radius = centres[i], radii[i]
        if is_open and radius <= 0.0:
            counts[i] = 0
            continue
        middle = np.searchsorted(values, centre)
        low, high = 0, middle
        while low < high:
            half = (low + high) // 2
            gap = centre - values[half]
            if gap < radius or (gap == radius and not is_open):
                high = half
            else:
                low = half + 1
        start = low
        low, high = middle, n
        while low < high:
            half = (low + high) // 2
            gap = values[half] - centre
            if gap < radius or (gap == radius and not is_open):
                low = half + 1
            else:
                high = half
        counts[i] = low - start - 1
