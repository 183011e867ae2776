"""ibsolve: an exact solver and measuring instrument for information flow in neural networks.

The public names are loaded when first used, so that `import ibsolve` stays fast.

>>> import ibsolve
>>> problem = ibsolve.Problem.from_function(lambda a, b: a ^ b, widths=[2, 1])
>>> solution = ibsolve.solve(problem)
>>> solution.objective, solution.network((0, 1))
(1.5, (1,))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ibsolve import bottleneck, estimators, networks, studies, theory
    from ibsolve.checker import Verdict, check, read_documents
    from ibsolve.engines import Limits, engine_names, solve
    from ibsolve.errors import IbsolveError
    from ibsolve.estimators import Estimate, Labels, entropy, estimator_names, mutual_information
    from ibsolve.files import case_text, load_case, load_network, network_text
    from ibsolve.information import network_flow
    from ibsolve.problem import JointTable, Layer, Network, Neuron, Partition, Problem, Readout
    from ibsolve.solution import Explanation, Solution, Status, solution_json, solution_object
    from ibsolve.studies import Frontier, WidthStudy, frontier, minimal_architectures
    from ibsolve.threshold import (
        PointSet,
        layer_maps,
        npn_canonical,
        npn_classes,
        separable_dichotomies,
        smallest_neuron,
        threshold_functions,
        threshold_masks,
    )

_HOMES = {
    "checker": ["Verdict", "check", "read_documents"],
    "engines": ["Limits", "engine_names", "solve"],
    "errors": ["IbsolveError"],
    "estimators": ["Estimate", "Labels", "entropy", "estimator_names", "mutual_information"],
    "files": ["case_text", "load_case", "load_network", "network_text"],
    "information": ["network_flow"],
    "problem": ["JointTable", "Layer", "Network", "Neuron", "Partition", "Problem", "Readout"],
    "solution": ["Explanation", "Solution", "Status", "solution_json", "solution_object"],
    "studies": ["Frontier", "WidthStudy", "frontier", "minimal_architectures"],
    "threshold": [
        "PointSet",
        "layer_maps",
        "npn_canonical",
        "npn_classes",
        "separable_dichotomies",
        "smallest_neuron",
        "threshold_functions",
        "threshold_masks",
    ],
}
_PACKAGES = ("bottleneck", "estimators", "networks", "studies", "theory")
"""Packages whose own names are public: ibsolve.theory.fully_connected."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Estimate",
    "Explanation",
    "Frontier",
    "IbsolveError",
    "JointTable",
    "Labels",
    "Layer",
    "Limits",
    "Network",
    "Neuron",
    "Partition",
    "PointSet",
    "Problem",
    "Readout",
    "Solution",
    "Status",
    "Verdict",
    "WidthStudy",
    "bottleneck",
    "case_text",
    "check",
    "engine_names",
    "entropy",
    "estimator_names",
    "estimators",
    "frontier",
    "layer_maps",
    "load_case",
    "load_network",
    "minimal_architectures",
    "mutual_information",
    "network_flow",
    "network_text",
    "networks",
    "npn_canonical",
    "npn_classes",
    "read_documents",
    "separable_dichotomies",
    "smallest_neuron",
    "solution_json",
    "solution_object",
    "solve",
    "studies",
    "theory",
    "threshold_functions",
    "threshold_masks",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("ibsolve")
    if name in _PACKAGES:
        return import_module(f"ibsolve.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'ibsolve' has no attribute {name!r}")
    return getattr(import_module(f"ibsolve.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
