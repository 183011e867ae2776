"""Every set partition, and the Pareto points among them: the plain twin of the search."""

import numpy as np


def growth_strings(points):
    """Every restricted growth string of so many points."""

    def extended(string, blocks):
        if len(string) == points:
            yield tuple(string)
            return
        for block in range(blocks + 1):
            yield from extended([*string, block], max(blocks, block + 1))

    yield from extended([0], 1)


def plane_point(law, blocks):
    """H(T) and I(T;Y) of a partition, bits."""
    joint = np.zeros((max(blocks) + 1, law.shape[1]))
    for block, row in zip(blocks, law, strict=True):
        joint[block] += row
    entropy = _entropy(joint.sum(axis=1))
    return entropy, entropy + _entropy(law.sum(axis=0)) - _entropy(joint)


def pareto_points(law):
    """The points that no other beats, by rising entropy, shape (k, 2); values within 1e-11 are equal."""
    points = sorted(plane_point(law, blocks) for blocks in growth_strings(len(law)))
    kept = []
    for entropy, information in points:
        if kept and information <= kept[-1][1] + 1e-11:
            continue
        if kept and entropy <= kept[-1][0] + 1e-11:
            kept.pop()
        kept.append((entropy, information))
    return np.array(kept)


def _entropy(law):
    positive = law[law > 0]
    return float(-(positive * np.log2(positive)).sum())
