"""Where the sums over a mixture are taken."""

from __future__ import annotations

from typing import Any

from ibsolve.estimators.mixture.centres import Centres
from ibsolve.estimators.mixture.compiled_sums import CompiledSums
from ibsolve.estimators.mixture.sums import AbstractSums, Precision


def sums_over(centres: Centres, vectors: Any, precision: str = Precision.FLOAT64) -> AbstractSums:
    """Where the vectors lie: compiled code in main memory, torch on an accelerator that has float64."""
    kind = Precision(precision)
    device = getattr(getattr(vectors, "device", None), "type", "cpu")
    if device in {"cpu", "mps"}:
        return CompiledSums(centres, kind)
    from ibsolve.estimators.mixture.device_sums import DeviceSums

    return DeviceSums(centres, vectors.device, kind)
