"""The frontier as a figure: what the layers keep against what may be lost."""

from __future__ import annotations

from ibsolve.engines.assembly import rounded
from ibsolve.report.figure import check_drawable, image
from ibsolve.studies import Frontier

_MARGIN = 0.06
"""Share of the width of the figure that is left on both sides."""


def frontier_image(frontier: Frontier, *, kind: str) -> bytes:
    """A drawing of ΣH(X_i) and H(X_ν) over epsilon; the same frontier gives the same bytes.

    Below both, the least that H(X_ν) can be: max(0, I(X;Y) − epsilon). kind: "svg" or "png".
    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    epsilons = [rounded(step.epsilon) for step in frontier.steps]
    I_XY = rounded(frontier.given.I_XY)
    span = I_XY or 1.0
    left, right = -span * _MARGIN, span * (1 + _MARGIN)
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    totals = [rounded(step.total_entropy) for step in frontier.steps]
    outputs = [rounded(step.entropies[-1]) for step in frontier.steps]
    depth = frontier.problem.depth
    # With one layer both are the same curve.
    curves = [(totals, "C0", "o", r"$\Sigma_i\, H(X_i)$")] if depth > 1 else []
    curves.append((outputs, "C1", "s", rf"$H(X_{{{depth}}})$"))
    for values, colour, marker, label in curves:
        axes.step([*epsilons, right], [*values, values[-1]], where="post", color=colour, label=label)
        axes.plot(epsilons, values, marker, color=colour, markersize=5)
    axes.plot(
        [0, I_XY, right],
        [I_XY, 0, 0],
        "--",
        color="0.4",
        linewidth=1,
        label=rf"floor of $H(X_{{{depth}}})$: $\max(0,\, I(X;Y) - \epsilon)$",
    )
    if epsilons[0] > 0:
        unknown = "no network" if frontier.is_complete else "not searched"
        axes.axvspan(left, epsilons[0], color="0.93", label=unknown, zorder=0)
    axes.set(
        xlim=(left, right),
        xlabel=rf"distortion bound $\epsilon$ on $I(X;Y|X_{{{depth}}})$ (bits)",
        ylabel="entropy (bits)",
    )
    # A name is no formula, whatever signs are in it.
    title = f"{frontier.problem.name} on widths {list(frontier.problem.widths)}"
    axes.set_title(title, parse_math=False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return image(figure, kind=kind)
