"""Whether samples of two vectors look like those of a function, for methods that cannot tell themselves."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.ksg import KSG
from ibsolve.estimators.variable import Variable

_LOOKED_AT = 4000


def vacuity_cautions(x: Floats, y: Floats, rng: np.random.Generator) -> tuple[Caution, ...]:
    """VACUOUS where KSG, on at most 4000 of the samples, says that one variable is a function of the other.

    x, y: shapes (N, d) and (N, e).
    """
    if len(x) < 2 * KSG().k:
        return ()
    places = rng.permutation(len(x))[:_LOOKED_AT]
    seen_x = Variable(name="x", vectors=x[places], codes=None)
    seen_y = Variable(name="y", vectors=y[places], codes=None)
    found = KSG().cautions(seen_x, seen_y, rng)
    return tuple(caution for caution in found if caution.concern is Concern.VACUOUS)
