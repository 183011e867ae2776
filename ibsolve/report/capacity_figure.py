"""MMI over the budget as a figure: the curve, where components join, and the budgets asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ibsolve.report.figure import check_drawable, image
from ibsolve.theory import Unit, WaterFilling

_POINTS = 400
_ROOM = 1.06
"""How much of the axis lies behind the largest value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """One curve MMI(F) for 0 <= F <= up_to > 0; budgets: those to mark."""

    title: str
    filling: WaterFilling
    unit: Unit
    budgets: Sequence[float]
    up_to: float


def capacity_image(panels: Sequence[Panel], *, kind: str) -> bytes:
    """A drawing of the curves side by side; the same panels give the same bytes.

    kind: "svg" or "png". Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    import numpy as np
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1 + 4.6 * len(panels), 4.4), layout="constrained")
    for panel, axes in zip(panels, np.atleast_1d(figure.subplots(1, len(panels))), strict=True):
        filling, unit = panel.filling, panel.unit
        # Denser where the curve bends most.
        budgets = panel.up_to * np.linspace(0, 1, _POINTS) ** 2
        axes.plot(budgets, filling.information(budgets, unit=unit), color="C0", label="MMI(F)")
        joining = filling.breakpoints[(filling.breakpoints > 0) & (filling.breakpoints <= panel.up_to)]
        axes.plot(
            joining,
            filling.information(joining, unit=unit),
            "|",
            color="0.35",
            markersize=9,
            label=r"breakpoints $\rho_k$: one component more",
        )
        marked = np.asarray(panel.budgets)
        axes.plot(
            marked, filling.information(marked, unit=unit), "o", color="C1", label="at the budgets given"
        )
        axes.set(
            xlim=(0, panel.up_to * _ROOM),
            xlabel=r"budget $F$ on $\|W\|_F^2$",
            ylabel=f"maximum mutual information ({unit})",
        )
        axes.set_ylim(bottom=0)
        axes.set_title(panel.title, parse_math=False)
    # One panel is too narrow for them side by side.
    columns = 1 if len(panels) == 1 else 3
    handles = axes.get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=columns, frameon=False)
    return image(figure, kind=kind)
