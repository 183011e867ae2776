"""How single units cluster: the entropy of the bins of each unit of a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown
from ibsolve.estimators.bins import Bins
from ibsolve.estimators.variable import read_variable


def unit_entropies(t: Any, bins: Bins) -> Floats:
    """H(Bin T(k)) of every unit k of a layer, nats, shape (d,), each within [0, ln N].

    t: numbers of shape (N,) or (N, d), numpy or torch. bins: the rule, applied to the layer.
    Where a layer has so many units that all its bins together are different for each sample, H(Bin T) stays
    at ln N, and these may still show units that cluster.
    Raises ProblemError with every fault found.
    Source: paper 001, Section 5.2.

    >>> layer = [[-0.9, -0.9], [-0.3, -0.9], [0.3, 0.9], [0.9, 0.9]]
    >>> (unit_entropies(layer, Bins(bins=4, range=(-1, 1))) / np.log(2)).round(6).tolist()
    [2.0, 1.0]
    """
    arguments = Arguments()
    variable = read_variable(arguments, "t", t)
    if not isinstance(bins, Bins):
        arguments.faults.add("bins", expected="Bins(…)", found=shown(bins))
    if variable is not None and (variable.vectors is None or variable.codes is not None):
        arguments.faults.add("t", expected="vectors", found=str(variable.kind))
    arguments.check()
    assert variable is not None, "a fault was not raised"
    indices = bins.indices(variable.doubles, name="t")
    columns = indices if isinstance(indices, np.ndarray) else indices.cpu().numpy()
    return np.array([_entropy(np.unique(column, return_counts=True)[1]) for column in columns.T])


def _entropy(counts: Any) -> float:
    n = counts.sum()
    return float(np.log(n) - (counts * np.log(counts)).sum() / n)
