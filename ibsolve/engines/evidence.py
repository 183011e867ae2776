"""The strongest evidence for a verdict that can be checked without repeating the search."""

from __future__ import annotations

import math

from ibsolve.engines.interface import LayerCodes
from ibsolve.engines.required_outputs import required_outputs
from ibsolve.information import entropy_floor, exact_total_entropy
from ibsolve.problem import Problem
from ibsolve.solution import CountingBound, EntropyFloor, Evidence, Search, ViolatedCircuit
from ibsolve.threshold import Circuit, PointSet


def optimality_evidence(problem: Problem, codes: LayerCodes) -> Evidence:
    """Why a network is optimal: its layers reach the entropy floor, or the search."""
    floor = entropy_floor(problem.table, problem.epsilon)
    if exact_total_entropy(problem.table, codes) == floor * problem.depth:
        return EntropyFloor(floor_exact=str(floor))
    return Search()


def infeasibility_evidence(problem: Problem) -> Evidence:
    """Why an infeasible problem is so: a counting bound, a violated circuit, or the search."""
    return counting_bound(problem) or violated_circuit(problem) or Search()


def counting_bound(problem: Problem) -> CountingBound | None:
    """The first layer with fewer codes than classes of p(y|x), at epsilon = 0; None if there is none.

    Layer n attains at most min(k_{n−1}, 2^{m_n}, Σ_{i <= m_{n−1}} C(m_n, i)) codes: the last number
    is that of the cells of m_n hyperplanes in m_{n−1} dimensions.
    """
    if problem.epsilon > 0:
        return None
    needed = len(problem.table.minimal_sufficient_partition)
    available = len(problem.table.inputs)
    fan_in = len(problem.table.variables)
    for layer, width in enumerate(problem.widths, start=1):
        cells = sum(math.comb(width, i) for i in range(min(fan_in, width) + 1))
        available = min(available, 2**width, cells)
        if available < needed:
            return CountingBound(layer=layer, needed=needed, available=available)
        fan_in = width
    return None


def violated_circuit(problem: Problem) -> ViolatedCircuit | None:
    """A circuit of inputs that a neuron of layer 1 would violate, at epsilon = 0; None if there is none.

    The outputs of such a neuron are known where layer 1 is a single neuron and must tell two
    classes of p(y|x) apart, and where it is the output layer read as the target bits.
    """
    for neuron, bits in enumerate(_required_of_layer_1(problem)):
        dichotomy = sum(bit << i for i, bit in enumerate(bits))
        certificate = PointSet(problem.table.inputs).separation(dichotomy)
        if isinstance(certificate, Circuit):
            return ViolatedCircuit(
                neuron=neuron, positive=certificate.positive, negative=certificate.negative
            )
    return None


def _required_of_layer_1(problem: Problem) -> list[tuple[int, ...]]:
    """What each neuron of layer 1 must output on the support, where that is known."""
    if problem.depth == 1:
        return required_outputs(problem)
    # What a single neuron does not tell apart, no layer above does.
    return required_outputs(problem.revised(widths=[1], readout="any")) if problem.widths[0] == 1 else []
