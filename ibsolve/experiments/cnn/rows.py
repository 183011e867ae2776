"""The six networks of Table 1, and how long they are trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of Table 1. printed, printed_deviation: errors in 10,000 images of MNIST, over eight seeds."""

    label: str
    printed: float
    printed_deviation: float
    beta: float | None = None
    dropout: float | None = None


DETERMINISTIC = Row(label="deterministic", printed=50, printed_deviation=4.6)
NOISY = (
    Row(label="β = 0.05", printed=50, printed_deviation=5.0, beta=0.05),
    Row(label="β = 0.1", printed=51, printed_deviation=6.9, beta=0.1),
    Row(label="β = 0.2", printed=86, printed_deviation=9.8, beta=0.2),
    Row(label="β = 0.5", printed=2200, printed_deviation=520, beta=0.5),
)
DROPOUT = Row(label="dropout 0.2", printed=39, printed_deviation=3.9, dropout=0.2)
ROWS = (DETERMINISTIC, *NOISY, DROPOUT)

PRINTED_IMAGES = 10_000
PRINTED_SEEDS = 8

BATCH = 32
LAYERS = ("layer1", "layer2", "layer3", "layer4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How networks are trained: the rate falls geometrically to a tenth in the last epoch."""

    epochs: int
    seeds: int
    first_rate: float

    def rate(self, epoch: int) -> float:
        """The learning rate in an epoch from 0."""
        return float(self.first_rate * 10 ** (-epoch / (self.epochs - 1)))

    @property
    def shown_epochs(self) -> tuple[int, ...]:
        """Where distances are shown: the paper's 0, 1, 32 and 128, or a quarter and all of fewer."""
        return tuple(dict.fromkeys((0, 1, self.epochs // 4, self.epochs)))


PAPER = Schedule(epochs=128, seeds=8, first_rate=5e-3)
QUICK = Schedule(epochs=12, seeds=2, first_rate=5e-2)
"""Ten times the paper's rate, for a tenth of its epochs."""
