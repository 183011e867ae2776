"""What all variational bounds do: train on one part of the samples, report on a part never looked at."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import TrainingError
from ibsolve.estimators.estimate import Caution, Concern, Covers, Finding, Interval
from ibsolve.estimators.interface import ANY, AbstractInformationEstimator
from ibsolve.estimators.variable import Variable
from ibsolve.estimators.variational.extra import require_torch
from ibsolve.estimators.variational.parts import Parts, check_shares, drawn_parts

if TYPE_CHECKING:
    from ibsolve.estimators.variational.jackknife import Judgement
    from ibsolve.estimators.variational.objective import AbstractObjective

_MOST_TOGETHER = 2048
"""Samples whose pairs are judged together: so many squared fit in memory."""
_UNSEEN = 0.01


@dataclass(frozen=True)
class AbstractVariationalBound(AbstractInformationEstimator):
    """A lower bound on I(X;Y) by a trained network, nats, with the error of its mean.

    hidden: neurons of each hidden layer. steps: of training at most; it ends sooner where validation
    samples show no gain. batch: samples a step, at least 2. learning_rate: of Adam, > 0. split: shares of
    the samples to train on, to decide when to stop, and to report on, whose sum is 1; each part has 8
    samples or more. confidence: of the interval, in (0, 1), two-sided, for what the trained network is
    worth on the law of the samples; I(X;Y) is above its lower end with confidence (1 + confidence)/2.

    Training is in single precision, on the device of the tensors; what is reported is in double
    precision. The value is 0, without error, where no network does better than none on validation samples.
    Features that are constant on the training samples count as nothing. Estimating raises
    ProblemError for too few samples, TrainingError where training diverges, with the step, and
    MissingExtraError without torch.
    """

    hidden: tuple[int, ...] = (64,)
    steps: int = 1500
    batch: int = 128
    learning_rate: float = 0.002
    split: tuple[float, float, float] = (0.5, 0.25, 0.25)
    confidence: float = 0.95

    x_kinds = ANY
    y_kinds = ANY
    least_samples = 32
    is_random = True
    is_trained = True

    def __post_init__(self) -> None:
        arguments = Arguments()
        self._check_parameters(arguments)
        arguments.check()

    def _check_parameters(self, arguments: Arguments) -> None:
        arguments.counts("hidden", self.hidden)
        arguments.count("steps", self.steps)
        arguments.count("batch", self.batch, at_least=2)
        arguments.number("learning_rate", self.learning_rate, above=0)
        check_shares(arguments, self.split)
        arguments.number("confidence", self.confidence, above=0, below=1)

    @abstractmethod
    def _objective(
        self, x: Variable, y: Variable, parts: Parts, device: Any, rng: np.random.Generator
    ) -> AbstractObjective:
        """What is trained. device: a torch device."""

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        require_torch(self.name)
        import torch

        from ibsolve.descent.threads import one_thread
        from ibsolve.estimators.variational.features import common_device
        from ibsolve.estimators.variational.training import train

        device = common_device(x, y)
        parts = drawn_parts(x.n, self.split, rng)
        # A caller may have switched slopes off.
        with one_thread(), torch.inference_mode(mode=False), torch.no_grad():
            objective = self._objective(x, y, parts, device, rng)
            trained = train(
                objective,
                parts,
                steps=self.steps,
                batch=self.batch,
                learning_rate=self.learning_rate,
                rng=rng,
            )
            most = min(_MOST_TOGETHER, len(parts.held_out))
            held_out, training = (
                objective.judged(trained.numbers, torch.tensor(part, device=device), most)
                for part in (parts.held_out, parts.training)
            )
        _require_finite(held_out)
        cautions = [*self._cautions(x, y, held_out), *_of_unseen_labels((x, y), parts)]
        if trained.late_rise > held_out.standard_error:
            cautions.append(_of_late_rise(trained.late_rise, self.steps))
        return Finding(
            value=held_out.value,
            ceiling=self._ceiling(x, y, len(parts.held_out), most),
            interval=self._interval(held_out, self._covers(x, y)),
            cautions=tuple(cautions),
            parameters={
                "training_value": training.value,
                "standard_error": held_out.standard_error,
                "upward_bias": max(0.0, held_out.bias),
                "training_samples": len(parts.training),
                "validation_samples": len(parts.validation),
                "held_out_samples": len(parts.held_out),
                "best_step": trained.best_step,
                "steps_taken": trained.steps,
                "device": str(device),
            },
        )

    def _ceiling(self, x: Variable, y: Variable, held_out: int, together: int) -> float | None:
        """The largest value on so many held-out samples, judged so many together; None for none."""
        return None

    def _covers(self, x: Variable, y: Variable) -> Covers:
        return Covers.LOWER_BOUND

    def _cautions(self, x: Variable, y: Variable, held_out: Judgement) -> list[Caution]:
        return []

    def _interval(self, held_out: Judgement, covers: Covers) -> Interval:
        from scipy.special import stdtrit

        reach = float(stdtrit(held_out.samples - 1, (1 + self.confidence) / 2)) * held_out.standard_error
        lower = held_out.value - max(0.0, held_out.bias) - reach
        return Interval(lower=lower, upper=held_out.value + reach, confidence=self.confidence, covers=covers)


def _require_finite(held_out: Judgement) -> None:
    if not isfinite(held_out.value) or not isfinite(held_out.standard_error):
        raise TrainingError(
            f"training: the bound on held-out samples is {held_out.value:g} with error "
            f"{held_out.standard_error:g} after the last step: lower the learning rate, or take info-nce"
        )


def _of_late_rise(rise: float, steps: int) -> Caution:
    return Caution(
        concern=Concern.NOT_CONVERGED,
        reason=f"the bound on validation samples rose by {rise:.2g} nats in the last fifth of {steps} steps",
        advice="take more steps: the bound holds, and would be higher",
    )


def _of_unseen_labels(variables: tuple[Variable, ...], parts: Parts) -> list[Caution]:
    found = []
    for variable in variables:
        if variable.codes is None:
            continue
        unseen = ~np.isin(variable.codes[parts.held_out], variable.codes[parts.training])
        if unseen.mean() > _UNSEEN:
            reason = (
                f"{unseen.sum()} of {len(unseen)} held-out samples have labels of {variable.name} that "
                "training never met"
            )
            advice = "the bound holds, and is low: take more samples a label, or fewer labels"
            found.append(Caution(concern=Concern.BIASED, reason=reason, advice=advice))
    return found
