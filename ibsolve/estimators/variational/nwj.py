"""NWJ: a bound whose mean over few samples is not biased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ibsolve.estimators.estimate import Caution
from ibsolve.estimators.variable import Variable
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.mine import of_few_large_terms
from ibsolve.estimators.variational.parts import Parts

if TYPE_CHECKING:
    from ibsolve.estimators.variational.jackknife import Judgement
    from ibsolve.estimators.variational.objective import AbstractObjective


@dataclass(frozen=True)
class NWJ(AbstractVariationalBound):
    """1 + E s(X,Y) − E e^{s(X,Y')} <= I(X;Y), with Y' independent of X and a trained critic s.

    Parameters and errors: `AbstractVariationalBound`. On held-out samples the value is on average what the
    critic is worth, so never above I(X;Y). Where it exceeds ln of the held-out samples it varies too much to
    be trusted, and a caution says so. The same samples and `rng` give the same value.
    Source: Nguyen, Wainwright & Jordan 2010 (arXiv:0809.0853); Poole et al. 2019 (arXiv:1905.06922), eq. (7),
    with s − 1 for the critic there.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=400)
    >>> bound = NWJ(steps=100).estimate(x, x + rng.normal(size=400))
    >>> 0.1 < bound.value < 0.6
    True
    """

    name: ClassVar[str] = "nwj"
    summary: ClassVar[str] = (
        "Nguyen–Wainwright–Jordan lower bound by a trained critic, on held-out samples; torch"
    )

    def _objective(
        self, x: Variable, y: Variable, parts: Parts, device: Any, rng: np.random.Generator
    ) -> AbstractObjective:
        from ibsolve.estimators.variational.critic import CriticObjective
        from ibsolve.estimators.variational.features import read_features
        from ibsolve.estimators.variational.fenchel import Fenchel

        of_x, of_y = (read_features(each, parts.training, device) for each in (x, y))
        return CriticObjective(Fenchel(), x=of_x, y=of_y, hidden=tuple(self.hidden), device=device, rng=rng)

    def _cautions(self, x: Variable, y: Variable, held_out: Judgement) -> list[Caution]:
        return of_few_large_terms(held_out)
