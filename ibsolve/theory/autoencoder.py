"""The information plane that an ideal autoencoder ends in (paper 004, Section II), as data.

A layer T sits at (I(X;T), I(T;X′)). With M = I(X;X) for the chosen measure and λ the most that the
bottleneck transfers, Theorem 1 has two patterns: λ >= M, where all layers meet in (M, M), and
λ < M, where the encoder compresses down to λ. The case λ = M, which the paper leaves out, is the first.

Three hypotheses stand behind it, and a measured plane that differs may have broken any of them:

- the measure obeys the data-processing inequality along the layers. It does for discrete laws and
  for noise added to layers that are 1-Lipschitz; it does not for noise in general (X, R ~ N(0, 1) and
  T = 10X: I(X;T + R) = 3.33 > I(X;X + R) = 0.5 bits) nor for quantising each layer by itself;
- the output is a function of every *measured* layer. Under quantisation that may fail: T in {0.1, 0.2}
  with one bin and X′ in {0, 1} leaves H(X′_q|T_q) = 1 bit, not the 0 of Lemma 1;
- training reaches the optimum, and that is the most information, not only the least distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ibsolve.arguments import Arguments
from ibsolve.theory.unit import Unit

Point = tuple[float, float]
"""I(X;T) and I(T;X′)."""


class Pattern(StrEnum):
    """The two patterns of Theorem 1."""

    PRESERVED = "preserved"
    """λ >= M: no layer compresses, every one ends in (M, M)."""
    COMPRESSED = "compressed"
    """λ < M: the encoder compresses to λ, from where the decoder loses nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedLayer:
    """Where a layer ends: I(X;T) within `input_information`, and I(T;X′) = `output_information`."""

    name: str
    input_information: tuple[float, float]
    output_information: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoencoderPlane:
    """The predicted plane; all amounts in `unit`.

    layers: encoder, bottleneck, decoder, output, in their order; the lower ends of the encoder's
    intervals say nothing of their order, which must not rise. triangle: corners of what is feasible
    at any moment of training, by I(T;X′) <= I(X;T) <= M.
    """

    pattern: Pattern
    layers: tuple[PredictedLayer, ...]
    triangle: tuple[Point, Point, Point]
    unit: Unit

    def is_feasible(self, point: Point, *, tolerance: float = 0.0) -> bool:
        """Whether a point lies in the triangle, or outside by no more than `tolerance` in a coordinate."""
        x, y = point
        largest = self.triangle[2][0]
        return -tolerance <= y <= x + tolerance and x <= largest + tolerance


def autoencoder_plane(
    *, input_information: float, bottleneck: float, encoder: int, decoder: int, unit: str = Unit.BITS
) -> AutoencoderPlane:
    """Where the layers of an ideal autoencoder end in the information plane.

    input_information: M = I(X;X) >= 0 for the measure in use. bottleneck: λ >= 0, the most information
    that the bottleneck transfers. Both in the unit. encoder, decoder: layers >= 0 before and after
    the bottleneck, output not counted.
    Raises ProblemError with every fault found.
    Source: paper 004, Lemmas 1 and 2, Theorem 1, eq. (13)–(15).

    >>> plane = autoencoder_plane(input_information=9, bottleneck=3, encoder=1, decoder=1)
    >>> [(layer.name, layer.input_information, layer.output_information) for layer in plane.layers][:2]
    [('encoder 1', (3.0, 9.0), 3.0), ('bottleneck', (3.0, 3.0), 3.0)]
    """
    arguments = Arguments()
    most = arguments.number("input_information", input_information, at_least=0)
    passed = min(arguments.number("bottleneck", bottleneck, at_least=0), most)
    before = arguments.count("encoder", encoder, at_least=0)
    after = arguments.count("decoder", decoder, at_least=0)
    counted = arguments.choice("unit", unit, Unit)
    arguments.check()
    later = ["bottleneck", *(f"decoder {number}" for number in range(1, after + 1)), "output"]
    intervals = {
        **{f"encoder {number}": (passed, most) for number in range(1, before + 1)},
        **dict.fromkeys(later, (passed, passed)),
    }
    return AutoencoderPlane(
        pattern=Pattern.COMPRESSED if passed < most else Pattern.PRESERVED,
        layers=tuple(
            PredictedLayer(name=name, input_information=interval, output_information=passed)
            for name, interval in intervals.items()
        ),
        triangle=((0.0, 0.0), (most, 0.0), (most, most)),
        unit=counted,
    )
