"""The data of Shwartz-Ziv and Tishby (2017): all words of 12 bits, in two classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ibsolve.datasets.samples import Samples

NEIGHBOURS = (
    (1, 3, 5, 10, 11),
    (0, 2, 3, 4, 11),
    (1, 3, 4, 8, 9),
    (0, 1, 2, 8, 10),
    (1, 2, 6, 9, 11),
    (0, 6, 7, 10, 11),
    (4, 5, 7, 9, 11),
    (5, 6, 8, 9, 10),
    (2, 3, 7, 9, 10),
    (2, 4, 6, 7, 8),
    (0, 3, 5, 7, 8),
    (0, 1, 4, 5, 6),
)
"""Of each vertex of the icosahedron, in the order of bits."""

ANTIPODES = (9, 7, 5, 6, 10, 2, 3, 1, 11, 0, 4, 8)
"""The vertex opposite to each."""


def szt() -> Samples:
    """All 4096 words of 12 bits, row i the binary of i from its highest bit, in 2 classes, 2118 of class 1.

    The bits are the vertices of an icosahedron, and the label is the same under its 120 symmetries: with n
    bits on, of which a pairs are neighbours and c pairs opposite, it is 1 iff n ≥ 8, or n = 7 and
    5a − 2c ≥ 38, or n = 6 and 5a − 2c ≥ 30, or n = 5 and a = 7. These are the published labels, by rule.
    H(Y) = 0.99916 bit; ln 4096 = 8.3178.
    Source: Shwartz-Ziv and Tishby 2017 (arXiv:1703.00810); used in papers 001 (Section 5.1) and 002.

    >>> data = szt()
    >>> data.inputs[5].astype(int).tolist(), int(data.labels.sum())
    ([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1], 2118)
    """
    words = np.arange(2**12)[:, None] >> np.arange(11, -1, -1) & 1
    return Samples(inputs=words.astype(float), labels=_labels(words), classes=2, name="szt")


def _labels(words: NDArray[np.int64]) -> NDArray[np.int64]:
    on = words.sum(axis=1)
    adjacent = sum(words[:, a] * words[:, b] for a in range(12) for b in NEIGHBOURS[a] if a < b)
    opposite = sum(words[:, a] * words[:, b] for a, b in enumerate(ANTIPODES) if a < b)
    closeness = 5 * adjacent - 2 * opposite
    is_one = (
        (on >= 8)
        | ((on == 7) & (closeness >= 38))
        | ((on == 6) & (closeness >= 30))
        | ((on == 5) & (adjacent == 7))
    )
    return np.asarray(is_one, dtype=np.int64)
