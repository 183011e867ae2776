"""Row 1: the statement of the problem in exact terms; standard library only."""

from ibsolve.problem.code import CUBE_LIMIT, Code, as_code, code_text, cube
from ibsolve.problem.joint_table import JointTable, default_targets, label_text
from ibsolve.problem.network import Layer, Network, Neuron
from ibsolve.problem.partition import Partition
from ibsolve.problem.rational import exact_rational, integer_weights
from ibsolve.problem.statement import Problem, Readout, default_variables
from ibsolve.problem.truth_table import truth_table_bits

__all__ = [
    "CUBE_LIMIT",
    "Code",
    "JointTable",
    "Layer",
    "Network",
    "Neuron",
    "Partition",
    "Problem",
    "Readout",
    "as_code",
    "code_text",
    "cube",
    "default_targets",
    "default_variables",
    "exact_rational",
    "integer_weights",
    "label_text",
    "truth_table_bits",
]
