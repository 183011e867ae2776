"""The chain of bounds that every representation and every network of a problem keeps."""

from __future__ import annotations

from dataclasses import dataclass

from ibsolve.errors import ContradictionError

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """I(X;Y) − epsilon <= R_IB <= H_DIB <= H(X_ν), bits, each by what is proved of it.

    universal: max(0, I(X;Y) − epsilon). rate: proved lower and upper bound on R_IB. least_entropy: H_DIB, or
    a lower bound on it unless `is_least_proved`; partition_entropy: that of a partition in hand, the same
    where it is proved. layers: H(X_1) … H(X_ν) of the network found; empty where none is.
    Raises ContradictionError where the chain is broken: a bug.
    """

    universal: float
    rate: tuple[float, float]
    least_entropy: float
    is_least_proved: bool
    partition_entropy: float
    layers: tuple[float, ...]

    def __post_init__(self) -> None:
        links = [
            ("I(X;Y) − epsilon", self.universal, "R_IB", self.rate[1]),
            ("the lower bound on R_IB", self.rate[0], "its upper bound", self.rate[1]),
            ("R_IB", self.rate[0], "H_DIB", self.partition_entropy),
            ("H_DIB", self.least_entropy, "its partition", self.partition_entropy),
            *(
                ("H_DIB", self.least_entropy, f"H(X_{number})", layer)
                for number, layer in enumerate(self.layers, start=1)
            ),
        ]
        for low, least, high, most in links:
            require_order(low, least, high, most, slack=_ROUNDING)


def require_order(low: str, least: float, high: str, most: float, *, slack: float) -> None:
    """Raise ContradictionError unless one value is at most the other, rounding aside."""
    if least > most + slack:
        raise ContradictionError(f"{low}, {least:.9f} bits, lies above {high}, {most:.9f} bits")
