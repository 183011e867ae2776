"""What the output neurons must output, where the problem leaves no choice."""

from __future__ import annotations

from ibsolve.problem import Problem, Readout


def searched_widths(problem: Problem) -> tuple[int, ...]:
    """The widths without that of an output layer whose outputs are required.

    >>> searched_widths(Problem.from_function(lambda a, b: a == b, widths=[2, 1]))
    (2,)
    """
    return problem.widths[:-1] if required_outputs(problem) else problem.widths


def required_outputs(problem: Problem) -> list[tuple[int, ...]]:
    """For each output neuron its outputs on the support inputs; empty where there is a choice.

    They are the target bits under readout "equal". At epsilon = 0 a single output neuron must tell
    two classes of p(y|x) apart; which of them it fires on is no choice that matters.

    >>> required_outputs(Problem.from_function(lambda a, b: a == b, widths=[2, 1]))
    [(0, 1, 1, 0)]
    """
    if problem.readout is Readout.EQUAL:
        return list(zip(*problem.table.target_bits(), strict=True))
    classes = problem.table.minimal_sufficient_partition
    if problem.epsilon == 0 and problem.widths[-1] == 1 and len(classes) == 2:
        return [classes.block_of]
    return []
