"""The ranking of estimators for human readers and as an object of JSON types; all amounts in nats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from statistics import median
from typing import Any

from rich.console import Console

from ibsolve.report.text import grid
from ibsolve.studies.ranking import Ranking, Score

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""


def ranking_object(ranking: Ranking, *, date: str, versions: Mapping[str, str]) -> dict[str, Any]:
    """The ranking as an object of JSON types."""
    return {
        "format": FORMAT,
        "unit": "nats",
        "date": date,
        "versions": dict(versions),
        "sizes": list(ranking.sizes),
        "repeats": ranking.repeats,
        "seed": ranking.seed,
        "is_complete": ranking.is_complete,
        "seconds": round(ranking.seconds, 3),
        "scores": [_score_object(score) for score in ranking.scores],
    }


def print_ranking(ranking: Ranking, console: Console) -> None:
    """Print one table for each task and size, best first, and a summary of the estimators."""
    for task in dict.fromkeys(score.task for score in ranking.scores):
        truth = "infinite" if task.is_vacuous else f"{task.truth:.6f} nats"
        for n in ranking.sizes:
            scores = ranking.of_task(task.name, n)
            if not scores:
                continue
            console.print(f"{task.name}, n = {n}: I(X;Y) = {truth} ({task.family})")
            console.print(grid(_HEADINGS, map(_row, scores), left=(0, 9)))
            for score in scores:
                if score.refusal is not None:
                    console.print(f"{score.estimator} refused: {score.refusal}")
            console.print()
    largest = max(score.n for score in ranking.scores)
    console.print(
        f"over the tasks that an estimator is made for, n = {largest}, up to {ranking.repeats} draws; nats"
    )
    console.print(grid(_SUMMARY, summary_rows(ranking.scores, largest)))
    console.print()
    console.print(_LEGEND)
    if not ranking.is_complete:
        console.print()
        console.print("stopped early: tasks are missing")


_HEADINGS = [
    "estimator",
    "draws",
    "mean",
    "bias",
    "deviation",
    "RMSE",
    "covered",
    "vacuous",
    "seconds",
    "warnings",
]
_SUMMARY = [
    "estimator", "tasks", "refused", "best in", "median RMSE", "worst RMSE", "covered", "vacuous", "seconds",
]  # fmt: skip


_LEGEND = """\
covered: share of the intervals that contain the truth; those of sample-propagation and kde speak of the N
samples, not of the law that they come from, and those of barber-agakov, mine, nwj and info-nce of a bound.
vacuous: share of the estimates that say so, or that they are saturated; in the summary, of infinite tasks."""


def summary_rows(scores: Iterable[Score], n: int) -> list[list[str]]:
    """One row an estimator, by the median of its RMSE: at sample size n.

    best in: tasks where its RMSE is least. vacuous: infinite tasks that it called so, of those tried.
    """
    found = [score for score in scores if score.n == n]
    best = {
        task: min(
            (score for score in found if score.task is task and score.rmse is not None),
            key=lambda score: score.rmse or 0.0,
            default=None,
        )
        for task in {score.task.name: score.task for score in found}.values()
    }
    rows = []
    for name in dict.fromkeys(score.estimator for score in found):
        own = [score for score in found if score.estimator == name]
        errors = [score.rmse for score in own if score.rmse is not None]
        covered = [score.coverage for score in own if score.coverage is not None]
        vacuous = [score.called_vacuous or 0.0 for score in own if score.task.is_vacuous]
        rows.append(
            (
                median(errors) if errors else float("inf"),
                [
                    name,
                    str(len(own)),
                    str(sum(score.refusal is not None for score in own)),
                    str(sum(each is not None and each.estimator == name for each in best.values())),
                    _number(median(errors) if errors else None),
                    _number(max(errors) if errors else None),
                    _share(sum(covered) / len(covered) if covered else None),
                    f"{sum(share > 0.5 for share in vacuous)}/{len(vacuous)}" if vacuous else "-",
                    f"{sum(score.seconds for score in own) / len(own):.3f}",
                ],
            )
        )
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def _row(score: Score) -> list[str]:
    if score.refusal is not None:
        return [score.estimator, str(score.repeats), *["-"] * 7, "refused"]
    return [
        score.estimator,
        str(score.repeats),
        _number(score.mean),
        _number(score.bias),
        _number(score.deviation),
        _number(score.rmse),
        _share(score.coverage),
        _share(score.called_vacuous),
        f"{score.seconds:.3f}",
        ", ".join(score.concerns),
    ]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _score_object(score: Score) -> dict[str, Any]:
    task = score.task
    return {
        "task": task.name,
        "family": str(task.family),
        "truth": task.truth if isfinite(task.truth) else None,
        "estimator": score.estimator,
        "n": score.n,
        "repeats": score.repeats,
        "mean": score.mean,
        "bias": score.bias,
        "deviation": score.deviation,
        "rmse": score.rmse,
        "coverage": score.coverage,
        "called_vacuous": score.called_vacuous,
        "concerns": dict(score.concerns),
        "seconds": round(score.seconds, 6),
        "refusal": score.refusal,
    }
