"""Binary threshold networks with integer weights (paper 000, eq. (1) and (2))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.problem.code import Code, as_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Neuron:
    """A threshold unit: fires iff w·x >= threshold.

    weights: integers, one for each unit of the layer below. threshold: integer.

    >>> Neuron(weights=(1, 1), threshold=2).fires((1, 0))
    False
    """

    weights: tuple[int, ...]
    threshold: int

    def __post_init__(self) -> None:
        faults = Faults()
        if not isinstance(self.weights, tuple) or not self.weights:
            faults.add("weights", expected="a tuple of one integer or more", found=shown(self.weights))
        elif not all(_is_integer(weight) for weight in self.weights):
            faults.add("weights", expected="integers", found=shown(self.weights))
        if not _is_integer(self.threshold):
            faults.add("threshold", expected="an integer", found=shown(self.threshold))
        faults.raise_if_any(ProblemError)

    def fires(self, code: Code) -> bool:
        """Whether the neuron outputs 1 on this code of the layer below."""
        return sum(w * x for w, x in zip(self.weights, code, strict=True)) >= self.threshold


@dataclass(frozen=True, slots=True)
class Layer:
    """Neurons side by side, all reading the same layer below."""

    neurons: tuple[Neuron, ...]

    def __post_init__(self) -> None:
        faults = Faults()
        sizes = {len(neuron.weights) for neuron in self.neurons}
        if len(sizes) != 1:
            faults.add(
                "neurons",
                expected="one neuron or more, all with the same number of weights",
                found=f"weight counts {sorted(sizes)}",
            )
        faults.raise_if_any(ProblemError)

    @property
    def width(self) -> int:
        return len(self.neurons)

    @property
    def fan_in(self) -> int:
        """Number of units in the layer below."""
        return len(self.neurons[0].weights)

    def __call__(self, code: Code) -> Code:
        return tuple(int(neuron.fires(code)) for neuron in self.neurons)


@dataclass(frozen=True, slots=True)
class Network:
    """Layers in sequence; calling the network on an input gives the code of its last layer.

    >>> xor = Network((
    ...     Layer((Neuron(weights=(1, 1), threshold=1), Neuron(weights=(1, 1), threshold=2))),
    ...     Layer((Neuron(weights=(1, -1), threshold=1),)),
    ... ))
    >>> [xor(x) for x in [(0, 0), (0, 1), (1, 0), (1, 1)]]
    [(0,), (1,), (1,), (0,)]
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        faults = Faults()
        if not self.layers:
            faults.add("layers", expected="one layer or more", found="none")
        for number, (below, above) in enumerate(pairwise(self.layers), start=2):
            if above.fan_in != below.width:
                faults.add(
                    f"layer {number}",
                    expected=f"{below.width} weights a neuron, one for each neuron of the layer below",
                    found=f"{above.fan_in}",
                )
        faults.raise_if_any(ProblemError)

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(layer.width for layer in self.layers)

    @property
    def fan_in(self) -> int:
        """Number of input variables."""
        return self.layers[0].fan_in

    def __call__(self, inputs: Iterable[int]) -> Code:
        return self.codes(inputs)[-1]

    def codes(self, inputs: Iterable[int]) -> list[Code]:
        """The code of every layer for one input, first hidden layer first.

        Raises ProblemError unless the input has one bit for each variable.
        """
        code = as_code(inputs, width=self.fan_in, where="input")
        codes = []
        for layer in self.layers:
            code = layer(code)
            codes.append(code)
        return codes


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
