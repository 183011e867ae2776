"""Estimators judged on tasks of known truth: bias, deviation, coverage of the intervals, time."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from math import isfinite, sqrt
from threading import Event
from typing import Any
from zlib import crc32

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, ProblemError, TrainingError, shown
from ibsolve.estimators import (
    AbstractInformationEstimator,
    Concern,
    Estimate,
    estimator_by_name,
    estimator_class,
    estimator_names,
)
from ibsolve.estimators.variable import kind_of
from ibsolve.studies.ranking.task import Draw, Task
from ibsolve.studies.ranking.tasks import selected

MOST_SAMPLES = 100_000
"""Of a thousand coordinates, whose x and y then take 1.6 GB."""
_MOST_TRAININGS = 3
_SAYS_VACUOUS = (Concern.VACUOUS, Concern.SATURATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """An estimator by name with its parameters, as it stands in the ranking.

    label: how tables call it. most_repeats: draws at most, of what takes long; None for as many as the
    others.
    """

    label: str
    estimator: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    most_repeats: int | None = None

    def built_for(self, task: Task) -> AbstractInformationEstimator:
        """The estimator for a task; one that adds noise is told the β of the task."""
        noise = {} if task.noise is None else _information_class(self.estimator).noise_parameters(task.noise)
        found = estimator_by_name(self.estimator, **{**noise, **self.parameters})
        assert isinstance(found, AbstractInformationEstimator), "the class says so"
        return found

    def fits(self, task: Task, draw: Draw) -> bool:
        """Whether the estimator is made for what x and y of the task are."""
        kind = _information_class(self.estimator)
        if kind.adds_noise and task.noise is None:
            return False
        return kind.takes(kind_of(draw.x), kind_of(draw.y))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One estimator on one task at one sample size.

    mean, bias, deviation, rmse: nats, over the repeats; bias and rmse None where the truth is infinite, all
    None where the estimator refused. coverage: share of the intervals that contain the truth, None without
    intervals. called_vacuous: share of the estimates that say they are vacuous or saturated. concerns: how
    often each warning came. seconds: mean of one estimate. refusal: why it refused the samples.
    """

    task: Task
    estimator: str
    n: int
    repeats: int
    mean: float | None = None
    bias: float | None = None
    deviation: float | None = None
    rmse: float | None = None
    coverage: float | None = None
    called_vacuous: float | None = None
    concerns: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every score found, best first within a task and size. is_complete: False where it was stopped early."""

    scores: tuple[Score, ...]
    sizes: tuple[int, ...]
    repeats: int
    seed: int
    is_complete: bool
    seconds: float

    def of_task(self, name: str, n: int) -> list[Score]:
        """The scores of a task at a sample size, best first: by RMSE; refusals last."""
        return [score for score in self.scores if score.task.name == name and score.n == n]


def default_contenders(names: Sequence[str] | None = None, *, with_trained: bool = True) -> list[Contender]:
    """Every estimator of mutual information with its default parameters, or those of these names.

    with_trained: whether all includes those that train a network. They see three draws at most.
    Raises EstimatorError for an unknown name, ProblemError for one of entropy alone.

    >>> [each.label for each in default_contenders(["plug-in"])]
    ['plug-in']
    """
    if names is None:
        names = [
            name
            for name in estimator_names()
            if issubclass(estimator_class(name), AbstractInformationEstimator)
            and (with_trained or not estimator_class(name).is_trained)
        ]
    names = list(dict.fromkeys(names))
    for name in names:
        _information_class(name)
    return [
        Contender(
            label=name,
            estimator=name,
            most_repeats=_MOST_TRAININGS if estimator_class(name).is_trained else None,
        )
        for name in names
    ]


def rank(
    contenders: Sequence[Contender] | None = None,
    *,
    tasks: Sequence[str] | None = None,
    sizes: Sequence[int] = (250, 1000),
    repeats: int = 10,
    seed: int = 0,
    stop: Event | None = None,
    report: Callable[[str], None] | None = None,
) -> Ranking:
    """Each contender on each task that it is made for: errors in nats against the truth.

    contenders: None for all. tasks: names, None for all. sizes: samples N, at most 100,000. repeats:
    independent draws; all contenders see the same ones. seed: of the draws. stop: set from outside to end
    early with what is found. report: told of each part before it begins.
    A contender that refuses the samples, or whose training diverges, has a score that says so.
    Raises ProblemError with every fault found, and where no contender is made for any of the tasks;
    MissingExtraError without torch, for contenders that train.

    >>> found = rank(default_contenders(["plug-in"]), tasks=["xor-with-flips"], sizes=[1000], repeats=3)
    >>> abs(found.scores[0].bias) < 0.05
    True
    """
    arguments = Arguments()
    numbers = tuple(dict.fromkeys(arguments.counts("sizes", sizes)))
    if max(numbers, default=0) > MOST_SAMPLES:
        arguments.faults.add("sizes", expected=f"at most {MOST_SAMPLES} samples", found=str(max(numbers)))
    repeats = arguments.count("repeats", repeats, at_least=2)
    seed = arguments.seed("seed", seed)
    with arguments.faults.gathered():
        chosen = selected(tasks)
    arguments.check()
    entrants = default_contenders() if contenders is None else list(contenders)
    _require_training(entrants)
    # One example tells what x and y are.
    examples = [(task, task.sample(2, np.random.default_rng(0))) for task in chosen]
    fitting = {task: [each for each in entrants if each.fits(task, draw)] for task, draw in examples}
    if not any(fitting.values()):
        labels = ", ".join(each.label for each in entrants)
        expected = f"a task that one of {labels} is made for"
        raise ProblemError(
            Fault(where="tasks", expected=expected, found=", ".join(task.name for task in chosen))
        )
    stop = Event() if stop is None else stop
    began = time.perf_counter()
    scores: list[Score] = []
    for task in chosen:
        for n in numbers:
            if report is not None:
                report(f"{task.name}, {n} samples, {len(fitting[task])} estimators")
            bout = _Bout(task=task, n=n, repeats=repeats, seed=seed)
            scores += sorted(
                (score for each in fitting[task] if (score := _score(bout, each, stop)) is not None),
                key=lambda score: (score.refusal is not None, _error(score)),
            )
            if stop.is_set():
                return _ranking(scores, numbers, repeats, seed, began, is_complete=False)
    return _ranking(scores, numbers, repeats, seed, began, is_complete=True)


def _require_training(contenders: Sequence[Contender]) -> None:
    """Raise MissingExtraError before the first draw where a contender trains and torch is missing."""
    from ibsolve.estimators.variational.extra import require_torch

    for each in contenders:
        if _information_class(each.estimator).is_trained:
            require_torch(each.estimator)


def ranking_versions() -> dict[str, str]:
    """The versions that the scores may depend on; torch only where it is installed."""
    found = {name: version(name) for name in ("ibsolve", "numpy", "scipy")}
    with suppress(PackageNotFoundError):
        found["torch"] = version("torch")
    return {**found, "python": platform.python_version()}


def _ranking(
    scores: list[Score], sizes: tuple[int, ...], repeats: int, seed: int, began: float, *, is_complete: bool
) -> Ranking:
    return Ranking(
        scores=tuple(scores),
        sizes=sizes,
        repeats=repeats,
        seed=seed,
        is_complete=is_complete,
        seconds=time.perf_counter() - began,
    )


def _error(score: Score) -> float:
    return score.rmse if score.rmse is not None else score.mean if score.mean is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bout:
    """The draws that all contenders see on one task at one size."""

    task: Task
    n: int
    repeats: int
    seed: int

    def draws(self) -> Iterator[tuple[Draw, np.random.Generator]]:
        """Each draw, and the generator for the estimator's own randomness."""
        for repeat in range(self.repeats):
            entropy = [self.seed, crc32(self.task.name.encode()), self.n, repeat]
            for_draw, for_estimate = np.random.SeedSequence(entropy).spawn(2)
            yield (
                self.task.sample(self.n, np.random.default_rng(for_draw)),
                np.random.default_rng(for_estimate),
            )


