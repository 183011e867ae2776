"""A solved problem against trained networks, and against the Gaussian capacity: attempts to break the proof.

Training knows nothing of the solver. A hardened network that keeps the distortion bound and has less ΣH(X_i)
than a proved optimum, or exists at all where infeasibility is proved, contradicts the proof.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ibsolve.engines import Limits, solve
from ibsolve.engines.assembly import realised
from ibsolve.engines.feasibility import is_feasible
from ibsolve.engines.interface import LayerCodes
from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.information import LogForm, TableEntropies, block_counts, exact_total_entropy
from ibsolve.networks.hardening import hardened_codes
from ibsolve.networks.training import LEARNING_RATE, Gradient, TrainedEnsemble, train, training_settings
from ibsolve.problem import Code, Network, Partition, Problem
from ibsolve.solution import Solution, Status
from ibsolve.theory import NoisyLayer, noisy_layers

SIGMA = (0.1, 0.3, 1.0, 3.0)
"""Noise before the thresholds, in units of the integer weights, at which layers meet their capacity."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How many feasible networks have a ΣH(X_i), exact, bits."""

    total_entropy: LogForm
    networks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosscheck:
    """What training and the Gaussian capacity have to say of a solution.

    networks: how many were trained; steps: how long. levels: the feasible ones after hardening, by rising
    ΣH(X_i). best: a feasible network of the lowest level, with integer weights; None where none is
    feasible. reached: how many reach the proved optimum; None where none is proved. noisy: the layers of
    the solved network under noise, bits; empty where there is none. is_training_contradicted,
    is_capacity_contradicted: the two verdicts. options: what the networks were trained with. work: seconds
    in all, and of training.
    """

    problem: Problem
    solution: Solution
    networks: int
    steps: int
    loss: str
    device: str
    levels: tuple[Level, ...]
    best: Network | None
    reached: int | None
    noisy: tuple[NoisyLayer, ...]
    is_training_contradicted: bool
    is_capacity_contradicted: bool
    options: Mapping[str, Any]
    work: Mapping[str, float]

    @property
    def feasible(self) -> int:
        """How many networks keep the distortion bound after hardening."""
        return sum(level.networks for level in self.levels)

    @property
    def contradicts(self) -> bool:
        """Whether either verdict contradicts a proof."""
        return self.is_training_contradicted or self.is_capacity_contradicted

    @property
    def median(self) -> LogForm | None:
        """ΣH(X_i) of the lower median of the feasible networks, bits; None where there is none."""
        middle = (self.feasible + 1) // 2
        for level in self.levels:
            middle -= level.networks
            if middle <= 0:
                return level.total_entropy
        return None


