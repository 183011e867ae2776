"""Table 1: errors of the six networks over paired seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.experiments.cnn.rows import (
    DETERMINISTIC,
    DROPOUT,
    NOISY,
    PRINTED_IMAGES,
    PRINTED_SEEDS,
    ROWS,
    Row,
)
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check

_ALIKE = 1.3
"""Most ratio of errors to the deterministic network's of those "with a minimal impact": 50 to 51 in print."""
_STANDARD_ERRORS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Errors:
    """Rates of errors by the label of the row, each of shape (seeds,), paired by seed."""

    rates: Mapping[str, Floats]
    is_mnist: bool

    def mean(self, row: Row) -> float:
        return float(self.rates[row.label].mean())

    def deviation(self, row: Row) -> float:
        return float(self.rates[row.label].std(ddof=1))

    def shown(self, *rows: Row) -> str:
        return ", ".join(f"{row.label}: {100 * self.mean(row):.2f}" for row in rows) + " %"

    @property
    def lines(self) -> tuple[str, ...]:
        """A line a row, with the paper's beside it."""
        return tuple(
            f"{row.label}: {100 * self.mean(row):.2f} ± {100 * self.deviation(row):.2f} % errors; "
            f"paper, on MNIST: {row.printed / 100:g} ± {row.printed_deviation / 100:g} %"
            for row in ROWS
        )

    def checks(self, reasons: Mapping[str, str]) -> tuple[Check, ...]:
        """The order of the rows, and on MNIST their values. reasons: by claim, where it deviates."""
        plain = self.mean(DETERMINISTIC)
        small = [row for row in NOISY if row.beta is not None and row.beta <= 0.1]
        growing = [row for row in NOISY if row.beta is not None and row.beta >= 0.1]
        means = [self.mean(row) for row in growing]
        others = [row for row in ROWS if row is not NOISY[-1]]
        found = [
            (
                "Table 1: noise of β ≤ 0.1 is harmless",
                f"errors < {_ALIKE} times the deterministic network's",
                all(self.mean(row) < _ALIKE * plain for row in small),
                self.shown(DETERMINISTIC, *small),
            ),
            (
                "Table 1: errors grow with β from 0.1",
                "β = 0.1 < β = 0.2 < β = 0.5",
                bool(np.all(np.diff(means) > 0)),
                self.shown(*growing),
            ),
            (
                "Table 1: β = 0.5 is far worse than all others",
                "more than twice the errors of each",
                all(self.mean(NOISY[-1]) > 2 * self.mean(row) for row in others),
                self.shown(*ROWS),
            ),
            (
                "Table 1: dropout is best",
                "fewest errors of all rows",
                all(self.mean(DROPOUT) < self.mean(row) for row in ROWS if row is not DROPOUT),
                self.shown(*ROWS),
            ),
        ]
        order = tuple(
            Check(claim=claim, expected=expected, found=text, is_met=is_met, reason=reasons.get(claim, ""))
            for claim, expected, is_met, text in found
        )
        return order + (tuple(map(self._value, ROWS)) if self.is_mnist else ())

    def _value(self, row: Row) -> Check:
        seeds = len(self.rates[row.label])
        spread = sqrt(
            row.printed_deviation**2 / PRINTED_SEEDS + (PRINTED_IMAGES * self.deviation(row)) ** 2 / seeds
        )
        return Check.of_value(
            f"Table 1: {row.label}",
            expected=row.printed,
            found=PRINTED_IMAGES * self.mean(row),
            within=_STANDARD_ERRORS * spread,
            unit="errors in 10,000",
        )

    @property
    def chart(self) -> Chart:
        """Errors against β, ours and the paper's, with dropout as lines."""
        betas = np.array([row.beta or 0.0 for row in (DETERMINISTIC, *NOISY)])
        noisy = (DETERMINISTIC, *NOISY)
        ours = np.array([[self.mean(row), self.deviation(row)] for row in noisy]).T
        paper = np.array([[row.printed, row.printed_deviation] for row in noisy]).T / PRINTED_IMAGES
        series = []
        for name, (means, deviations), dropout in (
            ("ours", ours, self.mean(DROPOUT)),
            ("paper, MNIST", paper, DROPOUT.printed / PRINTED_IMAGES),
        ):
            series.append(
                Series(
                    label=name,
                    x=betas,
                    y=means,
                    lower=np.maximum(means - deviations, means / 10),
                    upper=means + deviations,
                )
            )
            ends = np.array([betas[0], betas[-1]])
            series.append(
                Series(
                    label=f"dropout, {name}", x=ends, y=np.full(2, max(dropout, 1e-5)), style=Style.REFERENCE
                )
            )
        panel = Panel(
            title="mean ± deviation over seeds",
            x_label="β",
            y_label="share of errors on test images",
            series=tuple(series),
            is_y_log=True,
        )
        return Chart(title="Errors of noisy networks (001 Table 1)", panels=(panel,))
