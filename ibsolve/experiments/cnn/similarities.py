"""Fig. 3: how alike noisy networks and the deterministic one represent the same images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators import cosine_similarities
from ibsolve.experiments.cnn.rows import DETERMINISTIC, DROPOUT, LAYERS, NOISY, Row
from ibsolve.experiments.cnn.training import Activations
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check

_EDGES = np.linspace(-1, 1, 101)
_UNRELATED = 0.3
"""The largest deviation, about a mean of 0, that the paper states for unrelated representations."""
_COMPARED = (*NOISY, DROPOUT)


@dataclass(slots=True)
class Similarities:
    """Cosines by layer and row over all images and seeds, and those between networks of different seeds.

    The latter are what unrelated weights give: they are not 0 in a layer whose mean is not.
    """

    values: dict[tuple[str, str], list[Floats]] = field(default_factory=dict)
    unrelated: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, row: Row, plain: Activations, found: Activations) -> None:
        """A network of a row beside the deterministic one of the same seed."""
        for layer in LAYERS:
            cosines = cosine_similarities(plain[layer], found[layer]).values
            self.values.setdefault((layer, row.label), []).append(cosines)

    def add_unrelated(self, plain: Activations, other: Activations) -> None:
        """The deterministic network of one seed beside that of another, on the same images."""
        for layer in LAYERS:
            cosines = cosine_similarities(plain[layer], other[layer]).values
            self.unrelated.setdefault(layer, []).append(cosines)

    def mean(self, layer: str, row: Row) -> float:
        return float(np.concatenate(self.values[layer, row.label]).mean())

    def mean_unrelated(self, layer: str) -> float:
        return float(np.concatenate(self.unrelated[layer]).mean())

    @property
    def lines(self) -> Sequence[str]:
        """Mean cosines, a line a layer."""
        return [
            f"mean cosine with {DETERMINISTIC.label}, {layer}: "
            + ", ".join(f"{row.label} {self.mean(layer, row):.3f}" for row in _COMPARED)
            + f"; another seed {self.mean_unrelated(layer):.3f}"
            for layer in LAYERS
        ]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The claims of Section 2 on Fig. 3."""
        means = np.array([[self.mean(layer, row) for row in NOISY] for layer in LAYERS])
        close = [row for row in _COMPARED if row.beta is None or row.beta <= 0.1]
        inner, outer = (
            [self.mean(layer, row) for layer in layers for row in close]
            for layers in (LAYERS[1:3], LAYERS[::3])
        )
        least = min(self.mean(layer, row) for layer in LAYERS for row in close)
        margins = [self.mean(layer, row) - self.mean_unrelated(layer) for layer in LAYERS for row in close]
        rise = float(np.diff(means, axis=1).max())
        of_layers = ", ".join(
            f"{layer}: {np.mean([self.mean(layer, row) for row in close]):.3f}" for layer in LAYERS
        )
        return (
            Check(
                claim="Fig. 3: the larger β, the less alike, in every layer",
                expected="mean cosines fall with β",
                found=", ".join(
                    f"{layer}: {m[0]:.3f} … {m[-1]:.3f}" for layer, m in zip(LAYERS, means, strict=True)
                )
                + f"; largest step {rise:+.3f}",
                is_met=rise < 0,
                reason="where the largest step is below 0.01, β of 0.05 to 0.2 change next to nothing here",
            ),
            Check(
                claim="Fig. 3: Layers 2 and 3 are less alike than 1 and 4 (β ≤ 0.1, dropout)",
                expected="lower mean cosine",
                found=of_layers,
                is_met=bool(np.mean(inner) < np.mean(outer)),
            ),
            Check(
                claim="Fig. 3: β ≤ 0.1 and dropout are far from unrelated to the deterministic network",
                expected=f"mean cosine above the {_UNRELATED:g} of unrelated ones, in every layer",
                found=f"{least:.3f} or more",
                is_met=least > _UNRELATED,
            ),
            Check(
                claim="Fig. 3: they are more alike than networks of another seed",
                expected="higher mean cosine in every layer",
                found=f"{min(margins):+.3f} or more",
                is_met=min(margins) > 0,
            ),
        )

    @property
    def chart(self) -> Chart:
        """Histograms of cosines, a panel a layer."""
        return Chart(
            title="Cosine similarity with the deterministic network (001 Fig. 3)",
            panels=tuple(
                Panel(
                    title=layer,
                    x_label="cosine similarity",
                    y_label="share of images",
                    series=tuple(
                        Series(label=label, x=_EDGES, y=_shares(np.concatenate(values)), style=Style.STEPS)
                        for label, values in (
                            *((row.label, self.values[layer, row.label]) for row in _COMPARED),
                            ("another seed", self.unrelated[layer]),
                        )
                    ),
                )
                for layer in LAYERS
            ),
            columns=2,
        )


def _shares(values: Floats) -> Floats:
    return np.asarray(np.histogram(values, _EDGES)[0] / len(values))
