"""Estimators ranked on tasks whose mutual information is known exactly."""

from ibsolve.studies.ranking.ranking import (
    Contender,
    Ranking,
    Score,
    default_contenders,
    rank,
    ranking_versions,
)
from ibsolve.studies.ranking.task import Draw, Family, Task
from ibsolve.studies.ranking.tasks import tasks

__all__ = [
    "Contender",
    "Draw",
    "Family",
    "Ranking",
    "Score",
    "Task",
    "default_contenders",
    "rank",
    "ranking_versions",
    "tasks",
]
