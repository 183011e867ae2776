"""The smallest integer weights with which a neuron realises a dichotomy of the codes below it.

CP-SAT answers one question after another, each exact in integers: whether weights within a bound do,
for one bound after another; then the least sum of |weights|; then the largest first weight, the
largest second one, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ibsolve.errors import Fault, Faults, LimitError, ProblemError, shown
from ibsolve.problem import Neuron
from ibsolve.threshold.circuits import Circuit
from ibsolve.threshold.functions import TABLE_LIMIT
from ibsolve.threshold.separability import PointSet

EFFORT = 1.0
"""Most work for one neuron, in CP-SAT's deterministic time: about a second, the same on every machine."""

# What needs a larger weight is beyond any proof in practice; CP-SAT's sums must fit 64 bits.
_WEIGHT_LIMIT = 2**31


def smallest_neuron(points: PointSet, dichotomy: int, *, effort: float = EFFORT) -> Neuron:
    """The neuron of smallest integer weights that fires exactly on a class of the points.

    Smallest means, in this order: smallest largest |weight|, then smallest sum of |weights|, then
    weights descending lexicographically (so that all are positive where they can be). The threshold
    is the least that works: one above the largest sum that must not fire, and 0 where all points
    fire. Up to TABLE_LIMIT variables it is the neuron of `points.table`.
    dichotomy: bitmask, bit i set where the neuron fires on points[i]. effort: most work, > 0.
    Raises ProblemError for an inseparable dichotomy or no effort, LimitError where the proof takes
    more effort.

    >>> smallest_neuron(PointSet([(0, 0, 0, 0, 0), (1, 1, 0, 0, 0), (1, 0, 1, 0, 1)]), 0b110)
    Neuron(weights=(1, 0, 0, 0, 0), threshold=1)
    """
    neuron, is_proved = _smallest_found(points, dichotomy, effort)
    if not is_proved:
        raise LimitError(
            Fault(
                where="dichotomy",
                expected=f"one whose smallest weights are proved within an effort of {effort:g}",
                found=f"{len(points.points)} points in {points.variables} variables",
                remedy="allow more effort, or take small_neuron()",
            )
        )
    return neuron


def small_neuron(points: PointSet, dichotomy: int) -> Neuron:
    """As `smallest_neuron`, and where EFFORT does not do to prove it, the smallest neuron found.

    The same on every call and machine, for one version of OR-Tools.
    Raises ProblemError for an inseparable dichotomy.

    >>> small_neuron(PointSet([(0, 0), (0, 1), (1, 0), (1, 1)]), 0b1000)
    Neuron(weights=(1, 1), threshold=2)
    """
    return _smallest_found(points, dichotomy, EFFORT)[0]


def _smallest_found(points: PointSet, dichotomy: int, effort: float) -> tuple[Neuron, bool]:
    """The smallest neuron found, and whether it is proved to be the smallest."""
    faults = Faults()
    if not effort > 0:
        faults.add("effort", expected="a number above 0", found=shown(effort))
    some = points.separation(dichotomy)
    if isinstance(some, Circuit):
        faults.add("dichotomy", expected="a separable one", found=f"one that violates {some}")
    faults.raise_if_any(ProblemError)
    assert isinstance(some, Neuron)
    if points.variables <= TABLE_LIMIT:
        return some, True
    everything = (1 << len(points.points)) - 1
    if dichotomy in {0, everything}:
        return Neuron(weights=(0,) * points.variables, threshold=int(not dichotomy)), True
    search = _Search(points, dichotomy, some.weights, effort)
    is_proved = search.run()
    weights = tuple(search.weights)
    sums = [sum(w * x for w, x in zip(weights, point, strict=True)) for point in points.points]
    threshold = 1 + max(value for i, value in enumerate(sums) if not dichotomy >> i & 1)
    neuron = Neuron(weights=weights, threshold=threshold)
    assert points.realises(neuron, dichotomy), f"CP-SAT returned weights of another dichotomy: {neuron}"
    return neuron, is_proved


class _Search:
    """One run: the model, the best weights so far, and the effort left."""

    def __init__(self, points: PointSet, dichotomy: int, weights: Sequence[int], effort: float) -> None:
        from ortools.sat.python import cp_model

        self.weights = list(weights)
        self._effort = effort
        model: Any = cp_model.CpModel()
        self._model = model
        # Whatever is found within this bound has no rival beyond it.
        bound = min(max(map(abs, weights)), _WEIGHT_LIMIT)
        most = bound * len(weights)
        self._variables = [model.new_int_var(-bound, bound, f"w{i}") for i in range(len(weights))]
        self._sizes = [model.new_int_var(0, bound, f"size{i}") for i in range(len(weights))]
        self._largest = model.new_int_var(0, bound, "largest")
        self._threshold = model.new_int_var(-most, most + 1, "threshold")
        for variable, size in zip(self._variables, self._sizes, strict=True):
            model.add(size >= variable)
            model.add(size >= -variable)
            model.add(self._largest >= size)
        for i, point in enumerate(points.points):
            total = sum(variable for variable, bit in zip(self._variables, point, strict=True) if bit)
            model.add(total >= self._threshold if dichotomy >> i & 1 else total < self._threshold)

    def run(self) -> bool:
        """Improve the weights until they are proved smallest; False if the effort ends before that."""
        if not self._minimise_largest():
            return False
        largest = self._largest_found
        self._model.add(self._largest == largest)
        total = sum(self._sizes)
        if not self._minimise(total):
            return False
        self._model.add(total == sum(map(abs, self.weights)))
        for i, variable in enumerate(self._variables):
            if self.weights[i] < largest and not self._minimise(-variable):
                return False
            self._model.add(variable == self.weights[i])
        return True

    @property
    def _largest_found(self) -> int:
        return max(map(abs, self.weights))

    def _minimise_largest(self) -> bool:
        """Take over weights of least largest size; whether they are proved so.

        Bounds on their size are doubled until one does, then the gap is halved. Too small a bound is
        refuted soon, a generous one is soon met; one in between may take a quarter of the effort left
        and is then passed over.
        """
        refuted = passed = 0
        while passed + 1 < self._largest_found:
            bound = max(1, min(2 * passed, (passed + self._largest_found) // 2))
            if bound > _WEIGHT_LIMIT:
                return False
            trial = self._model.clone()
            trial.add(self._largest <= bound)
            status = self._solve(trial, self._effort / 4)
            if status == "INFEASIBLE":
                refuted = bound
            if self._largest_found > bound:
                passed = bound
        return refuted + 1 == self._largest_found

    def _minimise(self, objective: Any) -> bool:
        """Take over the weights that are best by the objective; whether they are proved so."""
        self._model.minimize(objective)
        self._model.clear_hints()
        for variable, weight in zip(self._variables, self.weights, strict=True):
            self._model.add_hint(variable, weight)
        return self._solve(self._model, self._effort) == "OPTIMAL"

    def _solve(self, model: Any, effort: float) -> str:
        """CP-SAT's verdict with at most this effort; weights that it finds are taken over."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        # OR-Tools 9.15's presolve has "proved" what is false (google/or-tools#5293).
        parameters.cp_model_presolve = False
        parameters.num_workers = 1
        parameters.random_seed = 0
        parameters.catch_sigint_signal = False
        parameters.max_deterministic_time = effort
        status = solver.status_name(solver.solve(model))
        self._effort = max(self._effort - solver.response_proto.deterministic_time, 0.0)
        if status in {"OPTIMAL", "FEASIBLE"}:
            self.weights = [solver.value(variable) for variable in self._variables]
        return str(status)
