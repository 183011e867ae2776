"""Compiles the kernels once, beside the linters; else each worker of the tests compiles them for itself."""

import numpy as np

from ibsolve.engines import solve
from ibsolve.estimators import estimator_by_name
from ibsolve.problem import Problem

XOR = Problem.from_truth_table("0110", [2, 1])


def run_kernels():
    for epsilon in ("0", "1/10"):
        problem = XOR.revised(epsilon=epsilon)
        solve(problem, engine="exact")
        solve(problem, engine="annealing")
    solve(XOR.revised(widths=[1]), engine="exact", explain=True)  # the search for the least distortion
    x, y = np.random.default_rng(0).standard_normal((2, 30, 2))
    for name in ("ksg", "binning"):
        estimator_by_name(name).estimate(x, y)


if __name__ == "__main__":
    run_kernels()
