"""From an infeasible problem to what would make it feasible: the least epsilon, with its network."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.engines.assembly import realised, rounded
from ibsolve.engines.canonical import as_column, canonical_codes
from ibsolve.engines.interface import Limits
from ibsolve.information import exact_distortion
from ibsolve.problem import Code, Network, Partition, Problem, Readout, code_text
from ibsolve.solution import Explanation
from ibsolve.threshold import Circuit, PointSet


def explained(problem: Problem, limits: Limits) -> Explanation:
    """The least distortion of networks of the problem's widths, and what forbids less.

    Under readout "equal" no distortion is allowed; the least is then that of the readout "any".

    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[1])
    >>> explained(xor, Limits()).least_epsilon_exact
    '-1/2 + 3/4*log2(3)'
    """
    from ibsolve.engines.exact import least_equivocation

    decoded = problem.revised(readout=Readout.ANY)
    layers, is_proved = least_equivocation(decoded, limits)
    codes = canonical_codes(decoded, layers)
    least = exact_distortion(problem.table, Partition.of(codes[-1]))
    return Explanation(
        least_epsilon=rounded(least),
        least_epsilon_exact=str(least),
        is_proved=is_proved,
        network=Network(tuple(realised(decoded, codes))),
        obstacle=_obstacle(problem, codes[:-1]),
    )


def _obstacle(problem: Problem, hidden: Sequence[Sequence[Code]]) -> str | None:
    """What forbids a lossless output layer above these hidden layers, at epsilon = 0."""
    if problem.epsilon > 0 or not hidden:
        return None  # without hidden layers the evidence says it
    classes = problem.table.minimal_sufficient_partition
    for number, codes in enumerate(hidden, start=1):
        held: dict[Code, set[int]] = {}
        for code, own in zip(codes, classes.block_of, strict=True):
            held.setdefault(code, set()).add(own)
        mixed = sorted(code for code, classes_held in held.items() if len(classes_held) > 1)
        if mixed:
            return f"code {code_text(mixed[0])} of layer {number} holds inputs of different p(y|x)"
    if problem.widths[-1] > 1 or len(classes) > 2:
        return None
    image = dict(zip(hidden[-1], classes.block_of, strict=True))
    attained = sorted(image)
    certificate = PointSet(attained).separation(as_column(image[code] for code in attained))
    if not isinstance(certificate, Circuit):
        return None
    return f"the output neuron would have to put the two sides of {certificate} apart"
