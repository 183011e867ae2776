"""What is trained and how it is measured: as paper 004 prints it on MNIST, scaled for the digits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples, digits, mnist
from ibsolve.errors import MissingExtraError
from ibsolve.estimators import MatrixRenyi
from ibsolve.estimators.kernel_width import WidthRule
from ibsolve.experiments.probing import logarithmic_times

SMALL, LARGE = 2, 32
"""K of Figs. 6 to 8."""
BOTTLENECK, OUTPUT, INPUT = "bottleneck", "output", "input"

_PAPER_WIDTHS = (784, 1000, 500, 250)
_DIGITS_WIDTHS = (64, 128, 64, 40)
_PIXELS = 784
_STEPS, _QUICK_STEPS = 30_000, 20_000
"""On digits; the paper's 100 epochs of 600 batches are 60,000."""
_RATE = 0.1
"""Of the squared error summed over pixels. By 0.1 of its mean, K = 32 still loses 32 % after all steps."""
_POINTS, _QUICK_POINTS = 30, 14
_DIGITS_BOTTLENECK_GAMMA = 2.5
"""With 25 all codes of digits look alike: their variance is about 0.2 a unit, and S near 0."""
_TEST_SHARE = 0.4
_TEST_BATCHES = 5
_GRID = (1, 2, 4, 6, 8, 13, 20, 32)
_QUICK_GRID = (2, 32)


class Rule(StrEnum):
    """How the kernel's width of each layer is set."""

    OLD = "(27)"
    NEW = "(29), (30)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """The data, the network, its training and what is measured.

    widths: of the input and the encoder before the bottleneck. learning_rate: of the squared error per
    pixel. times: steps at which the planes of K = 2 and 32 are measured. batches: test inputs, each of shape
    (N, d). old_gamma: γ of the old rule for the bottleneck and for all else; new_gamma: of the new one.
    bottlenecks: the K of Fig. 9, ascending, with 2 and 32.
    """

    train: Samples
    test: Samples
    widths: tuple[int, ...]
    learning_rate: float
    epochs: int
    times: tuple[int, ...]
    batches: tuple[Floats, ...]
    old_gamma: tuple[float, float]
    bottlenecks: tuple[int, ...]
    momentum: float = 0.5
    batch: int = 100
    new_gamma: float = 0.8
    alpha: float = 1.01

    @property
    def is_paper(self) -> bool:
        """Whether it is the paper's data."""
        return self.train.name == "MNIST"

    @property
    def layers(self) -> tuple[str, ...]:
        """In the order that inputs pass through them, output included."""
        count = len(self.widths)
        before = tuple(f"encoder{place}" for place in range(1, count))
        after = tuple(f"decoder{place}" for place in range(1, count))
        return (*before, BOTTLENECK, *after, OUTPUT)

    def estimator(self, layer: str, rule: Rule) -> MatrixRenyi:
        """Of a layer beside the input or the output."""
        if rule is Rule.NEW:
            return MatrixRenyi(self.alpha, WidthRule.NORMALISED, self.new_gamma)
        of_codes, of_others = self.old_gamma
        own = of_codes if layer == BOTTLENECK else of_others
        return MatrixRenyi(self.alpha, WidthRule.SIMPLIFIED, of_others, y_gamma=own)

    def lines(self) -> tuple[str, ...]:
        """What was run, for readers."""
        n = len(self.batches[0])
        chain = "-".join(map(str, self.widths))
        at = f"γ = {self.old_gamma[0]:g} for the bottleneck and {self.old_gamma[1]:.3g} for other layers"
        summed = self.learning_rate / self.train.dimension
        data = (
            f"{self.train.name}: {len(self.train)} inputs to train on, {len(self.test)} to test on; "
            f"MI: mean over {len(self.batches)} disjoint test batches of {n} (paper: 10 of 512)"
        )
        training = (
            f"encoder {chain}-K, mirrored; sigmoid, linear bottleneck; batch {self.batch}, momentum "
            f"{self.momentum:g}, {self.epochs} epochs = {self.times[-1]} steps, learning rate {summed:g} of "
            f"the squared error summed over pixels, which is {self.learning_rate:g} of its mean "
            "(paper: 0.1 of the MSE; whether sum or mean, and the initial weights, are not printed)"
        )
        rules = (
            f"α = {self.alpha:g}, bits; old rule (27) with {at} (paper: 25 and 5); new rule (29), (30) with "
            f"γ = {self.new_gamma:g} (paper: the same)"
        )
        if self.is_paper:
            return data, training, rules
        standing_in = (
            "the digits stand in for MNIST: the old rule's γ = 5 is scaled by √(64/784), as distances grow "
            "by √d, and 25 by 1/10, as codes vary less; epochs are many more, as each has fewer steps "
            "(paper: 60,000)"
        )
        return data, training, rules, standing_in


def setting(*, quick: bool, seed: int) -> Setting:
    """MNIST where the user has it, for a full run; else the digits. seed: of their split."""
    if not quick:
        try:
            return _of_mnist()
        except MissingExtraError:
            pass
    train, test = digits().split(_TEST_SHARE, seed=seed)
    steps = _QUICK_STEPS if quick else _STEPS
    epochs = ceil(steps / ceil(len(train) / 100))
    inputs = test.inputs[np.random.default_rng(seed).permutation(len(test))]
    size = len(test) // _TEST_BATCHES
    return Setting(
        train=train,
        test=test,
        widths=_DIGITS_WIDTHS,
        learning_rate=_RATE * train.dimension,
        epochs=epochs,
        times=logarithmic_times(epochs * ceil(len(train) / 100), _QUICK_POINTS if quick else _POINTS),
        batches=tuple(np.split(inputs[: size * _TEST_BATCHES], _TEST_BATCHES)),
        old_gamma=(_DIGITS_BOTTLENECK_GAMMA, 5 * sqrt(train.dimension / _PIXELS)),
        bottlenecks=_QUICK_GRID if quick else _GRID,
    )


def _of_mnist() -> Setting:
    train, test = mnist(train=True), mnist(train=False)
    return Setting(
        train=train,
        test=test,
        widths=_PAPER_WIDTHS,
        learning_rate=_RATE * train.dimension,
        epochs=100,
        times=logarithmic_times(100 * ceil(len(train) / 100), _POINTS),
        batches=tuple(np.split(test.inputs[:5120], 10)),
        old_gamma=(25.0, 5.0),
        bottlenecks=_GRID,
    )
