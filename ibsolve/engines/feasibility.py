"""Whether codes are those of a network that a problem asks for."""

from __future__ import annotations

from ibsolve.engines.interface import LayerCodes
from ibsolve.information import keeps_distortion
from ibsolve.problem import Partition, Problem, Readout


def is_feasible(problem: Problem, codes: LayerCodes) -> bool:
    """Whether the last layer keeps the readout and the distortion bound, decided exactly.

    That neurons realise the codes is not looked at.
    """
    if problem.readout is Readout.EQUAL and list(codes[-1]) != problem.table.target_bits():
        return False
    return keeps_distortion(problem.table, Partition.of(codes[-1]), problem.epsilon)
