"""NPN classes of functions, one orbit after another."""

import numpy as np

from ibsolve.threshold import cube_symmetries, moved


def orbit(mask, variables):
    images = moved(np.array(mask, dtype=np.uint64), cube_symmetries(variables))
    everything = np.uint64((1 << 2**variables) - 1)
    return {*images.tolist(), *(images ^ everything).tolist()}


def orbits(masks, variables):
    """Smallest function to class, for a union of classes."""
    left = sorted(masks)
    found = {}
    placed = set()
    for mask in left:
        if mask not in placed:
            found[mask] = orbit(mask, variables)
            placed |= found[mask]
    return found
