"""Named output bits on all inputs of a cube, as bit-parallel integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputBits:
    """The truth tables of named outputs; bit i of every mask belongs to input number i.

    variables: number of input bits n. names: shape (k,). ones: where each output is 1, shape (k,).
    cares: where each output is defined, shape (k,).

    >>> xor = OutputBits(variables=2, names=("y",), ones=(0b0110,), cares=(0b0111,))
    >>> xor.labels()
    ['0', '1', '1', None]
    """

    variables: int
    names: tuple[str, ...]
    ones: tuple[int, ...]
    cares: tuple[int, ...]

    @classmethod
    def everywhere(cls, variables: int, ones: dict[str, int]) -> OutputBits:
        """Outputs that are defined on every input."""
        full = full_mask(variables)
        return cls(
            variables=variables,
            names=tuple(ones),
            ones=tuple(ones.values()),
            cares=(full,) * len(ones),
        )

    def chosen(self, outputs: Sequence[int]) -> OutputBits:
        """The outputs of these positions, in this order."""
        return OutputBits(
            variables=self.variables,
            names=tuple(self.names[output] for output in outputs),
            ones=tuple(self.ones[output] for output in outputs),
            cares=tuple(self.cares[output] for output in outputs),
        )

    def labels(self) -> list[str | None]:
        """The joint label of each input, shape (2^n,); None where an output is not defined."""
        care = full_mask(self.variables)
        for mask in self.cares:
            care &= mask
        labels = map("".join, zip(*(self._bit_text(mask) for mask in self.ones), strict=True))
        return [
            label if bit == "1" else None for label, bit in zip(labels, self._bit_text(care), strict=True)
        ]

    def _bit_text(self, mask: int) -> str:
        """The bits of a mask as text, input 0 first."""
        return f"{mask:0{1 << self.variables}b}"[::-1]


def full_mask(variables: int) -> int:
    """All 2^n inputs."""
    return (1 << (1 << variables)) - 1


def variable_masks(variables: int) -> list[int]:
    """For each variable the inputs where it is 1; the first is the most significant digit.

    >>> [bin(mask) for mask in variable_masks(2)]
    ['0b1100', '0b1010']
    """
    return [cube_mask("-" * i + "1" + "-" * (variables - 1 - i)) for i in range(variables)]


def cube_mask(cube: str) -> int:
    """The inputs that a cube such as "1-0" covers.

    >>> bin(cube_mask("1-"))
    '0b1100'
    """
    mask = 1
    for position, symbol in enumerate(reversed(cube)):
        upper = mask << (1 << position)
        mask = {"0": mask, "1": upper, "-": mask | upper}[symbol]
    return mask
