"""Warnings that hold for every method, and estimates along a chain judged against data processing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.estimators.estimate import Caution, Concern, Estimate, Finding, Quantity
from ibsolve.estimators.variable import Kind, Variable
from ibsolve.theory.unit import Unit

_NEAR_CEILING = 0.95
"""Share of the ceiling from which a value says more of N than of the data."""
_REPEATED = 5
"""Samples a label from which the entropy of labels is that of their law, and none of N."""
_ROUNDING = 1e-9
_FEW_VALUES = 20
_FLOAT32_TIES = 0.01
_FLOAT32_BYTES = 4

_INFORMATION = (Quantity.MUTUAL_INFORMATION, Quantity.MATRIX_INFORMATION)


def general_cautions(finding: Finding, quantity: Quantity, variables: Sequence[Variable]) -> list[Caution]:
    """Cautions of any method: below 0, at the ceiling, float32 that merged samples, labels not declared."""
    found = [_of_range(finding, quantity, variables)]
    found += [_of_float32(variable) for variable in variables]
    found += [_of_labels(variable) for variable in variables]
    return [caution for caution in found if caution is not None]


def _of_range(finding: Finding, quantity: Quantity, variables: Sequence[Variable]) -> Caution | None:
    if quantity in _INFORMATION and finding.value < -_ROUNDING:
        return Caution(
            concern=Concern.NEGATIVE,
            reason=f"{finding.value:.4g} nats, and mutual information is never below 0",
            advice="read it as 0 within the estimator's error; more samples bring it closer",
        )
    ceiling = finding.ceiling
    is_near = ceiling is not None and ceiling > 0 and finding.value >= _NEAR_CEILING * ceiling
    # All that labels have to tell is an answer: no truth lies above it.
    if is_near and not any(_tells_all(finding.value, variable) for variable in variables):
        return Caution(
            concern=Concern.SATURATED,
            reason=f"{finding.value:.4g} nats, where no data of this size can give more than {ceiling:.4g}",
            advice="the truth may lie anywhere above; take more samples, or coarser bins, kernels or noise",
        )
    return None


def _tells_all(value: float, variable: Variable) -> bool:
    """Whether the value is about the entropy of labels that repeat."""
    if variable.kind is not Kind.LABELS:
        return False
    if "least that tells all" not in variable.kept:
        variable.kept["least that tells all"] = _least_that_tells_all(variable)
    return bool(value >= variable.kept["least that tells all"])


def _least_that_tells_all(variable: Variable) -> float:
    counts = np.bincount(variable.label_codes)
    shares = counts[counts > 0] / variable.n
    is_repeated = variable.n >= _REPEATED * len(shares)
    return -_NEAR_CEILING * float(shares @ np.log(shares)) if is_repeated else inf


def _of_float32(variable: Variable) -> Caution | None:
    if variable.vectors is None or variable.vectors.dtype.itemsize > _FLOAT32_BYTES:
        return None
    if "float32" not in variable.kept:
        variable.kept["float32"] = _of_merged(variable)
    found: Caution | None = variable.kept["float32"]
    return found


def _of_merged(variable: Variable) -> Caution | None:
    merged = 1 - variable.different_vectors / variable.n
    if merged <= _FLOAT32_TIES or variable.different_vectors == 1:
        return None
    resolved = np.spacing(np.abs(variable.floats).max().astype(np.float32))
    return Caution(
        concern=Concern.FLOAT32,
        reason=f"{variable.name} is float32, where values {resolved:.1g} apart are equal, and "
        f"{100 * merged:.0f} % of its samples repeat others",
        advice="saturated units merge what float64 would tell apart: compute the activations in float64",
    )


def _of_labels(variable: Variable) -> Caution | None:
    if not variable.was_integer or variable.codes is not None:
        return None
    distinct = len(np.unique(variable.floats))
    if distinct > _FEW_VALUES:
        return None
    return Caution(
        concern=Concern.UNDECLARED_LABELS,
        reason=f"{variable.name} has {distinct} different whole numbers, taken as numbers with a distance",
        advice=f"if they are labels, declare them: Labels({variable.name})",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Two places of a chain where the later estimate exceeds the earlier one.

    earlier, later: places in the chain, from 0. excess: later − earlier > 0, in the unit of the earlier one.
    is_significant: whether the intervals exclude an excess of 0; False where one has none.
    """

    earlier: int
    later: int
    excess: float
    is_significant: bool


def data_processing_violations(chain: Sequence[Estimate]) -> list[Violation]:
    """Where estimates of I(X;T_1), I(X;T_2), … along X → T_1 → T_2 → … rise, which the truth never does.

    chain: estimates in the order of the chain, of one quantity. A violation within the intervals is
    noise; one beyond them says that the estimates are not of one law: noise added to each layer anew and
    bins of each layer do not make a chain (paper 004, (12), (13) corrected).
    Raises ProblemError for what is no estimate, or a mix of quantities.

    >>> from ibsolve.estimators import Labels, PlugIn
    >>> x, t = Labels([0, 1, 2, 3]), Labels([0, 0, 1, 1])
    >>> found = data_processing_violations([PlugIn().estimate(x, t), PlugIn().estimate(x, x)])
    >>> [(each.earlier, each.later, round(each.excess, 4)) for each in found]
    [(0, 1, 0.6931)]
    """
    arguments = Arguments()
    for place, each in enumerate(arguments.items("chain", chain)):
        if not isinstance(each, Estimate):
            arguments.faults.add(f"chain[{place}]", expected="an Estimate", found=shown(each))
        elif isinstance(chain[0], Estimate) and each.quantity is not chain[0].quantity:
            expected = f"{chain[0].quantity}, as the first"
            arguments.faults.add(f"chain[{place}]", expected=expected, found=str(each.quantity))
    arguments.check()
    violations = []
    for (earlier, before), (later, after) in combinations(enumerate(chain), 2):
        excess = before.unit.of_nats(_nats(after.unit, after.value) - _nats(before.unit, before.value))
        if excess > _ROUNDING:
            violations.append(
                Violation(
                    earlier=earlier, later=later, excess=excess, is_significant=_is_beyond(before, after)
                )
            )
    return violations


def _is_beyond(before: Estimate, after: Estimate) -> bool:
    if before.interval is None or after.interval is None:
        return False
    return _nats(after.unit, after.interval.lower) > _nats(before.unit, before.interval.upper)


def _nats(unit: Unit, amount: float) -> float:
    return unit.in_nats(amount)
