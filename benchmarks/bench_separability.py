"""Separability of dichotomies of the 4-cube, by each of the routes that must agree."""

import numpy as np

from ibsolve.problem import Neuron, cube
from ibsolve.threshold import PointSet, cube_circuits, threshold_functions

DICHOTOMIES = np.random.default_rng(0).choice(2**16, size=500, replace=False).tolist()


def run(benchmark, decide):
    benchmark.group = "500 dichotomies of the 4-cube"
    separable = benchmark.pedantic(
        lambda: sum(decide(mask) for mask in DICHOTOMIES), rounds=3, iterations=1, warmup_rounds=1
    )
    benchmark.extra_info["separable"] = separable


def test_table(benchmark):
    points = PointSet(cube(4))
    run(benchmark, points.is_separable)


def test_linear_programme(benchmark):
    points = PointSet(cube(4))
    run(benchmark, lambda mask: isinstance(points.separation_by_programme(mask), Neuron))


def test_exact_simplex(benchmark):
    points = PointSet(cube(4))
    run(benchmark, lambda mask: isinstance(points.separation_in_rationals(mask), Neuron))


def test_tabulating_all_functions_of_four_inputs(benchmark):
    benchmark.group = "tables of the 4-cube"
    functions = benchmark.pedantic(lambda: threshold_functions.__wrapped__(4), rounds=3)
    benchmark.extra_info["functions"] = len(functions)


def test_listing_all_circuits_of_the_four_cube(benchmark):
    benchmark.group = "tables of the 4-cube"
    circuits = benchmark.pedantic(lambda: cube_circuits.__wrapped__(4), rounds=3)
    benchmark.extra_info["circuits"] = len(circuits)
