"""The Barber–Agakov bound: H(X) and how well a network predicts X from Y."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.estimate import Caution, Concern, Covers
from ibsolve.estimators.variable import Kind, Variable
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.parts import Parts

if TYPE_CHECKING:
    from ibsolve.estimators.variational.jackknife import Judgement
    from ibsolve.estimators.variational.objective import AbstractObjective

_REPEATED = 0.05


class Predicted(StrEnum):
    """Which variable the network predicts from the other."""

    AUTO = "auto"
    X = "x"
    Y = "y"


@dataclass(frozen=True)
class BarberAgakov(AbstractVariationalBound):
    """H(X) + E ln q(X|Y) <= I(X;Y) for a trained q; written for X predicted from Y.

    predicts: "x" or "y", which is the X of the formula; "auto" is the one that is labels, and x where both
    or neither are. Labels get a classifier, numbers a decoder: a Gaussian whose mean and scales are functions
    of the other variable. Vectors with labels cannot be predicted (ProblemError).
    entropy: of what is predicted, in nats, where it is known: H of labels, such as ln n for n inputs drawn
    alike, >= 0; or the differential entropy h of numbers in their units. Other parameters and errors:
    `AbstractVariationalBound`.

    Without `entropy`:
    - labels: H is that of the held-out samples, low on average by (labels − 1)/2n, so that the value stays a
      lower bound; its error counts in the interval.
    - numbers: h(X) is not known, and any guess from a density r is above it. The value is
      E ln q(X|Y)/r(X) for the Gaussian r of the training samples. It exceeds the bound by KL(p||r), 0 where X
      is Gaussian, and so may exceed I(X;Y): a caution says so, and the interval claims the sampling error
      alone.
      A decoder also needs features that vary and do not follow from each other (ProblemError).
    With `entropy`, or for labels, the value is on average never above I(X;Y), and the gap is
    E KL(p(.|Y)||q(.|Y)). Labels that are all the same have 0. The same samples and `rng` give the same value.
    Source: Barber & Agakov 2003; paper 002, (4), with the logarithms that its print lacks.

    >>> from ibsolve.estimators import Labels
    >>> rng = np.random.default_rng(0)
    >>> classes = rng.integers(2, size=400)
    >>> layer = np.where(classes, 3.0, -3.0) + rng.normal(size=400)
    >>> bound = BarberAgakov(steps=100).estimate(Labels(classes), layer, unit="bits")
    >>> 0.9 < bound.value < 1
    True
    """

    predicts: str = Predicted.AUTO
    entropy: float | None = None

    name: ClassVar[str] = "barber-agakov"
    summary: ClassVar[str] = (
        "lower bound by a trained classifier of labels or decoder of numbers, on held-out samples; torch"
    )

    @classmethod
    def takes(cls, x: Kind, y: Kind) -> bool:
        """Any pair of which one can be predicted."""
        return x is not Kind.MIXED or y is not Kind.MIXED

    def _check_parameters(self, arguments: Arguments) -> None:
        super()._check_parameters(arguments)
        arguments.choice("predicts", self.predicts, Predicted)
        if self.entropy is not None:
            arguments.number("entropy", self.entropy)

    def _check_pair(self, arguments: Arguments, x: Variable, y: Variable) -> None:
        super()._check_pair(arguments, x, y)
        predicted = self._predicted(x, y)
        if predicted.kind is Kind.MIXED:
            arguments.faults.add(
                predicted.name,
                expected="vectors or labels, which a network can predict",
                found=str(predicted.kind),
                remedy="predict the other variable, or take mine, nwj or info-nce",
            )
        elif predicted.kind is Kind.LABELS and self.entropy is not None:
            arguments.number("entropy", self.entropy, at_least=0)

    def _objective(
        self, x: Variable, y: Variable, parts: Parts, device: Any, rng: np.random.Generator
    ) -> AbstractObjective:
        import torch

        from ibsolve.estimators.variational.classifier import ClassifierObjective
        from ibsolve.estimators.variational.decoder import DecoderObjective
        from ibsolve.estimators.variational.features import as_tensor, read_features

        predicted = self._predicted(x, y)
        given = read_features(y if predicted is x else x, parts.training, device)
        training = torch.tensor(parts.training, device=device)
        hidden = tuple(self.hidden)
        if predicted.kind is Kind.LABELS:
            codes = torch.tensor(predicted.label_codes, device=device)
            return ClassifierObjective(
                codes, given=given, training=training, hidden=hidden, entropy=self.entropy, rng=rng
            )
        return DecoderObjective(
            as_tensor(predicted, device),
            given=given,
            training=training,
            hidden=hidden,
            entropy=self.entropy,
            rng=rng,
            name=predicted.name,
        )

    def _ceiling(self, x: Variable, y: Variable, held_out: int, together: int) -> float | None:
        is_counted = self._predicted(x, y).kind is Kind.LABELS and self.entropy is None
        return log(held_out) if is_counted else None

    def _covers(self, x: Variable, y: Variable) -> Covers:
        return Covers.SAMPLING if self._is_guess(x, y) else Covers.LOWER_BOUND

    def _cautions(self, x: Variable, y: Variable, held_out: Judgement) -> list[Caution]:
        predicted = self._predicted(x, y)
        found = []
        if self._is_guess(x, y):
            found.append(
                Caution(
                    concern=Concern.BIASED,
                    reason=f"h({predicted.name}) is not known, and a Gaussian stands for its law: the value "
                    "may exceed the information by as much as that law is not Gaussian",
                    advice="give entropy=, or take mine, nwj or info-nce, which need none",
                )
            )
        if predicted.kind is Kind.VECTORS:
            codes = predicted.row_codes
            repeated = 1 - (int(codes.max()) + 1) / len(codes)
            if repeated > _REPEATED:
                found.append(
                    Caution(
                        concern=Concern.TIES,
                        reason=f"{100 * repeated:.0f} % of the samples of {predicted.name} repeat others: it "
                        "has no density, and that of a decoder may grow without end",
                        advice=f"declare labels: Labels({predicted.name}); or predict the other variable",
                    )
                )
        return found

    def _predicted(self, x: Variable, y: Variable) -> Variable:
        if Predicted(self.predicts) is not Predicted.AUTO:
            return x if Predicted(self.predicts) is Predicted.X else y
        if x.kind is not Kind.LABELS and y.kind is Kind.LABELS:
            return y
        # Vectors with labels cannot be predicted.
        return y if x.kind is Kind.MIXED and y.kind is Kind.VECTORS else x

    def _is_guess(self, x: Variable, y: Variable) -> bool:
        return self._predicted(x, y).kind is Kind.VECTORS and self.entropy is None
