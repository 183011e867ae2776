"""Figure 9 of paper 001: two noisy leaky ReLUs, whose information follows Gaussians that split and merge.

T_1 = R(w_1 X + b_1) + Z_1 and T_2 = R(w_2 T_1 + b_2) + Z_2 with R(u) = max(u, u/10), Z_i ~ N(0, β²). The
paper shows its first weights in the figure alone and states no β: `FIRST` and `BETA` are our choice, such
that both layers show what the figure does, which other first weights show less well. The loss is that of the
centres, without noise.

Given X, T_2 is no Gaussian, but known in closed form: each branch of R turns the Gaussian w_2 T_1 + b_2
into a Gaussian times the probability, given T_2, that the branch was taken. So I(X;T_2) is an integral over
one variable.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from ibsolve.arguments import Floats
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Report, Reproduction

INPUTS = np.arange(1.0, 9.0)
LABELS = np.repeat([0.0, 0.25], 4)
BETA = 0.01
RATE = 0.001
FIRST = (-0.06, 0.9, -0.95, 0.09)
"""w_1, b_1, w_2, b_2 before training."""
LAST = 300_000
"""Epochs, after which the weights move no more in their third digit."""
LEAK = 0.1
SPIKE = 0.02
"""A spike is a rise and then a fall, each by more than this, nats."""

_REACH = 9.0
_STEPS = 8
"""Points of the trapezoid rule a deviation."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Information:
    """I(X;T) of one layer at one time, and the pairwise bounds of paper 002, eq. (3), on it; nats."""

    value: float
    lower: float
    upper: float


def leaky(values: Floats) -> Floats:
    """R(u) = max(u, u/10)."""
    return np.asarray(np.maximum(values, LEAK * values))


def train(epochs: NDArray[np.int64]) -> Floats:
    """w_1, b_1, w_2, b_2 by gradient descent at each of these ascending epochs, shape (n, 4)."""
    w1, b1, w2, b2 = FIRST
    pairs = tuple(zip(INPUTS.tolist(), LABELS.tolist(), strict=True))
    wanted = set(epochs.tolist())
    kept = []
    for epoch in range(int(epochs[-1]) + 1):
        if epoch in wanted:
            kept.append((w1, b1, w2, b2))
        of_w1 = of_b1 = of_w2 = of_b2 = 0.0
        for x, y in pairs:
            u = w1 * x + b1
            slope1 = 1.0 if u > 0 else LEAK
            t = u * slope1
            v = w2 * t + b2
            slope2 = 1.0 if v > 0 else LEAK
            back = (v * slope2 - y) * slope2 / 4
            of_w2 += back * t
            of_b2 += back
            further = back * w2 * slope1
            of_w1 += further * x
            of_b1 += further
        w1 -= RATE * of_w1
        b1 -= RATE * of_b1
        w2 -= RATE * of_w2
        b2 -= RATE * of_b2
    return np.array(kept)


def first_layer(weights: Floats) -> Information:
    """I(X;T_1) with its bounds. weights: w_1, b_1, w_2, b_2."""
    w1, b1, _, _ = weights.tolist()
    means = leaky(w1 * INPUTS + b1)
    at = _grid(means, BETA)
    return _information(_normal(at[:, None], means, BETA), at)


def second_layer(weights: Floats) -> Information:
    """I(X;T_2) with its bounds. weights: w_1, b_1, w_2, b_2."""
    densities, at = second_densities(weights)
    return _information(densities, at)


def second_densities(weights: Floats) -> tuple[Floats, Floats]:
    """p(t_2|x) on a grid, shape (points, 8), and the grid, whose steps are equal."""
    from scipy.special import ndtr

    w1, b1, w2, b2 = weights.tolist()
    means = w2 * leaky(w1 * INPUTS + b1) + b2
    spread = abs(w2) * BETA
    at = _grid(leaky(means), float(np.hypot(BETA, spread)))
    densities = np.zeros((len(at), len(means)))
    for slope, sign in ((1.0, 1.0), (LEAK, -1.0)):
        # u = w_2 T_1 + b_2 given T_2 = slope·u + Z_2 is Gaussian; the branch is its chance of this sign.
        of_branch = _normal(at[:, None], slope * means, float(np.hypot(BETA, slope * spread)))
        precision = 1 / spread**2 + slope**2 / BETA**2
        centre = (means / spread**2 + slope * at[:, None] / BETA**2) / precision
        densities += of_branch * ndtr(sign * centre * np.sqrt(precision))
    return densities, at


