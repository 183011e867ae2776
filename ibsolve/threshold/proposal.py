"""Proposals in floats: the linear programme behind separability. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.problem import Code

_TOLERANCE = 1e-7
_SLACK_COST = 1e4


class LinearProgramme:
    """min Σ slack with w·x − t >= 1 − slack on the ones and <= slack − 1 on the zeros (GLOP).

    One model serves all dichotomies of a set of points: only bounds and slack signs change, which
    lets the solver start from its last basis.
    """

    def __init__(self, points: Sequence[Code]) -> None:
        from ortools.linear_solver import pywraplp

        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        self._infinity = solver.infinity()
        # |w| enters with a small cost, so that proposals have few and small weights.
        positive = [solver.NumVar(0, self._infinity, "") for _ in points[0]]
        negative = [solver.NumVar(0, self._infinity, "") for _ in points[0]]
        threshold = solver.NumVar(-self._infinity, self._infinity, "")
        self._weights = positive, negative
        objective = solver.Objective()
        for variable in [*positive, *negative]:
            objective.SetCoefficient(variable, 1)
        self._rows = []
        self._sides: list[int | None] = [None] * len(points)
        """Which class each row demands."""
        for point in points:
            slack = solver.NumVar(0, self._infinity, "")
            # Larger than the multipliers of most separable dichotomies: see `propose`.
            objective.SetCoefficient(slack, _SLACK_COST)
            row = solver.Constraint(-self._infinity, self._infinity)
            for plus, minus, bit in zip(positive, negative, point, strict=True):
                row.SetCoefficient(plus, bit)
                row.SetCoefficient(minus, -bit)
            row.SetCoefficient(threshold, -1)
            self._rows.append((row, slack))
        objective.SetMinimization()

    def propose(self, dichotomy: int) -> tuple[list[float] | None, list[int]]:
        """The weights of a neuron, or None and the indices of points that look dependent.

        The multipliers of a programme that needs slack weigh the violated points. Where the slack
        was too cheap, or the solver stopped for numerical reasons, the caller's exact test notices.
        """
        for i, (row, slack) in enumerate(self._rows):
            side = dichotomy >> i & 1
            if side == self._sides[i]:
                continue
            self._sides[i] = side
            if side:
                row.SetBounds(1, self._infinity)
                row.SetCoefficient(slack, 1)
            else:
                row.SetBounds(-self._infinity, -1)
                row.SetCoefficient(slack, -1)
        if self._solver.Solve() != self._solver.OPTIMAL:
            return None, []
        if sum(slack.solution_value() for _, slack in self._rows) > _TOLERANCE:
            return None, [i for i, (row, _) in enumerate(self._rows) if abs(row.dual_value()) > _TOLERANCE]
        positive, negative = self._weights
        return [p.solution_value() - n.solution_value() for p, n in zip(positive, negative, strict=True)], []
