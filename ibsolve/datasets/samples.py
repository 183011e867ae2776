"""Inputs with their labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import shown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """N inputs and the class of each.

    inputs: finite numbers, shape (N, d), one row or more. labels: from 0 to classes − 1, shape (N,).
    name: of the data set. image_shape: (height, width) where inputs are images, row by row, with
    height · width = d; else None.
    Raises ProblemError with every fault found.

    >>> data = Samples(inputs=np.eye(4), labels=np.array([0, 1, 1, 0]), classes=2, name="corners")
    >>> len(data), data.dimension
    (4, 4)
    """

    inputs: Floats
    labels: NDArray[np.int64]
    classes: int
    name: str
    image_shape: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        arguments = Arguments()
        arguments.text("name", self.name)
        classes = arguments.count("classes", self.classes)
        image_shape = None if self.image_shape is None else arguments.counts("image_shape", self.image_shape)
        inputs = real_array(self.inputs)
        if inputs is None or inputs.ndim != 2 or 0 in inputs.shape or not np.isfinite(inputs).all():
            found = shown(self.inputs) if inputs is None else _wrong(inputs)
            expected = "finite numbers of shape (N, d), N and d >= 1"
            arguments.faults.add("inputs", expected=expected, found=found)
        elif (
            image_shape is not None
            and not arguments.faults.has("image_shape")
            and (len(image_shape) != 2 or prod(image_shape) != inputs.shape[1])
        ):
            expected = f"height · width = d = {inputs.shape[1]}"
            arguments.faults.add("image_shape", expected=expected, found=shown(self.image_shape))
        try:
            labels = np.asarray(self.labels)
        except ValueError:
            # Rows of several lengths are no array.
            labels = np.array(None)
        if inputs is not None and (labels.shape != inputs.shape[:1] or labels.dtype.kind not in "iu"):
            expected = f"whole numbers of shape {inputs.shape[:1]}"
            arguments.faults.add("labels", expected=expected, found=f"{labels.dtype} of shape {labels.shape}")
        elif (
            inputs is not None
            and labels.size
            and not arguments.faults.has("classes")
            and not (labels.min() >= 0 and labels.max() < classes)
        ):
            expected = f"from 0 to classes - 1 = {classes - 1}"
            arguments.faults.add("labels", expected=expected, found=f"{labels.min()} to {labels.max()}")
        arguments.check()
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "labels", labels.astype(np.int64))
        object.__setattr__(self, "image_shape", image_shape)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def dimension(self) -> int:
        """d, of the inputs."""
        return int(self.inputs.shape[1])

    @property
    def label_entropy(self) -> float:
        """H(Y) of these samples, each equally likely, nats: the most that I(T;Y) can be on them.

        >>> from ibsolve.datasets import szt
        >>> round(szt().label_entropy, 5)  # 0.99916 bits
        0.69256
        """
        shares = np.unique(self.labels, return_counts=True)[1] / len(self)
        return float(-(shares * np.log(shares)).sum())

    def split(self, test_share: float, *, seed: int) -> tuple[Samples, Samples]:
        """A part to train on and a part to test on, drawn at random without a sample in both.

        test_share: in (0, 1), of the samples, rounded; each part has one sample or more.
        Raises ProblemError with every fault found.

        >>> from ibsolve.datasets import szt
        >>> train, test = szt().split(0.2, seed=0)
        >>> len(train), len(test)
        (3277, 819)
        """
        arguments = Arguments()
        share = arguments.number("test_share", test_share, above=0, below=1)
        seed = arguments.seed("seed", seed)
        if len(self) < 2:
            arguments.faults.add("samples", expected="two or more to split", found=str(len(self)))
        arguments.check()
        tested = min(max(round(share * len(self)), 1), len(self) - 1)
        order = np.random.default_rng(seed).permutation(len(self))
        return self._rows(np.sort(order[tested:])), self._rows(np.sort(order[:tested]))

    def first(self, n: int) -> Samples:
        """The first n samples, or all where there are fewer. Raises ProblemError for n < 1."""
        arguments = Arguments()
        n = arguments.count("n", n)
        arguments.check()
        return self._rows(np.arange(min(n, len(self))))

    def _rows(self, rows: NDArray[np.int64]) -> Samples:
        return replace(self, inputs=self.inputs[rows], labels=self.labels[rows])


def _wrong(inputs: Floats) -> str:
    """What is wrong with numbers: their shape, or how many are not finite and where the first is."""
    if inputs.ndim != 2 or not inputs.size:
        return f"an array of shape {inputs.shape}"
    rows, columns = np.nonzero(~np.isfinite(inputs))
    first = f"the first {inputs[rows[0], columns[0]]} in row {rows[0]}, column {columns[0]}"
    return f"{len(rows)} of {inputs.size} that are not finite, {first}"
