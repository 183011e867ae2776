"""Noisy layers as a figure: what each tells over the noise, under its Gaussian ceiling."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.report.figure import check_drawable, image
from ibsolve.theory import NoisyLayer

_ROOM = 1.6
"""Height of a panel as a multiple of what the layer tells at most; ceilings leave it at the top."""


def noisy_layers_image(layers: Sequence[NoisyLayer], *, name: str, kind: str) -> bytes:
    """A drawing of I(X;T_n), the Gaussian values and H(X_n) over σ, one panel a layer.

    The same layers give the same bytes. name: of the case. kind: "svg" or "png".
    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    import numpy as np
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter, StrMethodFormatter

    figure = Figure(figsize=(1 + 4.2 * len(layers), 4.4), layout="constrained")
    for layer, axes in zip(layers, np.atleast_1d(figure.subplots(1, len(layers))), strict=True):
        sigma = [point.sigma for point in layer.points]
        told = [point.information for point in layer.points]
        axes.set_xscale("log")
        axes.plot(sigma, told, color="C0", label=r"$I(X;T_n)$")
        axes.plot(
            sigma,
            [point.gaussian for point in layer.points],
            "--",
            color="C1",
            label="Gaussian input, same weights",
        )
        axes.plot(
            sigma,
            [point.capacity for point in layer.points],
            ":",
            color="C3",
            label=r"MMI of the same $\Sigma_x$, $\|W\|_F^2$, $\sigma^2$",
        )
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.axhline(layer.entropy, color="0.6", linewidth=1, label=r"$H(X_n)$, without noise")
        axes.set(
            xlim=(min(sigma), max(sigma)),
            ylim=(0, _ROOM * max(layer.entropy, *told) or 1.0),
            xlabel=r"$\sigma$ before the threshold",
            ylabel=f"information ({layer.unit})",
            title=f"layer {layer.number}, {layer.width} neuron{'s' * (layer.width > 1)}",
        )
    figure.suptitle(name, parse_math=False)
    # One panel is too narrow for two columns.
    columns = 1 if len(layers) == 1 else 2
    handles = axes.get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=columns, frameon=False)
    return image(figure, kind=kind)
