"""Fig. 1 of paper 003: the maximum mutual information of one layer over its budget, for two spectra.

The paper shows the curves without numbers, and a spectrum i ↦ λ_i for each panel; the numbers here
were found by an independent evaluation of its formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Reproduction
from ibsolve.theory import WaterFilling, water_filling

if TYPE_CHECKING:
    from ibsolve.arguments import Floats

INPUTS, WIDTH, NOISE = 100, 50, 1.0
"""N_0, N_1 and σ² of the figure."""

EXPECTED: Mapping[str, Mapping[float, str]] = {
    "exp(-0.1(i-1))": {1: "0.4001", 10: "2.5921", 100: "11.3428", 1000: "33.5839"},
    "1/i": {1: "0.3466", 10: "1.6298", 100: "6.1921", 1000: "21.1988"},
}
"""MMI(F) in nats to four decimals, by spectrum and budget F."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A point of a curve, nats, with the number it must meet and how many components carry it."""

    budget: float
    expected: str
    information: float
    active: int

    @property
    def verdict(self) -> str:
        """Whether the number is met to its four decimals."""
        return "matched" if f"{self.information:.4f}" == self.expected else "differs"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """One panel: the spectrum by its formula, the water-filling, and the points to be met."""

    spectrum: str
    filling: WaterFilling
    values: tuple[Value, ...]


def mmi_curves() -> tuple[Curve, ...]:
    """The two panels of Fig. 1.

    >>> [value.verdict for curve in mmi_curves() for value in curve.values].count("matched")
    8
    """
    curves = []
    for spectrum, eigenvalues in _spectra().items():
        filling = water_filling(eigenvalues, noise=NOISE, width=WIDTH)
        values = tuple(
            Value(
                budget=budget,
                expected=expected,
                information=float(filling.information(budget)),
                active=int(filling.active(budget)),
            )
            for budget, expected in EXPECTED[spectrum].items()
        )
        curves.append(Curve(spectrum=spectrum, filling=filling, values=values))
    return tuple(curves)


def reproduction(curves: tuple[Curve, ...]) -> Reproduction:
    """The panels as a chart, and each number to be met as a check."""
    import numpy as np

    panels = []
    for curve in curves:
        budgets = np.geomspace(min(EXPECTED[curve.spectrum]), max(EXPECTED[curve.spectrum]), 200)
        met = np.array([[value.budget, float(value.expected)] for value in curve.values])
        panels.append(
            Panel(
                title=f"λ_i = {curve.spectrum}",
                x_label="budget F",
                y_label="MMI(F) (nats)",
                series=(
                    Series(label="MMI(F)", x=budgets, y=np.asarray(curve.filling.information(budgets))),
                    Series(label="to be met", x=met[:, 0], y=met[:, 1], style=Style.POINTS),
                ),
                is_x_log=True,
            )
        )
    return Reproduction(
        name="mmi-curves",
        setting=(f"a layer with N_0 = {INPUTS}, N_1 = {WIDTH}, σ² = {NOISE:g}",),
        checks=tuple(
            Check.of_value(
                f"MMI({value.budget:g}), λ_i = {curve.spectrum}",
                expected=float(value.expected),
                found=value.information,
                within=5e-5,
                unit="nats",
            )
            for curve in curves
            for value in curve.values
        ),
        charts={
            "mmi-curves": Chart(
                title="Capacity of a layer over its budget (003 Fig. 1)", panels=tuple(panels), columns=2
            )
        },
    )


def _spectra() -> dict[str, Floats]:
    import numpy as np

    i = np.arange(1, INPUTS + 1)
    return {"exp(-0.1(i-1))": np.exp(-0.1 * (i - 1)), "1/i": 1 / i}
