"""The decision rule: what the largest of a classifier's outputs tells of the label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.estimate import Caution, Concern, Finding, Quantity
from ibsolve.estimators.interface import (
    LABELS,
    VECTORS,
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
)
from ibsolve.estimators.plug_in import PlugIn, plug_in_entropy, plug_in_information
from ibsolve.estimators.variable import Variable


@dataclass(frozen=True)
class DecisionRule(AbstractInformationEstimator, AbstractEntropyEstimator):
    """I(label; decision), where the decision is the place of the largest output, by the plug-in law.

    x: Labels. y: outputs, shape (N, classes), two classes or more; where several are largest, the first
    decides, with a caution. The entropy is that of the decision, H(Ŷ) = I(X;Ŷ) for a network without noise.
    miller_madow, confidence: see `PlugIn`. Raises ProblemError with every fault found.
    Source: paper 002, Table I, "decision rule", and Sec. III-E.

    >>> from ibsolve.estimators import Labels
    >>> outputs = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]]
    >>> DecisionRule().estimate(Labels([0, 0, 1, 1]), outputs, unit="bits").value
    1.0
    """

    miller_madow: bool = False
    confidence: float = 0.95

    name: ClassVar[str] = "decision-rule"
    summary: ClassVar[str] = "plug-in information of labels and the largest of a classifier's outputs"
    x_kinds = LABELS
    y_kinds = VECTORS
    kinds = VECTORS
    entropy_quantity = Quantity.ENTROPY

    def __post_init__(self) -> None:
        arguments = Arguments()
        with arguments.faults.gathered():
            PlugIn(self.miller_madow, self.confidence)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        decisions, cautions = _decisions(y)
        found = plug_in_information(x.label_codes, decisions, self.miller_madow, self.confidence)
        return replace(found, cautions=found.cautions + cautions)

    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        decisions, cautions = _decisions(x)
        found = plug_in_entropy(decisions, self.miller_madow, self.confidence)
        return replace(found, cautions=found.cautions + cautions)


def _decisions(outputs: Variable) -> tuple[NDArray[np.int64], tuple[Caution, ...]]:
    """The first of the largest outputs of each sample, shape (N,)."""
    if outputs.dimension < 2:
        raise ProblemError(
            Fault(
                where=outputs.name,
                expected="outputs of two classes or more, shape (N, classes)",
                found=f"shape ({outputs.n}, {outputs.dimension})",
                remedy="a decision by a threshold is a label: Labels(y > 0.5) with the plug-in",
            )
        )
    values: Any = outputs.vectors
    if outputs.is_tensor:
        largest = values.max(dim=1, keepdim=True).values
        # PyTorch leaves open which of equal ones argmax returns, but not which 1 of whole numbers is first.
        is_largest = np.asarray((values == largest).cpu())
    else:
        is_largest = values == values.max(axis=1, keepdims=True)
    decisions = is_largest.argmax(axis=1).astype(np.int64)
    tied = int((is_largest.sum(axis=1) > 1).sum())
    if not tied:
        return decisions, ()
    return decisions, (
        Caution(
            concern=Concern.TIES,
            reason=f"{tied} of {outputs.n} samples have several largest outputs, of which the first decided",
            advice="saturated outputs tie: give the logits, before the softmax and in float64",
        ),
    )
