"""Each claim of paper 004 on Figs. 6 to 9, and its Theorem 1, judged on what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from ibsolve.estimators import Estimate
from ibsolve.experiments.autoencoder.reading import (
    agreement,
    compressing_layers,
    critical_bottleneck,
    decoder,
    encoder,
    ends,
    estimates,
    gap_to_bisector,
    hidden,
    infeasible_share,
    lasting_fall,
    output_spread,
    processing,
    total_information,
)
from ibsolve.experiments.autoencoder.record import Record
from ibsolve.experiments.autoencoder.setting import BOTTLENECK, LARGE, SMALL, Rule, Setting
from ibsolve.report.reproduction import Check
from ibsolve.studies.information_plane import Axis, Curve, InformationPlane
from ibsolve.studies.rank_correlation import rank_correlation

CRITICAL = 13
"""Printed for MNIST."""
_FEWEST = 5
"""Of K, for verdicts over K."""
_LATE = "on digits falls begin near step 3,000 and grow to the end: a shorter run shows less of them"


def claims(setting: Setting, records: Mapping[int, Record]) -> tuple[Check, ...]:
    """All verdicts. records: by K, ascending, with those of 2 and 32, whose planes have both rules."""
    return (
        *_training(records),
        *_of_old_rule(records),
        *_of_new_rule(records),
        *_variances(records),
        *_against_bottleneck(setting, records),
        *_theory(records),
    )


def _planes(records: Mapping[int, Record], rule: Rule) -> tuple[InformationPlane, InformationPlane]:
    return records[SMALL].planes[rule], records[LARGE].planes[rule]


def _training(records: Mapping[int, Record]) -> list[Check]:
    small, large = records[SMALL].lost, records[LARGE].lost
    return [
        Check(
            claim="a large bottleneck allows near perfect reconstruction, a small one does not",
            expected=f"test error at K = {LARGE} below 10 % of the pixels' variance, and below K = {SMALL}'s",
            found=f"{100 * large:.1f} % at K = {LARGE}, {100 * small:.1f} % at K = {SMALL}",
            is_met=large < min(0.1, small),
        )
    ]


def _of_old_rule(records: Mapping[int, Record]) -> list[Check]:
    small, large = _planes(records, Rule.OLD)
    compressing = compressing_layers(large)
    by_new = compressing_layers(records[LARGE].planes[Rule.NEW])
    others = [layer for layer in hidden(large) if layer != "decoder3"]
    gaps = gap_to_bisector(small), gap_to_bisector(large)
    ends_of = estimates(large, Axis.INPUT, large.times[-1])
    excess = {
        rule: _excess(records[LARGE].planes[rule], "decoder3", BOTTLENECK) for rule in (Rule.OLD, Rule.NEW)
    }
    return [
        Check(
            claim=f"Fig. 6c-d and 7c-d: K = {LARGE}: the old rule shows compression, the new does not",
            expected="I(X;T) falls for good once the output learns, in some hidden layer, and in none",
            found=f"old {_listed(compressing, hidden(large))}; new {_listed(by_new, hidden(large))}",
            is_met=bool(compressing) and not by_new,
            reason=_LATE,
        ),
        Check(
            claim=f"Fig. 6c-d: old rule, K = {LARGE}: every layer compresses but decoder3",
            expected="all hidden layers but decoder3",
            found=_listed(compressing, hidden(large)),
            is_met=set(compressing) == set(others),
            reason="the others fall by less than a tenth of what they rose, or rise again",
        ),
        Check(
            claim=f"Fig. 6a-b: old rule, K = {SMALL}: no layer compresses",
            expected="none",
            found=_listed(compressing_layers(small), hidden(small)),
            is_met=not compressing_layers(small),
        ),
        Check(
            claim="Fig. 6: old rule: layers get close to the bisector for large K, not for small K",
            expected=f"mean I(X;T) − I(T;X') is a smaller share of I(X;X) at K = {LARGE} than at K = {SMALL}",
            found=f"{gaps[1]:.3f} at K = {LARGE}, {gaps[0]:.3f} at K = {SMALL}",
            is_met=gaps[1] < gaps[0],
        ),
        Check(
            claim=f"Fig. 6d: old rule, K = {LARGE}: I(X;decoder3) exceeds I(X;bottleneck), against (7)",
            expected="so at the end, beyond intervals",
            found=f"{_shown(ends_of['decoder3'])} and {_shown(ends_of[BOTTLENECK])}",
            is_met=_is_above(large, "decoder3", BOTTLENECK),
        ),
        Check(
            claim="Fig. 7d: the new rule makes this violation less",
            expected="a smaller excess as a share of I(X;X)",
            found=f"{excess[Rule.NEW]:.3f}, by the old rule {excess[Rule.OLD]:.3f}",
            is_met=excess[Rule.NEW] < excess[Rule.OLD],
        ),
    ]


def _of_new_rule(records: Mapping[int, Record]) -> list[Check]:
    small, large = _planes(records, Rule.NEW)
    chain = encoder(small)
    values = estimates(small, Axis.INPUT, small.times[-1])
    rises = [pair for pair in pairwise(chain) if _is_above(small, pair[1], pair[0])]
    falls = _is_above(small, chain[0], chain[-1])
    spreads = {
        (side, k): float(np.median(output_spread(plane, layers)))
        for k, plane in ((SMALL, small), (LARGE, large))
        for side, layers in (("encoder", encoder(plane)), ("decoder", decoder(plane)))
    }
    return [
        Check(
            claim=f"Fig. 7a: new rule, K = {SMALL}: I(X;T) falls along the encoder",
            expected="encoder1 above the bottleneck, and no layer above the one before, beyond intervals",
            found=" → ".join(f"{values[layer].value:.3f}" for layer in chain) + " bits",
            is_met=falls and not rises,
            reason="" if falls else "encoder1 is not above the bottleneck beyond intervals",
        ),
        Check(
            claim="Fig. 7b: output MI differs between layers most in the decoder of the small K",
            expected=f"median spread over time largest for the decoder, K = {SMALL}",
            found=", ".join(f"{side} K = {k}: {value:.3f} bits" for (side, k), value in spreads.items()),
            is_met=max(spreads, key=lambda key: spreads[key]) == ("decoder", SMALL),
        ),
    ]


def _variances(records: Mapping[int, Record]) -> list[Check]:
    found = {k: _falling_variances(records[k]) for k in (SMALL, LARGE)}
    layers = [layer for layer in hidden(records[LARGE].planes[Rule.NEW]) if layer != BOTTLENECK]
    return [
        Check(
            claim=f"Fig. 8a-b: K = {SMALL}: every layer's variance always increases",
            expected="none falls by more than a tenth of its range and noise",
            found=_listed(found[SMALL], layers),
            is_met=not found[SMALL],
        ),
        Check(
            claim=f"Fig. 8c-d: K = {LARGE}: variances fall after an initial rise, but for decoder3",
            expected="all fall but decoder3",
            found=_listed(found[LARGE], layers),
            is_met=set(found[LARGE]) == set(layers) - {"decoder3"},
            reason=_LATE,
        ),
    ]


def _falling_variances(record: Record) -> tuple[str, ...]:
    found = []
    for layer, values in record.variances.items():
        unknown = np.full(len(values), np.nan)
        curve = Curve(times=record.times, values=values, lower=unknown, upper=unknown)
        # Falls from the start on are the initial weights', which have to rise first.
        since = float(record.times[int(np.argmin(values))])
        if layer not in (BOTTLENECK, "output") and lasting_fall(curve, since=since) is not None:
            found.append(layer)
    return tuple(found)


def _against_bottleneck(setting: Setting, records: Mapping[int, Record]) -> list[Check]:
    plane = records[SMALL].planes[Rule.NEW]
    before = encoder(plane)[:-1]
    falls = {
        k: records[k].last(before[0], Axis.INPUT) - records[k].last(before[-1], Axis.INPUT)
        for k in (SMALL, LARGE)
    }
    shrinking = Check(
        claim="Fig. 9a: the fall of I(X;T) along the encoder shrinks as K grows",
        expected=f"I(X;{before[0]}) − I(X;{before[-1]}) at K = {LARGE} below that at K = {SMALL}",
        found=f"{falls[LARGE]:.3f} and {falls[SMALL]:.3f} bits",
        is_met=falls[LARGE] < falls[SMALL],
    )
    return [shrinking, *(_over_bottlenecks(setting, records) if len(records) >= _FEWEST else ())]


def _over_bottlenecks(setting: Setting, records: Mapping[int, Record]) -> list[Check]:
    bottlenecks = list(records)
    layers = hidden(records[SMALL].planes[Rule.NEW])
    curves = {
        (layer, axis): ends(records, layer, axis) for layer in layers for axis in (Axis.INPUT, Axis.OUTPUT)
    }
    correlations = [rank_correlation(bottlenecks, curve) for curve in curves.values()]
    growing = sum(each is not None and each.rho > 0 for each in correlations)
    critical = critical_bottleneck(
        bottlenecks, np.mean([curves[layer, Axis.INPUT] for layer in layers], axis=0)
    )
    on_digits = "" if setting.is_paper else ", nothing on digits: judged is whether there is one"
    return [
        Check(
            claim="Fig. 9: the MI at the end grows with K",
            expected=f"rank correlation with K above 0 in all {len(curves)} curves of hidden layers",
            found=f"in {growing} of {len(curves)}",
            is_met=growing == len(curves),
        ),
        Check(
            claim="Fig. 9: from a critical K on, mean I(X;T) of hidden layers stays within 5 % of its range "
            "below its maximum",
            expected=f"K = {CRITICAL} on MNIST{on_digits}",
            found="none below the largest K" if critical is None else f"K = {critical}",
            is_met=critical is not None and (not setting.is_paper or _is_beside(critical, bottlenecks)),
        ),
    ]


def _is_beside(found: int, bottlenecks: list[int]) -> bool:
    """Whether it is the printed one or a neighbour of it among those measured."""
    return abs(bottlenecks.index(found) - bottlenecks.index(CRITICAL)) <= 1


def _theory(records: Mapping[int, Record]) -> list[Check]:
    checks = []
    for k, pattern in ((SMALL, "b"), (LARGE, "a")):
        plane = records[k].planes[Rule.NEW]
        most = total_information(plane).value
        bottleneck = estimates(plane, Axis.INPUT, plane.times[-1])[BOTTLENECK].value
        found = agreement(plane, transferred=bottleneck if k == SMALL else most)
        where = f"λ, or in [λ, M], with λ = {bottleneck:.3f}" if k == SMALL else f"M = {most:.3f} bits"
        checks.append(
            Check(
                claim=f"Theorem 1 {pattern}): new rule, K = {k}: every layer ends where it says",
                expected=f"{found.coordinates} coordinates, each within its interval of {where}",
                found=f"{found.met}; farthest {found.layer}, by {found.farthest:.3f} bits",
                is_met=found.met == found.coordinates,
                reason="a kernel's width is set anew for each layer, so that the estimates are not of one "
                "law and need not obey (7) and (8); and training ends before the ideal",
            )
        )
    old, new = (
        {k: processing(records[k].planes[rule]) for k in (SMALL, LARGE)} for rule in (Rule.OLD, Rule.NEW)
    )
    shares = [infeasible_share(plane) for plane in _planes(records, Rule.NEW)]
    worst = [max(each.worst for each in found.values()) for found in (old, new)]
    counts = [
        ", ".join(f"{each.violated} of {each.pairs} at K = {k}" for k, each in found.items())
        for found in (old, new)
    ]
    checks += [
        Check(
            claim="both inequalities (7), (8) hold at the end, new rule",
            expected="no pair of layers violates one beyond intervals (paper: not fully satisfied)",
            found=f"{counts[1]}; worst {100 * worst[1]:.1f} % of I(X;X)",
            is_met=not any(each.violated for each in new.values()),
            reason="as the paper says itself: kernels set layer by layer are not of one law",
        ),
        Check(
            claim="the inequalities are better met by the new rule than by the old",
            expected="a smaller largest excess, as a share of I(X;X)",
            found=f"{100 * worst[1]:.1f} % ({counts[1]}); old rule {100 * worst[0]:.1f} % ({counts[0]})",
            is_met=worst[1] < worst[0],
        ),
        Check(
            claim="the plane stays in the triangle I(T;X') <= I(X;T) <= I(X;X), new rule",
            expected="no point outside beyond intervals",
            found=f"{100 * shares[0]:.0f} % of points at K = {SMALL}, {100 * shares[1]:.0f} % at K = {LARGE}",
            is_met=not any(shares),
            reason="as for the inequalities",
        ),
    ]
    return checks


def _excess(plane: InformationPlane, later: str, earlier: str) -> float:
    """I(X;later) − I(X;earlier) at the end, 0 or more, as a share of I(X;X)."""
    found = estimates(plane, Axis.INPUT, plane.times[-1])
    return max(0.0, found[later].value - found[earlier].value) / total_information(plane).value


def _is_above(plane: InformationPlane, upper: str, lower: str) -> bool:
    """Whether I(X;T) of a layer is above another's at the end, beyond intervals."""
    found = estimates(plane, Axis.INPUT, plane.times[-1])
    first, second = found[upper].interval, found[lower].interval
    assert first is not None, "a mean without its interval"
    assert second is not None, "a mean without its interval"
    return first.lower > second.upper


def _shown(estimate: Estimate) -> str:
    interval = estimate.interval
    assert interval is not None, "a mean without its interval"
    return f"{estimate.value:.3f} in [{interval.lower:.3f}, {interval.upper:.3f}] bits"


def _listed(found: tuple[str, ...], among: tuple[str, ...] | list[str]) -> str:
    return f"{len(found)} of {len(among)}" + (f": {', '.join(found)}" if found else "")
