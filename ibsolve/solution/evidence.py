"""Evidence for a claim: what `ibsolve check` can prove again on the spot, and what rests on search.

The strongest kind that applies is given, in the order of the classes below, so that evidence is a
function of the problem and the verdict and not of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ibsolve.problem import Code, code_text


@dataclass(frozen=True, slots=True, kw_only=True)
class EntropyFloor:
    """Every layer of the network found has the least entropy that any feasible layer can have.

    floor_exact: that entropy, bits, in closed form. At epsilon = 0 it is H(T*), T* the minimal
    sufficient partition, since every layer must refine it; otherwise max(0, I(X;Y) − epsilon).
    """

    kind: ClassVar[str] = "entropy floor"
    floor_exact: str

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "floor_exact": self.floor_exact}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingBound:
    """Layer `layer` (from 1) must tell `needed` classes of inputs apart but has at most `available` codes.

    available: the least of 2^width, the codes available to the layer below, and the cells that
    `width` hyperplanes cut out of the space of the layer below, Σ_{i <= fan-in} C(width, i).
    """

    kind: ClassVar[str] = "counting bound"
    layer: int
    needed: int
    available: int

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "layer": self.layer, "needed": self.needed, "available": self.available}


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolatedCircuit:
    """An affine dependency of inputs that neuron `neuron` (from 0) of layer 1 would have to violate.

    Σ positive[a]·a = Σ negative[b]·b with equal sums of the positive integer coefficients, while
    the neuron must output 1 on one side and 0 on the other: no threshold does both.
    """

    kind: ClassVar[str] = "circuit"
    neuron: int
    positive: Mapping[Code, int]
    negative: Mapping[Code, int]

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "neuron": self.neuron,
            "positive": {code_text(code): factor for code, factor in self.positive.items()},
            "negative": {code_text(code): factor for code, factor in self.negative.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The claim rests on the engine's search; `ibsolve check --reprove` repeats it plainly."""

    kind: ClassVar[str] = "search"

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind}


Evidence = EntropyFloor | CountingBound | ViolatedCircuit | Search