def _score(bout: _Bout, contender: Contender, stop: Event) -> Score | None:
    """The score of one contender; None where it was not finished when stopped."""
    estimator = contender.built_for(bout.task)
    estimates: list[Estimate] = []
    seconds = 0.0
    for draw, rng in islice(bout.draws(), contender.most_repeats):
        if stop.is_set():
            return None
        began = time.perf_counter()
        try:
            found = estimator.estimate(draw.x, draw.clean if estimator.adds_noise else draw.y, rng=rng)
        except (ProblemError, TrainingError) as error:
            # An answer of its own: the estimator says that it cannot carry such samples.
            return Score(
                task=bout.task,
                estimator=contender.label,
                n=bout.n,
                repeats=len(estimates),
                refusal=str(error.faults[0] if isinstance(error, ProblemError) else error),
            )
        estimates.append(found)
        seconds += time.perf_counter() - began
    return _of_estimates(bout, contender, estimates, seconds / len(estimates))


def _of_estimates(bout: _Bout, contender: Contender, estimates: Sequence[Estimate], seconds: float) -> Score:
    truth = bout.task.truth
    values = np.array([each.value for each in estimates])
    bias = float(values.mean()) - truth
    intervals = [each.interval for each in estimates if each.interval is not None]
    concerns = Counter(concern for each in estimates for concern in {w.concern for w in each.warnings})
    is_judged = isfinite(truth) and bool(intervals)
    return Score(
        task=bout.task,
        estimator=contender.label,
        n=bout.n,
        repeats=len(estimates),
        mean=float(values.mean()),
        bias=bias if isfinite(truth) else None,
        deviation=float(values.std(ddof=1)),
        rmse=sqrt(float(((values - truth) ** 2).mean())) if isfinite(truth) else None,
        coverage=sum(truth in each for each in intervals) / len(intervals) if is_judged else None,
        called_vacuous=sum(any(map(each.has, _SAYS_VACUOUS)) for each in estimates) / len(estimates),
        concerns={str(concern): count for concern, count in sorted(concerns.items())},
        seconds=seconds,
    )


def _information_class(name: str) -> type[AbstractInformationEstimator]:
    kind = estimator_class(name)
    if not issubclass(kind, AbstractInformationEstimator):
        fault = Fault(
            where="estimators",
            expected="estimators of mutual information",
            found=f"{shown(name)}, of entropy",
        )
        raise ProblemError(fault)
    return kind
