"""What is read off trained autoencoders: compression, distance from the theory, the critical bottleneck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.estimators import Estimate, data_processing_violations
from ibsolve.experiments.autoencoder.record import Record
from ibsolve.experiments.autoencoder.setting import BOTTLENECK, INPUT, OUTPUT, Rule
from ibsolve.studies.information_plane import (
    OF_PROBES,
    Axis,
    Change,
    Curve,
    InformationPlane,
    PhaseRules,
    compression,
    mean_and_reach,
)
from ibsolve.theory import AutoencoderPlane, autoencoder_plane

_LEAST_FALL = 0.01
"""Of log2 N, the range of the estimator."""
STABLE = 0.05
"""Share of the range over K within which information has stopped to grow."""


def hidden(plane: InformationPlane) -> tuple[str, ...]:
    """The layers between input and output."""
    return tuple(layer for layer in plane.layers if layer not in (INPUT, OUTPUT))


def lasting_fall(curve: Curve, *, since: float = 0.0, least: float = 0.0) -> Change | None:
    """The fall from the peak at or after a time, where it counts and as much is left of it at the end.

    That is `studies.information_plane.compression` by its usual rules, and no dip that is made up; intervals
    are not asked. least: what it must exceed, in the unit of the curve.

    >>> values = np.array([5.0, 1.0, 2.0, 4.0, 3.0, 2.5])
    >>> curve = Curve(times=np.arange(6.0), values=values, lower=values * np.nan, upper=values * np.nan)
    >>> fall = lasting_fall(curve, since=1)
    >>> fall.amount, fall.begin, fall.end
    (1.5, 3.0, 5.0)
    """
    kept = curve.times >= since
    change = compression(
        Curve(
            times=curve.times[kept],
            values=curve.values[kept],
            lower=curve.lower[kept],
            upper=curve.upper[kept],
        ),
        PhaseRules(least=least, with_intervals=False),
    )
    return change if change.counts and change.kept > change.threshold else None


def compressing_layers(plane: InformationPlane) -> tuple[str, ...]:
    """Hidden layers whose I(X;T) falls for good once the output learns, after the time of the least I(X;X′).

    Until then the initial weights are forgotten, which is no phase of learning. The fall exceeds a tenth of
    the curve's range, its noise, a hundredth of log2 N, and 0 beyond the interval of its mean over batches,
    which are the same at both times.
    """
    learnt = plane.curve(OUTPUT, Axis.INPUT)
    since = float(learnt.times[int(np.argmin(learnt.values))])
    return tuple(layer for layer in hidden(plane) if _compresses(plane, layer, since))


def _compresses(plane: InformationPlane, layer: str, since: float) -> bool:
    ceiling = total_information(plane).ceiling
    assert ceiling is not None, "matrix information has a ceiling"
    fall = lasting_fall(plane.curve(layer, Axis.INPUT), since=since, least=_LEAST_FALL * ceiling)
    if fall is None:
        return False
    before, after = (
        np.array(estimates(plane, Axis.INPUT, time)[layer].parameters[OF_PROBES])
        for time in (fall.begin, fall.end)
    )
    mean, reach = mean_and_reach(before - after)
    return mean > reach


def estimates(plane: InformationPlane, axis: Axis, time: float) -> dict[str, Estimate]:
    """Of all layers, in their order."""
    found = {
        point.layer: point.estimate for point in plane.points if (point.axis, point.time) == (axis, time)
    }
    return {layer: found[layer] for layer in plane.layers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """Both data-processing inequalities at the end: (7) forward and (8) backward, input and output included.

    pairs: judged, of both. violated: of these, beyond intervals. worst: the largest excess as a share of M,
    0 without any. places: the layers of the worst, earlier and later.
    """

    pairs: int
    violated: int
    worst: float
    places: tuple[str, str]


def processing(plane: InformationPlane) -> Processing:
    """Judged on means over batches by their intervals, which are wider than those of paired differences."""
    last = plane.times[-1]
    most = total_information(plane).value
    forward = estimates(plane, Axis.INPUT, last)
    backward = dict(reversed(estimates(plane, Axis.OUTPUT, last).items()))
    found = []
    for chain in (forward, backward):
        names = list(chain)
        found += [
            (each.excess / most, (names[each.earlier], names[each.later]))
            for each in data_processing_violations(list(chain.values()))
            if each.is_significant
        ]
    n = len(plane.layers)
    worst, places = max(found, default=(0.0, ("", "")))
    return Processing(pairs=n * (n - 1), violated=len(found), worst=worst, places=places)


def total_information(plane: InformationPlane) -> Estimate:
    """M = I(X;X) of the test batches."""
    return estimates(plane, Axis.INPUT, plane.times[-1])[INPUT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The end of a training beside Theorem 1.

    coordinates: compared, two a layer. met: whose interval reaches the prediction. farthest: the largest
    distance from it, bits, and whose it is.
    """

    predicted: AutoencoderPlane
    coordinates: int
    met: int
    farthest: float
    layer: str


