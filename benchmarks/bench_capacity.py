"""Water-filling: many components, many budgets, and cvxpy beside it where that is installed."""

import numpy as np
import pytest

from ibsolve.theory import water_filling

EIGENVALUES = np.linspace(0.1, 2, 100)


def test_a_million_eigenvalues(benchmark):
    benchmark.group = "MMI of one layer"
    eigenvalues = np.random.default_rng(0).random(10**6)
    value = benchmark(lambda: water_filling(eigenvalues, noise=1, width=10**6).information(1000.0))
    benchmark.extra_info["MMI, nats"] = round(float(value), 6)


def test_ten_thousand_budgets_of_a_thousand_eigenvalues(benchmark):
    benchmark.group = "MMI of one layer"
    eigenvalues, budgets = np.random.default_rng(0).random(1000), np.linspace(0, 1000, 10**4)
    curve = benchmark(lambda: water_filling(eigenvalues, noise=1, width=1000).information(budgets))
    benchmark.extra_info["MMI of the last, nats"] = round(float(curve[-1]), 6)


@pytest.mark.parametrize("count", [1, 10])
def test_a_hundred_eigenvalues(benchmark, count):
    benchmark.group = f"MMI of 100 eigenvalues, budgets: {count}"
    budgets = np.linspace(5, 50, count)
    values = benchmark(lambda: water_filling(EIGENVALUES, noise=1, width=100).information(budgets))
    benchmark.extra_info["MMI of the last, nats"] = round(float(values[-1]), 8)


@pytest.mark.parametrize("count", [1, 10])
def test_a_hundred_eigenvalues_by_cvxpy(benchmark, count):
    """The problem is compiled once, as a user with many budgets would; only the solver is timed."""
    cvxpy = pytest.importorskip("cvxpy")
    benchmark.group = f"MMI of 100 eigenvalues, budgets: {count}"
    budgets = np.linspace(5, 50, count)
    power, budget = cvxpy.Variable(len(EIGENVALUES), nonneg=True), cvxpy.Parameter(nonneg=True)
    told = cvxpy.sum(cvxpy.log1p(cvxpy.multiply(EIGENVALUES, power))) / 2
    problem = cvxpy.Problem(cvxpy.Maximize(told), [cvxpy.sum(power) <= budget])
    precise = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), 1e-10)

    def solved():
        values = []
        for value in budgets:
            budget.value = value
            values.append(problem.solve(solver=cvxpy.CLARABEL, **precise))
        return values

    values = benchmark.pedantic(solved, rounds=5, warmup_rounds=1)
    ours = water_filling(EIGENVALUES, noise=1, width=100).information(budgets)
    assert values == pytest.approx(ours, abs=1e-9)
    benchmark.extra_info["MMI of the last, nats"] = round(float(values[-1]), 8)