def _grid(means: Floats, deviation: float) -> Floats:
    return np.arange(
        means.min() - _REACH * deviation, means.max() + _REACH * deviation + BETA / _STEPS, BETA / _STEPS
    )


def _normal(at: Floats, means: Floats, deviation: float) -> Floats:
    z = (at - means) / deviation
    return np.asarray(np.exp(-(z**2) / 2) / (deviation * np.sqrt(2 * np.pi)))


def _information(densities: Floats, at: Floats) -> Information:
    """Of equally likely inputs. densities: p(t|x) on the grid `at`, shape (points, inputs)."""
    from scipy.special import entr

    step = at[1] - at[0]
    inputs = densities.shape[1]
    value = step * float(entr(densities.mean(axis=1)).sum() - entr(densities).sum() / inputs)
    overlap = step * np.sqrt(densities).T @ np.sqrt(densities)
    logs = np.log(np.maximum(densities, 1e-300))
    divergence = step * (densities * logs).sum(axis=0)[:, None] - step * densities.T @ logs
    return Information(
        value=min(max(value, 0.0), log(inputs)),
        lower=_pairwise(overlap),
        upper=_pairwise(np.exp(-np.maximum(divergence, 0))),
    )


def _pairwise(nearness: Floats) -> float:
    """−Σ_i w_i ln Σ_j w_j nearness_ij: below I for Bhattacharyya coefficients, above for exp(−KL)."""
    return float(-np.log(nearness.mean(axis=1)).mean())