def crosscheck(
    problem: Problem,
    *,
    networks: int = 1000,
    steps: int = 2000,
    gradient: str = Gradient.ANNEALED,
    loss: str | None = None,
    entropy_weight: float | None = None,
    learning_rate: float = LEARNING_RATE,
    seed: int = 0,
    device: str = "auto",
    solution: Solution | None = None,
    limits: Limits | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Crosscheck:
    """Train networks of the problem's widths and compare them with its solution.

    networks to device: as for `train`. solution: of the problem,
    where it is known; else it is solved. limits: for the solving; its stop ends the training too.
    report: called with what is done next.
    Raises ProblemError for wrong arguments, TrainingError where training meets no number, LimitError
    where the problem is too large for the engines.

    >>> xor = Problem.from_truth_table("0110", [2, 1])
    >>> found = crosscheck(xor, networks=100, steps=400, device="cpu")
    >>> found.contradicts, found.reached > 0
    (False, True)
    """
    _require(problem, solution)
    limits = limits or Limits()
    started = time.perf_counter()
    options: dict[str, Any] = {
        "networks": networks,
        "steps": steps,
        "gradient": gradient,
        "loss": loss,
        "entropy_weight": entropy_weight,
        "learning_rate": learning_rate,
        "seed": seed,
        "device": device,
    }
    training_settings(problem, **options)
    if solution is None:
        report("solving")
        solution = solve(problem, limits=limits)
    trained = train(
        problem,
        **options,
        stops=limits.stop.is_set,
        report=lambda done: report(f"training, step {done} of {steps}"),
    )
    report("scoring")
    levels, best = _scored(problem, trained)
    noisy = () if solution.network is None else noisy_layers(solution.network, problem.table, SIGMA)
    return Crosscheck(
        problem=problem,
        solution=solution,
        networks=networks,
        steps=trained.steps,
        loss=str(trained.loss),
        device=trained.device,
        levels=levels,
        best=best,
        reached=_reached(problem, solution, levels),
        noisy=noisy,
        is_training_contradicted=_contradicts(problem, solution, levels),
        is_capacity_contradicted=exceeds_capacity(noisy),
        options=options,
        work={
            "seconds": round(time.perf_counter() - started, 6),
            "training_seconds": round(trained.seconds, 6),
        },
    )


def exceeds_capacity(layers: Sequence[NoisyLayer]) -> bool:
    """Whether some layer tells more under noise than the Gaussian capacity of its weights allows."""
    return any(
        point.information > min(point.gaussian, point.capacity) + _ROUNDING
        for layer in layers
        for point in layer.points
    )


def _scored(problem: Problem, trained: TrainedEnsemble) -> tuple[tuple[Level, ...], Network | None]:
    """The feasible networks by ΣH(X_i), and one of the lowest, with integer weights."""
    different, which = hardened_codes(trained.ensemble, problem.table.inputs)
    counts = np.bincount(which, minlength=len(different)).tolist()
    # Equal masses of blocks have equal entropies, and logarithms are dear.
    networks: dict[tuple[int, ...], int] = {}
    examples: dict[tuple[int, ...], LayerCodes] = {}
    for codes, count in zip(different, counts, strict=True):
        if is_feasible(problem, codes):
            masses = tuple(sorted(mass for layer in codes for mass in _masses(problem, layer)))
            networks[masses] = networks.get(masses, 0) + count
            examples.setdefault(masses, codes)
    totals = {masses: exact_total_entropy(problem.table, codes) for masses, codes in examples.items()}
    levels: list[Level] = []
    for masses in sorted(totals, key=lambda masses: totals[masses]):
        if levels and levels[-1].total_entropy == totals[masses]:
            together = levels[-1].networks + networks[masses]
            levels[-1] = Level(total_entropy=totals[masses], networks=together)
        else:
            levels.append(Level(total_entropy=totals[masses], networks=networks[masses]))
    if not levels:
        return (), None
    best = next(examples[masses] for masses in totals if totals[masses] == levels[0].total_entropy)
    return tuple(levels), _verified(problem, best)


def _masses(problem: Problem, layer: Sequence[Code]) -> list[int]:
    """The weights of the blocks of a layer."""
    return list(map(sum, block_counts(problem.table, Partition.of(layer))))


def _verified(problem: Problem, codes: LayerCodes) -> Network:
    """The network of these codes with integer weights, evaluated again on every support input."""
    network = Network(tuple(realised(problem, codes)))
    for point, code in enumerate(problem.table.inputs):
        assert network.codes(code) == [layer[point] for layer in codes], "integers compute something else"
    return network


def _reached(problem: Problem, solution: Solution, levels: Sequence[Level]) -> int | None:
    if solution.status is not Status.OPTIMAL:
        return None
    optimum = _total_entropy(problem, solution)
    return sum(level.networks for level in levels if level.total_entropy == optimum)


def _contradicts(problem: Problem, solution: Solution, levels: Sequence[Level]) -> bool:
    """Whether the best level is better than what is proved to be out of reach."""
    if not levels:
        return False
    if solution.status is Status.INFEASIBLE:
        return True
    best = levels[0].total_entropy
    if solution.status is Status.OPTIMAL and best < _total_entropy(problem, solution):
        return True
    # Also of an optimum: what is claimed is the bound.
    assert solution.objective_bound is not None, "neither proved nor bounded"
    objective = TableEntropies.of(problem.table).H_X * problem.depth - best
    return float(objective) > solution.objective_bound + _ROUNDING


def _total_entropy(problem: Problem, solution: Solution) -> LogForm:
    """ΣH(X_i) of the solution's network, bits."""
    return exact_total_entropy(problem.table, [layer.codes for layer in solution.layers])


def _require(problem: Problem, solution: Solution | None) -> None:
    faults = Faults()
    if not isinstance(problem, Problem):
        remedy = "load_case() makes one of a file"
        faults.add("problem", expected="a Problem", found=shown(problem), remedy=remedy)
    elif solution is not None and solution.problem != problem:
        faults.add("solution", expected="one of the same problem", found=f"one of {solution.problem.name}")
    faults.raise_if_any(ProblemError)
