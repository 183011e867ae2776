"""Every network of a small problem, written out: neurons taken in all ways, nothing left out but repeats."""

from itertools import combinations_with_replacement

from brute_layers import entropy, equivocation, neurons_above

from ibsolve.information import LogForm


def networks(problem):
    """All tuples of layers, up to the order of neurons and complements of their outputs."""
    inputs = tuple(zip(*problem.table.inputs, strict=True))
    found = {()}
    for width in problem.widths:
        found = {
            (*layers, layer)
            for layers in found
            for layer in combinations_with_replacement(_neurons(layers[-1] if layers else inputs), width)
        }
    return found


def _neurons(layer):
    return sorted(output for output in neurons_above(layer) if output[0] == 0)


def cost(problem, layers):
    """Σ H(X_i), bits."""
    return LogForm.total(entropy(problem.table, layer) for layer in layers)


def distortion(problem, layers):
    """I(X;Y|X_ν), bits."""
    inputs = tuple(zip(*problem.table.inputs, strict=True))
    return equivocation(problem.table, layers[-1]) - equivocation(problem.table, inputs)
