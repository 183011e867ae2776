"""A new estimator: copy this file, rename the class, and register it in one line in registry.py.

The contract suite (tests/contracts/test_estimators.py) then covers it on every task with known truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.estimate import Finding
from ibsolve.estimators.interface import VECTORS, AbstractInformationEstimator
from ibsolve.estimators.variable import Variable


@dataclass(frozen=True)
class Template(AbstractInformationEstimator):
    """What is estimated and how, with its source; here: 0, whatever the samples.

    scale: what each field is, its range and unit.
    """

    scale: float = 1.0

    # As users write it, and as `ibsolve estimators list` describes it.
    name: ClassVar[str] = "template"
    summary: ClassVar[str] = "always 0"
    x_kinds = VECTORS
    y_kinds = VECTORS
    least_samples = 1

    def __post_init__(self) -> None:
        # Parameters are refused here, all of them at once.
        arguments = Arguments()
        arguments.number("scale", self.scale, above=0)
        arguments.check()

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        # In nats. x.vectors is a numpy array or a torch tensor on its device; x.floats is float64 in
        # main memory; x.label_codes are labels. Say which error an interval covers, and add a Caution
        # where the number may mislead. Heavy libraries are imported here.
        return Finding(value=0.0, ceiling=log(x.n))
