"""Row 3: what an engine answers, the evidence for it, and its JSON form."""

from ibsolve.solution.codec import FORMAT, neuron_object, problem_object, solution_json, solution_object
from ibsolve.solution.evidence import (
    CountingBound,
    EntropyFloor,
    Evidence,
    Search,
    ViolatedCircuit,
)
from ibsolve.solution.explanation import Explanation
from ibsolve.solution.solution import LayerReport, Solution
from ibsolve.solution.status import Status

__all__ = [
    "FORMAT",
    "CountingBound",
    "EntropyFloor",
    "Evidence",
    "Explanation",
    "LayerReport",
    "Search",
    "Solution",
    "Status",
    "ViolatedCircuit",
    "neuron_object",
    "problem_object",
    "solution_json",
    "solution_object",
]
