"""Samples as points of one space: vectors as they are, different labels further apart than any vectors."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.variable import Variable

FAR = 2.0**600
"""Distance from which two samples have different labels; vectors are within ±1e150, and 2^600 = 4e180.

A power of 2, so that its multiples differ by no less.
"""


def placed(variable: Variable) -> Floats:
    """The samples as points, shape (N, d), or (N, d + 1) with labels as one more coordinate.

    >>> from ibsolve.estimators.labels import Labels
    >>> from ibsolve.estimators.variable import Variable
    >>> placed(Variable(name="x", vectors=np.array([[3.0], [4.0]]), codes=np.array([0, 1])))
    array([[3.00000000e+000, 0.00000000e+000],
           [4.00000000e+000, 4.14951557e+180]])
    """
    if variable.codes is None:
        return variable.floats
    coordinate: Floats = variable.codes[:, None].astype(np.float64) * FAR
    return coordinate if variable.vectors is None else np.hstack([variable.floats, coordinate])
