"""InfoNCE: which of K samples belongs to x; a bound that varies little and cannot exceed ln K."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ibsolve.estimators.variable import Variable
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.parts import Parts

if TYPE_CHECKING:
    from ibsolve.estimators.variational.objective import AbstractObjective


@dataclass(frozen=True)
class InfoNCE(AbstractVariationalBound):
    """E [s(X_i,Y_i) − ln (1/K) Σ_j e^{s(X_i,Y_j)}] <= min(I(X;Y), ln K), with a trained critic s.

    Parameters and errors: `AbstractVariationalBound`. Trained with K = batch, reported with K = the held-out
    samples, or groups of at most 2048 of them: ln K is the ceiling of the result. On held-out samples the
    value is on average never above I(X;Y). The same samples and `rng` give the same value.
    Source: van den Oord et al. 2018 (arXiv:1807.03748); Poole et al. 2019 (arXiv:1905.06922), eq. (10).

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=400)
    >>> bound = InfoNCE(steps=100).estimate(x, x + rng.normal(size=400))
    >>> 0.1 < bound.value < 0.6
    True
    >>> bound.ceiling == log(100)
    True
    """

    name: ClassVar[str] = "info-nce"
    summary: ClassVar[str] = (
        "InfoNCE lower bound by a trained critic, on held-out samples, at most ln of them; torch"
    )

    def _objective(
        self, x: Variable, y: Variable, parts: Parts, device: Any, rng: np.random.Generator
    ) -> AbstractObjective:
        from ibsolve.estimators.variational.critic import CriticObjective
        from ibsolve.estimators.variational.features import read_features
        from ibsolve.estimators.variational.noise_contrast import NoiseContrast

        of_x, of_y = (read_features(each, parts.training, device) for each in (x, y))
        return CriticObjective(
            NoiseContrast(), x=of_x, y=of_y, hidden=tuple(self.hidden), device=device, rng=rng
        )

    def _ceiling(self, x: Variable, y: Variable, held_out: int, together: int) -> float | None:
        groups = -(-held_out // together)
        sizes = [held_out // groups + (place < held_out % groups) for place in range(groups)]
        return sum(size * log(size) for size in sizes) / held_out
