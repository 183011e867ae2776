"""The ranking of estimators drawn: the error of each on each task."""

from __future__ import annotations

from ibsolve.report.figure import check_drawable, image
from ibsolve.studies.ranking import Ranking, Score

_LEAST_ERROR, _LARGEST_ERROR = 1e-3, 10.0
"""Ends of the colours, nats."""


def ranking_image(ranking: Ranking, *, kind: str) -> bytes:
    """A drawing of the RMSE, nats, at the largest sample size; the same ranking gives the same bytes.

    Infinite tasks show whether the estimate was called vacuous. A cell is empty where the estimator is not
    made for the task. kind: "svg" or "png".
    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    import numpy as np
    from matplotlib.colors import LogNorm
    from matplotlib.figure import Figure

    largest = max(score.n for score in ranking.scores)
    scores = [score for score in ranking.scores if score.n == largest]
    tasks = list(dict.fromkeys(score.task.name for score in scores))
    estimators = list(dict.fromkeys(score.estimator for score in sorted(scores, key=lambda s: s.estimator)))
    errors = np.full((len(tasks), len(estimators)), np.nan)
    figure = Figure(figsize=(3.4 + 0.62 * len(estimators), 1.9 + 0.3 * len(tasks)), layout="constrained")
    axes = figure.add_subplot()
    for score in scores:
        place = tasks.index(score.task.name), estimators.index(score.estimator)
        if score.rmse is not None:
            errors[place] = max(score.rmse, _LEAST_ERROR)
        axes.text(place[1], place[0], _label(score), ha="center", va="center", fontsize=7, color=_ink(score))
    shades = axes.imshow(
        errors, cmap="viridis_r", norm=LogNorm(_LEAST_ERROR, _LARGEST_ERROR), aspect="auto", origin="upper"
    )
    axes.set_xticks(range(len(estimators)), estimators, rotation=45, ha="right")
    truths = {
        score.task.name: "∞" if score.task.is_vacuous else f"{score.task.truth:.3g}" for score in scores
    }
    axes.set_yticks(range(len(tasks)), [f"{task}   {truths[task]}" for task in tasks], fontsize=8)
    axes.set_title(f"RMSE, nats, of {largest} samples (beside each task its truth)", fontsize=10)
    figure.colorbar(shades, ax=axes, label="RMSE, nats", extend="both", pad=0.01)
    return image(figure, kind=kind)


def _label(score: Score) -> str:
    if score.refusal is not None:
        return "refused"
    if score.rmse is None:
        return "vacuous" if (score.called_vacuous or 0.0) > 0.5 else "silent"
    return f"{score.rmse:.2g}"


def _ink(score: Score) -> str:
    return "white" if score.rmse is not None and score.rmse > 0.3 else "black"
