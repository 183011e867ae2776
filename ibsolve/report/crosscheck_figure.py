"""Trained networks beside a proved optimum: how many have which ΣH(X_i)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibsolve.engines.assembly import rounded
from ibsolve.report.crosscheck_text import solved_total
from ibsolve.report.figure import check_drawable, image

if TYPE_CHECKING:
    from ibsolve.networks import Crosscheck


def crosscheck_image(found: Crosscheck, *, kind: str) -> bytes:
    """A bar for each ΣH(X_i) of the feasible networks, and a line at the optimum.

    kind: "svg" or "png". Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    values = [rounded(level.total_entropy) for level in found.levels]
    optimum = solved_total(found)
    places = [*values, *([] if optimum is None else [optimum])] or [0.0, 1.0]
    span = max(places) - min(places) or 1.0
    axes.bar(values, [level.networks for level in found.levels], width=span / 60, color="C0")
    if optimum is not None:
        axes.axvline(optimum, color="C3", linestyle="--", label=f"solved: {found.solution.status}")
        axes.legend(frameon=False)
    else:
        axes.text(0.5, 0.5, str(found.solution.status), ha="center", transform=axes.transAxes)
    axes.set(
        xlim=(min(places) - 0.08 * span, max(places) + 0.08 * span),
        xlabel=r"$\Sigma_i\, H(X_i)$ of feasible networks (bits)",
        ylabel=f"networks of {found.networks}",
    )
    axes.set_title(
        f"{found.problem.name} on widths {list(found.problem.widths)}: {found.feasible} feasible",
        parse_math=False,
    )
    return image(figure, kind=kind)
