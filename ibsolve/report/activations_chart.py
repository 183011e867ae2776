"""What the units of layers do at chosen times: histograms, and scatter plots of narrow layers by class."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats, real_array
from ibsolve.errors import shown
from ibsolve.report.chart import Chart, Panel, Series, Style

Activations = Mapping[int, Mapping[str, Any]]
"""By time, then by layer: numbers of shape (N, d)."""


def activation_histograms(
    activations: Activations,
    *,
    title: str,
    clock: str = "epoch",
    bins: int = 50,
    limits: tuple[float, float] | None = None,
) -> Chart:
    """Histograms of the values of all units of each layer: a row of panels a time, a column a layer.

    bins: of equal width, >= 1, as shares of all values. limits: (least, largest) that bins cover, values
    beyond counted in the first and last; None is the range of the layer over all times.
    Raises ProblemError for activations that are no finite numbers of shape (N, d).
    """
    arguments = Arguments()
    number = arguments.count("bins", bins)
    read = _read(arguments, activations)
    if limits is not None:
        given = [arguments.number("limits", each) for each in arguments.items("limits", limits)]
        if not arguments.faults.has("limits") and (len(given) != 2 or not given[0] < given[1]):
            arguments.faults.add("limits", expected="(least, largest)", found=shown(limits))
    arguments.check()
    panels = []
    for time, layers in read.items():
        for name, values in layers.items():
            of_all_times = [each[name] for each in read.values() if name in each]
            ends = limits or (min(a.min() for a in of_all_times), max(a.max() for a in of_all_times))
            counts, edges = np.histogram(np.clip(values, *ends), bins=number, range=ends)
            steps = Series(label="", x=edges, y=counts / values.size, style=Style.STEPS)
            panels.append(
                Panel(
                    title=f"{name}, {clock} {time}",
                    x_label="activation",
                    y_label="share of values",
                    series=(steps,),
                )
            )
    return Chart(title=title, panels=tuple(panels), columns=max(map(len, read.values())))


def layer_scatter(
    activations: Activations, labels: Any, *, title: str, clock: str = "epoch", columns: int = 3
) -> Chart:
    """Samples in layers of two or three units, coloured by class; three units as three pairs of them.

    labels: the class of each of the N samples, integers of shape (N,).
    Raises ProblemError for layers of another width and for labels that do not fit.
    """
    arguments = Arguments()
    read = _read(arguments, activations)
    try:
        classes = np.asarray(labels)
    except ValueError:
        # Rows of several lengths are no array.
        classes = np.array(None)
    if classes.ndim != 1:
        arguments.faults.add("labels", expected="the class of each sample", found=shown(labels))
        arguments.check()
    for time, layers in read.items():
        for name, values in layers.items():
            where = f"activations[{time}][{name!r}]"
            if values.shape[1] not in (2, 3):
                expected = "a layer of two or three units"
                arguments.faults.add(where, expected=expected, found=f"{values.shape[1]}")
            if classes.shape != values.shape[:1]:
                expected = f"{len(classes)} samples, as there are labels"
                arguments.faults.add(where, expected=expected, found=f"{len(values)}")
    arguments.check()
    panels = [
        Panel(
            title=f"{name}, {clock} {time}",
            x_label=f"unit {across + 1}",
            y_label=f"unit {up + 1}",
            series=tuple(
                Series(
                    label=f"class {each}",
                    x=values[classes == each, across],
                    y=values[classes == each, up],
                    style=Style.POINTS,
                )
                for each in np.unique(classes)
            ),
        )
        for time, layers in read.items()
        for name, values in layers.items()
        for across, up in combinations(range(values.shape[1]), 2)
    ]
    return Chart(title=title, panels=tuple(panels), columns=columns)


def _read(arguments: Arguments, activations: Activations) -> dict[int, dict[str, Floats]]:
    read: dict[int, dict[str, Floats]] = {}
    is_by_time = isinstance(activations, Mapping)
    if not is_by_time or not all(isinstance(each, Mapping) for each in activations.values()):
        expected = "numbers by layer, by time"
        arguments.faults.add("activations", expected=expected, found=shown(activations))
        arguments.check()
    for time, layers in activations.items():
        for name, given in layers.items():
            values = real_array(given)
            if values is None or values.ndim != 2 or not values.size or not np.isfinite(values).all():
                expected = "finite numbers of shape (N, d)"
                arguments.faults.add(f"activations[{time}][{name!r}]", expected=expected, found=shown(given))
                values = np.zeros((1, 2))
            read.setdefault(time, {})[name] = values
    if not read:
        arguments.faults.add("activations", expected="one layer or more", found="none")
    return read