def agreement(plane: InformationPlane, *, transferred: float) -> Agreement:
    """Each layer's end against `theory.autoencoder_plane` with M = I(X;X) and λ = `transferred`, bits."""
    sides = (len(plane.layers) - 3) // 2
    predicted = autoencoder_plane(
        input_information=total_information(plane).value,
        bottleneck=max(0.0, transferred),
        encoder=sides,
        decoder=sides,
    )
    found = {axis: estimates(plane, axis, plane.times[-1]) for axis in (Axis.INPUT, Axis.OUTPUT)}
    distances = []
    for layer, theory in zip(plane.layers[1:], predicted.layers, strict=True):
        at = theory.output_information
        wanted = {Axis.INPUT: theory.input_information, Axis.OUTPUT: (at, at)}
        for axis, (low, high) in wanted.items():
            each = found[axis][layer]
            assert each.interval is not None, "a mean without its interval"
            distance = max(low - each.value, each.value - high, 0.0)
            is_met = each.interval.lower <= high and each.interval.upper >= low
            distances.append((distance, layer, is_met))
    farthest, layer, _ = max(distances)
    return Agreement(
        predicted=predicted,
        coordinates=len(distances),
        met=sum(is_met for *_, is_met in distances),
        farthest=farthest,
        layer=layer,
    )


def infeasible_share(plane: InformationPlane) -> float:
    """Share of hidden layers' points, of all times, outside the triangle I(T;X′) <= I(X;T) <= M.

    A point is outside where no point of its two intervals is in the triangle.
    """
    most = total_information(plane)
    assert most.interval is not None, "a mean without its interval"
    outside = []
    for layer in hidden(plane):
        x, y = (plane.curve(layer, axis) for axis in (Axis.INPUT, Axis.OUTPUT))
        outside.append((y.lower > x.upper) | (x.lower > most.interval.upper))
    return float(np.mean(outside))


def output_spread(plane: InformationPlane, layers: Sequence[str]) -> Floats:
    """Largest less smallest I(T;X′) over the layers at each time, bits; Lemma 1 has 0."""
    values = np.array([plane.curve(layer, Axis.OUTPUT).values for layer in layers])
    spread: Floats = np.ptp(values, axis=0)
    return spread


def gap_to_bisector(plane: InformationPlane) -> float:
    """Mean over hidden layers of I(X;T) − I(T;X′) at the end, as a share of M."""
    gaps = [
        plane.curve(layer, Axis.INPUT).values[-1] - plane.curve(layer, Axis.OUTPUT).values[-1]
        for layer in hidden(plane)
    ]
    return float(np.mean(gaps)) / total_information(plane).value


def critical_bottleneck(bottlenecks: Sequence[int], information: Floats) -> int | None:
    """The least K from which on information, once below it, stays within 5 % of its range under its maximum.

    bottlenecks: ascending. information: bits at each, a mean over layers. None where only the largest K
    would be it, as then nothing shows that the growth has ended.

    >>> critical_bottleneck([1, 2, 4, 8, 16], np.array([1.0, 2.0, 2.98, 3.0, 2.97]))
    4
    """
    reach = float(np.ptp(information))
    is_stable = information >= information.max() - STABLE * reach
    unstable = np.flatnonzero(~is_stable)
    place = int(unstable[-1]) + 1 if len(unstable) else 0
    return bottlenecks[place] if place < len(bottlenecks) - 1 else None


def ends(records: Mapping[int, Record], layer: str, axis: Axis) -> Floats:
    """Values at the end of training by the new rule against K."""
    return np.array([each.last(layer, axis, Rule.NEW) for each in records.values()])


def encoder(plane: InformationPlane) -> tuple[str, ...]:
    """Hidden layers before the bottleneck, and it."""
    layers = hidden(plane)
    return layers[: layers.index(BOTTLENECK) + 1]


def decoder(plane: InformationPlane) -> tuple[str, ...]:
    """The bottleneck and hidden layers after it."""
    layers = hidden(plane)
    return layers[layers.index(BOTTLENECK) :]
