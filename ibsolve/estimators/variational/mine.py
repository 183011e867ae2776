"""MINE: the Donsker–Varadhan bound, with noise added to y where that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.estimate import Caution, Concern
from ibsolve.estimators.variable import Kind, Variable
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.parts import Parts

if TYPE_CHECKING:
    from ibsolve.estimators.variational.jackknife import Judgement
    from ibsolve.estimators.variational.objective import AbstractObjective


@dataclass(frozen=True)
class MINE(AbstractVariationalBound):
    """E s(X,Y) − ln E e^{s(X,Y')} <= I(X;Y), with Y' independent of X and a trained critic s.

    noise: standard deviation > 0 of Gaussian noise Z added to each feature of y, in its units: then the
    bound is on I(X;Y+Z), which is finite where Y is a function of X. None adds none. Other parameters and
    errors: `AbstractVariationalBound`.

    The logarithm of a mean over few samples is low on average, so that the value is a little high:
    "upward_bias" among the parameters of the result is this bias to first order, by the jackknife, and the
    interval reaches down by as much. Where the value exceeds ln of the held-out samples the mean is of few
    large terms, neither value nor interval can be trusted (McAllester & Stratos 2020), and a caution says so.
    The same samples and `rng` give the same value.
    Source: Belghazi et al. 2018 (arXiv:1801.04062), Algorithm 1 with the slope of section 3.2, corrected by a
    running mean; noise as in paper 002, section III-C.

    >>> x = np.random.default_rng(0).normal(size=400)
    >>> bound = MINE(noise=1.0, steps=100).estimate(x, x)
    >>> 0.1 < bound.value < 0.6
    True
    """

    noise: float | None = None

    name: ClassVar[str] = "mine"
    summary: ClassVar[str] = "Donsker–Varadhan lower bound by a trained critic, on held-out samples; torch"

    def _check_parameters(self, arguments: Arguments) -> None:
        super()._check_parameters(arguments)
        if self.noise is not None:
            arguments.number("noise", self.noise, above=0)

    @property
    def _has_noise(self) -> bool:
        return self.noise is not None

    def _check_pair(self, arguments: Arguments, x: Variable, y: Variable) -> None:
        super()._check_pair(arguments, x, y)
        if self.noise is not None and y.kind is not Kind.VECTORS:
            expected = "y of numbers, which noise can be added to"
            arguments.faults.add("noise", expected=expected, found=str(y.kind), remedy="noise=None")

    def _objective(
        self, x: Variable, y: Variable, parts: Parts, device: Any, rng: np.random.Generator
    ) -> AbstractObjective:
        from ibsolve.estimators.variational.critic import CriticObjective
        from ibsolve.estimators.variational.donsker_varadhan import DonskerVaradhan
        from ibsolve.estimators.variational.features import read_features
        from ibsolve.estimators.variational.noise import noisy_features

        of_x = read_features(x, parts.training, device)
        of_y: Any = (
            read_features(y, parts.training, device)
            if self.noise is None
            else noisy_features(y, parts.training, device, self.noise, rng)
        )
        return CriticObjective(
            DonskerVaradhan(), x=of_x, y=of_y, hidden=tuple(self.hidden), device=device, rng=rng
        )

    def _cautions(self, x: Variable, y: Variable, held_out: Judgement) -> list[Caution]:
        return of_few_large_terms(held_out)


def of_few_large_terms(held_out: Judgement) -> list[Caution]:
    """A caution where a mean of e^s over held-out samples cannot have met the large ones."""
    if held_out.value <= log(held_out.samples):
        return []
    return [
        Caution(
            concern=Concern.HIGH_VARIANCE,
            reason=f"{held_out.value:.4g} nats exceed ln {held_out.samples} = {log(held_out.samples):.4g}: "
            "the mean of e^s over held-out samples is one of few large terms, and its error is not seen",
            advice="do not rely on it: take more samples, add noise, or take info-nce, which stays below",
        )
    ]
