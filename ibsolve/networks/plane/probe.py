"""The inputs that a network is measured on, the same at all times."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.estimators import Labels
from ibsolve.estimators.variable import Variable


class Probe:
    """A fixed set of inputs, with their labels where I(T;Y) is wanted.

    inputs: N of them along the first axis, numpy or torch; the probe keeps a copy. labels: whole numbers of
    shape (N,), or `Labels`. name: in the plane, such as "train" or "test".
    Raises ProblemError with every fault found.

    >>> probe = Probe([[0.0, 1.0], [1.0, 0.0]], [0, 1], name="corners")
    >>> probe.name, probe.n
    ('corners', 2)
    """

    def __init__(self, inputs: Any, labels: Any = None, *, name: str = "probe") -> None:
        arguments = Arguments()
        self.name = arguments.text("name", name)
        read = _read(inputs)
        if read is None:
            arguments.faults.add(
                f"probe {name}, inputs",
                expected="finite real numbers with one input or more along the first axis",
                found=shown(inputs),
            )
        self.labels = None
        if labels is not None:
            with arguments.faults.gathered(prefix=f"probe {name}, "):
                self.labels = labels if isinstance(labels, Labels) else Labels(labels)
        if read is not None and self.labels is not None and len(read) != len(self.labels):
            arguments.faults.add(
                f"probe {name}, labels",
                expected=f"one for each of {len(read)} inputs",
                found=f"{len(self.labels)}",
            )
        arguments.check()
        assert read is not None, "a fault was not raised"
        self.inputs: Tensor = read

    @property
    def n(self) -> int:
        """Inputs."""
        return len(self.inputs)

    def first(self, n: int) -> Tensor:
        """The first n inputs, or all where there are fewer."""
        return self.inputs[:n]

    def vectors(self) -> Variable:
        """X as estimators read it: each input one row of float64."""
        rows = self.inputs.detach().cpu().reshape(self.n, -1).double().numpy()
        return Variable(name="x", vectors=rows, codes=None)

    def target(self) -> Variable:
        """Y as estimators read it."""
        assert self.labels is not None, "checked when the tracker was built"
        return Variable(name="y", vectors=None, codes=self.labels.codes)


def codes_alone(variable: Variable) -> Variable:
    """Different samples as labels of their own."""
    codes: NDArray[np.int64] = variable.row_codes
    return Variable(name=variable.name, vectors=None, codes=codes)


def _read(inputs: Any) -> Tensor | None:
    try:
        values = inputs.detach().clone() if isinstance(inputs, Tensor) else torch.tensor(np.array(inputs))
    except (TypeError, ValueError, RuntimeError):
        return None
    if (
        values.ndim == 0
        or not values.numel()
        or values.is_complex()
        or not bool(torch.isfinite(values).all())
    ):
        return None
    return values if values.ndim > 1 else values[:, None]
