"""A task with a known truth: how to draw paired samples, and what their mutual information is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np


class Family(StrEnum):
    """What makes the truth known."""

    GAUSSIAN = "Gaussian closed form"
    NOISE = "finite X through Gaussian noise, by quadrature"
    NETWORK = "solved network, exact"
    MIXED = "discrete with continuous, closed form"
    UNIFORM = "uniform with noise, closed form"
    SYNERGY = "synergy, closed form"
    DETERMINISTIC = "deterministic and continuous: infinite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """N paired samples: x and y as estimators take them.

    clean: y before the noise, for estimators that add the noise themselves; None where it has no such form.
    """

    x: Any
    y: Any
    clean: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One law p(x, y) with its mutual information.

    truth: I(X;Y), nats; infinite for a deterministic continuous relation. sample: the draw of N samples by a
    generator. noise: β of the Gaussian noise in y, where `Draw.clean` is given.
    """

    name: str
    family: Family
    truth: float
    sample: Callable[[int, np.random.Generator], Draw]
    noise: float | None = None

    @property
    def is_vacuous(self) -> bool:
        """Whether I(X;Y) is infinite, so that no finite number can estimate it."""
        return self.truth == float("inf")
