"""The information plane of a problem: every method's points, and the layers of its network."""

from __future__ import annotations

from ibsolve.report.figure import check_drawable, image
from ibsolve.studies import Comparison


def bottleneck_image(comparison: Comparison, *, kind: str) -> bytes:
    """A drawing of I(T;Y) over what T keeps of X; the same comparison gives the same bytes.

    Encoders are drawn at I(X;T), partitions and layers at H(T); no point lies left of the bound on R_IB,
    and no partition left of the exact frontier. kind: "svg" or "png".
    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5.2), layout="constrained")
    axes = figure.add_subplot()
    of = comparison.method
    bound, soft, exact = of("bounds on R_IB"), of("Blahut–Arimoto"), of("exact frontier")
    axes.fill_betweenx(
        bound.information, bound.cost, 0, color="0.93", label=r"no encoder: proved bound on $R_{IB}$"
    )
    axes.plot(soft.cost, soft.information, "-", color="C0", label=r"Blahut–Arimoto, at $I(X;T)$")
    axes.step(exact.cost, exact.information, where="post", color="C1", linewidth=1)
    proved = "" if comparison.frontier.is_complete else ", not all proved"
    axes.plot(
        exact.cost,
        exact.information,
        "o",
        color="C1",
        markersize=4,
        zorder=5,
        label=f"exact frontier{proved}",
    )
    for name, marker, colour in (("deterministic iteration", "x", "C2"), ("agglomerative", "+", "C4")):
        method = of(name)
        axes.plot(method.cost, method.information, marker, color=colour, markersize=7, label=name)
    if comparison.networks is not None:
        steps = comparison.networks.steps
        axes.plot(
            [float(step.entropies[-1]) for step in steps],
            [comparison.I_XY - float(step.epsilon) for step in steps],
            "s",
            color="C3",
            markersize=8,
            markerfacecolor="none",
            label=r"$X_\nu$ of best networks, every $\epsilon$",
        )
    layers = of("networks")
    if len(layers.cost):
        axes.plot(
            layers.cost,
            layers.information,
            "-*",
            color="C3",
            markersize=11,
            label="layers at this $\\epsilon$",
        )
        for number, (cost, information) in enumerate(
            zip(layers.cost, layers.information, strict=True), start=1
        ):
            axes.annotate(
                f"$X_{{{number}}}$",
                (cost, information),
                textcoords="offset points",
                xytext=(6, -12),
                color="C3",
            )
    epsilon = float(comparison.problem.epsilon)
    axes.axhline(max(0.0, comparison.I_XY - epsilon), color="0.5", linestyle=":", linewidth=1)
    right = max(float(exact.cost[-1]), *layers.cost, *soft.cost, 1e-3)
    top = comparison.I_XY or 1.0
    axes.set(
        xlim=(-0.03 * right, 1.06 * right),
        ylim=(-0.05 * top, 1.08 * top),
        xlabel="what T keeps of X: H(T), or I(X;T) of an encoder (bits)",
        ylabel="I(T;Y) (bits)",
    )
    # A name is no formula, whatever signs are in it.
    axes.set_title(f"{comparison.problem.name}: the bottleneck and its networks", parse_math=False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return image(figure, kind=kind)
