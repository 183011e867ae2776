"""Every set partition, as a restricted growth string: entry x is the block of x."""

import numpy as np


def growth_strings(n):
    """All of them, shape (Bell number of n, n)."""
    strings = [[0]]
    for _ in range(n - 1):
        strings = [[*string, block] for string in strings for block in range(max(string) + 2)]
    return np.array(strings)


def plain_entropy(law):
    """Entropy in bits of what is left when zeros are dropped, one term after another."""
    return -sum(p * np.log2(p) for p in np.ravel(law).tolist() if p > 0)


def plain_information(law):
    """I of a joint law, bits."""
    return plain_entropy(law.sum(axis=0)) + plain_entropy(law.sum(axis=1)) - plain_entropy(law)


def entropy_and_information(p_xy, blocks):
    """H(T) and I(T;Y), bits, of one partition of the rows."""
    merged = np.array([p_xy[blocks == block].sum(axis=0) for block in range(max(blocks) + 1)])
    return plain_entropy(merged.sum(axis=1)), plain_information(merged)


def pareto_points(p_xy):
    """(H(T), I(T;Y)) of the partitions that no other beats, by rising entropy, shape (k, 2).

    Values within 1e-11 bits are equal.
    """
    kept = []
    for entropy, told in sorted(
        entropy_and_information(p_xy, blocks) for blocks in growth_strings(len(p_xy))
    ):
        if kept and told <= kept[-1][1] + 1e-11:
            continue
        if kept and entropy <= kept[-1][0] + 1e-11:
            kept.pop()
        kept.append((entropy, told))
    return np.array(kept)