def spikes(values: Floats) -> int:
    """How many times values rise and then fall by more than `SPIKE` each.

    >>> spikes(np.array([0, 1, 0.99, 1, 0.5, 0.7, 0.6]))
    2
    """
    count = 0
    low = high = values[0]
    is_up = False
    for value in values[1:].tolist():
        if is_up:
            high = max(high, value)
            if value < high - SPIKE:
                count, is_up, low = count + 1, False, value
        else:
            low = min(low, value)
            if value > low + SPIKE:
                is_up, high = True, value
    return count


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Figure 9. quick: there is one run only. seed: nothing here is random."""
    del quick, seed
    epochs = np.unique([0, *np.round(np.geomspace(1, LAST, 250)).astype(np.int64)])
    report(f"gradient descent, {LAST:,} epochs")
    weights = train(epochs)
    report("I(X;T_1)")
    first = [first_layer(each) for each in weights]
    report("I(X;T_2)")
    second = [second_layer(each) for each in weights]
    layers = {"T_1": first, "T_2": second}
    w1, b1, w2, b2 = weights[-1].tolist()
    centres = leaky(w1 * INPUTS + b1)
    output = leaky(w2 * centres + b2)
    loss = float(((output - LABELS) ** 2).mean())
    checks = [
        Check(
            claim="App. A: the network converges to w_1 < 0, w_2 < 0",
            expected="both < 0, mean square loss below a tenth of that of a constant",
            found=f"w_1 = {w1:.3f}, w_2 = {w2:.3f}, loss {loss:.5f}",
            is_met=w1 < 0 and w2 < 0 and loss < 0.1 * float(LABELS.var()),
        ),
        *_cluster_checks(centres, output),
        *(_bounds_check(name, found) for name, found in layers.items()),
        *(_tracking_check(name, found) for name, found in layers.items()),
        _spike_check("Fig. 9(d): I(X;T_1) falls as inputs merge after their divergence", first, 1),
        _spike_check("Fig. 9(d): I(X;T_2) has spikes, as inputs split and merge one by one", second, 2),
    ]
    return Reproduction(
        name="leaky-relu",
        setting=(
            (
                "X = 1 … 4 → 0, 5 … 8 → 1/4; R(u) = max(u, u/10); "
                f"gradient descent at {RATE:g}, {LAST:,} epochs; nothing is random"
            ),
            f"our choice, as the paper prints none: β = {BETA:g} and, before training, w_1, b_1, w_2, b_2 = "
            + ", ".join(f"{each:g}" for each in FIRST),
            f"a spike: a rise and then a fall by more than {SPIKE:g} nat each",
        ),
        checks=tuple(checks),
        charts={"leaky-relu": _chart(epochs, weights, layers)},
    )


def _cluster_checks(centres: Floats, output: Floats) -> tuple[Check, Check]:
    low, high = slice(0, 4), slice(4, 8)
    first_low, first_high, second_low, second_high = (
        float(np.ptp(each[part])) for each in (centres, output) for part in (low, high)
    )
    return (
        Check(
            claim="App. A: the first layer clusters X_1/4",
            expected="a spread below a half of that of X_0",
            found=f"{first_high:.4f} against {first_low:.4f}",
            is_met=first_high < first_low / 2,
        ),
        Check(
            claim="App. A: the second layer clusters X_0 without spreading out X_1/4",
            expected="spreads below a half of, and no larger than, in the first",
            found=f"X_0 {first_low:.4f} → {second_low:.4f}, X_1/4 {first_high:.4f} → {second_high:.4f}",
            is_met=second_low < first_low / 2 and second_high <= first_high,
        ),
    )


def _bounds_check(name: str, found: list[Information]) -> Check:
    worst = max(max(each.lower - each.value, each.value - each.upper) for each in found)
    return Check(
        claim=f"002 eq. (3): lower <= I(X;{name}) <= upper at every epoch",
        expected="violated by <= 1e-9 nat",
        found=f"{max(worst, 0.0):.1e} nat",
        is_met=worst <= 1e-9,
    )


def _tracking_check(name: str, found: list[Information]) -> Check:
    values, lower, upper = np.array([(each.value, each.lower, each.upper) for each in found]).T
    least = min(float(np.corrcoef(values, bound)[0, 1]) for bound in (lower, upper))
    widest = float((upper - lower).max())
    return Check(
        claim=f"Fig. 9(d): the bounds track I(X;{name})",
        expected="correlation of each with it >= 0.99",
        found=f"{least:.4f}; at most {widest:.3f} nat apart",
        is_met=least >= 0.99,
    )


def _spike_check(claim: str, found: list[Information], least: int) -> Check:
    values = np.array([each.value for each in found])
    count = spikes(values)
    return Check(
        claim=claim,
        expected=f"{least} spike{'s' * (least > 1)} or more",
        found=f"{count}; largest {values.max():.3f}, last {values[-1]:.3f} nats",
        is_met=count >= least,
    )


def _chart(epochs: NDArray[np.int64], weights: Floats, layers: dict[str, list[Information]]) -> Chart:
    times = epochs.astype(float)
    first = leaky(weights[:, :1] * INPUTS + weights[:, 1:2])
    second = leaky(weights[:, 2:3] * first + weights[:, 3:])

    def over_time(title: str, y_label: str, lines: dict[str, Floats]) -> Panel:
        return Panel(
            title=title,
            x_label="epoch",
            y_label=y_label,
            series=tuple(Series(label=name, x=times, y=line) for name, line in lines.items()),
            is_x_log=True,
        )

    names = [f"x = {x:g}" for x in INPUTS]
    return Chart(
        title="Two noisy leaky ReLUs (paper 001, Fig. 9)",
        panels=(
            over_time(
                "(a) parameters", "value", dict(zip(("w_1", "b_1", "w_2", "b_2"), weights.T, strict=True))
            ),
            over_time("(b) centres of T_1", "R(w_1 x + b_1)", dict(zip(names, first.T, strict=True))),
            over_time("(c) centres of T_2", "R(w_2 · + b_2)", dict(zip(names, second.T, strict=True))),
            Panel(
                title=f"(d) information, β = {BETA:g}, bounds as bands",
                x_label="epoch",
                y_label="I(X;T) (nats)",
                series=(
                    *(
                        Series(
                            label=name,
                            x=times,
                            y=np.array([each.value for each in found]),
                            lower=np.array([each.lower for each in found]),
                            upper=np.array([each.upper for each in found]),
                        )
                        for name, found in layers.items()
                    ),
                    Series(label="ln 8", x=times[[0, -1]], y=np.full(2, log(8)), style=Style.REFERENCE),
                ),
                is_x_log=True,
            ),
        ),
        columns=2,
    )
