"""Features of vectors that vary, samples that repeat, and the cautions on both."""

from __future__ import annotations

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.variable import Variable

_REPEATS = 0.01
"""Share of samples that repeat others from which a method for densities is off."""


def check_varying(variable: Variable) -> None:
    """Raise ProblemError for a feature of one value, of which differential entropy is −∞."""
    values = variable.floats
    constant = np.flatnonzero((values == values[0]).all(axis=0))
    if len(constant):
        raise ProblemError(
            Fault(
                where=variable.name,
                expected="features that vary: differential entropy is −∞ otherwise",
                found=f"one value alone in column {constant[0]}",
                remedy="leave such features out",
            )
        )


def varying_features(variable: Variable) -> tuple[Floats, tuple[Caution, ...]]:
    """The features that take more than one value, shape (N, d'), and a caution where some do not."""
    values = variable.floats
    varies = (values != values[0]).any(axis=0)
    if varies.all():
        return values, ()
    constant = int((~varies).sum())
    return np.ascontiguousarray(values[:, varies]), (
        Caution(
            concern=Concern.CONSTANT,
            reason=f"{constant} of {len(varies)} features of {variable.name} have one value in all samples, "
            "and are left out",
            advice="they tell nothing; check that they are meant to be there",
        ),
    )


def in_deviations(values: Floats) -> Floats:
    """Features about their mean, in units of their standard deviation, shape (N, d); each varies."""
    centred = values - values.mean(axis=0)
    # Squares of small numbers vanish, and those of large ones overflow.
    scaled = centred / np.abs(centred).max(axis=0)
    return np.asarray(scaled / scaled.std(axis=0))


def cautions_of_repeats(variable: Variable, values: Floats) -> tuple[Caution, ...]:
    """A caution where more than 1 % of the samples, shape (N, d), repeat others."""
    if values.shape[1] == 1:
        different = len(np.unique(values))
    else:
        codes = Variable(name=variable.name, vectors=values, codes=None).row_codes
        different = int(codes.max()) + 1
    repeats = 1 - different / len(values)
    if repeats <= _REPEATS:
        return ()
    return (
        Caution(
            concern=Concern.TIES,
            reason=f"{100 * repeats:.0f} % of the samples of {variable.name} repeat others, where a density "
            "gives no two equal ones",
            advice="mixed-ksg takes repeated values; labels are declared; jitter breaks ties at random",
        ),
    )
