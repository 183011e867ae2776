"""Figs. 3 and 4 of paper 004: matrix-based information of correlated Gaussians by two rules for the width.

The paper shows curves without numbers; those here are means over runs of an independent, plain program with
another generator of random numbers. In print, normalising by (29) "has no effect" on Gaussians of unit
variance. It has: the variances of N samples differ from draw to draw, and (29) takes that out of the width,
which raises the mean by up to 0.014 bits and makes runs agree up to thirty times better. Both are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2, sqrt

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.kernel_width import WidthRule, normalised_width
from ibsolve.estimators.renyi import MatrixRenyi
from ibsolve.report.chart import Chart, Panel, Series
from ibsolve.report.reproduction import Check, Reproduction

ALPHA, GAMMA, OLD_GAMMA = 1.01, 2.0, 2 * sqrt(10)
"""α, and γ of the new rule and of the old one: both are one in 10 dimensions."""
CORRELATIONS = (0.0, 0.5, 0.9, 0.99)
RUNS, QUICK_RUNS = 50, 10
_STANDARD_ERRORS = 5
_ROUNDING = 1e-9


class Rule(StrEnum):
    """How the kernel's width is set."""

    OLD = "(27)"
    NEW = "(30)"
    NORMALISED = "(29), (30)"


@dataclass(frozen=True, slots=True)
class Reference:
    """Means and standard deviations of I_α over so many runs, in bits, for each correlation."""

    runs: int
    means: tuple[float, ...]
    deviations: tuple[float, ...]


EXPECTED: Mapping[tuple[int, int, Rule], Reference] = {
    (128, 10, Rule.OLD): Reference(
        400, (0.697940, 0.797792, 1.079125, 1.192425), (0.034, 0.041, 0.051, 0.052)
    ),
    (128, 10, Rule.NEW): Reference(
        400, (0.697940, 0.797792, 1.079125, 1.192425), (0.034, 0.041, 0.051, 0.052)
    ),
    (128, 10, Rule.NORMALISED): Reference(
        400, (0.711215, 0.809101, 1.088710, 1.206031), (0.0099, 0.011, 0.0074, 0.0041)
    ),
    (128, 100, Rule.OLD): Reference(
        400, (6.600995, 6.601310, 6.601601, 6.603557), (0.013, 0.015, 0.018, 0.019)
    ),
    (128, 100, Rule.NEW): Reference(
        400, (0.757392, 0.780761, 0.836612, 0.856489), (0.0096, 0.011, 0.013, 0.013)
    ),
    (128, 100, Rule.NORMALISED): Reference(
        400, (0.767344, 0.790330, 0.846253, 0.864887), (0.0018, 0.0015, 0.00093, 0.001)
    ),
    (128, 1000, Rule.OLD): Reference(150, (7.000000, 7.000000, 7.000000, 7.000000), (0.0, 0.0, 0.0, 0.0)),
    (128, 1000, Rule.NEW): Reference(
        150, (0.839003, 0.842061, 0.849049, 0.850674), (0.0028, 0.0032, 0.0038, 0.0041)
    ),
    (128, 1000, Rule.NORMALISED): Reference(
        150, (0.848185, 0.850906, 0.857150, 0.859047), (0.00027, 0.0002, 0.00014, 0.00014)
    ),
    (256, 100, Rule.NEW): Reference(
        150, (0.690892, 0.725353, 0.814772, 0.845845), (0.0063, 0.0077, 0.0092, 0.01)
    ),
    (256, 100, Rule.NORMALISED): Reference(
        150, (0.694783, 0.730388, 0.819554, 0.850426), (0.0012, 0.0011, 0.00068, 0.00059)
    ),
    (512, 100, Rule.NEW): Reference(
        60, (0.605606, 0.653092, 0.774688, 0.820373), (0.0051, 0.0049, 0.0069, 0.0067)
    ),
    (512, 100, Rule.NORMALISED): Reference(
        60, (0.607879, 0.654897, 0.776399, 0.820931), (0.00068, 0.001, 0.00049, 0.00034)
    ),
}
"""By samples N, dimension d and rule. Fig. 3 is N = 128; Fig. 4 is d = 100, by the new rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A point of a curve, bits: mean and standard deviation over runs, and the mean that it must meet.

    truth: I(X;Y) of the law, (31). allowed: five standard errors of the difference of both means.
    """

    samples: int
    dimension: int
    rule: Rule
    correlation: float
    truth: float
    mean: float
    deviation: float
    expected: float
    allowed: float

    @property
    def verdict(self) -> str:
        """Whether the means agree within five standard errors."""
        return "matched" if abs(self.mean - self.expected) <= self.allowed else "differs"


