"""How large the CP-SAT model of a problem is, known before it is built."""

from __future__ import annotations

from itertools import pairwise

from ibsolve.engines.cpsat.functions import LISTED_VARIABLES
from ibsolve.engines.cpsat.mass_terms import mass_terms
from ibsolve.engines.required_outputs import searched_widths
from ibsolve.errors import Faults, LimitError
from ibsolve.problem import Problem
from ibsolve.threshold import cube_parallelograms

WIDTH_LIMIT = 8
"""Most neurons of a layer that is searched: its 2^width codes are told apart one by one."""

POINT_LIMIT = 1_024
TOTAL_LIMIT = 2**52

MEMORY_LIMIT = 6 * 2**30
"""Most bytes that a model with its search may be estimated to take."""

_BYTES_A_LITERAL = 800
"""Of clauses and tables: from 128 to 256 inputs and 6 to 8 neurons the process grew by 580 to 800."""

_BASE = 300 * 2**20
"""What Python and the libraries take themselves."""


def check_size(problem: Problem) -> None:
    """Raise LimitError with every limit that the problem exceeds, before anything is built."""
    table = problem.table
    faults = Faults()

    def refuse(expected: str, found: str, remedy: str) -> None:
        faults.add("engine cpsat", expected=expected, found=found, remedy=remedy)

    if max(searched_widths(problem), default=0) > WIDTH_LIMIT:
        refuse(
            f"at most {WIDTH_LIMIT} neurons a layer that is searched",
            f"widths {list(problem.widths)}",
            "use narrower layers",
        )
    if len(table.inputs) > POINT_LIMIT:
        refuse(
            f"at most {POINT_LIMIT} support inputs",
            str(len(table.inputs)),
            "give a law on fewer inputs, or choose outputs whose don't-care set is larger",
        )
    if table.total > TOTAL_LIMIT:
        refuse(
            "a common denominator of at most 2^52",
            f"one of {table.total.bit_length()} bits",
            "round the probabilities",
        )
    faults.raise_if_any(LimitError)
    memory = estimated_memory(problem)
    if memory > MEMORY_LIMIT:
        refuse(
            f"a model of at most {MEMORY_LIMIT / 2**30:.0f} GiB",
            f"one of about {memory / 2**30:.1f} GiB for {len(table.inputs)} support inputs and widths "
            f"{list(problem.widths)}",
            "use fewer or narrower layers",
        )
    faults.raise_if_any(LimitError)


def estimated_memory(problem: Problem) -> int:
    """Bytes that the model of a problem takes with its search by one worker, estimated from its literals."""
    return _BASE + _BYTES_A_LITERAL * estimated_literals(problem)


def estimated_literals(problem: Problem) -> int:
    """How many literals and linear terms the clauses, tables and sums of the model hold, about."""
    table = problem.table
    searched = searched_widths(problem)
    points, classes = len(table.inputs), len(table.minimal_sufficient_partition)
    rows = mass_terms(table.input_counts, table.total, ()).literals
    literals = 0
    for width in searched:
        # Who holds a code: neurons, classes, one code an input, its mass and what it is worth.
        literals += 2**width * (points * (2 * width + 4) + 2 * classes + rows)
    if problem.epsilon > 0 and searched:
        columns = zip(*table.counts, strict=True)
        of_labels = sum(points + mass_terms(column, table.total, ()).literals for column in columns)
        literals += 2 ** searched[-1] * of_labels
    for below, above in pairwise(searched):
        literals += 6 * above * 2**below * points
    if searched and len(searched) < problem.depth:
        literals += 2 * problem.widths[-1] * 2 ** searched[-1] * classes
    for fan_in, width in zip((len(table.variables), *problem.widths), problem.widths, strict=False):
        if fan_in <= LISTED_VARIABLES:
            literals += 8 * width * len(cube_parallelograms(fan_in))
    return literals
