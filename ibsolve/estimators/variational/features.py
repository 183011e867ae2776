"""Samples as a network reads them: numbers of mean 0 and variance 1 on training samples, labels one-hot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ibsolve.errors import Fault, ProblemError
from ibsolve.estimators.variable import Variable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """Rows of network inputs. numbers: shape (N, d) in single precision, codes: shape (N,); None for none.

    labels: different codes.
    """

    numbers: Tensor | None
    codes: Tensor | None
    labels: int = 0

    @property
    def width(self) -> int:
        """Inputs of the network."""
        return self.labels + (0 if self.numbers is None else int(self.numbers.shape[1]))

    def fresh_rows(self, places: Tensor) -> Tensor:
        """The same as `rows`: here is nothing that could be drawn anew."""
        return self.rows(places)

    def rows(self, places: Tensor) -> Tensor:
        """Inputs of the samples at these places, shape (places, width)."""
        columns = [] if self.numbers is None else [self.numbers[places]]
        if self.codes is not None:
            # Made for the rows asked for: for all of them they may not fit.
            columns.append(torch.nn.functional.one_hot(self.codes[places], self.labels).float())
        return columns[0] if len(columns) == 1 else torch.cat(columns, dim=1)


def read_features(variable: Variable, training: NDArray[np.int64], device: torch.device) -> Features:
    """The features of a variable; those that are constant on the training samples become 0."""
    numbers = codes = None
    labels = 0
    if variable.vectors is not None:
        numbers = standardised(as_tensor(variable, device), training)[0]
    if variable.codes is not None:
        codes = torch.tensor(variable.codes, device=device)
        labels = int(variable.codes.max()) + 1
    return Features(numbers=numbers, codes=codes, labels=labels)


def as_tensor(variable: Variable, device: torch.device) -> Tensor:
    """The vectors in double precision on the device, shape (N, d)."""
    if variable.is_tensor:
        return variable.vectors.to(device=device, dtype=torch.float64)
    return torch.tensor(variable.floats, dtype=torch.float64, device=device)


def standardised(values: Tensor, training: NDArray[np.int64], *, noise: float = 0.0) -> tuple[Tensor, Tensor]:
    """The values, less their mean and over their deviation on the training samples, shape (N, d) in single
    precision; and what the noise is over that deviation, shape (d,).

    noise: deviation of what will be added to the values, which counts in theirs.
    """
    seen = values[torch.tensor(training, device=values.device)]
    low = seen.amin(dim=0)
    span = (seen.amax(dim=0) - low).clamp_min(noise)
    # A feature that is constant there says nothing to learn from, whatever it does elsewhere.
    per_span = torch.where(span > 0, 1 / span, 0.0)
    # By its span first: squares of the smallest floats are 0.
    shares = (seen - low) * per_span
    deviation = (shares.var(dim=0, correction=0) + (noise * per_span) ** 2).sqrt()
    per_deviation = torch.where(deviation > 0, per_span / deviation, 0.0)
    centred = (values - low - shares.mean(dim=0) * span) * per_deviation
    return centred.float(), (noise * per_deviation).float()


def common_device(x: Variable, y: Variable) -> torch.device:
    """Where the tensors live; the CPU where there is none. Raises ProblemError for two places."""
    places = {each.name: each.vectors.device for each in (x, y) if each.is_tensor}
    if len(set(places.values())) > 1:
        raise ProblemError(
            Fault(
                where="x and y",
                expected="tensors on one device",
                found=", ".join(f"{name} on {place}" for name, place in places.items()),
                remedy="move one of them: x.to(y.device)",
            )
        )
    chosen: Any = next(iter(places.values()), torch.device("cpu"))
    return chosen
