"""Honest solution documents, made from a problem and a network by float formulas of their own."""

from __future__ import annotations

from collections import Counter
from math import log2

from ibsolve.problem import Layer, Network, Neuron, Problem, code_text
from ibsolve.solution import problem_object

SEARCH = {"kind": "search"}


def network(*layers):
    """A network from [(weights, threshold), …] a layer."""
    return Network(tuple(Layer(tuple(Neuron(weights=w, threshold=t) for w, t in layer)) for layer in layers))


def entropy(weights):
    total = sum(weights)
    return sum(w / total * log2(total / w) for w in weights if w)


def weights_of(problem, codes):
    """Weights of the (code, label) pairs and of the codes."""
    pairs, singles = Counter(), Counter()
    for code, row in zip(codes, problem.table.counts, strict=True):
        singles[code] += sum(row)
        for label, count in enumerate(row):
            pairs[code, label] += count
    return list(pairs.values()), list(singles.values())


def figures(problem, codes):
    """H(T), H(T|Y), I(T;Y)."""
    pairs, singles = weights_of(problem, codes)
    given = entropy(pairs) - entropy(problem.table.label_counts)
    return entropy(singles), given, entropy(singles) - given


def document(problem, status, *, evidence=SEARCH, objective_bound=None, **changes):
    """A document without a network."""
    table = problem.table
    H_X, H_X_given_Y, I_XY = figures(problem, table.inputs)
    return {
        "format": 1,
        "case": problem.name,
        "problem": problem_object(problem),
        "status": status,
        "engine": "by hand",
        "widths": list(problem.widths),
        "epsilon": str(problem.epsilon),
        "objective": None,
        "objective_bound": objective_bound,
        "objective_exact": None,
        "H_X": H_X,
        "H_Y": entropy(table.label_counts),
        "H_X_given_Y": H_X_given_Y,
        "I_XY": I_XY,
        "compression": None,
        "distortion": None,
        "layers": [],
        "evidence": evidence,
        "optima": None,
        "explanation": None,
        "work": {"seconds": 0.0},
        "versions": {"ibsolve": "0"},
    } | changes


def solved(problem, net, exact, *, evidence=SEARCH, status="optimal", **changes):
    """A document with a network; `exact` is its objective in closed form."""
    names = [code_text(code) for code in problem.table.inputs]
    below, layers = list(problem.table.inputs), []
    for number, layer in enumerate(net.layers):
        codes = [net.codes(x)[number] for x in problem.table.inputs]
        blocks = list(dict.fromkeys(codes))
        H, H_given, information = figures(problem, codes)
        H_below, H_below_given, _ = figures(problem, below)
        layers.append(
            {
                "width": len(layer.neurons),
                "entropy": H,
                "reduction": H_below - H,
                "reduction_given_target": H_below_given - H_given,
                "conditional_entropy": H_given,
                "information_about_target": information,
                "theta": [blocks.index(codes[below.index(code)]) for code in sorted(set(below))],
                "partition": [
                    [name for name, code in zip(names, codes, strict=True) if code == block]
                    for block in blocks
                ],
                "codes": {name: code_text(code) for name, code in zip(names, codes, strict=True)},
                "neurons": [{"weights": list(n.weights), "threshold": n.threshold} for n in layer.neurons],
            }
        )
        below = codes
    H_X, _, I_XY = figures(problem, problem.table.inputs)
    objective = sum(H_X - layer["entropy"] for layer in layers)
    return (
        document(problem, status, evidence=evidence, objective_bound=objective)
        | {
            "objective": objective,
            "objective_exact": exact,
            "compression": H_X - layers[-1]["entropy"],
            "distortion": I_XY - layers[-1]["information_about_target"],
            "layers": layers,
        }
        | changes
    )


XOR2 = Problem.from_truth_table("0110", [2, 1], name="xor2")
AND2 = Problem.from_truth_table("0001", [1], name="and2")

OR_AND = network([((1, 1), 1), ((1, 1), 2)], [((1, -1), 1)])
"""XOR(2) by an OR and an AND: 1.5 bits."""
AND = network([((1, 1), 2)])


def xor2_optimum(**changes):
    return solved(XOR2, OR_AND, "3/2") | changes


def and2_optimum(**changes):
    floor = {"kind": "entropy floor", "floor_exact": "2 - 3/4*log2(3)"}
    return solved(AND2, AND, "3/4*log2(3)", evidence=floor) | changes


def noisy_optimum():
    """One input seen through a channel that flips one target in ten, at a positive epsilon."""
    problem = Problem.from_joint([[9, 1], [1, 9]], [2, 1], epsilon="1/10")
    identity = network([((1,), 1), ((0,), 1)], [((1, 0), 1)])
    return problem, solved(problem, identity, "0", optima=1)
