"""How far samples of one class are apart in a layer, and samples of two classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Arguments, Floats
from ibsolve.errors import shown
from ibsolve.estimators import DistanceHistograms
from ibsolve.report.chart import Chart, Panel, Series, Style


def distances_chart(histograms: Mapping[str, DistanceHistograms], *, title: str, columns: int = 2) -> Chart:
    """Histograms of pairwise distances, a panel each, named by its key; shares of the pairs of each kind.

    Raises ProblemError for none, and for what is no histogram.
    Source: paper 001, Fig. 8.
    """
    arguments = Arguments()
    if not isinstance(histograms, Mapping):
        arguments.faults.add("histograms", expected="some by name", found=shown(histograms))
        arguments.check()
    for name, each in histograms.items():
        if not isinstance(each, DistanceHistograms):
            found = shown(each)
            arguments.faults.add(f"histograms[{name!r}]", expected="DistanceHistograms", found=found)
    arguments.check()
    return Chart(
        title=title,
        panels=tuple(
            Panel(
                title=name,
                x_label="Euclidean distance",
                y_label="share of pairs",
                series=tuple(
                    Series(label=label, x=found.edges, y=_shares(pairs), style=Style.STEPS)
                    for label, pairs in (
                        ("within a class", found.within),
                        ("between classes", found.between),
                    )
                ),
            )
            for name, found in histograms.items()
        ),
        columns=columns,
    )


def _shares(pairs: NDArray[np.int64]) -> Floats:
    return np.asarray(pairs / max(1, int(pairs.sum())))
