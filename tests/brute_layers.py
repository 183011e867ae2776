"""What a layer is worth for a task, told again plainly: tuples of bits and exact forms, no masks.

A layer is what its neurons output at the points: one tuple of bits a neuron.
"""

from functools import cache

from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.layer_search import Objective
from ibsolve.information import exact_entropy, exact_information, exact_partition_entropy
from ibsolve.problem import Partition
from ibsolve.threshold import PointSet, separable_dichotomies


def bits_of(column, points):
    """A mask over the points, negative where it holds the 64th, as a tuple of bits."""
    return tuple(column >> point & 1 for point in range(points))


def partition_of(layer):
    return Partition.of(zip(*layer, strict=True))


@cache
def entropy(table, layer):
    return exact_partition_entropy(table, partition_of(layer))


@cache
def equivocation(table, layer):
    """H(Y|layer), bits."""
    return exact_entropy(table.label_counts) - exact_information(table, partition_of(layer))


@cache
def neurons_above(layer):
    """Every output that a neuron can compute from the codes of a layer, constants included."""
    codes = list(zip(*layer, strict=True))
    attained = sorted(set(codes))
    numbers = [attained.index(code) for code in codes]
    return [
        tuple(fired >> number & 1 for number in numbers)
        for fired in separable_dichotomies(PointSet(attained))
    ]


def keeps_bound(stage, task, layer):
    if stage.sufficient:
        return partition_of(layer).refines(stage.table.minimal_sufficient_partition)
    return task.allowed.excess(equivocation(stage.table, layer)) <= 0


def worth(stage, task, layer):
    """The value of a layer for a task, with that of the best neuron above it where the task asks for one.

    None where the layer is not what the task asks for.
    """
    table = stage.table
    if task.objective is Objective.DISTORTION:
        outputs = neurons_above(layer) if task.kind == kernel.ONE_BEST else []
        return min([equivocation(table, (output,)) for output in outputs] or [equivocation(table, layer)])
    if task.kind == kernel.ONE_BEST:
        kept = [(output,) for output in neurons_above(layer) if keeps_bound(stage, task, (output,))]
        return entropy(table, layer) + min(entropy(table, output) for output in kept) if kept else None
    if task.kind in (kernel.TARGETS_BEST, kernel.TARGETS_EMIT):
        is_sought = carries_targets(stage, layer)
    else:
        is_sought = keeps_bound(stage, task, layer)
    return entropy(table, layer) + task.rest if is_sought else None


def carries_targets(stage, layer):
    """Whether a neuron for each target can stand above a layer."""
    return {bits_of(target, stage.points) for target in stage.targets} <= set(neurons_above(layer))
