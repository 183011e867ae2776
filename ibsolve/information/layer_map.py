"""Layer maps Θ^n as one-hot matrices, and the entropy reductions written in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, ProblemError
from ibsolve.problem import Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def layer_map(below: Sequence[Code], codes: Sequence[Code]) -> NDArray[np.int_]:
    """Θ: entry (i, j) is 1 iff the i-th code below goes to the j-th code of the layer (eq. (25)).

    below, codes: the code of every support input below and at the layer, shape (n,). Rows and
    columns are the attained codes, ascending; so the maps of consecutive layers multiply.
    Raises ProblemError when equal codes below go to different codes: then there is no map.

    >>> layer_map([(0, 0), (0, 1), (1, 1)], [(0,), (1,), (0,)]).tolist()
    [[1, 0], [0, 1], [1, 0]]
    """
    import numpy as np

    image = dict(zip(below, codes, strict=True))
    if any(image[source] != code for source, code in zip(below, codes, strict=True)):
        raise ProblemError(
            Fault(where="codes", expected="one code for each code of the layer below", found="two")
        )
    columns = {code: j for j, code in enumerate(sorted(set(codes)))}
    theta = np.zeros((len(image), len(columns)), dtype=int)
    for i, source in enumerate(sorted(image)):
        theta[i, columns[image[source]]] = 1
    return theta


def map_reduction(theta: NDArray[np.int_], law_below: NDArray[np.float64]) -> float:
    """Δ_n, bits: Σ_ij θ_ij P_{n−1}(i) log2(P_n(j) / P_{n−1}(i)) (paper 000, eq. (26)).

    theta: one-hot rows, shape (k_{n−1}, k_n). law_below: P_{n−1}, shape (k_{n−1},).
    """
    import numpy as np

    law = law_below @ theta
    ratio = (theta @ law) / np.where(law_below > 0, law_below, 1)
    return float(law_below @ np.log2(np.where(law_below > 0, ratio, 1)))


def map_reduction_given_target(theta: NDArray[np.int_], joint_below: NDArray[np.float64]) -> float:
    """Δ′_n, bits: the reduction of eq. (26) inside each P(·|y), averaged over y (eq. (27)).

    joint_below: p(x_{n−1}, y), shape (k_{n−1}, k).
    """
    label_law = joint_below.sum(axis=0)
    return float(
        sum(
            p * map_reduction(theta, column / p)
            for p, column in zip(label_law, joint_below.T, strict=True)
            if p > 0
        )
    )