def renyi_width(
    *,
    runs: int = RUNS,
    seed: int = 0,
    dimensions: Sequence[int] = (10, 100, 1000),
    most_samples: int = 512,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[Value, ...]:
    """The points of both figures, dimension by dimension; those of more than `most_samples` are left out.

    runs: >= 2, each of new samples, which all rules share. report: told of each point before it is computed.
    Raises ProblemError for fewer runs, a seed below 0, and where no point is left.

    >>> value = renyi_width(runs=2, dimensions=[10], most_samples=128)[0]
    >>> value.rule, value.verdict, value.truth
    (<Rule.OLD: '(27)'>, 'matched', 0.0)
    """
    arguments = Arguments()
    arguments.count("runs", runs, at_least=2)
    arguments.seed("seed", seed)
    arguments.count("most_samples", most_samples, at_least=min(n for n, *_ in EXPECTED))
    arguments.check()
    settings = [
        (n, d) for n, d in dict.fromkeys(key[:2] for key in EXPECTED) if d in dimensions and n <= most_samples
    ]
    values = []
    for n, d in settings:
        for place, correlation in enumerate(CORRELATIONS):
            report(f"N = {n}, d = {d}, ρ = {correlation:g}")
            values += _point(n, d, place, runs, np.random.default_rng([seed, n, d, place]))
    return tuple(values)


def reproduction(values: Sequence[Value], *, runs: int) -> Reproduction:
    """Both figures as charts, and each mean as a check."""
    charts = {}
    for number, kept in (
        (3, [value for value in values if value.samples == 128]),
        (4, [value for value in values if value.dimension == 100 and value.rule is not Rule.OLD]),
    ):
        settings = dict.fromkeys((value.samples, value.dimension) for value in kept)
        charts[f"fig{number}"] = Chart(
            title=f"Correlated Gaussians, I_1.01: mean ± deviation of {runs} runs (004 Fig. {number})",
            panels=tuple(
                Panel(
                    title=f"N = {n}, d = {d}",
                    x_label="ρ",
                    y_label="I(X;Y) (bits)",
                    series=tuple(
                        _curve(rule, [each for each in kept if (each.samples, each.dimension) == (n, d)])
                        for rule in Rule
                        if any((each.samples, each.dimension, each.rule) == (n, d, rule) for each in kept)
                    ),
                )
                for n, d in settings
            ),
            columns=3,
        )
    return Reproduction(
        name="renyi-width",
        setting=(f"I_1.01 of correlated Gaussians, {runs} runs a point",),
        checks=tuple(
            Check.of_value(
                f"N = {value.samples}, d = {value.dimension}, {value.rule}, ρ = {value.correlation:g}",
                expected=value.expected,
                found=value.mean,
                within=value.allowed,
                unit="bits",
            )
            for value in values
        ),
        charts={name: chart for name, chart in charts.items() if chart.panels},
    )


def _curve(rule: Rule, values: Sequence[Value]) -> Series:
    numbers = np.array(
        [(each.correlation, each.mean, each.deviation) for each in values if each.rule is rule], dtype=float
    )
    x, mean, deviation = numbers.T
    name = "old" if rule is Rule.OLD else "new"
    return Series(label=f"{name} width {rule}", x=x, y=mean, lower=mean - deviation, upper=mean + deviation)


def _point(n: int, d: int, place: int, runs: int, rng: np.random.Generator) -> list[Value]:
    """All rules on the same samples."""
    correlation = CORRELATIONS[place]
    estimators = {rule: _estimator(rule, n, d) for rule in Rule if (n, d, rule) in EXPECTED}
    found = np.empty((runs, len(estimators)))
    for run in range(runs):
        x, noise = rng.standard_normal((2, n, d))
        y = correlation * x + sqrt(1 - correlation**2) * noise
        found[run] = [each.estimate(x, y, unit="bits").value for each in estimators.values()]
    values = []
    for rule, of_runs in zip(estimators, found.T, strict=True):
        reference = EXPECTED[n, d, rule]
        error = reference.deviations[place] * sqrt(1 / runs + 1 / reference.runs)
        values.append(
            Value(
                samples=n,
                dimension=d,
                rule=rule,
                correlation=correlation,
                truth=0.0 - d / 2 * log2(1 - correlation**2),
                mean=float(of_runs.mean()),
                deviation=float(of_runs.std(ddof=1)),
                expected=reference.means[place],
                allowed=_STANDARD_ERRORS * error + _ROUNDING,
            )
        )
    return values


def _estimator(rule: Rule, n: int, d: int) -> MatrixRenyi:
    if rule is Rule.OLD:
        return MatrixRenyi(ALPHA, WidthRule.SIMPLIFIED, OLD_GAMMA)
    if rule is Rule.NEW:
        return MatrixRenyi(ALPHA, normalised_width(n, d, GAMMA))
    return MatrixRenyi(ALPHA, WidthRule.NORMALISED, GAMMA)
