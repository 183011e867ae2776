"""Mutual information and entropy by the name of an estimator."""

from __future__ import annotations

from typing import Any

from ibsolve.errors import Fault, ProblemError, shown
from ibsolve.estimators.estimate import Estimate
from ibsolve.estimators.interface import (
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
    Seed,
)
from ibsolve.estimators.registry import entropy_estimator, information_estimator
from ibsolve.estimators.variable import Kind, kind_of
from ibsolve.theory.unit import Unit

AUTO = "auto"
"""Chooses by what x and y are."""


def mutual_information(
    x: Any,
    y: Any,
    *,
    estimator: str | AbstractInformationEstimator = AUTO,
    unit: str = Unit.NATS,
    rng: Seed = None,
    **parameters: Any,
) -> Estimate:
    """I(X;Y) in the unit, from N paired samples, with its interval, its ceiling and what to beware of.

    x, y: numbers of shape (N,) or (N, d), numpy or torch; `Labels(values)` for discrete ones, which are
    recognised only where declared; or a tuple (numbers, Labels) of both. estimator: a name, see
    `estimator_names`, with its parameters, or an estimator; "auto" is plug-in for labels, ross for labels
    with numbers, ksg for numbers, and mixed-ksg where one of them is both. rng: a generator or seed; None is
    the seed 0.
    Raises EstimatorError for an unknown name, ProblemError with every fault found.

    >>> from ibsolve.estimators import Labels
    >>> mutual_information(Labels([0, 0, 1, 1]), Labels([0, 0, 0, 1]), unit="bits").value.__round__(6)
    0.311278
    """
    if isinstance(estimator, str):
        name = _suitable(x, y) if estimator == AUTO else estimator
        estimator = information_estimator(name, **parameters)
    else:
        _check_given(estimator, parameters, AbstractInformationEstimator)
    return estimator.estimate(x, y, unit=unit, rng=rng)


def entropy(
    x: Any,
    *,
    estimator: str | AbstractEntropyEstimator = AUTO,
    unit: str = Unit.NATS,
    rng: Seed = None,
    **parameters: Any,
) -> Estimate:
    """An entropy of X in the unit, from N samples: of labels, or the differential one of numbers.

    estimator: "auto" is plug-in for labels and kozachenko-leonenko for numbers; the `quantity` of the
    result says which entropy it is. Others and errors as for `mutual_information`.

    >>> from ibsolve.estimators import Labels
    >>> entropy(Labels([0, 1, 1, 0]), unit="bits").value
    1.0
    """
    if isinstance(estimator, str):
        suitable = "plug-in" if kind_of(x) is Kind.LABELS else "kozachenko-leonenko"
        estimator = entropy_estimator(suitable if estimator == AUTO else estimator, **parameters)
    else:
        _check_given(estimator, parameters, AbstractEntropyEstimator)
    return estimator.entropy(x, unit=unit, rng=rng)


def _check_given(given: Any, parameters: dict[str, Any], kind: type[Any]) -> None:
    """Raise ProblemError unless it is an estimator of the kind, given without further parameters."""
    if not isinstance(given, kind):
        expected = "a name, or an estimator of the quantity"
        raise ProblemError(Fault(where="estimator", expected=expected, found=shown(given)))
    if parameters:
        raise ProblemError(
            Fault(
                where="estimator",
                expected="no further parameters with an estimator that is given itself",
                found=", ".join(parameters),
            )
        )


def _suitable(x: Any, y: Any) -> str:
    kinds = {kind_of(x), kind_of(y)}
    if Kind.MIXED in kinds:
        return "mixed-ksg"
    return "ross" if len(kinds) > 1 else "plug-in" if Kind.LABELS in kinds else "ksg"
