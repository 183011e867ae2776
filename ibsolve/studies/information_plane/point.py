"""One point of an information plane: what was estimated, of which layer, when, on which inputs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ibsolve.arguments import Floats
from ibsolve.estimators import Estimate


class Axis(StrEnum):
    """What of a layer T is measured: with the input X, the target Y, an autoencoder's output X′, or bins."""

    INPUT = "I(X;T)"
    TARGET = "I(T;Y)"
    OUTPUT = "I(T;X')"
    CLUSTERING = "H(Bin(T))"


class Clock(StrEnum):
    """What time is counted in."""

    EPOCH = "epoch"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanePoint:
    """An estimate at one time. time: epochs or optimiser steps done, 0 before training.

    probe: the name of the inputs it was measured on, such as "train" or "test". method: the name of the
    estimator in its plane, which tells two settings of one estimator apart.
    """

    time: int
    layer: str
    axis: Axis
    probe: str
    method: str
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """One quantity over time.

    times, values: shape (n,), times ascending. lower, upper: of the intervals; NaN where there is none.
    """

    times: Floats
    values: Floats
    lower: Floats
    upper: Floats
